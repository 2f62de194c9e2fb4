"""Where a known name is none here: ordinary words that begin a sentence, people called after places, states and regions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.enrich.entities.gazetteer import Entry, Match, organization_words, title_words
from services.enrich.folding import fold

# Names of places that are ordinary words too, in forms that begin a sentence ('Mali je put dug', 'Toga dana').
_COMMON_WORDS = {
    "hbs": frozenset("mali malim toga gana bar istok bor kula ada ruma vir luka novo novi".split()),
    "mk": frozenset("mali toga gana bar istok kula luka bor negotino ilinden centar".split()),
    "sq": frozenset("mali mal kuka gazi bar lac klos kili indi keni siri rusi poli divi".split()),
    "en": frozenset("turkey nice reading mobile split bar bath".split()),
}  # fmt: skip
_COMMON_WORDS |= dict.fromkeys(("sl", "bg"), _COMMON_WORDS["hbs"])
_JOINING = frozenset({",", "i", "и", "dhe", "e", "and", "te", "ili", "или", "(", "-", "–", ":"})


def opens_with_common_word(words: Sequence[str], position: int, language: str) -> bool:
    """Whether the word at ``position`` begins the sentence and is an ordinary word as often as a name."""
    common = _COMMON_WORDS.get(language)
    return (
        common is not None
        and fold(words[position]) in common
        and (words[position - 1 : position] in ([";"], [":"]) or not any(map(_is_word, words[:position])))
    )


def _is_word(token: str) -> bool:
    return token[:1].isalnum()


def is_common_word(words: Sequence[str], match: Match, language: str) -> bool:
    """A country or town that is more likely a word here: it begins the sentence, and no other name is joined to it."""
    if match.end - match.start > 1 or not opens_with_common_word(words, match.start, language):
        return False
    following = words[match.end : match.end + 2]
    return not (len(following) == 2 and following[0] in _JOINING and following[1][:1].isupper())


# Countries whose name is an adjective too: 'Bugarska vojska', 'Turska kava'.
_ADJECTIVES = ("ska", "cka", "ske", "cke", "sku", "cku", "skoj", "ckoj", "skom", "ckom")
_SOUTH_SLAVIC = frozenset({"hbs", "mk", "sl", "bg"})


def is_adjective(words: Sequence[str], match: Match, language: str) -> bool:
    """An adjective has no capital but at the start of a sentence, and a word in small letters after it."""
    if language not in _SOUTH_SLAVIC or match.end - match.start > 1 or match.end >= len(words):
        return False
    opens = all(not word[:1].isalnum() for word in words[: match.start])
    following = words[match.end]
    return (
        opens
        and fold(words[match.start]).endswith(_ADJECTIVES)
        and following.islower()
        and following.isalpha()
        and following not in _JOINING
    )


# Places that people are named after.
_GIVEN_NAMES = frozenset(
    "israel georgia chad jordan kenya india cuba ireland paris london sofia sydney austin dakota brooklyn chelsea florence "
    "vienna carolina virginia victoria santiago salvador savannah charlotte madison lourdes asia america china holland "
    "francia milan adelaide alexandria camden dallas denver houston lincoln phoenix trinidad valencia verona siena roma "
    "cairo geneva jamaica malaysia montana orlando raleigh troy tyler washington jackson kingston hamilton lancaster "
    "diego jose luis antonio clara rosa barbara monica andrea marino lucia helena kitts martin".split()
)  # fmt: skip
_AFTER_COUNTRIES = frozenset(
    "prime minister president foreign national state government times post daily street airport airlines university open "
    "grand prix cup league fc united city north south east west northern southern eastern western central".split()
)  # fmt: skip


def is_given_name(words: Sequence[str], start: int, end: int, taken: Sequence[bool]) -> bool:
    """'Israel Adesanya', 'Georgia Stanway': a place's name as a given name, a surname that is no other name after it."""
    if end - start != 1 or end >= len(words) or fold(words[start]) not in _GIVEN_NAMES or taken[end]:
        return False
    surname = words[end]
    folded = fold(surname)
    return (
        surname[:1].isupper()
        and surname[1:].islower()
        and surname.isalpha()
        and folded not in title_words()
        and folded not in organization_words()
        and folded not in _AFTER_COUNTRIES
        and not (end + 1 < len(words) and words[end + 1] in {"’s", "'s"} and folded.endswith("n"))
    )


