"""Writes the lexicon of the topic model, services/enrich/topics/models/lexicon.npz: common words and what they are about.

    python -m training.topics.lexicon VECTORS

VECTORS: the output of ``training.topics.word_vectors``. A regression over the vectors learns the topics from the words of
the keyword lists, and then judges every word: a word that no article and no list holds is about what its neighbours are, in
any language. Beside the words there is an entry for each beginning of six letters, the mean of its words, for other
inflections.

The lexicon sees no article, so it is the same in every fold of the cross-validation. The vectors are floating-point sums of
a deep network and may differ in their last bits between machines, so this file alone is not promised byte for byte.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from services.enrich.folding import fold
from services.enrich.topics.lexicon import PATH, PREFIX_LENGTH, STEPS
from training.topics.corpus import keywords

# A beginning says less than the word: measured on articles of unseen writings.
_TRUST_IN_PREFIX = 0.7
_MOST_TOPICS_OF_KEYWORD = 2


def folded_vectors(path: Path) -> tuple[list[str], np.ndarray]:
    """Words as the model sees them, each with the mean vector of the spellings that fold to it."""
    with np.load(path, allow_pickle=False) as stored:
        spellings, vectors = stored["words"].tolist(), stored["vectors"].astype(np.float32)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, spelling in enumerate(spellings):
        rows[fold(spelling)].append(row)
    names = sorted(rows)
    means = np.stack([vectors[rows[name]].mean(axis=0) for name in names])
    means -= means.mean(axis=0)
    _, _, axes = np.linalg.svd(means[::5], full_matrices=False)
    turned = means @ axes.T
    return names, np.asarray(turned / np.sqrt(turned.std(axis=0)))


def affinities(names: list[str], vectors: np.ndarray) -> tuple[list[str], np.ndarray]:
    """The topics' codes, and the probability of each for every word (words, topics)."""
    number = {name: row for row, name in enumerate(names)}
    listed: dict[str, set[str]] = defaultdict(set)
    for handful in keywords():
        for word in fold(handful.body).split():
            if word in number:
                listed[word].update(handful.codes)
    pairs = [
        (number[word], code, 1 / len(codes))
        for word, codes in sorted(listed.items())
        if len(codes) <= _MOST_TOPICS_OF_KEYWORD
        for code in sorted(codes)
    ]
    rows, codes, weights = zip(*pairs, strict=True)
    model = LogisticRegression(C=1.0, max_iter=60)
    model.fit(vectors[list(rows)], codes, sample_weight=weights)
    return [str(code) for code in model.classes_], np.asarray(model.predict_proba(vectors))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("vectors", type=Path)
    names, vectors = folded_vectors(parser.parse_args().vectors)
    codes, given = affinities(names, vectors)
    beginnings: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        if len(name) >= PREFIX_LENGTH:
            beginnings[name[:PREFIX_LENGTH]].append(row)
    of_beginnings = [_TRUST_IN_PREFIX * given[rows].mean(axis=0) for rows in beginnings.values()]
    steps = np.rint(np.concatenate([given, np.stack(of_beginnings)]) * STEPS).astype(np.uint8)
    entries = [*names, *(f"{beginning}*" for beginning in beginnings)]
    np.savez_compressed(
        PATH,
        words=np.frombuffer("\n".join(entries).encode("utf-8"), dtype=np.uint8),
        codes=np.frombuffer("\n".join(codes).encode("ascii"), dtype=np.uint8),
        affinities=np.ascontiguousarray(steps.T),
    )
    print(f"{len(names)} words, {len(beginnings)} beginnings, {PATH.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
