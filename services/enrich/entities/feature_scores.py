"""The linear model's weights, laid out so that the scores of many words are looked up at once.

A feature's name says from how far away a word gives it ("-1w=", "+2sh="; none: the word itself), so all that one attribute
gives is one row here: a weight for each distance and label. Features of two neighbours are known by the pair of their
halves. Names are kept as hashes only (``services.enrich.string_index``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.features import WINDOW, flag_feature
from services.enrich.string_index import (
    Bytes,
    Hashes,
    Numbers,
    StringIndex,
    hashes,
    hashes_of,
    lines,
    mixed,
)

Floats = NDArray[np.float32]
Weights = NDArray[np.float16]  # as in the file: half the memory, and a sum takes few of them
REACH = len(WINDOW) // 2
# Of the left word's half and of the right one's, and whether a half is the word itself and not its shape.
_LEFT, _RIGHT, _WORD = (
    np.uint64(0x9FB21C651E98DF25),
    np.uint64(0xA0761D6478BD642F),
    np.uint64(0xE7037ED1A0B428DB),
)


@dataclass(frozen=True, slots=True)
class FeatureScores:
    """``attributes``: to rows of ``by_distance`` (attributes + 1, window, labels), the last of which is zero. ``to_left``:
    pairs to rows of ``left`` (pairs, labels), what a pair gives to its left word; and so to its right one."""

    labels: tuple[str, ...]
    transitions: Floats
    attributes: StringIndex
    by_distance: Weights
    to_left: StringIndex
    left: Weights
    to_right: StringIndex
    right: Weights

    @classmethod
    def load(cls, path: Path) -> FeatureScores:
        """A file as ``shared.linear_chain.LinearChain`` writes it."""
        with np.load(path, allow_pickle=False) as stored:
            # The zeros let the first bytes of the last names be looked at like any others'.
            data = np.concatenate([stored["features"], np.frombuffer(b"\n" + bytes(8), dtype=np.uint8)])
            labels = tuple(stored["labels"].tobytes().decode("utf-8").split("\n"))
            weights = stored["weights"]
            transitions = stored["transitions"].astype(np.float32)
        starts, ends = lines(data)
        if weights.shape != (len(starts), len(labels)):
            raise ValueError(
                f"{path}: {weights.shape} weights for {len(starts)} features and {len(labels)} labels"
            )
        of_next, of_previous = _begins(data, starts, b"next"), _begins(data, starts, b"prev")
        own = np.flatnonzero(~(of_next | of_previous))
        attributes, by_distance = _by_distance(data, starts[own], ends[own], weights[own])
        return cls(
            labels,
            transitions,
            attributes,
            by_distance,
            _pairs(data, starts[of_next], ends[of_next], next_word=True),
            weights[of_next],
            _pairs(data, starts[of_previous], ends[of_previous], next_word=False),
            weights[of_previous],
        )

    def of_attributes(self, names: Hashes, counts: Sequence[int]) -> Floats:
        """(words, window, labels): sums of the attributes' scores, ``counts`` of them for each word, none of them 0."""
        firsts = np.cumsum(counts) - np.asarray(counts)
        rows = self.by_distance[self.attributes.find(names)].astype(np.float32)
        total: Floats = np.add.reduceat(rows, firsts)
        return total

    def of_attribute(self, name: str) -> Floats:
        """(window, labels)."""
        row: Floats = self.by_distance[self.attributes.find(hashes([name]))[0]].astype(np.float32)
        return row

    def of_flag(self, flag: str) -> Floats:
        """(window, labels): what a word flagged by the gazetteer gives."""
        return self.of_attribute(flag_feature(flag, 0)[2:])

    def add_pairs(self, scores: Floats, shapes: Hashes, words: Hashes) -> None:
        """Add what neighbours give to each other; ``shapes`` and ``words`` (without case): those of each word."""
        to_left = np.concatenate([_pair(shapes[:-1], shapes[1:]), _pair(shapes[:-1], words[1:] ^ _WORD)])
        found = self.to_left.find(to_left)
        known = np.flatnonzero(found >= 0)
        count = len(shapes) - 1
        _add(scores[:-1], known, self.left[found[known]], count)
        to_right = np.concatenate([to_left[:count], _pair(words[:-1] ^ _WORD, shapes[1:])])
        found = self.to_right.find(to_right)
        known = np.flatnonzero(found >= 0)
        _add(scores[1:], known, self.right[found[known]], count)


def _add(scores: Floats, places: Numbers, rows: Weights, count: int) -> None:
    """``places``: sorted; those from ``count`` on are the same words once more, so that no half has one twice."""
    half = int(np.searchsorted(places, count))
    scores[places[:half]] += rows[:half]
    scores[places[half:] - count] += rows[half:]


def _begins(data: Bytes, starts: Numbers, wanted: bytes) -> NDArray[np.bool_]:
    found = np.ones(len(starts), dtype=np.bool_)
    for place, byte in enumerate(wanted):
        found &= data[starts + place] == byte
    return found


def _by_distance(
    data: Bytes, starts: Numbers, ends: Numbers, weights: Weights
) -> tuple[StringIndex, Weights]:
    sign = data[starts]
    signed = (sign == ord("+")) | (sign == ord("-"))
    size = np.where(signed, data[starts + 1].astype(np.intp) - ord("0"), 0)
    distance = np.where(sign == ord("-"), -size, size)
    names, attribute = np.unique(hashes_of(data, starts + 2 * signed, ends), return_inverse=True)
    rows = np.zeros((len(names) + 1, len(WINDOW), weights.shape[1]), dtype=np.float16)
    rows[attribute, distance + REACH] = weights
    return StringIndex(names, np.arange(len(names), dtype=np.int32)), rows


def _pairs(data: Bytes, starts: Numbers, ends: Numbers, *, next_word: bool) -> StringIndex:
    """Index of features ``next=SHAPE|SHAPE`` and ``nextw=SHAPE|WORD``, or ``prev=SHAPE|SHAPE`` and ``prevw=WORD|SHAPE``."""
    if not len(starts):
        return StringIndex(np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int32))
    of_word = data[starts + 4] == ord("w")
    firsts = starts + 5 + of_word
    bars = np.flatnonzero(data == ord("|"))
    # A bar may itself be a word or its shape, but never the empty one.
    parting = bars[np.searchsorted(bars, firsts + 1)]
    left = hashes_of(data, firsts, parting)
    right = hashes_of(data, parting + 1, ends)
    salt = np.where(of_word, _WORD, np.uint64(0))
    keys = _pair(left, right ^ salt) if next_word else _pair(left ^ salt, right)
    return StringIndex(keys, np.arange(len(keys), dtype=np.int32))


def _pair(left: Hashes, right: Hashes) -> Hashes:
    return mixed(left * _LEFT + right * _RIGHT)
