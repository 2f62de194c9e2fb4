"""Headlines that run into the text: ``**Bridge opens.** The …``, ``BRIDGE OPENS – The …``; or none at all."""

from __future__ import annotations

import re

from services.ingest.datelines import find_dateline
from services.ingest.split.heads import bare_title

_BOLD = re.compile(r"^(\*\*|__)(?=\S)(?P<title>.+?)\1\s*[.:–—-]?\s*(?=\S)")
# A bold word with its own point, such as a town in a column of short news, is a headline; one before a dash is a dateline.
_CAPITALS = re.compile(
    r"^(?P<title>[^a-zà-öø-ÿšđčćžа-яѓќљњџјћђα-ωάέήίόύώ]{8,160}?)\s*(?:[.:–—|]|\s-)\s+(?=\S)"
)
_COLON = re.compile(r"^(?P<title>[^.!?:;]{8,110}):\s+(?=[^\W\d_a-z])")
_FIRST_SENTENCE = re.compile(r"^(?P<title>.{12,200}?[.!?…]+[”»\"]?)\s+(?=[^\W\d_a-z])", re.DOTALL)


def brief_title(text: str) -> tuple[str, str]:
    """(title, text without it) of a brief. One without any headline is headed by its first sentence, which stays in it."""
    bare = re.sub(r"^(?:[•●▪■►▶◦‣·»›◆*+-]\s+|[(\[]?\d{1,3}[.)\]]\s+)", "", text)
    for pattern in (_BOLD, _CAPITALS):
        match = pattern.match(bare)
        if (
            match is not None
            and sum(c.isalpha() for c in match["title"]) >= (3 if pattern is _BOLD else 6)
            and (match["title"][-1:] == "." or not _is_dateline(bare, match.end()))
        ):
            return bare_title(match["title"]).rstrip(".:"), bare[match.end() :].strip()
    dateline = find_dateline(bare)
    rest = bare[dateline.end :] if dateline is not None else bare
    match = _COLON.match(rest)
    if match is not None and dateline is None:
        return bare_title(match["title"]), rest[match.end() :].strip()
    match = _FIRST_SENTENCE.match(rest)
    return bare_title(match["title"] if match is not None else rest[:200]), bare


def _is_dateline(text: str, end: int) -> bool:
    dateline = find_dateline(text)
    return dateline is not None and dateline.end >= end - 2
