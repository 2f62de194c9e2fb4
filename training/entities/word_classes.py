"""Writes the word classes that the entity models see (services/enrich/entities/word_classes.py).

    python -m training.entities.word_classes brown EN_LEXEME_CLUSTER_JSON_GZ

``brown``: English Brown clusters; EN_LEXEME_CLUSTER_JSON_GZ is ``spacy_lookups_data/data/en_lexeme_cluster.json.gz`` of the
Python package spacy-lookups-data 1.0.5 (MIT). A word's features are prefixes of its cluster's path in the tree.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

from services.enrich.entities.word_classes import FOLDER, write_word_classes

PREFIXES = (4, 6, 10)


def brown_path(cluster: int) -> str:
    """The path from the root, as bits: the package stores it as a number with the root in its lowest bit."""
    return format(cluster, "b")[::-1]


def brown(path: Path) -> tuple[dict[str, int], list[tuple[str, ...]]]:
    """Word to class, and the attributes of each class."""
    clusters: dict[str, int] = json.loads(gzip.decompress(path.read_bytes()))
    rows: dict[int, int] = {}
    numbers = {
        word: rows.setdefault(cluster, len(rows))
        for word, cluster in clusters.items()
        if cluster and word and not any(character.isspace() for character in word)
    }
    attributes = [
        (*(f"b{size}={brown_path(cluster)[:size]}" for size in PREFIXES), f"b={brown_path(cluster)}")
        for cluster in rows
    ]
    return numbers, attributes


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["brown"])
    parser.add_argument("source", type=Path)
    arguments = parser.parse_args()
    numbers, attributes = brown(arguments.source)
    path = FOLDER / "brown_en.npz"
    write_word_classes(path, numbers, attributes)
    print(f"{path}: {len(numbers)} words, {len(attributes)} classes, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
