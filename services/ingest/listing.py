"""A front page or section page to the articles that it lists, as a careful reader would follow them. Pure.

Each link earns points for what it says, where it stands, and what its address looks like; navigation, tags, authors, paging,
advertisements and other sites earn none. Nothing is tuned to a site: a source that needs it has a ``Selector``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from services.ingest.dates import find_date
from services.ingest.lexicon import lexicon, words
from services.ingest.page.article_addresses import address_points, may_be_article
from services.ingest.page.frames import HEADINGS, Place, place_of
from services.ingest.page.tree import load_page
from services.ingest.tidy import one_line, tidy_title
from services.ingest.timestamps import Timestamp, parse_timestamp
from services.ingest.urls import canonical_url, same_site, url_key

MAX_LINKS = 2_000
_MAX_ANCHORS = 20_000
_MAX_CARD_HEIGHT = 8  # elements between a link and the card that it stands in
_MAX_TITLE_CHARS = 400
_THRESHOLD = 3
_HEADLINE_WORDS = 4
_SEVERAL = 3
_LONG_HEADLINE_WORDS = 6


@dataclass(frozen=True, slots=True)
class ListedLink:
    """``url`` is canonical. ``title`` and ``published`` are what the list itself shows, for the ledger and for ordering: the
    article's own page knows better.
    """

    url: str
    title: str | None = None
    published: Timestamp | None = None


@dataclass(frozen=True, slots=True)
class Selector:
    """What a source's owner knows about its list page: where the links stand (``xpath``: elements or attributes; of an
    element that is no link, every link in it) and what their canonical address matches (``regex``, searched).
    """

    xpath: str | None = None
    regex: str | None = None

    def fault(self) -> str | None:
        """What is wrong with it, as a sentence; None when nothing is."""
        try:
            if self.xpath is not None:
                etree.XPath(self.xpath)
        except etree.XPathError as error:
            return f"'{self.xpath}' is not an XPath expression: {error}"
        try:
            re.compile(self.regex or "")
        except re.error as error:
            return f"'{self.regex}' is not a regular expression: {error}"
        return None


def parse_listing(text: str, url: str, selector: Selector | None = None) -> tuple[ListedLink, ...]:
    """The articles that the page at ``url`` lists, in its order, each address once, at most 2,000; it may well list none."""
    tree = load_page(text)
    if tree is None:
        return ()
    page = _ListPage(tree, url)
    chosen = page.selected(selector) if selector and selector.xpath else page.followed()
    if selector and selector.regex:
        pattern = re.compile(selector.regex)
        chosen = [link for link in chosen if pattern.search(link.url)]
    return tuple(chosen[:MAX_LINKS])


@dataclass(slots=True)
class _Candidate:
    """All links of the page to one address."""

    url: str
    anchors: list[Any]
    side: bool  # stands only beside the list
    card: Any = None
    title: str = ""
    in_heading: bool = False


class _ListPage:
    def __init__(self, tree: Any, url: str) -> None:
        self._tree = tree
        base = tree.find(".//base[@href]")
        self._base = canonical_url(base.get("href"), url) if base is not None else None
        self._base = self._base or url
        self._own = url_key(canonical_url(url) or url)
        self._url = url
        self._frames: dict[Any, Place] = {}
        self._holders: frozenset[Any] = frozenset()

    def selected(self, selector: Selector) -> list[ListedLink]:
        found: dict[str, ListedLink] = {}
        for chosen in self._tree.xpath(selector.xpath):
            for href, element in _links_of(chosen):
                address = canonical_url(href, self._base)
                if address is not None and url_key(address) not in (None, self._own):
                    title = tidy_title(_text(element)) or None if element is not None else None
                    known = found.get(address)
                    if known is None or (known.title is None and title):
                        found[address] = ListedLink(address, title)
        return list(found.values())

    def followed(self) -> list[ListedLink]:
        candidates = self._candidates()
        self._put_in_cards(candidates)
        prefixes = _section_paths(candidates)
        points = [_points(one, prefixes) for one in candidates]
        # Links that look alike on the page are alike: a short headline stands among longer ones.
        alike: dict[tuple[str, ...], list[int]] = {}
        for one, own in zip(candidates, points, strict=True):
            alike.setdefault(_shape(one), []).append(own)
        kept = []
        for one, own in zip(candidates, points, strict=True):
            others = alike[_shape(one)]
            typical = sorted(others)[len(others) // 2] if own > 0 and len(others) >= _SEVERAL else own
            if max(own, typical) >= _THRESHOLD:
                kept.append(one)
        main = [one for one in kept if not one.side]
        # A page may call its whole list a widget; beside a real list the side lists repeat what is old.
        return [
            ListedLink(one.url, one.title or None, _date_in(one.card))
            for one in (main if len(main) >= _SEVERAL else kept)
        ]

    def _candidates(self) -> list[_Candidate]:
        leading: list[tuple[Any, str]] = []
        for anchor in islice(self._tree.iter("a"), _MAX_ANCHORS):
            address = self._address(anchor)
            if address is not None:
                leading.append((anchor, address))
        self._find_list(leading)
        found: dict[str, _Candidate] = {}
        for anchor, address in leading:
            place = self._place(anchor)
            if place != "frame":
                one = found.setdefault(address, _Candidate(address, [], True))
                one.anchors.append(anchor)
                one.side &= place == "side"
        return list(found.values())

    def _find_list(self, leading: list[tuple[Any, str]]) -> None:
        """What holds most of the page's headlines is never a frame, whatever it is called."""
        telling = [
            anchor
            for anchor, _ in leading
            if _telling(anchor)[0] or len(words(_text(anchor))) >= _HEADLINE_WORDS
        ]
        held: dict[Any, int] = {}
        for anchor in telling:
            for element in _upwards(anchor):
                held[element] = held.get(element, 0) + 1
        self._holders = frozenset(element for element, count in held.items() if 2 * count > len(telling) > 2)

    def _address(self, anchor: Any) -> str | None:
        """Of a page of this site that may be an article."""
        relations = set((anchor.get("rel") or "").lower().split())
        if relations & {"author", "tag", "category", "next", "prev", "sponsored", "search", "license"}:
            return None
        address = canonical_url(anchor.get("href"), self._base)
        if address is None or url_key(address) in (None, self._own) or not same_site(address, self._url):
            return None
        return address if may_be_article(address) else None

    def _place(self, element: Any) -> Place:
        chain: list[Any] = []
        result: Place = "main"
        current = element
        while current is not None:
            known = self._frames.get(current)
            if known is not None:
                result = known
                break
            chain.append(current)
            current = current.getparent()
        for one in reversed(chain):
            if result != "frame":
                own = "main" if one in self._holders else place_of(one)
                result = own if own == "frame" or result == "main" else result
            self._frames[one] = result
        return result

    def _put_in_cards(self, candidates: list[_Candidate]) -> None:
        """The card of a candidate is the largest element around its first telling link that holds no other candidate."""
        addresses: dict[Any, set[str]] = {}
        for one in candidates:
            for anchor in one.anchors:
                for element in _upwards(anchor):
                    seen = addresses.setdefault(element, set())
                    if len(seen) < 2:
                        seen.add(one.url)
        for one in candidates:
            best = max(one.anchors, key=_telling)
            one.in_heading = _telling(best)[0] > 0
            one.card = best
            for height, element in enumerate(_upwards(best)):
                if (
                    height > _MAX_CARD_HEIGHT
                    or len(addresses[element]) > 1
                    or element.tag in ("body", "main", "html")
                ):
                    break
                one.card = element
            one.title = _title_of(best, one)


