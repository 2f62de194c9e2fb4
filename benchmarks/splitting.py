"""How fast long texts are cut, one core: ``python -m benchmarks.splitting [--largest MB]``.

Prints one JSON object: megabytes a second for three kinds of text, and for growing sizes: equal rates are linear time.
"""

from __future__ import annotations

import argparse
import json
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.texts import Text, texts
from services.ingest.split import split

_DIGESTS = Path(__file__).parent.parent / "tests" / "quality" / "digests"


def plain(text: Text) -> str:
    return f"{text.title}\n\n{text.body}\n\n\n"


def wrapped(text: Text) -> str:
    paragraphs = (textwrap.fill(part, 72) for part in text.body.split("\n\n"))
    return f"{text.title}\n\n" + "\n\n".join(paragraphs) + "\n\n\n"


def long_text(size: int, kind: Callable[[Text], str]) -> str:
    once = "".join(kind(text) for text in texts(400))
    return (once * (size // len(once) + 1))[:size]


def dense_text(size: int) -> str:
    once = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(_DIGESTS.glob("*/*.txt")))
    return (once * (size // len(once) + 1))[:size]


def rate(text: str) -> float:
    """Megabytes of UTF-8 a second of processor time."""
    began = time.process_time()
    split(text)
    return round(len(text.encode()) / 1e6 / (time.process_time() - began), 2)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--largest", type=int, default=16, help="megabytes of the longest text")
    largest = parser.parse_args().largest
    split(dense_text(200_000))
    found: dict[str, float | dict[str, float]] = {
        "unwrapped_mb_per_s": rate(long_text(3_000_000, plain)),
        "wrapped_mb_per_s": rate(long_text(3_000_000, wrapped)),
        "digests_mb_per_s": rate(dense_text(1_500_000)),
    }
    sizes = [size for size in (1, 4, 16, 50, 100) if size <= largest]
    found["mb_per_s_by_size_mb"] = {str(size): rate(long_text(size * 1_000_000, plain)) for size in sizes}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
