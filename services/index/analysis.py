"""Analyzers as code: one folding analyzer for every language, and a stemming one for each that Elasticsearch can stem.

Only what the ``analysis-common`` module offers is used, so that the trimmed local distribution and a full one index alike
(ICU is a plugin, and absent from both).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FOLDING_ANALYZER = "folding"
PREFIX_ANALYZER = "folding_prefix"  # at index time only: every beginning of every word
_FOLDING_CHARACTERS = "folding_characters"
_GREEK_LOWERCASE = "greek_lowercase"
_TURKISH_LOWERCASE = "turkish_lowercase"
_BEGINNINGS = "beginnings"

# Serbian and Macedonian Cyrillic to the Latin that is left once diacritics are folded (ч → č → c), so that both scripts
# and bald typing meet. Letters of other Cyrillic alphabets follow the same spelling: София, Sofija and Софија are one term.
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj", "ѓ": "gj", "е": "e", "ж": "z", "з": "z", "ѕ": "dz",
    "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "c", "ќ": "kj", "у": "u", "ф": "f", "х": "h", "ц": "c", "ч": "c", "џ": "dz", "ш": "s",
    # Macedonian writes these two to tell homographs apart; readers leave the accent out.
    "ѐ": "e", "ѝ": "i",
    # Bulgarian, Russian, Ukrainian, Belarusian
    "й": "j", "щ": "st", "ъ": "a", "ь": "", "ю": "ju", "я": "ja", "ё": "e", "ы": "i", "э": "e", "є": "je", "і": "i",
    "ї": "ji", "ґ": "g", "ў": "u",
}  # fmt: skip

# Latin letters that asciifolding would fold to one letter where people type two.
_LATIN = {"đ": "dj", "ǵ": "gj", "ḱ": "kj"}

# An apostrophe ends a word, so that dell'Albania, Türkiye'nin and Vučić's are found by the name inside them.
_APOSTROPHES = ("'", "’", "‘", "ʼ", "＇", "`", "´")

# Invisible in print, yet they make two equal words differ: soft hyphen, joiners, byte order mark, direction marks.
_INVISIBLE = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u2060", "\ufeff")

# Combining marks: text that was never composed (NFD, as some systems write it) folds like composed text.
_COMBINING = tuple(chr(code) for code in range(0x0300, 0x0370))


def _escaped(text: str) -> str:
    r"""For a mapping rule: ``\\uXXXX`` for everything, as white space around the arrow would be trimmed."""
    return "".join(f"\\u{ord(character):04x}" for character in text)


def folding_mappings() -> list[str]:
    """Rules of the character filter, longest match first by Elasticsearch itself."""
    rules: dict[str, str] = {}
    for table in (_CYRILLIC, _LATIN):
        for letter, latin in table.items():
            rules[letter] = latin
            rules[letter.upper()] = (
                latin  # everything is lower-cased later, so the case of the result is free
            )
    # Decomposed forms of the letters above, which stripping the mark alone would turn into another letter.
    rules |= {
        "г\u0301": "gj",
        "Г\u0301": "gj",
        "к\u0301": "kj",
        "К\u0301": "kj",
        "и\u0306": "j",
        "И\u0306": "j",
    }
    rules |= {
        "g\u0301": "gj",
        "G\u0301": "gj",
        "k\u0301": "kj",
        "K\u0301": "kj",
        "у\u0306": "u",
        "У\u0306": "u",
    }
    rules |= dict.fromkeys(_APOSTROPHES, " ")
    rules |= dict.fromkeys((*_INVISIBLE, *_COMBINING), "")
    return [f"{_escaped(source)} => {_escaped(target)}" for source, target in rules.items()]


@dataclass(frozen=True, slots=True)
class Stemming:
    """How Elasticsearch reads one language: names of its stop list and stemmer, and what comes before them."""

    stop: str
    stemmer: str
    before: tuple[str, ...] = ()  # filters ahead of lower-casing
    lowercase: str = "lowercase"
    normalize: tuple[str, ...] = ()  # filters between the stop list and the stemmer
    after: tuple[str, ...] = ()  # filters behind the stemmer


# By EnrichedArticle.language.code. Built as Elasticsearch's own language analyzers are (see their reference), plus
# asciifolding at the end. None exists for Albanian and Macedonian: there the folding analyzer alone does the work.
STEMMING: dict[str, Stemming] = {
    "bg": Stemming("_bulgarian_", "bulgarian"),
    "ca": Stemming("_catalan_", "catalan", before=("elision_ca",)),
    "cs": Stemming("_czech_", "czech"),
    "da": Stemming("_danish_", "danish"),
    "de": Stemming("_german_", "light_german", normalize=("german_normalization",)),
    "el": Stemming("_greek_", "greek", lowercase=_GREEK_LOWERCASE),
    "en": Stemming("_english_", "english", before=("possessive_english",)),
    "es": Stemming("_spanish_", "light_spanish"),
    "fi": Stemming("_finnish_", "finnish"),
    "fr": Stemming("_french_", "light_french", before=("elision_fr",)),
    # Stop list and stemmer read both scripts, and ije- as e-spelling; serbian_normalization then drops diacritics as
    # our readers do (đ to dj).
    "hbs": Stemming("_serbian_", "serbian", after=("serbian_normalization",)),
    "hu": Stemming("_hungarian_", "hungarian"),
    "it": Stemming("_italian_", "light_italian", before=("elision_it",)),
    "lt": Stemming("_lithuanian_", "lithuanian"),
    "lv": Stemming("_latvian_", "latvian"),
    "nl": Stemming("_dutch_", "dutch"),
    "no": Stemming("_norwegian_", "norwegian"),
    "pt": Stemming("_portuguese_", "light_portuguese"),
    "ro": Stemming("_romanian_", "romanian"),
    "ru": Stemming("_russian_", "russian"),
    "sv": Stemming("_swedish_", "swedish"),
    "tr": Stemming("_turkish_", "turkish", before=("apostrophe",), lowercase=_TURKISH_LOWERCASE),
}

# Articles that lean on the next word with an apostrophe, where Elasticsearch has no list of its own.
_ELISION: dict[str, dict[str, Any]] = {
    "elision_ca": {"articles": ["d", "l", "m", "n", "s", "t"]},
    "elision_fr": {"articles": [
        "l", "m", "t", "qu", "n", "s", "j", "d", "c", "jusqu", "quoiqu", "lorsqu", "puisqu",
    ]},
    "elision_it": {"articles": [
        "c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl", "negl", "sugl",
        "un", "m", "t", "s", "v", "d",
    ]},
}  # fmt: skip


def stemming_analyzer(code: str) -> str:
    return f"stemming_{code}"


def analysis() -> dict[str, Any]:
    """The ``analysis`` section of the index settings."""
    filters: dict[str, dict[str, Any]] = {
        _GREEK_LOWERCASE: {"type": "lowercase", "language": "greek"},
        _TURKISH_LOWERCASE: {"type": "lowercase", "language": "turkish"},
        "possessive_english": {"type": "stemmer", "language": "possessive_english"},
        _BEGINNINGS: {"type": "edge_ngram", "min_gram": 1, "max_gram": 15, "preserve_original": True},
    }
    for name, options in _ELISION.items():
        filters[name] = {"type": "elision", "articles_case": True, **options}
    folding = {
        "type": "custom",
        "char_filter": [_FOLDING_CHARACTERS],
        "tokenizer": "standard",
        # Greek lower-casing drops the tonos and the final sigma, and treats every other alphabet as usual.
        "filter": [_GREEK_LOWERCASE, "asciifolding"],
    }
    analyzers: dict[str, dict[str, Any]] = {
        FOLDING_ANALYZER: folding,
        PREFIX_ANALYZER: folding | {"filter": [_GREEK_LOWERCASE, "asciifolding", _BEGINNINGS]},
    }
    for code, language in STEMMING.items():
        filters[f"stop_{code}"] = {"type": "stop", "stopwords": language.stop}
        filters[f"stemmer_{code}"] = {"type": "stemmer", "language": language.stemmer}
        analyzers[stemming_analyzer(code)] = {
            "type": "custom",
            "tokenizer": "standard",
            "filter": [
                *language.before,
                language.lowercase,
                f"stop_{code}",
                *language.normalize,
                f"stemmer_{code}",
                *language.after,
                "asciifolding",
            ],
        }
    return {
        "char_filter": {_FOLDING_CHARACTERS: {"type": "mapping", "mappings": folding_mappings()}},
        "filter": filters,
        "analyzer": analyzers,
    }
