"""Writes the word vectors that the networks see (services/enrich/entities/word_vectors.py).

    python -m training.entities.word_vectors FOLDER

FOLDER holds what a teacher makes of single words: ``latin*.npz`` and ``macedonian*.npz``, each with ``words`` and
``vectors`` (words, hidden). The vectors are turned to their principal axes; what is left out varies least. All axes are
rounded with one step, so that the many that vary little take few bits of the compressed file.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from services.enrich.entities.word_vectors import PATH, WordVectors
from services.enrich.transliteration import to_latin

DIMENSIONS = 64
_STEPS = 10.0  # of the rounding, to one standard deviation of the axis that varies most
_SAMPLE = 20_000


def read(paths: list[Path], *, latin: bool) -> tuple[list[str], np.ndarray]:
    """Each word once; of two that are one in Latin letters the first."""
    rows: dict[str, np.ndarray] = {}
    for path in paths:
        with np.load(path, allow_pickle=False) as stored:
            for word, vector in zip(stored["words"].tolist(), stored["vectors"], strict=True):
                key = word if latin else to_latin(word)
                if key and not any(character.isspace() for character in key):
                    rows.setdefault(key, vector)
    words = sorted(rows)
    return words, np.stack([rows[word] for word in words]).astype(np.float32)


def compressed(vectors: np.ndarray) -> tuple[np.ndarray, float]:
    """(rows in whole steps, the step); the first row, that of unknown words, is zero."""
    centred = vectors - vectors.mean(axis=0)
    chosen = np.random.default_rng(0).choice(len(centred), min(_SAMPLE, len(centred)), replace=False)
    _, _, axes = np.linalg.svd(centred[chosen], full_matrices=False)
    turned = centred @ axes[:DIMENSIONS].T
    turned /= turned.std(axis=0).mean()
    step = float(turned.std(axis=0).max() / _STEPS)
    rows = np.clip(np.rint(turned / step), -127, 127).astype(np.int8)
    return np.concatenate([np.zeros((1, DIMENSIONS), np.int8), rows]), step


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    latin, of_latin = read(sorted(folder.glob("latin*.npz")), latin=True)
    macedonian, of_macedonian = read(sorted(folder.glob("macedonian*.npz")), latin=False)
    rows, step = compressed(np.concatenate([of_latin, of_macedonian]))
    WordVectors.of_lists(latin, macedonian, rows, step)
    np.savez_compressed(
        PATH,
        words=np.frombuffer("\n".join(latin).encode("utf-8"), dtype=np.uint8),
        macedonian=np.frombuffer("\n".join(macedonian).encode("utf-8"), dtype=np.uint8),
        rows=np.ascontiguousarray(rows.T),  # one axis after the other compresses better
        step=np.float32(step),
    )
    print(f"{PATH}: {len(latin)} + {len(macedonian)} words, {PATH.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
