"""Where a known name is none here: ordinary words that begin a sentence, people called after places, states and regions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from services.enrich.entities.gazetteer import (
    REGION,
    Entry,
    Match,
    given_places,
    organization_words,
    title_words,
)
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


_AFTER_COUNTRIES = frozenset(
    "prime minister president foreign national state government times post daily street airport airlines university open "
    "grand prix cup league fc united city north south east west northern southern eastern western central".split()
)  # fmt: skip


def is_given_name(words: Sequence[str], start: int, end: int, taken: Sequence[bool]) -> bool:
    """'Georgia Tillworth': a place's name as a given name, and a surname that is no other name after it."""
    if end - start != 1 or end >= len(words) or taken[end]:
        return False
    surname = words[end]
    folded = fold(surname)
    if surname[:1].isupper() and words[end + 1 : end + 2] in (["Jr"], ["Jr."], ["Sr"], ["Sr."]):
        return True
    return (
        fold(words[start]) in given_places()
        and surname[:1].isupper()
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
# Without the ISO 3166 codes of the region's countries and of Germany: 'Podgorica, ME' is in Montenegro, not in Maine.
_POSTAL = frozenset(
    "AL AK AZ AR CA CO CT DE FL GA HI ID IL IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK PA RI SC "
    "SD TN TX UT VT VA WA WV WI WY".split()
) - {*REGION, "DE"}  # fmt: skip
_STATES_OF_TWO = frozenset(
    {"new hampshire", "new jersey", "new mexico", "new york", "north carolina", "north dakota", "rhode island",
     "south carolina", "south dakota", "west virginia", "british columbia", "nova scotia", "new south"}
)  # fmt: skip


def is_state(words: Sequence[str]) -> bool:
    """Whether the words begin with a state of the USA or a province, in full or as English newspapers shorten it."""
    if not words:
        return False
    first = fold(words[0])
    return (
        first in _STATES
        or (f"{first}." in _STATES and words[1:2] == ["."])
        or (len(words) > 1 and f"{first} {fold(words[1])}" in _STATES_OF_TWO)
    )


def _is_postal(words: Sequence[str]) -> bool:
    """Whether the words begin with the two letters that the post has for a state, not with a word of a line in capitals."""
    return (
        bool(words)
        and words[0] in _POSTAL
        and not (len(words) > 1 and words[1].isalpha() and words[1].isupper())
    )


def _names_state(after: Sequence[str], language: str, evidence: Evidence) -> bool:
    """Whether a comma and a state follow: Lebanon, Tennessee. 'Armenia, Georgia and Russia' are countries."""
    if after[:1] != (",",):
        return False
    follows = after[1:]
    if follows and fold(follows[0]) == "georgia" and set(evidence.countries) & (_CAUCASUS - {"GE"}):
        return False
    return is_state(follows) or (language == "en" and _is_postal(follows))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says of where it is: how often it speaks of each country (ISO 3166), and whether of a US state."""

    countries: Mapping[str, int]
    states: bool


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


_COMPASS = _folded(
    "north south east west northern southern eastern western central upper lower greek ancient new aegean "
    "antička antičke antičkoj antičku античка античката egejska egejske egejskoj egejsku егејска егејската "
    "jugore veriore lindore perëndimore antike"
)  # fmt: skip
# Adjectives that say which Macedonia is meant: the region of Greece, or the kingdom of old.
_OTHER_MACEDONIAS = _folded(
    "greek aegean ancient classical hellenistic grčka grčke grčkoj grčku antička antičke antičkoj antičku "
    "античката грчката egejska egejske egejskoj egejsku егејската greke egjeane antike lashtë "
    "griechische griechischen antike antiken greca egea antica"
)  # fmt: skip
_PART_OF = _folded(
    "region province prefecture part kingdom district of the regija oblast del dio krahina rajoni"
)
_ALBANIAN_LINKING = frozenset({"e", "i", "se", "te"})
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
    of_america = all(entry.country == "US" for entry in entries)
    if _names_state(after, language, evidence) or (of_america and after[:2] == (",", "Washington")):
        # The lists do not say which state a town is in: the largest one of the name would be a guess.
        return ()
    if near[-1:] and near[-1] in _COMPASS and before[-1][:1].isupper():
        return ()  # Upper Jordan
    name = fold(words[0]) if len(words) == 1 else ""
    if name == "georgia" and not _is_the_country(near, evidence, language):
        return ()
    if name.startswith(("maked", "maced", "maqed")) and (
        name == "macedon" or _is_another_macedonia(before, [fold(word) for word in after])
    ):
        return ()
    if name == "washington" and _is_the_state(near, before, after):
        return ()
    return entries


def _is_another_macedonia(before: Sequence[str], after: Sequence[str]) -> bool:
    """'the Greek province of Macedonia', 'u antičkoj Makedoniji', 'Maqedonia e lashtë'."""
    left = list(before)
    while left and fold(left[-1]) in _PART_OF:
        left.pop()
    adjective = fold(left[-1]) if left else ""
    # 'Grčka' with a capital is Greece.
    if adjective in _OTHER_MACEDONIAS and (left[-1].islower() or not adjective.startswith("grck")):
        return True
    right = next((word for word in after if word not in _ALBANIAN_LINKING), "")
    return right in _OTHER_MACEDONIAS


def _is_the_country(near: Sequence[str], evidence: Evidence, language: str) -> bool:
    """Georgia is a state where states or towns of the USA are named; a country where the article speaks of countries."""
    if near[-2:] in (["state", "of"], ["university", "of"]):
        return False
    if near[-1:] == [","] and not set(evidence.countries) & (_CAUCASUS - {"GE"}):
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
        return True  # the town before it is in the state
    joined = after[:1] and after[0] in {"and", "or", ","}
    return bool(joined and is_state(list(after[1:]))) or (
        near[-1:] in (["and"], ["or"]) and is_state(list(before[-2:-1]))
    )


def closest(entries: Sequence[Entry], countries: Collection[str]) -> Sequence[Entry]:
    """Entries in the countries that the article speaks of, where there are such; else all."""
    there = [entry for entry in entries if entry.country in countries]
    return there or entries
