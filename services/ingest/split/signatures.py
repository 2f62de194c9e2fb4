"""Names below a text: a letter's writer with a town, a desk whose name is a whole phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.ingest.bylines import looks_like_names
from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.split.blocks import Block
from services.ingest.split.lines import Line

_LONGEST = 60  # characters
_SET_OFF = re.compile(r"\((?P<bracketed>[^()]{4,90})\)|[–—-]{1,2}\s?(?P<dashed>[^()]{4,90})")
_DESK_WORDS = 9


def desk_below(text: str) -> str | None:
    """``Redaction of the «Voice of the North»``, whole, of a line that holds it in brackets or after a dash; else null."""
    match = _SET_OFF.fullmatch(text.strip(" *_"))
    if match is None:
        return None
    name = (match["bracketed"] or match["dashed"]).strip()
    key = phrase_key(name)
    desks = lexicon().desks
    if not name[:1].isupper() or name[-1:] in ".!?:;" or not 2 < len(key) <= _DESK_WORDS or "," in name:
        return None
    if any(map(str.isdigit, name)) or key[0] in lexicon().roles:
        return None
    return name if (key[0],) in desks or key[:2] in desks else None


def is_signature(text: str) -> bool:
    """``Harold Whitcombe, Little Stoke``: a name, alone or with a town, on a line of its own."""
    name, _, town = text.partition(",")
    if len(text) > _LONGEST or text[-1] in ".!?:;" or not looks_like_names(name) or name.isupper():
        return False
    return not town or town.strip()[:1].isupper()


def sign_below(block: Block, lines: Sequence[Line]) -> bool:
    """Makes a byline of a name, alone or with a town, that was taken for a sub-heading below the last of the text.

    Whether there was one; nothing can stand below a text as its sub-heading.
    """
    last = block.body[-1] if len(block.body) > 1 else None
    if last is None or last.kind != "SUBHEAD" or len(last.lines) != 1 or block.end:
        return False
    if not is_signature(lines[last.lines[0]].text):
        return False
    block.body.pop()
    block.end.append(last.lines[0])
    return True


def without_towns(authors: list[str], signatures: Sequence[str]) -> list[str]:
    """Readers sign with their town: ``Margaret Oakes, Little Stoke``."""
    towns = {town.strip() for text in signatures for town in text.split(",")[1:]}
    return [author for author in authors if author not in towns]
