"""A page's markup to a tree. Pure."""

from __future__ import annotations

import re
from typing import Any

import lxml.html
from lxml import etree
from trafilatura.utils import repair_faulty_html

from services.ingest.crowding import without_crowded_tags

# A declaration of an encoding contradicts text that is decoded already.
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
# lxml.html chooses the class of each element by its tag, in Python; nobody here fills in forms, and trafilatura, which walks
# these trees many times over, asks for no more than the common class.
_ONE_CLASS = etree.ElementDefaultClassLookup(
    element=lxml.html.HtmlElement,
    comment=lxml.html.HtmlComment,
    pi=lxml.html.HtmlProcessingInstruction,
    entity=lxml.html.HtmlEntity,
)


def load_page(text: str) -> Any | None:
    """The tree of a page or of a part of one, None when nothing is in it. Scripts stay (JSON-LD), comments go; depth is
    limited by lxml.
    """
    cleaned = without_crowded_tags(_DECLARATION.sub("", text))
    if not cleaned or cleaned.isspace():
        return None
    # Breaks of the beginning that make libxml2 see an empty page, and characters at which it stops.
    repaired = repair_faulty_html(cleaned, cleaned[:50].lower())
    if not repaired or repaired.isspace():
        return None
    # A new parser each time: lxml serialises threads on a shared one.
    parser = etree.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        return lxml.html.document_fromstring(repaired.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
