"""Labels plain text by the accurate profile, for the fast models to learn from: ``LANGUAGE_silver.iob2`` in DATA.

    python -m training.entities.silver DATA TEXTS LANGUAGE

DATA: the folder that ``training.entities.train`` reads, whose ``*_dev.iob2`` are kept out of the result, and beside them
``held_out.txt`` if it is there: fingerprints (training/entities/open_sets.py) of test parts, one a line. TEXTS: the folder
written by ``training.entities.plain_texts``. A sentence is left out if a name in it is doubtful, or if the transformer
alone thinks little of the label of any of its words; of those without a name most are left out.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from services.enrich.entities.accurate import AccurateRecognizer
from services.enrich.entities.accurate_encoder import LABELS, Encoder
from services.enrich.entities.gazetteer import load_gazetteer
from services.enrich.entities.stage import MODELS
from services.enrich.entities.tokens import sentences, tokenize
from training.entities.open_sets import fingerprint
from training.entities.sets import OWN, own_sentences, read_iob2

# Of these only so many sentences, chosen by chance: they are many, short of names or unlike what is enriched.
MOST = {"en_wikisplit": 8_000, "en_btc": 2_500, "en_wnut17": 2_000, "en_reviews": 1_200}
_MODEL_OF = {"mk": "hbs"}
_LENGTHS = range(3, 51)
_SURE_NAME = 0.55
_SURE_WORD = 0.3
_PLAIN_KEPT = 0.25  # of sentences without a name
_LOWER_KEPT = 0.1  # of sentences without a capital but the first
_AT_ONCE = 400


def held_out(data: Path) -> set[str]:
    keys = {
        fingerprint(words) for path in sorted(data.glob("*_dev.iob2")) for words, _ in read_iob2(path)
    } | {fingerprint(words) for language in OWN for words, _ in own_sentences(language, dev=True)}
    path = data / "held_out.txt"
    return keys | set(path.read_text(encoding="utf-8").split()) if path.exists() else keys


def plain_sentences(texts: Path, language: str, held: set[str], chance: random.Random) -> list[list[str]]:
    """Each sentence once; by length, so that those read together take about as long."""
    seen: dict[str, list[str]] = {}
    for path in sorted(texts.glob(f"{language}_*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        chance.shuffle(lines)
        before = len(seen)
        for line in lines:
            tokens = tokenize(line, language)
            for start, end in sentences(tokens, line):
                words = list(tokens.words[start:end])
                capitals = any(word[:1].isupper() for word in words[1:])
                if len(words) in _LENGTHS and (capitals or chance.random() < _LOWER_KEPT):
                    key = fingerprint(words)
                    if key not in held:
                        seen[key] = words
            if len(seen) - before >= MOST.get(path.stem, len(lines) * 100):
                break
    return sorted(seen.values(), key=len)


def labelled(
    texts: Sequence[list[str]], language: str, chance: random.Random
) -> Iterator[tuple[list[str], list[str]]]:
    gazetteer = load_gazetteer()
    encoder = Encoder.load(MODELS / "accurate")
    model = MODELS / f"{_MODEL_OF.get(language, language)}.npz"
    recognizer = AccurateRecognizer.beside(model, gazetteer, encoder)
    for first in range(0, len(texts), _AT_ONCE):
        part = texts[first : first + _AT_ONCE]
        read = recognizer.read(part, [gazetteer.matches(words, language) for words in part], language)
        for words, spans, scores in zip(part, read, encoder.scores(part), strict=True):
            labels = ["O"] * len(words)
            for span in spans:
                labels[span.start : span.end] = [f"I-{span.label}"] * (span.end - span.start)
                labels[span.start] = f"B-{span.label}"
            of_words = np.exp(scores[range(len(words)), [LABELS.index(label) for label in labels]])
            sure = of_words.min() >= _SURE_WORD and all(span.probability >= _SURE_NAME for span in spans)
            if sure and (spans or chance.random() < _PLAIN_KEPT):
                yield words, labels


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("language", choices=["en", "hbs", "mk", "sq"])
    arguments = parser.parse_args()
    chance = random.Random(3)
    texts = plain_sentences(arguments.texts, arguments.language, held_out(arguments.data), chance)
    count = names = 0
    with (arguments.data / f"{arguments.language}_silver.iob2").open("w", encoding="utf-8") as file:
        for words, labels in labelled(texts, arguments.language, chance):
            count, names = count + 1, names + sum(label[0] == "B" for label in labels)
            for number, (word, label) in enumerate(zip(words, labels, strict=True), start=1):
                file.write(f"{number}\t{word}\t{label}\n")
            file.write("\n")
    print(f"{arguments.language}: {count} of {len(texts)} sentences, {names} names")


if __name__ == "__main__":
    main()
