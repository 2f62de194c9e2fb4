"""What a page says of itself below a text: the rest is for subscribers, views are their authors'."""

from __future__ import annotations

from functools import lru_cache

from services.ingest.lexicon import fold, lexicon, words
from services.ingest.lexicon.words import WORD

_LONGEST = 300  # characters
_PAYWALL = 140  # characters
_GREETING_WORDS = 4


def is_paywall(text: str) -> bool:
    """Whether a line keeps the rest for those who pay: ``**This story is for paying subscribers.** Upgrade now``."""
    if len(text) > _PAYWALL or text[0].islower():
        return False
    opening = WORD.search(text, 0, 40)
    if opening is None or fold(opening.group()) not in paywall_openings():
        return False
    return _begins(words(text[:90]), lexicon().paywalls)


@lru_cache(maxsize=1)
def paywall_openings() -> frozenset[str]:
    """First words of the lines that keep the rest for subscribers, folded."""
    return frozenset(phrase[0] for phrase in lexicon().paywalls if phrase)


def is_reservation(text: str) -> bool:
    """``The views expressed here do not necessarily reflect …``, ``Nur mit Quellenangabe``."""
    if len(text) > _LONGEST:
        return False
    folded = words(text)
    phrases = lexicon().disclaimers
    firsts = _disclaimer_openings()
    return any(
        word in firsts and any(tuple(folded[i : i + count]) in phrases for count in range(2, 8))
        for i, word in enumerate(folded)
    )


@lru_cache(maxsize=1)
def _disclaimer_openings() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in lexicon().disclaimers if phrase)


def is_greeting(text: str) -> bool:
    """Whether a text begins as the introduction of a newsletter: ``Good evening. Here are …``."""
    return _begins(words(text[:60]), lexicon().greetings, most=_GREETING_WORDS)


def _begins(folded: list[str], phrases: frozenset[tuple[str, ...]], *, most: int = 12) -> bool:
    return any(tuple(folded[:count]) in phrases for count in range(1, most + 1))
