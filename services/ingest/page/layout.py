"""A page laid out as the lines that a reader sees, each with what the markup knows of it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from services.ingest.markup import BLOCKS, BREAKS, CELLS, INVISIBLE, MAX_DEPTH, is_hidden
from services.ingest.tidy import one_line

_BOLD = frozenset({"b", "strong"})
_ITEM_TAGS = frozenset({"li", "dt", "dd"})
_APART = frozenset({"span", "time", "small"})
_SPACES = re.compile(r"\s+")
_INVISIBLE_BLOCKS = frozenset({"nav", "figure", "form"})


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    text: str
    rel: frozenset[str]


@dataclass(slots=True)
class LaidLine:
    """``element``: the innermost element that holds the whole line. ``bold``: all of it is. ``href``: it is one link's text,
    a link stands around it. ``links``: every link in it with the link's text.
    """

    text: str
    element: Any
    bold: bool
    href: str | None
    links: tuple[Link, ...]
    is_item: bool
    gap: bool  # a paragraph, and not only a line, begins with it


def lay_out(root: Any, skip: frozenset[Any] = frozenset()) -> list[LaidLine]:
    """The lines of ``root`` in reading order, without ``skip``. Paragraphs, cells and line breaks end lines."""
    return _Layout(root, skip).lines


class _Layout:
    def __init__(self, root: Any, skip: frozenset[Any]) -> None:
        self.lines: list[LaidLine] = []
        self._chunks: list[tuple[str, bool, Any, Any]] = []  # text, bold, link element, parent
        self._bold = 0
        self._anchors: list[Any] = []
        self._items = 0
        self._gap = True
        self._preformatted = 0
        self._walk(root, skip)
        self._end_line()

    def _walk(self, root: Any, skip: frozenset[Any]) -> None:
        stack: list[tuple[Any, bool]] = [(root, False)]
        depth = 0
        while stack:
            element, leaving = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if leaving:
                depth -= 1
                self._close(tag)
                if element is not root:
                    self._add(element.tail, element.getparent())
                continue
            if not tag or tag in INVISIBLE or element in skip or depth >= MAX_DEPTH or is_hidden(element):
                if element is not root:
                    if tag in BLOCKS or tag in _INVISIBLE_BLOCKS:
                        self._end_block()
                    self._add(element.tail, element.getparent())
                continue
            depth += 1
            self._open(element, tag)
            self._add(element.text, element)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))

    def _open(self, element: Any, tag: str) -> None:
        if tag in BLOCKS or tag in CELLS:
            self._end_block()
        elif tag in BREAKS and not self._end_line():
            self._gap = True  # two line breaks in a row are how many editors write a paragraph
        elif tag in _APART and self._chunks and _follows_another(element):
            # Style sheets set such elements apart where no white space does.
            self._chunks.append((" ", self._bold > 0, None, element.getparent()))
        if tag == "pre":
            self._preformatted += 1
        if tag in _BOLD:
            self._bold += 1
        elif tag == "a" and element.get("href"):
            self._anchors.append(element)
        elif tag in _ITEM_TAGS:
            self._items += 1

    def _close(self, tag: str) -> None:
        if tag in BLOCKS or tag in CELLS:
            self._end_block()
        if tag == "pre":
            self._preformatted -= 1
        if tag in _BOLD:
            self._bold -= 1
        elif tag == "a" and self._anchors:
            self._anchors.pop()
        elif tag in _ITEM_TAGS:
            self._items -= 1

    def _add(self, text: str | None, parent: Any) -> None:
        if text:
            link = self._anchors[-1] if self._anchors else None
            if self._preformatted:
                for number, line in enumerate(text.split("\n")):
                    if number and not self._end_line():
                        self._gap = True
                    self._chunks.append((_SPACES.sub(" ", line), self._bold > 0, link, parent))
                return
            self._chunks.append((_SPACES.sub(" ", text), self._bold > 0, link, parent))

    def _end_block(self) -> None:
        self._end_line()
        self._gap = True

    def _end_line(self) -> bool:
        """Whether there was anything on it."""
        chunks, self._chunks = self._chunks, []
        text = one_line("".join(chunk[0] for chunk in chunks))
        if not text:
            return False
        said = [chunk for chunk in chunks if chunk[0].strip()]
        links: dict[Any, list[str]] = {}
        for chunk, _, link, _ in said:
            if link is not None:
                links.setdefault(link, []).append(chunk)
        whole = {chunk[2] for chunk in said}
        only = next(iter(whole)) if len(whole) == 1 else None
        element = _common(said[0][3], said[-1][3])
        self.lines.append(
            LaidLine(
                text=text,
                element=element,
                bold=all(chunk[1] for chunk in said),
                href=only.get("href") if only is not None else None,
                links=tuple(
                    Link(
                        link.get("href"),
                        one_line("".join(parts)),
                        frozenset(link.get("rel", "").lower().split()),
                    )
                    for link, parts in links.items()
                ),
                is_item=self._items > 0,
                gap=self._gap,
            )
        )
        self._gap = False
        return True


def _follows_another(element: Any) -> bool:
    before = element.getprevious()
    return before is not None and before.tag in _APART and not before.tail


def _common(first: Any, last: Any) -> Any:
    """The innermost element around both."""
    if first is last:
        return first
    around = {first, *first.iterancestors()}
    return next((one for one in (last, *last.iterancestors()) if one in around), first)
