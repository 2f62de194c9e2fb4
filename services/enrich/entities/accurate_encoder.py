"""A transformer over the words of sentences, run by onnxruntime: how likely each label is for each word.

A sentence is read by itself, as in training; one with more pieces than that is read in windows that overlap, and each word
counts where it stands farther from the window's edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.accurate_pieces import BEGIN, END, PADDING, Pieces

Floats = NDArray[np.float32]
LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
WINDOW_PIECES = 96  # of the longest sentence in training, its beginning and end included
_OVERLAP_PIECES = 24
_BATCH_PIECES = 256  # read at once, padding included: with more, a fifth of the time goes into padding


@dataclass(frozen=True, slots=True)
class Window:
    """Words [start, end) of a sentence are read together; the scores of [first, last) among them are kept."""

    sentence: int
    start: int
    end: int
    first: int
    last: int
    pieces: int


def windows(sentence: int, sizes: Sequence[int]) -> Iterator[Window]:
    """``sizes``: of each word in pieces, none more than a window holds. Every word is kept exactly once."""
    room = WINDOW_PIECES - 2
    start = first = 0
    while start < len(sizes):
        end, pieces = start, 0
        while end < len(sizes) and pieces + sizes[end] <= room:
            pieces += sizes[end]
            end += 1
        if end == len(sizes):
            yield Window(sentence, start, end, first, end, pieces + 2)
            return
        following, shared = end, 0
        while following - 1 > start and shared + sizes[following - 1] <= _OVERLAP_PIECES:
            following -= 1
            shared += sizes[following]
        last = (following + end + 1) // 2
        yield Window(sentence, start, end, first, last, pieces + 2)
        start, first = following, last


class Encoder:
    """``session`` is onnxruntime's; it may be asked by several threads at once."""

    def __init__(self, session: Any, pieces: Pieces) -> None:
        self._session = session
        self._pieces = pieces

    @classmethod
    def load(cls, folder: Path) -> Encoder:
        """About 0.3 s and 60 MB. Raises ImportError without onnxruntime, ValueError for a damaged model."""
        import onnxruntime  # noqa: PLC0415  # an extra: only this profile needs it

        options = onnxruntime.SessionOptions()
        # A worker has a core, and a second thread would change how its work is divided, not what it finds.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        path = folder / "layers.onnx"
        try:
            session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's own have no base class in common
            raise ValueError(f"{path}: {error}") from error
        return cls(session, Pieces.load(folder / "pieces.npz"))

    def scores(self, sentences: Sequence[Sequence[str]]) -> list[Floats]:
        """For each sentence (words, labels): logarithms of how likely each of ``LABELS`` is."""
        pieces = [[self._pieces.of_word(word) for word in words] for words in sentences]
        found = [np.zeros((len(words), len(LABELS)), dtype=np.float32) for words in sentences]
        waiting = sorted(
            (
                window
                for number, words in enumerate(pieces)
                for window in windows(number, [len(word) for word in words])
            ),
            key=lambda window: window.pieces,
        )
        for batch in _batches(waiting):
            numbers = np.full((len(batch), batch[-1].pieces), PADDING, dtype=np.int64)
            inside = np.zeros(numbers.shape, dtype=np.bool_)
            firsts: list[list[int]] = []
            for row, window in enumerate(batch):
                places: list[int] = []
                line = [BEGIN]
                for word in pieces[window.sentence][window.start : window.end]:
                    places.append(len(line))
                    line.extend(word)
                line.append(END)
                numbers[row, : len(line)] = line
                inside[row, : len(line)] = True
                firsts.append(places)
            read = self._session.run(["scores"], {"rows": self._pieces.rows(numbers), "mask": inside})[0]
            for row, window in enumerate(batch):
                kept = firsts[row][window.first - window.start : window.last - window.start]
                found[window.sentence][window.first : window.last] = read[row, kept]
        return found


def _batches(ordered: Sequence[Window]) -> Iterator[Sequence[Window]]:
    """Windows of about one length together; ``ordered`` by length."""
    start = 0
    while start < len(ordered):
        end = start + 1
        while end < len(ordered) and (end + 1 - start) * ordered[end].pieces <= _BATCH_PIECES:
            end += 1
        yield ordered[start:end]
        start = end
