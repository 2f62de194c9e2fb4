"""Headlines that run into the text: ``**Bridge opens.** The …``, ``BRIDGE OPENS – The …``; or none at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.ingest.datelines import find_dateline
from services.ingest.lexicon import lexicon, phrase_key
from services.ingest.split.blocks import Block
from services.ingest.split.heads import bare_title
from services.ingest.split.lines import Line, opens_quotation

_MARK = re.compile(r"^(?:[•●▪■►▶➤➜→◦‣·»›◆*+-]\s+|[(\[]?\d{1,3}[.)\]]\s+)")
_SEPARATORS = (" // ", " | ", " || ", " :: ", " – ", " — ", " - ", " / ")
_LONGEST = 120  # characters
_BOLD = re.compile(r"^(\*\*|__)(?=\S)(?P<title>.+?)\1\s*[.:–—-]?\s*(?=\S)")
# A bold word with its own point, such as a town in a column of short news, is a headline; one before a dash is a dateline.
_CAPITALS = re.compile(
    r"^(?P<title>[^a-zà-öø-ÿšđčćžа-яѓќљњџјћђα-ωάέήίόύώ]{8,160}?)\s*(?:[.:–—|]|\s-)\s+(?=\S)"
)
_COLON = re.compile(r"^(?P<title>[^.!?:;]{8,110}):\s+(?=[^\W\d_a-z])")
_FIRST_SENTENCE = re.compile(r"^(?P<title>.{12,200}?[.!?…]+[”»\"]?)\s+(?=[^\W\d_a-z])", re.DOTALL)


def brief_separator(texts: Sequence[str]) -> str | None:
    """What sets headlines off in most briefs of a page: ``A goat in the town hall // It came in by the door.``"""
    for separator in _SEPARATORS:
        if sum(_before(text, separator) is not None for text in texts) * 3 >= max(3, len(texts)) * 2:
            return separator
    return None


def _before(text: str, separator: str) -> str | None:
    bare = text if opens_quotation(text) else _MARK.sub("", text)
    dateline = find_dateline(bare)
    head, found, rest = bare[dateline.end if dateline is not None else 0 :].partition(separator)
    return head if found and rest.strip() and 6 <= len(head) <= _LONGEST and head[-1] not in ".;" else None


def brief_title(text: str, separator: str | None = None) -> tuple[str, str]:
    """(title, text without it) of a brief. One without any headline is headed by its first sentence, which stays in it."""
    bare = text if opens_quotation(text) else _MARK.sub("", text)
    dateline = find_dateline(bare)
    start = dateline.end if dateline is not None else 0
    if separator is not None and (head := _before(text, separator)) is not None:
        return bare_title(head), bare[:start] + bare[start:].partition(separator)[2].strip()
    for begin in {0, start}:
        for pattern in (_BOLD, _CAPITALS):
            match = pattern.match(bare, begin) if begin == 0 else pattern.match(bare[begin:])
            if (
                match is not None
                and sum(c.isalpha() for c in match["title"]) >= (3 if pattern is _BOLD else 6)
                and (begin or match["title"][-1:] == "." or not _is_dateline(bare, match.end()))
            ):
                return bare_title(match["title"]).rstrip(".:"), bare[:begin] + bare[
                    begin + match.end() :
                ].strip()
    rest = bare[start:]
    match = _COLON.match(rest)
    if match is not None and dateline is None:
        return bare_title(match["title"]), rest[match.end() :].strip()
    match = _FIRST_SENTENCE.match(rest)
    return bare_title(match["title"] if match is not None else rest[:200]), bare


def has_run_in_headline(text: str) -> bool:
    """Whether a paragraph opens with a headline in bold, in capitals or before a colon."""
    return any(pattern.match(text) is not None for pattern in (_BOLD, _CAPITALS, _COLON))


def _is_dateline(text: str, end: int) -> bool:
    dateline = find_dateline(text)
    return dateline is not None and dateline.end >= end - 2


def share_briefs(found: Sequence[Block], lines: Sequence[Line]) -> None:
    """A label such as "In brief" belongs to all articles below it as far as the next label."""
    current: int | None = None
    for block in found:
        if block.labels:
            last = block.labels[-1]
            current = last if phrase_key(lines[last].text) in lexicon().briefs else None
        elif current is not None and block.group_label is None:
            block.group_label = current