_STATES = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho "
    "illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi "
    "missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia "
    "wisconsin wyoming ontario quebec alberta manitoba saskatchewan queensland ala. ariz. ark. calif. colo. conn. "
    "del. fla. ga. ill. ind. kan. ky. la. mass. md. mich. minn. miss. mo. mont. neb. nev. okla. ore. pa. tenn. "
    "tex. va. vt. wash. wis. wyo.".split()
)  # fmt: skip
_POSTAL = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK PA RI SC "
    "SD TN TX UT VT VA WA WV WI WY".split()
)  # fmt: skip
_STATES_OF_TWO = frozenset(
    {"new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "rhode island",
     "south carolina", "south dakota", "west virginia", "british columbia", "nova scotia", "new south"}
)  # fmt: skip


def is_state(words: Sequence[str]) -> bool:
    """Whether the words begin with a state of the USA or a province, in full or as newspapers and the post shorten it."""
    if not words:
        return False
    first = fold(words[0])
    return (
        first in _STATES
        or words[0] in _POSTAL
        or (f"{first}." in _STATES and words[1:2] == ["."])
        or (len(words) > 1 and f"{first} {fold(words[1])}" in _STATES_OF_TWO)
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says of where it is: how often it speaks of each country (ISO 3166), and whether of a US state."""

    countries: Mapping[str, int]
    states: bool


_COMPASS = frozenset(
    "north south east west northern southern eastern western central upper lower greek ancient new antike antička античка "
    "egejska egejske jugore veriore lindore perëndimore".split()
)  # fmt: skip
_MACEDON = frozenset(
    "greek ancient aegean alexander philip phillip king antike lashte egejska egejske aleksandar filip leka".split()
)
_CAUCASUS = frozenset("GE AM AZ RU TR UA MD".split())


_OF_SEVERAL = ("georgia", "washington", "maked", "maced", "maqed")


def may_be_another(words: Sequence[str], before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a known place has to be looked at again: what ``place_meant`` could take from it."""
    return (
        after[:1] == (",",)
        or (bool(before) and before[-1][:1].isupper())
        or (len(words) == 1 and fold(words[0]).startswith(_OF_SEVERAL))
    )


def place_meant(
    words: Sequence[str],
    before: Sequence[str],
    after: Sequence[str],
    entries: Sequence[Entry],
    language: str,
    evidence: Evidence,
) -> Sequence[Entry]:
    """Those of ``entries`` that the words around the name and the article leave possible; none where it is another place."""
    near = [fold(word) for word in before]
    if after[:1] == (",",) and is_state(list(after[1:])):
        # Lebanon, Tennessee, is not the country; Atlanta, Georgia, is the one that there is.
        largest = max(entries, key=lambda entry: entry.population)
        return [largest] if largest.kind == "city" and largest.country in {"US", "CA"} else ()
    if near[-1:] and near[-1] in _COMPASS and before[-1][:1].isupper():
        return ()  # South Georgia
    name = fold(words[0]) if len(words) == 1 else ""
    if name == "georgia" and not _is_the_country(near, evidence, language):
        return ()
    if name.startswith(("maked", "maced", "maqed")) and (
        _MACEDON & {*near, *map(fold, after)} or near[-2:] == ["region", "of"]
    ):
        return ()
    if name == "washington" and _is_the_state(near, before, after):
        return ()
    return entries


def _is_the_country(near: Sequence[str], evidence: Evidence, language: str) -> bool:
    """Georgia is a state where states or towns of the USA are named; a country where the article speaks of countries."""
    if near[-1:] == [","] or near[-2:] in (["state", "of"], ["university", "of"]):
        return False
    others = {code for code, count in evidence.countries.items() if count and code != "US"} - {"GE"}
    american = evidence.states or bool(evidence.countries.get("US"))
    if american and not others & _CAUCASUS and evidence.countries.get("GE", 0) < 2:
        return False
    return bool(others) or evidence.countries.get("GE", 0) > 1 or language != "en"


def _is_the_state(near: Sequence[str], before: Sequence[str], after: Sequence[str]) -> bool:
    if after[:1] and fold(after[0]) == "state":
        return True
    if near[-1:] == [","]:
        return True  # Spokane, Washington
    joined = after[:1] and after[0] in {"and", "or", ","}
    return bool(joined and is_state(list(after[1:]))) or (
        near[-1:] in (["and"], ["or"]) and is_state(list(before[-2:-1]))
    )


def closest(entries: Sequence[Entry], countries: Collection[str]) -> Sequence[Entry]:
    """Entries in the countries that the article speaks of, where there are such; else all."""
    there = [entry for entry in entries if entry.country in countries]
    return there or entries
