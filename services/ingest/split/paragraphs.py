"""Text of an article from its lines: wraps rejoined, tails of furniture cut, truncation seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.ingest.bylines import is_agency, looks_like_names, parse_authors
from services.ingest.dates import find_date
from services.ingest.lexicon import fold, lexicon, phrase_key
from services.ingest.lexicon.words import WORD
from services.ingest.parsed import ParsedArticle
from services.ingest.split.signatures import desk_below

_FIELD_NAME = re.compile(r"([^\W\d_]{4,16})\s?:\s+(?=\S)")
_SIGNATURE = re.compile(r"(?<=[.!?…”\"»])\s*[(\[/]\s*([^()\[\]/]{2,60}?)\s*[)\]/]\s*$")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_ELLIPSIS = re.compile(r"(?:\.{2,}|…|[\[(]\s*(?:\.{2,}|…)\s*[\])])\s*$")
_NOTE = re.compile(r"\s*[(\[/](?:…|\.\.\.)?\s*([^()\[\]]{4,80}?)[)\]/]\s*$")
_TAIL_MARKS = re.compile(r"[\s»>→›\])|*_…:.–—-]+$")
_LEAD_MARKS = re.compile(r"[\s«»<>→›\[(|*_–—-]+$")
_ARROWS = re.compile(r"(?:\s+(?:»+|→+|>>+|›|\[\+\]|⟶|➜)|(?:→|➜|>>))\s*$")
_ADDRESS = re.compile(r"\s+(?:[A-Za-z]{4,10}:\s*)?(?:https?://|www\.)\S+\s*$")
_SENTENCE_END = re.compile(r"[.!?…;:\])”\"»’]\s*$")
_TERMINAL = (".", "!", "?", "…", ":", ";")
_CLOSERS = "”\"»’')]“*_"
_NAME = 40
_PARAGRAPHS = 3  # a shorter text that ends in an ellipsis is a teaser
_OPEN_END = re.compile(r"(?<=[^\W\d_])(?:\.\.\.|…)$")
_ENDING = 40  # characters in which an ellipsis at the end is looked for
_TAIL = 90  # characters in which a read-more phrase is looked for


def join_wrapped(texts: Sequence[str]) -> str:
    """One paragraph from its wrapped lines; ``govern-`` + ``ment`` is one word, ``Euro-`` + ``Atlantic`` keeps its own."""
    if len(texts) < 2:
        return texts[0] if texts else ""
    parts = [texts[0]]
    end = texts[0][-2:]  # of what is joined so far
    for text in texts[1:]:
        if len(end) > 1 and end[1] in "-‐" and end[0].isalpha() and text[:1].isalpha():
            if text[0].islower():
                parts[-1], end = parts[-1][:-1], end[0]
            parts.append(text)
        else:
            parts.append(f" {text}")
        end = (end + parts[-1])[-2:]
    return "".join(parts)


def without_emphasis(text: str) -> str:
    return _EMPHASIS.sub(r"\2", text) if "**" in text or "__" in text else text


def without_field_name(text: str) -> str:
    """``Text: The bridge …`` of a dump without its field name."""
    match = _FIELD_NAME.match(text)
    return text[match.end() :] if match is not None and phrase_key(match[1]) in lexicon().fulltexts else text


def signature(text: str) -> tuple[int, tuple[str, ...]] | None:
    """(where it begins, authors) of a name or an agency in brackets after the last sentence: ``… budget. (Ana Kovač)``."""
    if text[-1:] not in ")]/":
        return None
    match = _SIGNATURE.search(text)
    if match is None:
        return None
    date = find_date(match[1]) if any(map(str.isdigit, match[1])) else None
    if date is not None:
        name = (match[1][: date.start] + match[1][date.end :]).strip(" ,;|–—-.")
        whole = (
            not name
            or looks_like_names(name)
            or (name[:1].isupper() and len(name) < _NAME and not any(map(str.isdigit, name)))
        )
        return (match.start(), parse_authors(name) if name else ()) if whole else None
    desk = desk_below(f"({match[1]})")
    if desk is not None:
        return match.start(), (desk,)
    if not (looks_like_names(match[1]) or is_agency(match[1])):
        return None
    return match.start(), () if is_agency(match[1]) else parse_authors(match[1])


def cut_note(text: str) -> bool:
    """Whether ``text`` is nothing but a note that the article was cut: ``(shortened)``, ``[continued on page 4]``."""
    match = _NOTE.fullmatch(text.strip())
    if match is None or len(text) > 90:
        return False
    return any(
        "shortened" in categories
        for _, _, categories in lexicon().find([fold(w) for w in WORD.findall(match[1])])
    )


def cut_note_start(text: str) -> int:
    """Where a note that the article was cut begins at the end of a paragraph; its length if there is none."""
    match = _NOTE.search(text[-100:]) if text[-1:] in ")]" else None
    if match is None or not cut_note(match.group()):
        return len(text)
    return len(text) - len(text[-100:]) + match.start()


def tail_start(text: str) -> int:
    """Where the furniture at the end of a paragraph begins (``Read more »``, ``Original post Here``); its length if none."""
    end = len(text)
    if not _may_have_tail(text):
        return end
    while True:
        cut = _tail_start(text[:end])
        if cut == end:
            return end
        end = cut
        if end == 0:
            return 0


def _may_have_tail(text: str) -> bool:
    """Whether the last word could end such a phrase, or a mark or an address ends the text; most paragraphs stop here."""
    if text[-1] in "»→›>➜⟶]":
        return True
    end = text[-32:]
    last = end.rpartition(" ")[2].rstrip('.,;:!?…”"“»)')
    if not last.isalpha():
        found = WORD.findall(end)
        last = found[-1] if found else ""
    return not last or fold(last) in lexicon().tail_words or "/" in text[-80:] or "www." in text[-80:]


def _tail_start(text: str) -> int:
    address = _ADDRESS.search(text)
    if address is not None and _SENTENCE_END.search(text[: address.start()]) is not None:
        return address.start()
    found = _phrase_start(text)
    if found is not None:
        return found
    arrows = _ARROWS.search(text)
    if arrows is not None and text.count("«") <= text[: arrows.start()].count("»"):
        return arrows.start()
    return len(text)


def _phrase_start(text: str) -> int | None:
    """A read-more or original-post phrase that ends the text; short ones count only where a mark sets them off."""
    offset = max(0, len(text) - _TAIL)
    matches = list(WORD.finditer(text, offset))
    folded = [fold(match.group()) for match in matches]
    for first, last, categories in lexicon().find(folded):
        if last != len(folded) or not any(c in ("readmore", "original") for c in categories):
            continue
        start = matches[first].start()
        after = text[matches[-1].end() :]
        lead = _LEAD_MARKS.search(text[:start])
        left = text[: lead.start()] if lead is not None else text[:start]
        if "»" in after and text.count("«") > text[:start].count("»"):
            continue  # the end of a quotation, no arrow
        marked = any(c in "»>→›]" for c in after) or (
            lead is not None and any(c in "[(→»>|" for c in lead.group())
        )
        if after.strip() and not _TAIL_MARKS.fullmatch(after):
            continue
        if "(" in (lead.group() if lead is not None else "") and ")" not in after:
            continue
        finished = _SENTENCE_END.search(left) is not None
        upper = matches[first].group()[:1].isupper()
        if not left:
            continue
        if marked or (finished and upper and (last - first > 1 or left.endswith(("…", "...", "]")))):
            return len(left)
        if finished and left.endswith(("…", "...", "…]", "...]")):
            return len(left)
        if upper and last - first > 1 and "original" in categories and finished:
            return len(left)
        if (
            upper
            and last - first > 1
            and not after.strip(" ….")
            and matches[first - 1].group().islower()
            and first
        ):
            return len(left)
    return None


def is_truncated(text: str, *, offers_rest: bool, is_item: bool) -> bool:
    """Whether the page cut the last sentence of an article: an ellipsis that is not inside a quotation, or no end at all.

    ``offers_rest``: a read-more link follows. A complete teaser with such a link is not truncated.
    """
    bare = text.rstrip(" *_")
    if not bare:
        return False
    if _ELLIPSIS.search(bare[-_ENDING:]) is not None:
        return True
    last = bare.rstrip(_CLOSERS)[-1:] or bare[-1]
    if last in _TERMINAL or bare[-1] in _CLOSERS:
        return False
    if is_item:
        return False
    return offers_rest or (len(bare) > 80 and (last.isalpha() or last == ","))


def left_open_by_authors(articles: Sequence[ParsedArticle], offers: Sequence[bool]) -> list[ParsedArticle]:
    """Where the page's cuts end in "[…]" and an offer of the rest, a long text with a bare ellipsis ends so by wish.

    ``offers``: whether the page offers the rest of each article.
    """
    cuts = [one.body for one, offered in zip(articles, offers, strict=True) if one.truncated and offered]
    if not cuts or not all(body.endswith(("]", ")")) for body in cuts):
        return list(articles)
    return [
        replace(one, truncated=False)
        if one.truncated
        and not offered
        and one.body.count("\n\n") >= _PARAGRAPHS - 1
        and _OPEN_END.search(one.body) is not None
        else one
        for one, offered in zip(articles, offers, strict=True)
    ]
