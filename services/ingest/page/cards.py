"""Teasers of other articles that an extractor took for the end of an article's text. Pure."""

from __future__ import annotations

from itertools import islice
from typing import Any

from services.ingest.lexicon import lexicon, words
from services.ingest.page.frames import HEADINGS
from services.ingest.tidy import comparable, one_line

_LONGEST_CARD = 600  # characters; what is longer is a text of its own
_MAX_HEADINGS = 1_000
_HEIGHT = 3  # elements between a teaser's headline and the element around the teaser
_FEWEST = 2
# Below this the teasers are what the page is about: a list of places, of products, of links.
_FEWEST_PARAGRAPHS, _PARAGRAPH_CHARS = 3, 60


def without_cards(body: str, tree: Any) -> str:
    """The body without teasers at its end: linked headlines and the lines beside or below them. What is left is never less
    than an article; teasers in the midst of a text stay.
    """
    texts = _texts_of_cards(tree)
    if not texts:
        return body
    blocks = body.split("\n\n")
    end = len(blocks)
    while end > 1 and all(_is_of_card(line, texts) for line in blocks[end - 1].split("\n")):
        end -= 1
    # A heading over the teasers that is no furniture ("Elsewhere") stays: it may be the last sub-heading.
    paragraphs = sum(len(block) >= _PARAGRAPH_CHARS for block in blocks[:end])
    return "\n\n".join(blocks[:end]) if paragraphs >= _FEWEST_PARAGRAPHS else body


def _is_of_card(line: str, texts: set[str]) -> bool:
    said = words(line)
    found = lexicon().find(said) if len(said) <= 5 else []
    over = sum(end - start for start, end, kinds in found if not {"related", "readmore"}.isdisjoint(kinds))
    return comparable(line) in texts or (bool(said) and over == len(said))


def _texts_of_cards(tree: Any) -> set[str]:
    found: dict[tuple[str, str], list[set[str]]] = {}
    for heading in islice(tree.iter("h2", "h3", "h4", "h5", "h6"), _MAX_HEADINGS):
        link = next(heading.iter("a"), None)
        link = link if link is not None else next(heading.iterancestors("a"), None)
        if link is None or not link.get("href") or link.get("href").startswith("#"):
            continue
        texts = _around(heading)
        if texts:
            holder = heading.getparent()
            found.setdefault((heading.tag, holder.get("class", "")), []).append(texts)
    return {text for group in found.values() if len(group) >= _FEWEST for texts in group for text in texts}


def _around(heading: Any) -> set[str]:
    """The headline and the lines of its teaser, comparable."""
    title = comparable(heading.text_content())
    card = heading
    for _ in range(_HEIGHT):
        parent = card.getparent()
        if parent is None or len(list(islice(parent.iter(*HEADINGS), 2))) > 1:
            break
        card = parent
    if card is not heading and len(one_line(card.text_content())) <= _LONGEST_CARD:
        lines = [card, *card.iter("p", "div", "span", "time", "a", "li")]
        return {title, *(comparable(line.text_content()) for line in lines)} - {""}
    below = heading.getnext()
    if (
        below is not None
        and below.tag == "p"
        and len(text := comparable(below.text_content())) <= _LONGEST_CARD
    ):
        return {title, text} - {""}
    return set()
