"""A person's name in the nominative, where its endings show beyond doubt that it is inflected; else as it stands.

South Slavic declines every word of a man's name and the given name of a woman; Albanian only the last word; Macedonian none.
What is unsure stays: Boris, Denis and Musa only look inflected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from services.enrich.entities.gazetteer import DATA, given_names
from services.enrich.folding import fold
from services.enrich.transliteration import to_latin

# Men's names of other languages as the region's newspapers spell them.
_FOREIGN = frozenset(
    "donald joe džo mark marek emmanuel emanuel olaf vladimir volodimir sergej dmitrij dmitri aleksej viktor "
    "boris barack barak george džordž xhorxh bill bil john džon xhon james džejms david dejvid richard ričard "
    "robert michael majkl mike thomas tomas charles čarls william vilijam henry henri steve stiv paul pol peter "
    "piter philip filip kevin brian brajan jens jonas karl klaus helmut gerhard friedrich fridrih christian "
    "kristijan kristian stefan wolfgang volfgang sebastian sebastijan rishi keir kir tony toni gordon winston "
    "elon jeff bernard francois fransoa jacques žak nicolas pierre recep redžep rexhep benjamin ariel bashar "
    "bašar moammer saddam sadam osama antonio pedro josep jose pablo carlos karlos diego ursula lionel cristiano "
    "kristijano rafael roger rodžer jannik daniel danijel gabriel anton maksim nikita leonid igor oleg jevgenij "
    "aleksandr jaroslav vaclav miroslav radoslav mateusz kiril kirill simeon plamen rumen bojko bojan".split()
)  # fmt: skip
_SOUTH_SLAVIC_SURNAME = ("ić", "ov", "ev", "ski", "ska", "ova", "eva", "ac", "ak", "ek", "ec", "čki", "čka")
_VOWELS = frozenset("aeiou")


def nominative(words: Sequence[str], language: str) -> list[str]:
    """``words`` in Latin script; of a full name given and family name come out in the same case."""
    latin = [to_latin(word) for word in words]
    if not latin or not all(latin):
        return latin
    if language == "hbs":
        return _south_slavic(latin)
    if language == "sq":
        return _albanian(latin)
    return latin


def _is_given(word: str) -> bool:
    return fold(word) in given_names() or fold(word) in _foreign()


@lru_cache(maxsize=1)
def _foreign() -> frozenset[str]:
    return frozenset(map(fold, _FOREIGN))


# Case endings by what they say: men's names in a consonant or -o, and names in -a.
_MASCULINE = {"a": "genitive", "u": "dative", "om": "instrumental", "em": "instrumental"}
_IN_A = {"e": "genitive", "i": "dative", "om": "instrumental", "u": "accusative"}
_ADJECTIVAL = {
    "skog": "genitive",
    "skoga": "genitive",
    "skom": "dative",
    "skome": "dative",
    "skim": "instrumental",
}
_FEMININE_SURNAME = (
    ("ske", "ska"), ("skoj", "ska"), ("sku", "ska"), ("skom", "ska"), ("ove", "ova"), ("ovoj", "ova"), ("ovu", "ova"),
    ("ovom", "ova"), ("eve", "eva"), ("evoj", "eva"), ("evu", "eva"), ("evom", "eva"),
)  # fmt: skip


def _south_slavic(words: list[str]) -> list[str]:
    if len(words) == 1:
        return [_alone(words[0])]
    given, *middle, last = words
    for word in (last, *middle):
        sure = _surely_declined(word)
        if sure is not None:
            return [_given_of_man(given, sure[1]), *(_man(other, sure[1]) for other in (*middle, last))]
    return words if _is_given(given) else _by_given_name(given, middle, last)


def _by_given_name(given: str, middle: Sequence[str], last: str) -> list[str]:
    """Where only the given name shows the case."""
    for base, case, in_a in _given_bases(given):
        surname = _declined(last, case)
        if surname != last and case != "accusative":
            return [base, *(_declined(word, case) for word in middle), surname]
        if in_a and case == "genitive" and last.endswith("e") and len(last) > 4 and "-" not in last:
            whole = _replaced(last, _FEMININE_SURNAME)
            return [base, *middle, whole if whole != last else last[:-1] + "a"]  # Nikole Tesle
        woman = last.endswith(_SOUTH_SLAVIC_SURNAME) or _woman(base, [], last)[-1] != last
        if in_a and (woman or (case in {"genitive", "instrumental"} and len(base) >= _LONG)):
            return _woman(base, middle, last)
    return [given, *middle, last]


_LONG = 5  # 'Mike' and 'Luke' are no forms of Mika and Luka beside a foreign surname


def _woman(base: str, middle: Sequence[str], last: str) -> list[str]:
    """Her surname is declined only where it is an adjective or ends in -ova: 'Gordane Siljanovske-Davkove'."""
    return [base, *middle, "-".join(_replaced(part, _FEMININE_SURNAME) for part in last.split("-"))]


def _replaced(word: str, endings: Sequence[tuple[str, str]]) -> str:
    for ending, replacement in endings:
        if word.endswith(ending) and len(word) >= len(ending) + 2:
            return word[: -len(ending)] + replacement
    return word


# 'Vučićeva izjava': the adjective of a surname in -ić.
_POSSESSIVE = re.compile(r"(?<=ić)ev(?:a|o|e|i|u|og|oga|om|oj|im|ih|ima)?$")


def _alone(word: str) -> str:
    possessive = _POSSESSIVE.search(word)
    if possessive and possessive.start() > _SHORTEST_STEM:
        return word[: possessive.start()]
    sure = _surely_declined(word)
    if sure is not None:
        return sure[0]
    if not _is_given(word):
        for base, case, in_a in _given_bases(word):
            if not in_a and case != "instrumental":
                return base
    return word


def _surely_declined(surname: str) -> tuple[str, str] | None:
    """(nominative, case) of surnames whose ending no nominative has: Vučića, Đokovićem, Zelenskog."""
    for ending, case in (("a", "genitive"), ("u", "dative"), ("em", "instrumental")):
        stem = surname[: -len(ending)]
        if surname.endswith(ending) and stem.endswith("ić") and len(stem) > 3:
            return stem, case
    for ending, case in _ADJECTIVAL.items():
        for consonant in ("s", "č", "c"):
            whole = consonant + ending[1:]
            if surname.endswith(whole) and len(surname) > len(whole) + 2:
                return surname[: -len(whole)] + consonant + "ki", case
    return None


def _man(surname: str, case: str) -> str:
    sure = _surely_declined(surname)
    return _declined(surname, case) if sure is None else sure[0]


def _declined(word: str, case: str) -> str:
    """The nominative of a man's surname in ``case`` if its ending fits, else ``word``."""
    for ending, its_case in _MASCULINE.items():
        stem = word[: -len(ending)]
        if its_case == case and word.endswith(ending) and len(stem) > 2 and stem[-1].lower() not in _VOWELS:
            return stem
    return word


