"""Coverage-guided fuzzing by atheris (libFuzzer): ``python -m tests.fuzz.fuzzer --seconds 120 [TARGET…]``.

The parsers are instrumented once; each target then runs in a fork of its own. An input that breaks a promise, hangs or takes
too much memory is kept in ``found/`` (not in git), and its target is run on all that was found before first. Ends with a
table; exit status 1 when anything was found. Random seeds are fixed, so that a test finds the same twice.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path

import atheris

from tests.fuzz.hostile import FAMILIES, MOTIFS

# What is imported from here on is instrumented: the parsers, not the libraries below them, which would be slow.
with redirect_stderr(io.StringIO()), atheris.instrument_imports(include=["services"]):
    from tests.fuzz.targets import TARGETS

_SEEDS = Path(__file__).parent / "seeds"
_FOUND = Path(__file__).parent / "found"
_MAX_INPUT_BYTES = 4_096
_INPUT_SECONDS = 20  # under instrumentation, on a busy machine
_MEMORY_MIB = 2_000
_DONE = re.compile(r"Done (\d+) runs|#(\d+)\s+(?:DONE|NEW|REDUCE|pulse)\s+cov: (\d+)")


def _fuzz(target: str, seconds: int, found: Path, corpus: Path, log: Path) -> int:
    """The exit status of the child: 0 when nothing was found."""
    child = os.fork()
    if child == 0:
        with log.open("wb") as stream:
            os.dup2(stream.fileno(), 1)
            os.dup2(stream.fileno(), 2)
        known = [str(path) for path in sorted(found.glob(f"{target}-*"))]
        folders = [str(folder) for folder in (corpus, _SEEDS / target) if folder.is_dir()]
        if known:
            folders = [*folders, str(found)]
        options = [
            f"-max_total_time={seconds}", f"-max_len={_MAX_INPUT_BYTES}", f"-timeout={_INPUT_SECONDS}",
            f"-rss_limit_mb={_MEMORY_MIB}", f"-artifact_prefix={found}/{target}-", f"-dict={corpus.parent / 'tokens'}",
            "-seed=1", "-len_control=20", "-print_final_stats=0",
        ]  # fmt: skip
        status = 1
        try:
            kept = _keeping(target, found)
            atheris.Setup([sys.argv[0], *options, *folders], kept, internal_libfuzzer=True)
            atheris.Fuzz()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)  # nothing of the parent's is to be put in order here
    deadline = time.monotonic() + seconds + 3 * _INPUT_SECONDS
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return -9


def _keeping(target: str, found: Path) -> Callable[[bytes], None]:
    """libFuzzer itself keeps only what hangs, crashes C code or takes too much memory."""

    def run(content: bytes) -> None:
        try:
            TARGETS[target](content)
        except Exception:
            (found / f"{target}-{hashlib.sha256(content).hexdigest()[:16]}").write_bytes(content)
            raise

    return run


def _write_tokens(path: Path) -> None:
    """libFuzzer's dictionary: what texts are made of."""
    tokens = [*MOTIFS.values(), "<item>", "<title>", "<![CDATA[", "]]>", "<article>", "<h1>", "WARC/1.0\r\n", "Content-Length: ",  # noqa: E501
              '{"title":"', '","body":"', '"url":', "<loc>", "sources:\n", "User-agent: *\n", "Cache-Control: ", "http://"]  # fmt: skip  # noqa: E501
    lines = []
    for token in tokens:
        raw = token.encode("utf-8", "surrogatepass")[:60]
        lines.append('"' + "".join(f"\\x{byte:02x}" for byte in raw) + '"')
    path.write_text("\n".join(lines) + "\n")


def _seed(target: str, folder: Path) -> None:
    """The hostile families, small: the committed seeds are of what is ordinary."""
    folder.mkdir(parents=True)
    for number, make in enumerate(FAMILIES.get(target, {}).values()):
        (folder / f"hostile-{number}").write_bytes(make(200)[:_MAX_INPUT_BYTES])


def main() -> None:
    parser = argparse.ArgumentParser(prog="fuzzer")
    parser.add_argument("--seconds", type=int, default=120, help="for each target")
    parser.add_argument("--found", type=Path, default=_FOUND, help="folder for what breaks a target")
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    given = parser.parse_args()
    given.found.mkdir(parents=True, exist_ok=True)
    rows, failed = [], 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _write_tokens(folder / "tokens")
        for target in given.targets or TARGETS:
            log = folder / f"{target}.log"
            _seed(target, folder / target)
            before = set(given.found.iterdir())
            status = _fuzz(target, given.seconds, given.found, folder / target, log)
            said = log.read_text(errors="replace")
            runs, coverage = _figures(said)
            new = sorted(path.name for path in set(given.found.iterdir()) - before)
            failed += status != 0
            result = f"FAILED ({status}): {', '.join(new)}" if status else "fine"
            rows.append(f"{target:10} {runs:>9,} runs  {coverage:>6,} places  {result}")
            sys.stdout.write(rows[-1] + "\n")
            if status:
                sys.stdout.write(said[-3_000:] + "\n")
            sys.stdout.flush()
    if len(rows) > 1:
        sys.stdout.write("\n" + "\n".join(rows) + "\n")
    sys.exit(1 if failed else 0)


def _figures(said: str) -> tuple[int, int]:
    runs = coverage = 0
    for match in _DONE.finditer(said):
        runs = max(runs, int(match[1] or match[2] or 0))
        coverage = max(coverage, int(match[3] or 0))
    return runs, coverage


if __name__ == "__main__":
    main()
