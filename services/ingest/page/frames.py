"""Which elements of a page are its frame (navigation, footers, labels), by their tags and names. Pure."""

from __future__ import annotations

import re
from typing import Any, Literal

Place = Literal["frame", "side", "main"]

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FRAME_TAGS = frozenset({"nav", "footer", "form", "dialog"})
_FRAME_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "dialog", "tablist"})
# Words of class names and ids: the last says what an element is ("post-tags"), the first what it belongs to;
# "category-sport" and "tag-water" on the other hand are how WordPress marks articles.
_FRAME_ENDS = frozenset(
    "nav navbar navigation menu submenu footer breadcrumb breadcrumbs crumbs pagination pager paging tags tagcloud share "
    "sharing social socials comments comment cookie cookies consent login search author authors byline language languages "
    "skip legal copyright newsletter banner advert advertisement ad ads sponsor sponsored izbornik meni kategorije "
    "categories category cat kicker badge meta popup modal".split()
)
_FRAME_STARTS = _FRAME_ENDS - frozenset(
    "category cat tags meta search author authors social newsletter badge kicker".split()
)
# Lists of what readers know already; they are looked at only where the page has nothing else.
_SIDE_WORDS = frozenset(
    "sidebar aside popular trending mostread ticker related recommended viewed najcitanije".split()
)
# What names an article's own lines, or a whole letter, is no frame when its text is read.
_OF_ARTICLES = frozenset("author authors byline kicker badge meta category cat newsletter".split())
_CONDITIONS = frozenset("has no with without is not".split())  # "has-sidebar", "no-footer"


def place_of(element: Any, *, for_reading: bool = False) -> Place:
    """``for_reading``: the lines of articles are wanted, and not only their links."""
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _FRAME_TAGS or (element.get("role") or "").lower() in _FRAME_ROLES:
        return "frame"
    if tag in ("html", "body", "main", "article", "a") or tag in HEADINGS:
        return "main"
    ignored = _OF_ARTICLES if for_reading else frozenset[str]()
    kinds = {_named(name, ignored) for name in f"{element.get('class', '')} {element.get('id', '')}".split()}
    if "frame" in kinds:
        return "frame"
    return "side" if tag == "aside" or "side" in kinds else "main"


def _named(name: str, ignored: frozenset[str]) -> Place:
    """What one class name or id says an element is."""
    parts = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower())
    if not parts or parts[0] in _CONDITIONS:
        return "main"
    if parts[-1] in ignored or parts[0] in ignored:
        return "main"
    if parts[-1] in _FRAME_ENDS or parts[0] in _FRAME_STARTS:
        return "frame"
    return "side" if not _SIDE_WORDS.isdisjoint(parts) else "main"
