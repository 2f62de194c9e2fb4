"""A page's markup to a tree. Pure."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from services.ingest.crowding import without_crowded_tags

# Control characters make lxml stop reading; a declaration of an encoding contradicts text that is decoded already.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|\A\s*<\?xml[^>]*\?>")


def load_page(text: str) -> Any | None:
    """The tree of a page or of a part of one, None when nothing is in it. Scripts stay (JSON-LD), comments go; depth is
    limited by lxml.
    """
    cleaned = without_crowded_tags(_UNREADABLE.sub("", text))
    if not cleaned.strip():
        return None
    # trafilatura repairs broken beginnings of pages, and refuses what is no whole page.
    if (tree := trafilatura.load_html(cleaned)) is not None:
        return tree
    parser = lxml.html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False)
    try:
        return lxml.html.document_fromstring(cleaned.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
