from __future__ import annotations

import subprocess
import sys

_PROBE = """
import sys
sys.modules["elasticsearch"] = None
import services.ingest.commands, services.ingest.running, services.ingest.service
"""


def test_ingest_needs_no_elasticsearch_client() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
