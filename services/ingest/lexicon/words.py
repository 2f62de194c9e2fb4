"""Loading and matching the word lists."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shared.normalization import normalized

FOLDER = Path(__file__).parent
# No word is longer; one of a million letters must not be kept as a key of a cache.
WORD = re.compile(r"[^\W_]{1,64}")

# Categories that are matched as phrases anywhere in a short line.
PHRASE_CATEGORIES = (
    "sections", "readmore", "original", "share", "cookie", "subscribe", "copyright", "related", "advert",
    "navigation", "comments", "photo", "page", "ago", "mail", "question", "answer", "byline", "dated", "headline",
    "fulltext", "live", "outlet", "shortened", "reply",
)  # fmt: skip

# Categories that are matched whole, by those who ask for them.
_SETS = ("desk", "credit", "cue", "button", "filed", "edited", "nobody", "issue", "letters", "reading",
         "genre", "role", "elapsed", "paywall", "disclaimer", "advisory", "printed", "greeting", "briefs",
         "rights", "standings", "reporting", "filedin")  # fmt: skip

_CYRILLIC = dict(
    zip(
        "абвгдежзиклмнопрстуфхцчшјљњћђџѕѓќъьыэюящйѝѐё",
        "a b v g d e z z i k l m n o p r s t u f h c c s j lj nj c d dz dz g k a  y e ju ja st i i e e".split(
            " "
        ),
        strict=True,
    )
)
_LETTERS = str.maketrans(
    {"đ": "d", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ς": "σ", **_CYRILLIC}
)


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Lower case, no accents, Cyrillic as plain Latin letters: a key for matching, never shown."""
    if word.isascii():
        return word.lower()
    # The letter table comes first: NFD would take ћ, ђ, й or ѓ apart into letters of another sound.
    lowered = word.casefold().translate(_LETTERS)
    if lowered.isascii():
        return lowered
    decomposed = normalized("NFD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def words(text: str) -> list[str]:
    """Folded words of ``text`` in order."""
    return [fold(word) for word in WORD.findall(text)]


def phrase_key(text: str) -> tuple[str, ...]:
    return tuple(words(text))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``phrases``: first word → (whole phrase, categories), longest first; the rest are plain sets of folded words."""

    months: Mapping[str, int]
    weekdays: frozenset[str]
    conjunctions: frozenset[str]
    desks: frozenset[tuple[str, ...]]
    bylines: frozenset[tuple[str, ...]]
    dated: frozenset[tuple[str, ...]]
    sections: frozenset[tuple[str, ...]]
    section_words: frozenset[str]  # what names of sections begin with
    agencies: frozenset[tuple[str, ...]]
    zones: Mapping[str, int]
    places: frozenset[str]
    headlines: frozenset[tuple[str, ...]]
    tail_words: frozenset[str]  # last words of read-more and original-post phrases
    page_headings: frozenset[tuple[str, ...]]
    fulltexts: frozenset[tuple[str, ...]]
    outlets: frozenset[str]  # words that only names of media hold: "radio", "portal"
    pages: frozenset[tuple[str, ...]]
    homes: frozenset[tuple[str, ...]]  # what a breadcrumb begins with
    credits: frozenset[tuple[str, ...]]  # roles that stand before an author's name and a colon: "Reporter: …"
    cues: frozenset[tuple[str, ...]]  # how an item of a running order is told
    buttons: frozenset[tuple[str, ...]]  # what apps and forums offer beside "share"
    issues: frozenset[tuple[str, ...]]  # what stands before the number of an issue
    letters: frozenset[tuple[str, ...]]  # sections whose texts readers signed, with where they live
    readings: frozenset[tuple[str, ...]]  # what says how long a text takes to read
    nobodies: frozenset[tuple[str, ...]]  # what stands for a name where none was given: "Guest", "admin"
    filed: frozenset[tuple[str, ...]]  # what a blog writes before the name of a section
    edited: frozenset[tuple[str, ...]]  # what a forum writes below a post that was changed
    genres: frozenset[tuple[str, ...]]  # kinds of text that stand before a headline and a colon
    roles: frozenset[str]  # what journalists are called: "correspondent"
    elapsed: frozenset[tuple[str, ...]]  # what says how long ago something was, beside a number
    paywalls: frozenset[tuple[str, ...]]  # how lines begin that keep the rest for subscribers
    disclaimers: frozenset[tuple[str, ...]]  # what only a page's own reservations hold
    advisories: frozenset[tuple[str, ...]]  # what an agency's word to editors is called
    printed: frozenset[tuple[str, ...]]  # where in a newspaper an article stood, where that is no number
    briefs: frozenset[tuple[str, ...]]  # sections of short news
    rights: frozenset[tuple[str, ...]]  # what reserves the rights in a text
    standings: frozenset[tuple[str, ...]]  # what headings of tables of results hold
    reportings: frozenset[tuple[str, ...]]  # what a writer does, behind the name: "reports"
    filedins: frozenset[tuple[str, ...]]  # what stands between a date or a byline and the name of a section
    greetings: frozenset[tuple[str, ...]]  # how the introduction of a newsletter begins
    fields: Mapping[
        tuple[str, ...], str
    ]  # name of a field of a dump → its part: "headline", "deck", "when", "other", …
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]

    def find(self, folded: Sequence[str]) -> list[tuple[int, int, tuple[str, ...]]]:
        """Phrases in ``folded`` words: (first word, one past the last, categories); the longest at each word."""
        found: list[tuple[int, int, tuple[str, ...]]] = []
        options_of = self.phrases.get
        taken, count = 0, len(folded)
        for position, word in enumerate(folded):
            options = options_of(word)
            if options is None or position < taken:
                continue
            following = folded[position + 1] if position + 1 < count else None
            for phrase, categories in options:
                end = position + len(phrase)
                # The second word rules out most phrases.
                if end == position + 1 or (phrase[1] == following and tuple(folded[position:end]) == phrase):
                    found.append((position, end, categories))
                    taken = end
                    break
        return found


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The merged lists of all languages; read once."""
    months: dict[str, int] = {}
    sets: dict[str, set[tuple[str, ...]]] = {name: set() for name in (*PHRASE_CATEGORIES, *_SETS)}
    weekdays: set[str] = set()
    conjunctions: set[str] = set()
    for path in sorted(FOLDER.glob("*.toml")):
        if path.stem == "common":
            continue
        stored = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, forms in enumerate(stored["months"], start=1):
            for form in forms.split():
                months.setdefault(fold(form), number)
        weekdays.update(words(stored["weekdays"]))
        conjunctions.update(fold(word) for word in stored["and"])
        for name, phrases in sets.items():
            phrases.update(phrase_key(text) for text in stored.get(name, ()))
    common = tomllib.loads((FOLDER / "common.toml").read_text(encoding="utf-8"))
    for name in ("headline", "fulltext"):
        sets[name].update(phrase_key(text) for text in common[name])
    places = frozenset((FOLDER / "places.txt").read_text(encoding="utf-8").split("\n")) - {""}
    return Lexicon(
        months=months,
        weekdays=frozenset(weekdays),
        conjunctions=frozenset(conjunctions),
        desks=frozenset(sets["desk"]),
        bylines=frozenset(sets["byline"]),
        dated=frozenset(sets["dated"]),
        sections=frozenset(sets["sections"]),
        section_words=frozenset(phrase[0] for phrase in sets["sections"] if phrase),
        agencies=frozenset(phrase_key(name) for name in common["agencies"]),
        zones=common["zones"],
        places=places,
        page_headings=frozenset(sets["related"] | sets["navigation"]),
        tail_words=frozenset(
            phrase[-1] for name in ("readmore", "original") for phrase in sets[name] if phrase
        ),
        headlines=frozenset(sets["headline"]),
        fulltexts=frozenset(sets["fulltext"]),
        outlets=frozenset(phrase[0] for phrase in sets["outlet"] if len(phrase) == 1),
        pages=frozenset(sets["page"]),
        homes=frozenset(sets["navigation"]),
        credits=frozenset(sets["credit"]),
        cues=frozenset(sets["cue"]),
        buttons=frozenset(sets["button"]),
        issues=frozenset(sets["issue"]),
        letters=frozenset(sets["letters"]),
        readings=frozenset(sets["reading"]),
        nobodies=frozenset(sets["nobody"]),
        filed=frozenset(sets["filed"]),
        edited=frozenset(sets["edited"]),
        genres=frozenset(sets["genre"]),
        roles=frozenset(phrase[-1] for phrase in sets["role"]),
        elapsed=frozenset(sets["elapsed"]),
        paywalls=frozenset(sets["paywall"]),
        disclaimers=frozenset(sets["disclaimer"]),
        advisories=frozenset(sets["advisory"]),
        printed=frozenset(sets["printed"]),
        briefs=frozenset(sets["briefs"]),
        rights=frozenset(sets["rights"]),
        standings=frozenset(sets["standings"]),
        reportings=frozenset(sets["reporting"]),
        filedins=frozenset(sets["filedin"]),
        greetings=frozenset(sets["greeting"]),
        fields={phrase_key(name): part for part, names in common["fields"].items() for name in names},
        phrases=_by_first_word({name: sets[name] for name in PHRASE_CATEGORIES}),
    )


def _by_first_word(
    sets: Mapping[str, set[tuple[str, ...]]],
) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    categories: dict[tuple[str, ...], list[str]] = {}
    for name, phrases in sets.items():
        for phrase in phrases:
            if phrase:
                categories.setdefault(phrase, []).append(name)
    grouped: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, names in categories.items():
        grouped.setdefault(phrase[0], []).append((phrase, tuple(sorted(names))))
    return {first: tuple(sorted(group, key=lambda item: -len(item[0]))) for first, group in grouped.items()}
