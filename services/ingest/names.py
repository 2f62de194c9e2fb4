"""Authors from metadata: a feed's author field, an HTML meta element, a JSON value. Pure."""

from __future__ import annotations

import re

from services.ingest.bylines import byline_prefix, parse_authors
from services.ingest.tidy import one_line

# What content systems write where nobody is named.
_NOBODY = frozenset(
    "admin administrator root webmaster user guest anonymous unknown none null undefined n/a na author editor "
    "wordpress".split()
)
_ADDRESS_WITH_NAME = re.compile(r"^\S+@\S+\s*\((?P<name>[^()]+)\)$|^(?P<first>[^<>]+?)\s*<\S+@\S+>$")
_INVERTED = re.compile(r"^(?P<last>[^\W\d_][\w’'-]+),\s*(?P<first>[^\W\d_][\w’'-]+(?:\s[^\W\d_]\.?)?)$")
_MAX_CHARS = 120
# What is longer names nobody in particular, and patterns that look for what stands at its end take forever on it.
_LONGEST_LIST_CHARS = 4_000


def split_authors(text: str) -> tuple[str, ...]:
    """People or named desks, as written. Addresses, profile links and place-holders such as ``admin`` are nobody."""
    found: list[str] = []
    for part in re.split(r"[;\n]", text or ""):
        found.extend(_authors_of(one_line(part)))
    return tuple(dict.fromkeys(found))


def _authors_of(text: str) -> tuple[str, ...]:
    if len(text) > _LONGEST_LIST_CHARS:
        return ()
    if match := _ADDRESS_WITH_NAME.match(text):
        text = (match["name"] or match["first"]).strip(" \"'")
    if not text or text.casefold() in _NOBODY or re.match(r"(?:https?:)?//|www\.|@|\S+@\S+$", text):
        return ()
    if match := _INVERTED.match(text):  # "Hoxha, Arben", as library metadata has it
        return (f"{match['first']} {match['last']}",)
    named = parse_authors(text)
    if named:
        return named
    # No name that a byline would print, but the source says that it is its author: a desk in small letters, an alias.
    bare = text[byline_prefix(text) :].strip(" :–—-")
    return (bare,) if 2 <= len(bare) <= _MAX_CHARS and any(character.isalpha() for character in bare) else ()
