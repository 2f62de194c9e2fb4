"""Labelled digests as labelled lines: what their marks say is kept, the current model fills in what they leave open."""

# ruff: noqa: PLR0912 (one case for each place that a line may have)

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from services.ingest.lexicon import phrase_key
from services.ingest.split.heads import bare_label
from services.ingest.split.labeller import Labeller, default_labeller
from services.ingest.split.lines import Line, physical_lines
from services.ingest.split.observe import Observation, observe
from services.ingest.split.pages import without_running_heads

LABELS_FILE = Path(__file__).parent / "labels.json"
MARKS = re.compile(r"⟪(?P<attributes>[^⟫]*)⟫|(?P<mark>[⟦⟧⟨⟩⟮⟯¶])")
_BODY = ("BODY", "BODY_I", "SUBHEAD", "ITEM", "ITEM_I", "INSERT")


@dataclass(slots=True)
class Marked:
    """One article's places in the text: offsets of what its marks enclose, -1 where it has none."""

    section: str | None
    start: int
    title: tuple[int, int] = (-1, -1)
    deck: tuple[int, int] = (-1, -1)
    body: tuple[int, int] = (-1, -1)
    end: int = -1


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """``labels`` belongs to the lines of ``text`` that are neither blank nor rules, in order."""

    name: str
    text: str
    lines: list[Line]
    seen: list[Observation]
    labels: list[str]

    @property
    def family(self) -> str:
        return self.name.rsplit("-", 1)[0]


def read_marked(source: str) -> tuple[str, list[Marked]]:
    """(text without marks, places of its articles). Wishes for other bytes (``%crlf``) are left out."""
    while source.startswith("%"):
        _, _, source = source.partition("\n")
    text = ""
    articles: list[Marked] = []
    position = 0
    opened: dict[str, int] = {}
    for match in MARKS.finditer(source):
        text += source[position : match.start()]
        position = match.end()
        mark = match["mark"]
        if mark is None:
            values = dict(part.partition("=")[::2] for part in match["attributes"].split(";") if part)
            articles.append(Marked(values.get("s"), len(text)))
        elif mark in "⟦⟨⟮":
            opened[mark] = len(text)
        elif mark == "⟧":
            articles[-1].title = (opened["⟦"], len(text))
        elif mark == "⟩":
            articles[-1].deck = (opened["⟨"], len(text))
        else:
            if mark == "⟯":
                articles[-1].body = (opened["⟮"], len(text))
            articles[-1].end = len(text)
    return text + source[position:], articles


def possible(text: str, lines: Sequence[Line], articles: Sequence[Marked]) -> list[tuple[str, ...]]:
    """The labels that each line may have, given the marks."""
    result: list[tuple[str, ...]] = []
    sections = {phrase_key(one.section) for one in articles if one.section}
    previous: tuple[str, ...] = ()
    for line in lines:
        inside = next((one for one in articles if line.end > one.start and line.start < one.end), None)
        if inside is None:
            labels: tuple[str, ...] = ("FURN",)
            label = bare_label(line.text)
            if label is not None and phrase_key(label) in sections:
                labels = ("FURN", "LABEL")
                following = next((one for one in articles if one.start >= line.end), None)
                if (
                    following is not None
                    and following.section
                    and (
                        phrase_key(following.section) == phrase_key(label)
                        and not any(c.isalnum() for c in text[line.end : following.start])
                    )
                ):
                    labels = ("LABEL",)
        else:
            title, deck, body = inside.title, inside.deck, inside.body
            in_title = line.start < title[1] and line.end > title[0]
            in_body = line.start < body[1] and line.end > body[0]
            if in_title and in_body:
                labels = ("BRIEF",)
            elif in_title:
                labels = (
                    ("TITLE_I",)
                    if previous in (("TITLE",), ("TITLE_I",)) and line.start > title[0]
                    else ("TITLE",)
                )
            elif deck[0] >= 0 and line.start < deck[1] and line.end > deck[0] and not in_body:
                labels = (
                    ("DECK_I",)
                    if previous in (("DECK",), ("DECK_I",)) and line.start > deck[0]
                    else ("DECK",)
                )
            elif in_body:
                first = line.start <= body[0]
                labels = ("BODY", "ITEM", "SUBHEAD") if first else _BODY
                if first and title[0] >= body[0]:
                    labels = ("BRIEF",)
                if body[1] <= line.end and not first:
                    labels = tuple(label for label in _BODY if label != "INSERT")
            elif title[0] < 0 or line.end <= title[0]:
                labels = ("PRE",)
            elif line.start >= body[1]:
                labels = ("END",)
            else:
                labels = ("POST", "INSERT")
        result.append(labels)
        previous = labels
    return result


def labelled(
    name: str, source: str, labeller: Labeller, inner: dict[str, list[list[int]]] | None = None
) -> LabelledPage:
    """The page of one marked source."""
    text, articles = read_marked(source)
    lines = physical_lines(text)
    seen = [observe(line.text) for line in lines]
    choices = possible(text, lines, articles)
    for kind, allowed_labels in (("insert", ("INSERT",)), ("subhead", ("SUBHEAD",))):
        for start, end in (inner or {}).get(kind, ()):
            for i, line in enumerate(lines):
                if line.start < end and line.end > start and "BODY" in choices[i]:
                    choices[i] = allowed_labels
    outside = {
        one.repeating
        for one, choice in zip(seen, choices, strict=True)
        if choice == ("FURN",) and len(one.repeating) > 2
    }
    for i, choice in enumerate(choices):
        # Running heads and page numbers inside an article.
        if "INSERT" in choice and (seen[i].repeating in outside or seen[i].kind == "number"):
            choices[i] = ("INSERT",)
    allowed = np.array([[label in choice for label in labeller.labels] for choice in choices])
    labels = labeller.label(lines, seen, allowed=allowed)
    settled = list(labels)
    without_running_heads(settled, seen, lines)
    for i, choice in enumerate(choices):
        if settled[i] in choice and settled[i] in ("INSERT", "BODY_I"):
            labels[i] = settled[i]
    return LabelledPage(name, text, lines, seen, labels)


def stored_labels() -> dict[str, list[str]]:
    """The labels of each digest's lines as they were derived once, so that training does not depend on the model before."""
    if not LABELS_FILE.exists():
        return {}
    stored: dict[str, str] = json.loads(LABELS_FILE.read_text(encoding="utf-8"))
    return {name: labels.split() for name, labels in stored.items()}


def read_folder(folder: Path, labeller: Labeller) -> Iterator[LabelledPage]:
    stored = stored_labels()
    inner_file = folder / "inner_lines.json"
    inner = json.loads(inner_file.read_text(encoding="utf-8")) if inner_file.exists() else {}
    for path in sorted(folder.glob("*.txt")):
        page = labelled(path.stem, path.read_text(encoding="utf-8"), labeller, inner.get(path.stem))
        known = stored.get(page.name, [])
        yield replace(page, labels=known) if len(known) == len(page.labels) else page


def main() -> None:
    """Derives the labels of digests that have none stored: ``python -m training.splitter.marked FOLDER…``."""
    labels = {name: " ".join(found) for name, found in stored_labels().items()}
    for folder in sys.argv[1:]:
        for page in read_folder(Path(folder), default_labeller()):
            labels[page.name] = " ".join(page.labels)
    LABELS_FILE.write_text(json.dumps(labels, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
