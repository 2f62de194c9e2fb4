"""A page's markup to a tree. Pure."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from services.ingest.crowding import without_crowded_tags

# A declaration of an encoding contradicts text that is decoded already; control characters make lxml stop reading.
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def load_page(text: str) -> Any | None:
    """The tree of a page or of a part of one, None when nothing is in it. Scripts stay (JSON-LD), comments go; depth is
    limited by lxml.
    """
    cleaned = without_crowded_tags(_DECLARATION.sub("", text))
    if not cleaned or cleaned.isspace():
        return None
    # trafilatura repairs broken beginnings of pages, and refuses what is no whole page.
    if (tree := trafilatura.load_html(cleaned)) is not None:
        return tree
    cleaned = _CONTROLS.sub("", cleaned)
    if not cleaned.strip():
        return None
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False)
    try:
        return lxml.html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
