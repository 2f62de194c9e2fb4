"""Whether a page cut its text, and the words that offer the rest. Pure; word lists in ``lexicon/``."""

from __future__ import annotations

import re

from services.ingest.lexicon import lexicon, words

_ELLIPSIS = r"(?:\.{3,}|…)"
_BRACKETED = re.compile(rf"[\[(]\s*{_ELLIPSIS}\s*[\])]$")
_OPEN_END = re.compile(rf"{_ELLIPSIS}$")
_SENTENCE_END = re.compile(r"[.!?。;:](?:[\"”“»’)\]]|\s)*$|[\"”»]$")
# The line that a widespread WordPress plugin puts under every item of a feed, as its translators have it.
_SYNDICATED = re.compile(
    r"(?:The|This) (?:post|article|entry)\b.+\b(?:appeared first on|first appeared on)\b"
    r"|Der Beitrag\b.+\berschien zuerst auf\b|L[’']articolo\b.+\bproviene da\b|La entrada\b.+\bse publicó primero en\b"
    r"|(?:L[’']article|Cet article)\b.+\best apparu en premier sur\b|Articolul\b.+\bapare prima dată în\b"
    r"|(?:Postimi|Artikulli)\b.+\bu (?:shfaq|publikua|botua) (?:së pari|fillimisht|për herë të parë|më parë) n[ëe]\b"
    r"|(?:Objava|Članak|Vijest|Vest|Post)\b.+\b(?:pojavi(?:la|o) se|se pojavi(?:la|o)) prv(?:i put|o|a) na\b"
    r"|(?:Чланак|Објава|Вест|Објавата|Статијата)\b.+\b(?:појавил?[ао]? се|се појави) прв(?:и пут|пат|о) на\b"
    r"|Το άρθρο\b.+\bεμφανίστηκε πρώτα\b|.+ (?:yazısı|haberi) ilk önce .+ üzerinde ortaya çıktı",
    re.DOTALL,
)
_MAX_FURNITURE_CHARS = 300  # a syndication line holds a whole headline
_RUN_IN = re.compile(rf"(?:{_ELLIPSIS}\s*[\])]?|[.!?»”\"])(?P<offer>\s+[^.!?…]{{3,40}})$")
_ENDING_CHARS = 60  # an ending is looked for here: a search for what stands at an end would try every place of a long text
_ARROWS = " \t»›→>–—-|:.·…[]()&"


def trim_offer(body: str) -> tuple[str, bool]:
    """The body without ``Read more`` and ``The post … appeared first on …`` at its end, and whether it is cut short."""
    offered = False
    blocks = body.split("\n\n")
    while blocks and (kind := furniture_kind(blocks[-1])):
        offered |= kind == "readmore"
        blocks.pop()
    if not blocks:
        return body, False
    blocks[-1], run_in = _without_run_in_offer(blocks[-1])
    trimmed = "\n\n".join(blocks)
    unfinished = (offered or run_in) and not _SENTENCE_END.search(trimmed[-_ENDING_CHARS:])
    return trimmed, is_cut(trimmed) or unfinished


def is_cut(body: str) -> bool:
    """Whether the text ends in an ellipsis of the page's making; one inside closed quotation marks is the speaker's."""
    end = body[-_ENDING_CHARS:].rstrip()
    return bool(_BRACKETED.search(end) or _OPEN_END.search(end))


def furniture_kind(block: str) -> str:
    """What a last paragraph is that is no part of its article: ``readmore``, ``original`` or, for text, ``""``."""
    if "\n" in block or len(block) > _MAX_FURNITURE_CHARS:
        return ""
    folded = words(block)
    if not folded:
        return (
            "" if any(character.isalnum() for character in block) or _OPEN_END.search(block) else "original"
        )
    found = lexicon().find(folded)
    covered = sum(end - start for start, end, _ in found)
    for kind in ("readmore", "original"):
        if found and covered == len(folded) and all(kind in categories for _, _, categories in found):
            return kind
    # "Continue reading HEADLINE →"
    if found and found[0][0] == 0 and found[0][1] > 1 and "readmore" in found[0][2] and block[-1] in "→»›>":
        return "readmore"
    return "original" if _SYNDICATED.match(block) else ""


def _without_run_in_offer(block: str) -> tuple[str, bool]:
    """``… the minister said … Read more »`` loses its last words."""
    match = _RUN_IN.search(block, max(0, len(block) - _ENDING_CHARS))
    if match is not None:
        offer = match["offer"].strip(_ARROWS)
        folded = words(offer)
        found = lexicon().find(folded)
        whole = len(found) == 1 and found[0][:2] == (0, len(folded)) and "readmore" in found[0][2]
        # One word alone ("more", "više") also ends sentences; an arrow or two words make it an offer.
        if whole and (len(folded) > 1 or match["offer"].strip() != offer):
            return block[: match.start("offer")].rstrip(), True
    return block, False