def _given_of_man(given: str, case: str) -> str:
    """Beside a declined surname the given name is declined too, 'Ivana' is Ivan's."""
    for base, its_case, _ in _given_bases(given):
        if its_case == case:
            return base
    if not _is_given(given):
        return _declined(given, case)
    return given


def _given_bases(word: str) -> Iterator[tuple[str, str, bool]]:
    """(nominative, case, whether it ends in -a) for each given name that ``word`` may be a form of."""
    for ending, case in _MASCULINE.items():
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 1:
            bases = [
                base
                for base in (_with_fleeting_a(stem), stem + "o", stem + "e", stem)
                if base and _is_given(base)
            ]
            # 'Marka' is Marko's before it is Mark's, 'Stefana' Stefan's before it is Stefano's.
            for base in sorted(bases, key=lambda base: fold(base) not in _south_slavic_given()):
                yield base, case, False
    for ending, case in _IN_A.items():
        base = word[: -len(ending)] + "a"
        if word.endswith(ending) and len(base) > 2 and _is_given(base):
            yield base, case, True


def _with_fleeting_a(stem: str) -> str:
    """Aleksandr(a) is Aleksandar's, Petr(a) Petar's."""
    return f"{stem[:-1]}a{stem[-1]}" if stem.endswith(("dr", "tr", "vl")) else ""


_ALBANIAN_SURNAME = (
    ("ajt", "aj"), ("ajn", "aj"), ("iqit", "iq"), ("iqin", "iq"), ("içit", "iç"), ("için", "iç"), ("evit", "ev"),
    ("evin", "ev"), ("ovit", "ov"), ("ovin", "ov"), ("iut", "iu"), ("iun", "iu"), ("resë", "re"), ("renë", "re"),
    ("ës", "a"), ("ën", "a"),
)  # fmt: skip
_ALBANIAN_AFTER_GIVEN = (("it", "i"), ("in", "i"), ("ut", "u"), ("un", "u"))


_SHORTEST_STEM = 3
_SHORTEST_DECLINED = 5  # 'Judit' is a name as it stands


def _albanian(words: list[str]) -> list[str]:
    *head, last = words
    if not head:
        return [_albanian_alone(last)]
    if _is_given(last) and fold(last) not in _albanian_given():
        return words
    surname = _replaced(last, _ALBANIAN_SURNAME)
    if surname == last:
        given = fold(head[0])
        if given in _albanian_given():
            surname = _replaced(last, _ALBANIAN_AFTER_GIVEN)
        elif given in _foreign() and last.endswith("it") and len(last) > 4:
            surname = last[:-2]  # Donald Trumpit
        elif last.endswith("it") and len(last) > 5:
            surname = last[:-1]
    return [*head, surname]


def _albanian_alone(word: str) -> str:
    """A given or a family name by itself: 'Artës', 'Ramës', 'Agimit'; Martin and Putin end so by themselves."""
    if _is_given(word):
        return word
    for ending, replacement in (
        ("it", ""),
        ("in", ""),
        ("i", ""),
        ("ut", "u"),
        ("un", "u"),
        ("ës", "a"),
        ("ën", "a"),
    ):
        base = word[: len(word) - len(ending)] + replacement
        if word.endswith(ending) and len(base) > 2 and fold(base) in _albanian_given():
            return base
    return _replaced(word, (*_ALBANIAN_SURNAME, ("it", "i"))) if len(word) > _SHORTEST_DECLINED else word


def _albanian_given() -> frozenset[str]:
    return _paragraphs()[0]


@lru_cache(maxsize=1)
def _south_slavic_given() -> frozenset[str]:
    return _paragraphs()[1] | _paragraphs()[2]


@lru_cache(maxsize=1)
def _paragraphs() -> Sequence[frozenset[str]]:
    """The list by its paragraphs: Albanian, Bosnian-Croatian-Serbian, Macedonian, and other languages'."""
    lines = (DATA / "given_names.txt").read_text(encoding="utf-8").splitlines()
    return [frozenset(map(fold, line.split())) for line in lines if line and not line.startswith("#")]
