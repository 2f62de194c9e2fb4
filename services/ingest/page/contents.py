"""A parsed page as the other modules of this package look at it: its tree, its meta elements, its JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from services.ingest.page.json_ld import Node
from services.ingest.tidy import one_line
from shared.contracts import Provenance

# What stands in these belongs to other articles, or to readers.
ELSEWHERE = (
    "ancestor::aside or ancestor::nav or ancestor::footer or ancestor::*[contains(@class, 'related') or contains(@class, "
    "'comment') or contains(@class, 'sidebar') or contains(@class, 'widget') or contains(@class, 'recommend')]"
)


def here(path: str) -> etree.XPath:
    """A compiled path; ``{here}`` in it keeps what stands elsewhere on the page out."""
    return etree.XPath(path.replace("{here}", f"not({ELSEWHERE})"))


def class_is_like(names: tuple[str, ...]) -> str:
    """A condition: the class attribute contains one of the words."""
    return "(" + " or ".join(f"contains(@class, '{name}')" for name in names) + ")"


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


@dataclass(frozen=True, slots=True)
class Page:
    """``node``: the article's own JSON-LD, empty without any. ``url``: where the page was fetched from."""

    tree: Any
    metas: Metas
    node: Node
    url: str | None
