"""Trains the line labeller: ``python -m training.splitter.train``.

Deterministic for given texts: every page is drawn from its own number. How well a recipe does on layouts not seen
before says ``python -m training.splitter.cross_validate``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from services.ingest.split.labeller import FIRST_MODEL, Labeller
from training.splitter.mixture import Recipe, as_lines, train_labeller
from training.splitter.page import Page, generate
from training.splitter.skeletons import grow, skeletons

HELD_OUT = 10_000_000
FINAL = Recipe(pages=1200, copies=16, grown=9, iterations=60)


def held_out(labeller: Labeller, name: str, pages: list[Page]) -> None:
    """Prints how many lines and whole pages come out right."""
    right = total = exact = count = 0
    for page in pages:
        given = as_lines(page)
        if given is None:
            continue
        lines, seen, expected = given
        found = labeller.label(lines, seen)
        same = sum(a == b for a, b in zip(found, expected, strict=True))
        count += 1
        exact += same == len(lines)
        right += same
        total += len(lines)
    print(
        f"{name}: {count} pages, {exact / count:.3f} without an error, {right / total:.4f} of {total} lines right"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--pages", type=int, default=FINAL.pages, help="generated pages for each of the two passes"
    )
    parser.add_argument("--copies", type=int, default=FINAL.copies, help="of each labelled digest")
    parser.add_argument("--grown", type=int, default=FINAL.grown, help="of each skeleton")
    parser.add_argument("--iterations", type=int, default=FINAL.iterations)
    parser.add_argument(
        "--folder", type=Path, default=FIRST_MODEL.parent, help="where the two files are written"
    )
    arguments = parser.parse_args()
    recipe = Recipe(arguments.pages, arguments.copies, arguments.grown, arguments.iterations)
    began = time.monotonic()
    labeller = train_labeller(recipe, folder=arguments.folder)
    print(f"{recipe}: {time.monotonic() - began:.0f} s")
    held_out(labeller, "generated", [generate(HELD_OUT + number) for number in range(300)])
    held_out(labeller, "skeletons", [grow(number, HELD_OUT) for number in range(len(skeletons()))])


if __name__ == "__main__":
    main()
