"""Leave-family-out scores of the splitter: ``python -m training.splitter.cross_validate [--folds N] [--pages N]``.

The labelled digests are dealt into folds by family. For each fold a model is trained on generated pages and on the digests
of all *other* folds, and scored on the digests of this one, so no layout is judged by a model that has seen its family.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from services.ingest.split import split
from tests.quality.score_digests import FIELDS, FOLDER, Score, load, score
from training.splitter.mixture import PARTS, Recipe, load_labeller, train_labeller


def folds(count: int) -> list[list[str]]:
    """Families dealt out in alphabetical order, so that related ones do not fall together by size."""
    families = sorted({digest.family for digest in load(FOLDER / part for part in PARTS)})
    return [families[number::count] for number in range(count)]


def judge(families: list[str], recipe: Recipe, kept: Path | None) -> Score:
    folder = kept / families[0] if kept is not None else None
    if folder is not None and folder.exists():
        labeller = load_labeller(folder)
    else:
        labeller = train_labeller(recipe, without=frozenset(families), folder=folder)
    judged = [digest for digest in load(FOLDER / part for part in PARTS) if digest.family in families]
    return score(judged, partial(split, labeller=labeller))


def added(scores: list[Score]) -> Score:
    total = Score()
    for one in scores:
        total.digests += one.digests
        total.right_count += one.right_count
        total.expected += one.expected
        total.found += one.found
        total.starts += one.starts
        total.body_similarity += one.body_similarity
        for name in FIELDS:
            total.fields[name] += one.fields[name]
        total.errors.extend(one.errors)
    return total


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--pages", type=int, default=Recipe().pages)
    parser.add_argument("--copies", type=int, default=Recipe().copies)
    parser.add_argument("--grown", type=int, default=Recipe().grown)
    parser.add_argument("--iterations", type=int, default=Recipe().iterations)
    parser.add_argument(
        "--models", type=Path, help="a folder for the models of the folds; those in it are not trained again"
    )
    parser.add_argument("--errors", type=Path, help="a file for the list of errors")
    arguments = parser.parse_args()
    recipe = Recipe(arguments.pages, arguments.copies, arguments.grown, arguments.iterations)
    started = time.monotonic()
    with ProcessPoolExecutor(arguments.jobs) as pool:
        scores = list(pool.map(partial(judge, recipe=recipe, kept=arguments.models), folds(arguments.folds)))
    print(f"{'':12}" + " ".join(f"{name:>9}" for name in ["boundary", "count", *FIELDS, "similar"]))
    for number, one in enumerate(scores):
        print(f"fold {number + 1:<7}" + one.row())
    total = added(scores)
    print(f"{'all':12}" + total.row())
    print(f"{total.digests} digests, {recipe}, {time.monotonic() - started:.0f} s")
    if arguments.errors is not None:
        arguments.errors.write_text("\n".join(total.errors) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
