"""What the labeller learns from: generated pages, and the labelled digests set anew in many ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from services.ingest.split.consistency import consistency
from services.ingest.split.emissions import group_names
from services.ingest.split.features import Layout, features
from services.ingest.split.labeller import FIRST_MODEL, SECOND_MODEL, Labeller, default_labeller
from services.ingest.split.lines import Line, physical_lines
from services.ingest.split.observe import Observation, observe
from shared.linear_chain import LinearChain
from training.crf import train_linear_chain
from training.splitter.marked import LabelledPage, read_folder
from training.splitter.page import Page, generate
from training.splitter.reshape import reshaped
from training.splitter.skeletons import grow, skeletons

MARKED = Path("tests/quality/digests/marked")
PARTS = ("dev", "test", "unseen", "train")
Lines = tuple[list[Line], list[Observation], list[str]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """``pages`` generated, ``copies`` of each labelled digest and of each skeleton, for each of the two passes."""

    pages: int = 1200
    copies: int = 10
    grown: int = 6
    iterations: int = 40


@lru_cache(maxsize=1)
def digests() -> tuple[LabelledPage, ...]:
    """All labelled digests as labelled lines."""
    labeller = default_labeller()
    return tuple(page for part in PARTS for page in read_folder(MARKED / part, labeller))


def as_lines(page: Page) -> Lines | None:
    """Lines of a page with their labels; null where they disagree (a line that became a rule)."""
    lines = physical_lines(page.text)
    if len(lines) != len(page.labels) or not lines:
        return None
    return lines, [observe(line.text) for line in lines], list(page.labels)


def pages_for(recipe: Recipe, number: int, without: frozenset[str]) -> Iterator[Page]:
    """The pages of pass ``number`` (0 or 1), without the families of digests in ``without``."""
    for seed in range(recipe.pages * number, recipe.pages * (number + 1)):
        yield generate(seed)
    for digest in digests():
        if digest.family not in without:
            for seed in range(recipe.copies * number, recipe.copies * (number + 1)):
                yield reshaped(digest, seed)
    for skeleton in range(len(skeletons())):
        for seed in range(recipe.grown * number, recipe.grown * (number + 1)):
            yield grow(skeleton, seed)


def sequences(pages: Iterable[Page], first: Labeller | None) -> Iterator[tuple[list[list[str]], list[str]]]:
    """Features and labels of pages; with ``first``, those of the second pass."""
    for page in pages:
        found = as_lines(page)
        if found is None:
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


def train_chain(pages: Iterable[Page], first: Labeller | None, iterations: int) -> LinearChain:
    return train_linear_chain(
        sequences(pages, first), c1=0.3, c2=0.02, max_iterations=iterations, min_frequency=4, min_weight=0.02
    )


def train_labeller(
    recipe: Recipe, without: frozenset[str] = frozenset(), folder: Path | None = None
) -> Labeller:
    """Both passes, trained without some families of digests; written to ``folder`` when it is given."""
    first = train_chain(pages_for(recipe, 0, without), None, recipe.iterations)
    # The second pass learns from pages that the first has not seen, so it meets the first's real mistakes.
    second = train_chain(pages_for(recipe, 1, without), Labeller(first, None), recipe.iterations)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        first.save(folder / FIRST_MODEL.name)
        second.save(folder / SECOND_MODEL.name)
    return Labeller(first, second)


def load_labeller(folder: Path) -> Labeller:
    return Labeller(LinearChain.load(folder / FIRST_MODEL.name), LinearChain.load(folder / SECOND_MODEL.name))
