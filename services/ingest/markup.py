"""HTML (a fragment or a parsed tree) to the text a reader sees: paragraphs, sub-headings, list items. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from html import unescape
from typing import Any

import lxml.html
from lxml import etree

from services.ingest.crowding import without_crowded_tags
from services.ingest.tidy import one_line, tidy_paragraphs

# trafilatura's own element names (head, list, item, quote, row, lb) stand beside HTML's.
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "head"}
_ITEMS = {"li", "item", "dt", "dd", "tr", "row"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "details", "div", "dl", "fieldset", "footer",
    "header", "hr", "html", "list", "main", "ol", "p", "pre", "quote", "section", "summary", "table", "tbody", "thead", "ul",
} | _HEADINGS | _ITEMS  # fmt: skip
CELLS = {"td", "th", "cell"}
BREAKS = {"br", "lb"}
INVISIBLE = {
    "audio", "button", "canvas", "embed", "figcaption", "figure", "form", "iframe", "img", "input", "link", "math", "meta",
    "nav", "noscript", "object", "picture", "script", "select", "source", "style", "svg", "template", "textarea", "title",
    "video",
}  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CAPTION_CLASS = re.compile(
    r"(?:^|[\s_-])caption(?:$|[\s_-])|screen-reader|sr-only|visually-hidden", re.IGNORECASE
)
_SPACES = re.compile(r"\s+")
_PARAGRAPH_END = re.compile(r"\n\s*\n")
_TAG = re.compile(
    r"<(?:/?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?|!--|!\[CDATA\[|!doctype[^<>]*)>?", re.IGNORECASE
)
MAX_DEPTH = 2_000  # deeper nesting is an attack or a broken generator; what lies below is left out


class Kind(Enum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    text: str
    kind: Kind


def looks_like_html(text: str) -> bool:
    return _TAG.search(text) is not None


def fragment_to_text(markup: str) -> str:
    """Paragraphs separated by a blank line; headings and list items each on a line of their own. Plain text passes."""
    if not looks_like_html(markup):
        return tidy_paragraphs(unescape(markup))
    root = parse_fragment(markup)
    return "" if root is None else tree_to_text(root)


def parse_fragment(markup: str) -> Any | None:
    """The tree of a fragment under one ``div``, or None when nothing is in it."""
    # NUL and other control characters make lxml stop reading, or refuse.
    cleaned = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|^\s*<\?xml[^>]*\?>", "", markup)
    if not cleaned.strip():
        return None
    try:
        return lxml.html.fragment_fromstring(
            without_crowded_tags(cleaned), create_parent="div", parser=_parser()
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _parser() -> Any:
    # A new one each time: lxml serialises threads on a shared parser. huge_tree stays off, so depth is limited.
    return lxml.html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")


def tree_to_text(root: Any) -> str:
    """Render an lxml element and all below it."""
    return join_blocks(tree_to_blocks(root))


def tree_to_blocks(root: Any) -> list[Block]:
    """The blocks of text of an lxml element, in reading order."""
    page = _Page()
    _render(root, page)
    page.end_block()
    return page.blocks


def join_blocks(blocks: list[Block]) -> str:
    """A blank line between blocks; the items of one list follow each other without."""
    pieces: list[str] = []
    for index, block in enumerate(blocks):
        if index:
            both_items = block.kind is Kind.ITEM and blocks[index - 1].kind is Kind.ITEM
            pieces.append("\n" if both_items else "\n\n")
        pieces.append(block.text)
    return "".join(pieces)


class _Page:
    """Collects inline text into blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._current: list[str] = []
        self._kind = Kind.PARAGRAPH

    def add(self, text: str | None) -> None:
        if text:
            self._current.append(_SPACES.sub(" ", text))

    def line_break(self) -> None:
        self._current.append("\n")

    def start(self, kind: Kind) -> None:
        self.end_block()
        self._kind = kind

    def end_block(self) -> None:
        # Two line breaks in a row are how many editors write a paragraph.
        if not self._current:
            return
        for part in _PARAGRAPH_END.split("".join(self._current)):
            lines = (one_line(line) for line in part.split("\n"))
            if text := "\n".join(filter(None, lines)):
                self.blocks.append(Block(text, self._kind))
                self._kind = Kind.PARAGRAPH  # a second paragraph of one item stands apart
        self._current = []

    def end(self) -> None:
        self.end_block()
        self._kind = Kind.PARAGRAPH


def is_hidden(element: Any) -> bool:
    """Whether a reader does not see the element, or sees a caption."""
    if not element.keys():
        return False
    if "hidden" in element.attrib or _HIDDEN_STYLE.search(element.get("style", "")):
        return True
    return bool(_CAPTION_CLASS.search(element.get("class", "")))


def _render(root: Any, page: _Page) -> None:
    """Walk without recursion: hostile nesting must not exhaust Python's stack."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    depth = 0
    while stack:
        element, leaving = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if leaving:
            depth -= 1
            _close(tag, page)
            if element is not root:
                page.add(element.tail)
            continue
        if not tag or tag in INVISIBLE or is_hidden(element) or depth >= MAX_DEPTH:
            if element is not root:
                page.add(element.tail)
            continue
        depth += 1
        _open(tag, page)
        page.add(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))


def _open(tag: str, page: _Page) -> None:
    if tag in _ITEMS or tag in _HEADINGS:
        page.start(Kind.ITEM if tag in _ITEMS else Kind.HEADING)
    elif tag in BLOCKS:
        page.end_block()
    elif tag in BREAKS:
        page.line_break()
    elif tag in CELLS:
        page.add(" ")


def _close(tag: str, page: _Page) -> None:
    if tag in _ITEMS or tag in _HEADINGS:
        page.end()
    elif tag in BLOCKS:
        page.end_block()
    elif tag in CELLS:
        page.add(" ")
