"""What the publisher's own filing says about an article's topic: its section, the words of its address, its tags.

A weak label: one piece of evidence beside the text. It moves the text's probabilities by the odds that a section of that
name holds an article of a topic, and says nothing where its name is general (news, world, region) or not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from services.enrich.folding import fold
from services.enrich.stage import Draft

_NAMES = Path(__file__).parent / "data" / "sections.txt"
# The share of the articles so filed that are mainly about what the name says; the others may be about anything. Set, not
# learnt, and low: a sport page also files the trial of a player, and then the text should win. Anybody writes tags.
_TRUST_IN_SECTION, _TRUST_IN_TAGS = 0.5, 0.25
_TOPICS = 17
_MOST_WORDS = 4  # a longer piece of an address is a headline
_MOST_CHARACTERS = 2_000
_MOST_TAGS = 20
_LONGEST_NAME = 200

_SEPARATORS = re.compile(r"[/>|,;»·•:]|\s[-–—]\s")
_WORD = re.compile(r"\w+")


@cache
def section_names() -> dict[str, tuple[str, ...]]:
    """Folded name of a section to the top-level codes it stands for."""
    found: dict[str, list[str]] = {}
    for line in _NAMES.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, names = line.split(" ", 1)
            for name in names.split(","):
                found.setdefault(_folded(name), []).append(code)
    return {name: tuple(codes) for name, codes in found.items()}


def reweighed(probabilities: Mapping[str, float], draft: Draft) -> dict[str, float]:
    """The text's probabilities by code, turned by what the publisher says. They sum to 1 again; nothing said, nothing
    changed; no probabilities (a text in which nothing is known), none made."""
    weights = dict(probabilities)
    named = _shares(_of_section(draft.section) or _of_address(draft.url))
    for shares, trust in ((named, _TRUST_IN_SECTION), (_shares(_of_tags(draft.tags)), _TRUST_IN_TAGS)):
        if shares:
            for code in weights:
                weights[code] *= trust * shares.get(code, 0.0) + (1 - trust) / _TOPICS
    total = sum(weights.values())
    return {code: weight / total for code, weight in weights.items()} if total else {}


def _shares(codes_of_names: list[tuple[str, ...]]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for codes in codes_of_names:
        for code in codes:
            shares[code] = shares.get(code, 0.0) + 1 / len(codes) / len(codes_of_names)
    return shares


def _of_section(section: str | None) -> list[tuple[str, ...]]:
    """Of "News > Sport" the last part that is a known name: sections go from the general to the particular."""
    return _last_known(_SEPARATORS.split((section or "")[:_MOST_CHARACTERS]))


def _of_address(url: str | None) -> list[tuple[str, ...]]:
    """The folders of the address, and what stands before the name of the site: sport.example.org/fudbal/2026/11/headline."""
    try:
        parts = urlsplit((url or "")[:_MOST_CHARACTERS])
        folders = unquote(parts.path).rstrip("/").split("/")[:-1]
        return _last_known([*(parts.hostname or "").split(".")[:-2], *folders])
    except ValueError:  # not an address
        return []


def _of_tags(tags: Iterable[str]) -> list[tuple[str, ...]]:
    names = section_names()
    found = (names.get(_folded(tag)) for tag, _ in zip(tags, range(_MOST_TAGS), strict=False))
    return [codes for codes in found if codes]


def _last_known(parts: list[str]) -> list[tuple[str, ...]]:
    for part in reversed(parts):
        codes = next(_known(part), None)
        if codes:
            return [codes]
    return []


def _known(part: str) -> Iterator[tuple[str, ...]]:
    """The codes of a whole name, then of each of its words, as "Sport news" and "vesti-ekonomija" are not in the list."""
    names = section_names()
    whole = _folded(part)
    words = whole.split(" ")
    if len(words) <= _MOST_WORDS:
        for name in (whole, *words):
            if name in names:
                yield names[name]


def _folded(name: str) -> str:
    return " ".join(_WORD.findall(fold(name[:_LONGEST_NAME]).replace("_", " ")))
