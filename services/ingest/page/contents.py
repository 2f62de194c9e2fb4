"""A parsed page as the other modules of this package look at it: its tree, its meta elements, its JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any

from lxml import etree

from services.ingest.page.json_ld import Node
from services.ingest.tidy import one_line
from shared.contracts import Provenance

# What stands in these belongs to other articles, or to readers.
_ELSEWHERE_TAGS = frozenset({"aside", "nav", "footer"})
_ELSEWHERE = re.compile("related|comment|sidebar|widget|recommend")
_FRAMES = frozenset({"body", "html", "main"})
# What class names say that an element holds; parts of names, as sites write them.
_CLASSES = {
    "deck": re.compile(
        r"subtitle|sub-title|subheadline|sub-headline|standfirst|strapline|[ ]deck|[ ]dek[ ]|-dek[ ]|-deck|podnaslov"
        r"|nentitull|subheading|chapeau|vorspann"
    ),
    "byline": re.compile("byline|author|autor|meta|potpis|info|details"),
    "author": re.compile("byline|author|autor|writer|potpis"),
    "date": re.compile("date|time|published|posted|byline|datum|meta|data-|objavljeno"),
    "label": re.compile("kicker|eyebrow|rubrik|nadnaslov|mbititull|overline"),
    "vague label": re.compile("category|section|label|topic|cat|breadcrumb"),
    "categories": re.compile("cat-links|(?:entry|post|article)-categor"),
    "tags": re.compile("(?:entry|post|article|story)-tags|tags-links|tag-list"),
}
_CLASSED = etree.XPath("//*[@class or self::h1 or self::time]")


# Most classes say none of it: one search spares the others.
_ANY_CLASS = re.compile("|".join(pattern.pattern.replace("[ ]", "") for pattern in _CLASSES.values()))


@lru_cache(maxsize=8_192)
def _kinds(classes: str) -> tuple[str, ...]:
    if not _ANY_CLASS.search(classes.replace("_", "-")) and not _ANY_CLASS.search(classes):
        return ()
    padded = f" {' '.join(classes.replace('_', '-').split())} "
    return tuple(
        kind for kind, pattern in _CLASSES.items() if pattern.search(padded if kind == "deck" else classes)
    )


_first = itemgetter(0)


class Metas:
    """Contents of meta elements by the lower-cased name, property or itemprop."""

    def __init__(self, tree: Any) -> None:
        self._contents: dict[str, list[str]] = {}
        for element in tree.iter("meta"):
            content = one_line(element.get("content"))
            name = (
                element.get("property")
                or element.get("name")
                or element.get("itemprop")
                or element.get("http-equiv")
            )
            if content and name:
                self._contents.setdefault(name.strip().lower(), []).append(content)

    def all(self, *wanted: str) -> list[str]:
        return [content for name in wanted for content in self._contents.get(name, ())]

    def first(self, *wanted: str) -> str | None:
        return next(iter(self.all(*wanted)), None)


# What a page states, and where: the first that fits is taken, in the order of trust.
Stated = tuple[str, Provenance]


def stated(texts: Iterable[str | None], where: Provenance) -> list[Stated]:
    return [(text, where) for text in texts if text]


class Page:
    """``node``: the article's own JSON-LD, empty without any. ``url``: where the page was fetched from."""

    def __init__(self, tree: Any, url: str | None) -> None:
        self.tree, self.url = tree, url
        self.metas = Metas(tree)
        self.node: Node = {}
        self._elsewhere: dict[Any, bool] = {}
        self._classed: dict[str, list[tuple[int, Any]]] | None = None

    def here(self, elements: Iterable[Any]) -> Iterator[Any]:
        """Those that do not stand in what belongs to other articles or to readers."""
        return (element for element in elements if not self._is_elsewhere(element.getparent()))

    def _is_elsewhere(self, element: Any) -> bool:
        chain: list[Any] = []
        result = False
        while element is not None:
            known = self._elsewhere.get(element)
            if known is not None:
                result = known
                break
            chain.append(element)
            element = element.getparent()
        for one in reversed(chain):
            result = result or one.tag in _ELSEWHERE_TAGS or bool(_ELSEWHERE.search(one.get("class", "")))
            self._elsewhere[one] = result
        return result

    def classed(self, *kinds: str) -> list[Any]:
        """Elements whose class says that they hold something, in the page's order."""
        found = sorted((pair for kind in kinds for pair in self._by_class().get(kind, ())), key=_first)
        return list(self.here(dict.fromkeys(element for _, element in found)))

    def classed_before_headline(self, *kinds: str) -> list[Any]:
        headlines = self._by_class().get("h1", [])
        if not headlines:
            return []
        last, headline = headlines[-1]
        around = set(headline.iterancestors())
        before = (pair for kind in kinds for pair in self._by_class().get(kind, ()) if pair[0] < last)
        found = sorted(before, key=_first)
        return list(self.here(dict.fromkeys(element for _, element in found if element not in around)))

    def classed_after_headline(self, kind: str) -> Iterator[Any]:
        headlines = self._by_class().get("h1", [])
        first = headlines[0][0] if headlines else None
        found = self._by_class().get(kind, [])
        return self.here(element for number, element in found if first is not None and number > first)

    def _by_class(self) -> dict[str, list[tuple[int, Any]]]:
        """One walk for all that is asked of classes: each question of its own costs as much as finding the text."""
        if self._classed is None:
            self._classed = {}
            for number, element in enumerate(_CLASSED(self.tree)):
                tag = element.tag
                if tag == "h1":
                    self._classed.setdefault("h1", []).append((number, element))
                kinds = _kinds(element.get("class", ""))
                if tag == "time" and "date" not in kinds:
                    kinds = (*kinds, "date")
                if tag not in _FRAMES:
                    for kind in kinds:
                        self._classed.setdefault(kind, []).append((number, element))
        return self._classed
