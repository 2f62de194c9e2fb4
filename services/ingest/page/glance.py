"""A quick look at a page before it is laid out: most pages are one article. Pure."""

from __future__ import annotations

from itertools import islice
from typing import Any

from services.ingest.page.digest import is_signature, offers_more

# Characters: of a headline, of a label, and from when on a line is text.
_SHORTEST_HEADLINE, _LONGEST_HEADLINE = 4, 200
_LONGEST_LABEL, _TEXT_CHARS = 40, 60
_SEVERAL = 3
_LEADING = 4  # elements between a headline and its text: bylines, dates
# What keeps the time of a hostile page in bounds: elements looked at, characters that they are looked for in.
_MAX_LOOKS, _LOOKED_AT = 300, 100_000


def may_be_digest(tree: Any, body: str, *, claims_one: bool) -> bool:
    """A quick look: whether the page's text holds several headlines or offers of more, or its markup knows no headline.

    What stands beside the text does not count. A page that calls itself an article needs more of them.
    """
    fewest = _SEVERAL if claims_one else 2
    offers = (
        text for one in tree.iter("a") if (text := _short_text(one, _LONGEST_LABEL)) and offers_more(text)
    )
    if len(list(islice(offers, fewest))) == fewest:
        return True
    headings = standing = 0
    body = body[:_LOOKED_AT]
    for heading in islice(tree.iter("h1", "h2", "h3", "h4", "h5"), _MAX_LOOKS):
        text = _short_text(heading)
        below = _lines_below(heading)
        # The extractor may drop the headline and keep the text below it.
        if text and (
            text in body
            or (not claims_one and any(line in body for line in below if len(line) >= _TEXT_CHARS))
        ):
            headings += 1
            standing += _is_linked(heading) or any(map(is_signature, below))
        if headings >= fewest and 2 * standing >= headings:
            return True
    bold = (
        text
        for one in islice(tree.iter("b", "strong", "dt"), _MAX_LOOKS)
        if len(text := _short_text(one)) > _SHORTEST_HEADLINE and text in body
    )
    return (
        not claims_one
        and headings < fewest
        and (len(list(islice(bold, fewest))) == fewest or next(tree.iter("h1"), None) is None)
    )


def _lines_below(heading: Any) -> list[str]:
    """The beginnings of the next few elements, up to the first that is long enough to be text."""
    found: list[str] = []
    element = heading.getnext()
    while element is not None and len(found) < _LEADING:
        text = " ".join("".join(islice(element.itertext(), 20)).split())[:_TEXT_CHARS]
        if text:
            found.append(text)
        if len(text) == _TEXT_CHARS:
            break
        element = element.getnext()
    return found


def _is_linked(heading: Any) -> bool:
    return next(heading.iter("a"), None) is not None or any(
        one.tag in ("a", "article") for one in heading.iterancestors("a", "article")
    )


def _short_text(element: Any, longest: int = _LONGEST_HEADLINE) -> str:
    """The text of an element that is no longer than a headline; else nothing."""
    parts: list[str] = []
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > 2 * longest:
            return ""
        parts.append(text)
    found = " ".join("".join(parts).split())
    return found if len(found) <= longest else ""
