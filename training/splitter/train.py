"""Trains the line labeller on generated layouts: ``python -m training.splitter.train [--pages N]``.

Deterministic for given texts: page ``n`` is drawn from seed ``n``. Held-out pages (other seeds) give the printed scores;
the scores that count are those of ``python -m tests.quality.score_digests``, on digests written by hand.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from services.ingest.split.consistency import consistency
from services.ingest.split.features import Layout, features
from services.ingest.split.labeller import FIRST_MODEL, SECOND_MODEL, Labeller, group_names
from services.ingest.split.lines import Line, physical_lines
from services.ingest.split.observe import Observation, observe
from shared.linear_chain import LinearChain
from training.crf import train_linear_chain
from training.splitter.page import generate

HELD_OUT = 10_000_000


def page_lines(seed: int) -> tuple[list[Line], list[Observation], list[str]] | None:
    """Lines of a generated page and their labels; null where they disagree (a line that became a rule)."""
    page = generate(seed)
    lines = physical_lines(page.text)
    if len(lines) != len(page.labels) or not lines:
        return None
    return lines, [observe(line.text) for line in lines], list(page.labels)


def sequences(seeds: range, first: Labeller | None) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Features and labels of pages; with ``first``, those of the second pass."""
    skipped = 0
    for seed in seeds:
        found = page_lines(seed)
        if found is None:
            skipped += 1
            continue
        lines, seen, labels = found
        layout = Layout(lines, seen)
        rows = list(features(lines, seen, layout))
        if first is not None:
            for row, group in zip(
                rows, consistency(lines, seen, layout, first.label(lines, seen)), strict=True
            ):
                row.append(group)
        yield [[name for group in row for name in group_names(group)] for row in rows], labels
    print(f"{len(seeds) - skipped} pages, {skipped} skipped", flush=True)


def held_out(labeller: Labeller, count: int) -> None:
    right = total = pages = exact = 0
    confusion: dict[tuple[str, str], int] = {}
    for seed in range(HELD_OUT, HELD_OUT + count):
        given = page_lines(seed)
        if given is None:
            continue
        lines, seen, expected = given
        found = labeller.label(lines, seen)
        pages += 1
        same = sum(a == b for a, b in zip(found, expected, strict=True))
        exact += same == len(lines)
        right += same
        total += len(lines)
        for a, b in zip(expected, found, strict=True):
            if a != b:
                confusion[a, b] = confusion.get((a, b), 0) + 1
    print(
        f"held out: {pages} pages, {exact / pages:.3f} without an error, {right / total:.4f} of {total} lines right"
    )
    for (wanted, got), number in sorted(confusion.items(), key=lambda item: -item[1])[:24]:
        print(f"  {wanted:8} as {got:8} {number}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=3200, help="for each of the two passes")
    parser.add_argument(
        "--folder", type=Path, default=FIRST_MODEL.parent, help="where the two files are written"
    )
    parser.add_argument("--iterations", type=int, default=80)
    arguments = parser.parse_args()
    pages = arguments.pages
    # The second pass learns from pages that the first has not seen, so it meets the first's real mistakes.
    first = _train(range(pages), None, arguments.folder / FIRST_MODEL.name, arguments.iterations)
    held_out(Labeller(first, None), 300)
    second = _train(
        range(pages, 2 * pages),
        Labeller(first, None),
        arguments.folder / SECOND_MODEL.name,
        arguments.iterations,
    )
    held_out(Labeller(first, second), 300)


def _train(seeds: range, first: Labeller | None, target: Path, iterations: int) -> LinearChain:
    started = time.monotonic()
    chain = train_linear_chain(
        sequences(seeds, first), c1=0.3, c2=0.02, max_iterations=iterations, min_frequency=4, min_weight=0.02
    )
    chain.save(target)
    size = target.stat().st_size // 1024
    print(
        f"{target}: {len(chain.features)} features, {size} KiB, {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return LinearChain.load(target)


if __name__ == "__main__":
    main()
