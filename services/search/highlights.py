"""Highlighted fragments: Elasticsearch marks them with private characters, which never reach a page. Pure.

Markup such as ``<em>`` would be indistinguishable from what a hostile article contains.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import escape

# Private use: no text has them on purpose, and one that does can only make a word bold.
MARK_START, MARK_END = "\ue000", "\ue001"
_MARKS = re.compile(f"({MARK_START}|{MARK_END})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of plain text, and whether the search found it."""

    text: str
    found: bool = False


Fragment = tuple[Piece, ...]


def fragment(highlighted: str) -> Fragment:
    """The pieces of one highlighted fragment, white space made plain; marks that do not pair are no harm."""
    pieces: list[Piece] = []
    found = False
    for part in _MARKS.split(re.sub(r"\s+", " ", highlighted)):
        if part in {MARK_START, MARK_END}:
            found = part == MARK_START
        elif part:
            pieces.append(Piece(part, found))
    return tuple(pieces)


def plain(pieces: Fragment) -> str:
    return "".join(piece.text for piece in pieces)


def as_html(pieces: Fragment) -> str:
    """Escaped text with what was found in ``<mark>``: safe to put into a page as it is."""
    return "".join(
        f"<mark>{escape(piece.text)}</mark>" if piece.found else str(escape(piece.text)) for piece in pieces
    )
