"""schema.org data in a page's JSON-LD: the node that describes the article. Pure."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from services.ingest.tidy import comparable

Node = dict[str, Any]

_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|Report|Posting|Review)$")
_OPENING = re.compile(r"\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)+", re.DOTALL)
_CLOSING = (";", "-->", "]]>", "//")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MAX_NODES = 2_000
_MAX_NESTING = 20  # of the names of one author; real ones stand in a list of objects


def article_node(scripts: list[str], title: str | None) -> Node:
    """The article's node with its references resolved; an empty one when the page has none.

    Pages describe related articles too: of several, the one that carries the page's own title is taken, else the first.
    """
    nodes = [node for script in scripts for node in _nodes(_load(script))]
    by_id = {
        node["@id"]: node for node in reversed(nodes) if isinstance(node.get("@id"), str) and len(node) > 1
    }
    articles = [node for node in nodes if _is_article(node)]
    wanted = comparable(title)
    chosen = next(
        (node for node in articles if wanted and comparable(_text(node.get("headline"))) == wanted), None
    )
    if chosen is None:
        chosen = next(iter(articles), {})
    return {key: _resolved(value, by_id) for key, value in chosen.items()}


def names(value: object, depth: int = 0) -> list[str]:
    """Names of people, organisations or terms: a string, an object with a name, or a list of either."""
    if depth > _MAX_NESTING:
        return []
    if isinstance(value, list):
        return [name for part in value for name in names(part, depth + 1)]
    if isinstance(value, dict):
        return names(value.get("name"), depth + 1) or names(value.get("@value"), depth + 1)
    return [value] if isinstance(value, str) and value.strip() else []


def address(value: object) -> str | None:
    """An address that stands alone, in an object, or first in a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else None


def _text(value: object) -> str:
    return next(iter(names(value)), "")


def _load(script: str) -> Any:
    text = _unwrapped(script)
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(candidate, strict=False)  # raw line breaks inside strings are common
        except (ValueError, RecursionError):
            continue
    return None


def _unwrapped(script: str) -> str:
    """Without the comments and CDATA marks that hide it from old browsers."""
    opening = _OPENING.match(script)
    end, closed = len(script.rstrip()), True
    while closed:  # not by a pattern: it would try every place of a long row of semicolons
        closed = False
        for mark in _CLOSING:
            if script.endswith(mark, 0, end):
                end, closed = end - len(mark), True
        while end and script[end - 1].isspace():
            end -= 1
    return script[opening.end() if opening else 0 : end]


def _nodes(content: Any) -> Iterator[Node]:
    """Every object of the document, breadth first."""
    queue, count = deque([content]), 0
    while queue and count < _MAX_NODES:
        current = queue.popleft()
        if isinstance(current, list):
            queue.extend(current)
        elif isinstance(current, dict):
            count += 1
            yield current
            queue.extend(value for value in current.values() if isinstance(value, dict | list))


def _is_article(node: Node) -> bool:
    types = node.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE_TYPE.search(kind)
        for kind in (types if isinstance(types, list) else [types])
    )


def _resolved(value: Any, by_id: dict[str, Node], depth: int = 0) -> Any:
    if depth > _MAX_NESTING:
        return None
    if isinstance(value, list):
        return [_resolved(part, by_id, depth + 1) for part in value]
    if isinstance(value, dict) and set(value) == {"@id"}:
        return by_id.get(str(value["@id"]), value)
    return value
