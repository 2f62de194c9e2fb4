"""A few seconds of coverage-guided fuzzing of every parser; ``make fuzz`` gives each minutes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


@pytest.mark.timeout(280)
def test_no_parser_breaks_its_promises(tmp_path: Path) -> None:
    pytest.importorskip(
        "atheris", reason="atheris has wheels for Linux on x86-64 and some versions of Python only"
    )
    command = [sys.executable, "-m", "tests.fuzz.fuzzer", "--seconds", "1", "--found", str(tmp_path)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=270, check=False)
    assert done.returncode == 0, f"{done.stdout[-6_000:]}\n{done.stderr[-2_000:]}"
    assert " 0 runs" not in done.stdout, done.stdout