def _upwards(element: Any) -> Iterator[Any]:
    while element is not None:
        yield element
        element = element.getparent()


def _links_of(chosen: Any) -> Iterator[tuple[str, Any | None]]:
    if isinstance(chosen, str):
        parent = getattr(chosen, "getparent", lambda: None)()
        yield str(chosen), parent
    elif isinstance(getattr(chosen, "tag", None), str):
        links = [chosen] if chosen.get("href") else [*chosen.iter("a")] or [*chosen.iterancestors("a")]
        for link in links:
            if link.get("href"):
                yield link.get("href"), link


def _text(element: Any) -> str:
    return one_line(" ".join(text for text in element.itertext() if isinstance(text, str)))


def _heading_in(element: Any) -> Any | None:
    return next((one for one in element.iter(*HEADINGS) if _text(one)), None)


def _telling(anchor: Any) -> tuple[int, int]:
    """How well a link says what it leads to: whether it is a headline's, and how much it says."""
    headed = any(one.tag in HEADINGS for one in _upwards(anchor)) or _heading_in(anchor) is not None
    text = _text(anchor)
    said = words(text)
    return (int(headed and bool(said)), 0 if _is_furniture(said) else min(len(text), _MAX_TITLE_CHARS))


def _title_of(best: Any, one: _Candidate) -> str:
    """The headline in or around the link; of a link that only offers more, the headline of its card."""
    inside = _heading_in(best)
    text = tidy_title(_text(inside if inside is not None else best))
    if inside is None and not one.in_heading and (not text or _is_furniture(words(text))):
        heading = _heading_in(one.card)
        text = tidy_title(_text(heading)) if heading is not None else tidy_title(best.get("title"))
        one.in_heading = heading is not None
    return text[:_MAX_TITLE_CHARS]


