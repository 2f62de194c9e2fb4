"""The text, the subtitle and the authors of an article from what its block holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from services.ingest.datelines import Dateline
from services.ingest.split.heads import Meta, bare_title
from services.ingest.split.paragraphs import join_wrapped, without_emphasis

_SUBHEAD_MARKS = re.compile(r"^#{1,6}\s+")


def body_of(pieces: Sequence[tuple[str, str]]) -> str:
    """Paragraphs (kind, text) separated by a blank line; list items on lines of their own."""
    parts: list[str] = []
    before = ""
    for kind, text in pieces:
        bare = without_emphasis(_SUBHEAD_MARKS.sub("", text) if kind == "SUBHEAD" else text)
        if parts:
            parts.append("\n" if kind == before == "ITEM" else "\n\n")
        parts.append(bare)
        before = kind
    return "".join(parts)


def subtitle_of(texts: Sequence[str]) -> str | None:
    return bare_title(join_wrapped(texts)) or None if texts else None


def authors_of(meta: Meta, dateline: Dateline | None) -> tuple[str, ...]:
    run_in = dateline.authors if dateline is not None else ()
    return tuple(dict.fromkeys((*meta.authors, *run_in)))
