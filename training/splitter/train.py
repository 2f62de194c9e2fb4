"""Trains the line labeller on generated layouts: ``python -m training.splitter.train [--pages N]``.

Deterministic for given texts: page ``n`` is drawn from seed ``n``. Held-out pages (other seeds) give the printed scores;
the scores that count are those of ``python -m tests.quality.score_digests``, on digests written by hand.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

from services.ingest.split.features import Layout, features, names
from services.ingest.split.labeller import MODEL, Labeller
from services.ingest.split.lines import physical_lines
from services.ingest.split.observe import observe
from training.crf import train_linear_chain
from training.splitter.page import generate

HELD_OUT = 10_000_000


def rows_and_labels(seed: int) -> tuple[list[list[str]], list[str]] | None:
    """Features and labels of one page; null where the text's lines and the labels disagree (a line that became a rule)."""
    page = generate(seed)
    lines = physical_lines(page.text)
    if len(lines) != len(page.labels) or not lines:
        return None
    seen = [observe(line.text) for line in lines]
    rows = features(lines, seen, Layout(lines, seen))
    return [[name for group in row for name in names(group)] for row in rows], list(page.labels)


def sequences(count: int) -> Iterator[tuple[list[list[str]], list[str]]]:
    skipped = 0
    for seed in range(count):
        pair = rows_and_labels(seed)
        if pair is None:
            skipped += 1
        else:
            yield pair
    print(f"{count - skipped} pages, {skipped} skipped", flush=True)


def held_out(labeller: Labeller, count: int) -> None:
    right = total = pages = exact = 0
    confusion: dict[tuple[str, str], int] = {}
    for seed in range(HELD_OUT, HELD_OUT + count):
        page = generate(seed)
        lines = physical_lines(page.text)
        if len(lines) != len(page.labels) or not lines:
            continue
        found = labeller.label(lines, [observe(line.text) for line in lines])
        pages += 1
        same = sum(a == b for a, b in zip(found, page.labels, strict=True))
        exact += same == len(lines)
        right += same
        total += len(lines)
        for a, b in zip(page.labels, found, strict=True):
            if a != b:
                confusion[a, b] = confusion.get((a, b), 0) + 1
    print(
        f"held out: {pages} pages, {exact / pages:.3f} without an error, {right / total:.4f} of {total} lines right"
    )
    for (expected, got), number in sorted(confusion.items(), key=lambda item: -item[1])[:24]:
        print(f"  {expected:8} as {got:8} {number}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=6000)
    parser.add_argument("--iterations", type=int, default=120)
    arguments = parser.parse_args()
    started = time.monotonic()
    chain = train_linear_chain(
        sequences(arguments.pages),
        c1=0.3,
        c2=0.02,
        max_iterations=arguments.iterations,
        min_frequency=4,
        min_weight=0.02,
    )
    chain.save(MODEL)
    print(
        f"{MODEL}: {len(chain.features)} features, {MODEL.stat().st_size // 1024} KiB, {time.monotonic() - started:.0f} s"
    )
    held_out(Labeller(type(chain).load(MODEL)), 400)


if __name__ == "__main__":
    main()