def _points(one: _Candidate, sections: frozenset[str]) -> int:
    """How much speaks for an article behind the link."""
    parts = urlsplit(one.url)
    said = words(one.title)
    if _is_furniture(said):
        return 0
    points = 2 if one.in_heading else 0
    points += min(len(said) - 2, 2) + (len(said) >= _LONG_HEADLINE_WORDS)
    points += address_points(one.url)
    points += one.card is not None and one.card.tag in ("article", "li", "tr") and len(said) > 2
    points += _date_in(one.card) is not None
    points += _has_teaser(one)
    if parts.path.rstrip("/") in sections and not parts.query:
        points -= 4
    return points


def _shape(one: _Candidate) -> tuple[str, ...]:
    """The tags and classes around a link up to its card's parent; numbers in them differ from card to card."""
    best = one.anchors[0]
    parts = []
    for height, element in enumerate(_upwards(best)):
        parts.append(f"{element.tag}.{re.sub(r'[0-9]+', '', element.get('class', '')).split(' ')[0]}")
        if height > _MAX_CARD_HEIGHT or (one.card is not None and element is one.card.getparent()):
            break
    return tuple(parts)


def _has_teaser(one: _Candidate) -> bool:
    """Whether the card holds a sentence beside the headline."""
    return one.card is not None and any(
        len(_text(p)) > len(one.title) // 2 and len(words(_text(p))) > 2 for p in one.card.iter("p")
    )


def _is_furniture(said: list[str]) -> bool:
    """Whether a link says no more than ``Read more``, ``Sport``, ``12`` or ``About us``."""
    if not said or all(word.isdigit() for word in said):
        return True
    found = lexicon().find(said)
    return sum(end - start for start, end, _ in found) == len(said)


def _section_paths(candidates: list[_Candidate]) -> frozenset[str]:
    """Paths under which several of the page's other links lie."""
    below: dict[str, int] = {}
    for one in candidates:
        path = urlsplit(one.url).path.rstrip("/")
        while path := path.rpartition("/")[0]:
            below[path] = below.get(path, 0) + 1
    return frozenset(path for path, count in below.items() if count >= 2)


def _date_in(card: Any) -> Timestamp | None:
    if card is None:
        return None
    for time in card.iter("time"):
        if (found := parse_timestamp(time.get("datetime") or _text(time))) is not None:
            return found
    text = _text(card)
    date = find_date(text) if len(text) <= 1_000 else None
    return (date.when, date.precision) if date is not None else None
