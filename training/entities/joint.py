"""Trains a linear chain and a small network over word vectors together, in JAX: at run time their scores are added.

Needs ``jax`` and ``optax`` beside the project's training tools. Loss: the chain's log-likelihood (Lafferty, McCallum,
Pereira, 2001) over sentences in batches of like length; the linear part by Adagrad, the network by Adam.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from services.enrich.entities.features import shape
from services.enrich.entities.network import ARRAYS, OTHER_SHAPE, REACH, Network
from services.enrich.entities.word_vectors import WordVectors
from shared.linear_chain import LinearChain

LABELS = ("B-LOC", "B-ORG", "B-PER", "I-LOC", "I-ORG", "I-PER", "O")
_LENGTHS = (12, 24, 40, 64, 120)  # sentences are padded to these; longer ones are cut
_WORDS = 2_048  # of a batch, padding included
_FEATURES = 72  # of a word at most
_SHAPES = 40
Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    epochs: int = 7
    kept: int = 48  # of a word vector's dimensions, after a learnt projection
    hidden: int = 128
    wider: int = 96
    drop: float = 0.25
    vector_drop: float = 0.1  # so that the network learns to do without a vector
    rate: float = 2e-3
    linear_rate: float = 0.1
    decay: float = 1e-6
    min_frequency: int = 2
    min_weight: float = 0.03
    seed: int = 0


@dataclass(slots=True)
class Example:
    """``features``: names of each word's features. ``weight``: how much the sentence counts."""

    words: Sequence[str]
    language: str
    features: list[list[str]]
    labels: Sequence[str]
    weight: float = 1.0


@dataclass(slots=True)
class _Batch:
    features: np.ndarray
    vectors: np.ndarray
    shapes: np.ndarray
    labels: np.ndarray
    weights: np.ndarray

    def arrays(self) -> tuple[np.ndarray, ...]:
        return self.features, self.vectors, self.shapes, self.labels, self.weights


@dataclass(slots=True)
class Trained:
    chain: LinearChain
    network: Network
    losses: list[float] = field(default_factory=list)

    def save(self, path: Path) -> None:
        """One file: the chain's arrays and, beside them, the network's."""
        self.chain.save(path)
        with np.load(path, allow_pickle=False) as stored:
            arrays = dict(stored)
        names = sorted(self.network.shapes, key=lambda name: self.network.shapes[name])
        arrays["network_shapes"] = np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8)
        for name in ARRAYS:
            arrays[f"network_{name}"] = getattr(self.network, name).astype(np.float16)
        np.savez_compressed(path, **arrays)


def averaged(trained: Trained, other: LinearChain, share: float) -> Trained:
    """Scores of both, ``share`` of them the other chain's. Two models that err apart are better than each; at run time they
    are one, as their features' weights are simply added."""
    columns = [other.labels.index(label) for label in LABELS]
    names = {name: row for row, name in enumerate(sorted({*trained.chain.features, *other.features}))}
    weights = np.zeros((len(names), len(LABELS)), np.float32)
    for name, row in trained.chain.features.items():
        weights[names[name]] += (1 - share) * trained.chain.weights[row]
    for name, row in other.features.items():
        weights[names[name]] += share * other.weights[row][columns]
    moves = (1 - share) * trained.chain.transitions + share * other.transitions[np.ix_(columns, columns)]
    network = replace(
        trained.network, out=(1 - share) * trained.network.out, bias=(1 - share) * trained.network.bias
    )
    return Trained(LinearChain(LABELS, names, weights, moves), network, trained.losses)


def bolder(trained: Trained, amount: float) -> Trained:
    """The same with "O" worth less by ``amount``: for a language whose own sentences are few beside those of others, which
    make the model see fewer names than there are."""
    bias = trained.network.bias.copy()
    bias[LABELS.index("O")] -= amount
    return replace(trained, network=replace(trained.network, bias=bias))


def _batches(
    rows: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]], chance: random.Random
) -> list[_Batch]:
    by_length: dict[int, list[int]] = {length: [] for length in _LENGTHS}
    for number, row in enumerate(rows):
        by_length[next(length for length in _LENGTHS if len(row[3]) <= length)].append(number)
    batches: list[_Batch] = []
    for length, numbers in by_length.items():
        chance.shuffle(numbers)
        size = _WORDS // length
        for first in range(0, len(numbers), size):
            batch = _Batch(
                np.zeros((size, length, _FEATURES), np.int32),
                np.zeros((size, length), np.int32),
                np.zeros((size, length), np.int32),
                np.full((size, length), -1, np.int32),
                np.zeros((size,), np.float32),
            )
            for place, number in enumerate(numbers[first : first + size]):
                features, vectors, shapes, labels, weight = rows[number]
                count = len(labels)
                batch.features[place, :count] = features
                batch.vectors[place, :count] = vectors
                batch.shapes[place, :count] = shapes
                batch.labels[place, :count] = labels
                batch.weights[place] = weight
            batches.append(batch)
    chance.shuffle(batches)
    return batches


def _windows(rows: jax.Array, reach: int) -> jax.Array:
    length = rows.shape[1]
    padded = jnp.pad(rows, ((0, 0), (reach, reach), (0, 0)))
    return jnp.concatenate([padded[:, start : start + length] for start in range(2 * reach + 1)], axis=-1)


def _kept(key: jax.Array, rate: float, values: jax.Array) -> jax.Array:
    return values * jax.random.bernoulli(key, 1 - rate, values.shape) / (1 - rate)


def _emissions(
    parameters: Parameters,
    table: jax.Array,
    batch: tuple[jax.Array, ...],
    key: jax.Array,
    settings: Settings,
) -> jax.Array:
    features, vectors, shapes, labels, _ = batch
    keys = jax.random.split(key, 3)
    inside = (labels >= 0)[..., None]
    linear = parameters["linear"].at[0].set(0.0)[features].sum(2)
    vector = (
        table[vectors] * jax.random.bernoulli(keys[0], 1 - settings.vector_drop, vectors.shape)[..., None]
    )
    known = (vectors > 0).astype(vector.dtype)[..., None]
    inputs = jnp.concatenate(
        [vector @ parameters["projection"], parameters["shape_rows"][shapes], known], axis=-1
    )
    inputs = _kept(keys[1], settings.drop, inputs * inside)
    hidden = jax.nn.relu(_windows(inputs, REACH) @ parameters["first"] + parameters["first_bias"]) * inside
    wider = jax.nn.relu(_windows(hidden, 1) @ parameters["second"] + parameters["second_bias"])
    both = _kept(keys[2], settings.drop, jnp.concatenate([hidden, wider], axis=-1))
    return linear + both @ parameters["out"] + parameters["bias"]


def _loss(
    parameters: Parameters,
    table: jax.Array,
    batch: tuple[jax.Array, ...],
    key: jax.Array,
    settings: Settings,
) -> jax.Array:
    """Mean over words of the negative log-likelihood of the labels, with the linear part's size."""
    scores = _emissions(parameters, table, batch, key, settings)
    labels, weights = batch[3], batch[4]
    inside = labels >= 0
    gold = jnp.maximum(labels, 0)
    moves = parameters["transitions"]
    right = (jnp.take_along_axis(scores, gold[..., None], axis=-1)[..., 0] * inside).sum(1)
    right += (moves[gold[:, :-1], gold[:, 1:]] * inside[:, 1:]).sum(1)

    def step(before: jax.Array, now: tuple[jax.Array, jax.Array]) -> tuple[jax.Array, None]:
        score, here = now
        after = jax.nn.logsumexp(before[:, :, None] + moves[None], axis=1) + score
        return jnp.where(here[:, None], after, before), None

    last, _ = jax.lax.scan(step, scores[:, 0], (scores[:, 1:].transpose(1, 0, 2), inside[:, 1:].T))
    unlikely = (jax.nn.logsumexp(last, axis=1) * inside[:, 0] - right) * weights
    size = (parameters["linear"] ** 2).sum()
    return unlikely.sum() / (inside * weights[:, None]).sum() + settings.decay * size


def train_jointly(examples: Iterable[Example], vectors: WordVectors, settings: Settings) -> Trained:
    examples = list(examples)
    counts = Counter(name for example in examples for row in example.features for name in row)
    kept = sorted(name for name, count in counts.items() if count >= settings.min_frequency)
    numbers = {name: number for number, name in enumerate(kept, start=1)}
    common = Counter(shape(word) for example in examples for word in example.words).most_common(_SHAPES)
    shapes = {name: number for number, name in enumerate([OTHER_SHAPE, *(name for name, _ in common)])}
    rows = [row for example in examples for row in _rows(example, numbers, shapes, vectors)]
    for example in examples:
        example.features = []
    parameters, losses = _fit(rows, len(numbers), len(shapes), vectors, settings)
    linear = parameters["linear"][1:]
    large = np.abs(linear).max(axis=1) >= settings.min_weight
    names = [name for name, keep in zip(kept, large, strict=True) if keep and "\n" not in name]
    chain = LinearChain(
        LABELS,
        {name: row for row, name in enumerate(names)},
        np.stack([linear[numbers[name] - 1] for name in names]),
        parameters["transitions"],
    )
    network = Network(vectors=vectors, shapes=shapes, **{name: parameters[name] for name in ARRAYS})
    return Trained(chain, network, losses)


def _rows(
    example: Example, numbers: dict[str, int], shapes: dict[str, int], vectors: WordVectors
) -> Iterable[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]]:
    longest = _LENGTHS[-1]
    for first in range(0, len(example.words), longest):
        words = example.words[first : first + longest]
        features = np.zeros((len(words), _FEATURES), np.int32)
        for place, row in enumerate(example.features[first : first + longest]):
            known = [numbers[name] for name in row if name in numbers][:_FEATURES]
            features[place, : len(known)] = known
        yield (
            features,
            vectors.rows_of(words, example.language),
            np.array([shapes.get(shape(word), shapes[OTHER_SHAPE]) for word in words], np.int32),
            np.array([LABELS.index(label) for label in example.labels[first : first + longest]], np.int32),
            example.weight,
        )


def _fit(
    rows: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float]],
    features: int,
    shapes: int,
    vectors: WordVectors,
    settings: Settings,
) -> tuple[dict[str, np.ndarray], list[float]]:
    generator = np.random.default_rng(settings.seed)

    def normal(*size: int) -> np.ndarray:
        return (generator.normal(0, 1, size) / np.sqrt(size[0])).astype(np.float32)

    labels = len(LABELS)
    table = jnp.asarray(vectors.rows.astype(np.float32) * vectors.step)
    inputs = settings.kept + 8 + 1
    start = {
        "linear": np.zeros((features + 1, labels), np.float32),
        "transitions": np.zeros((labels, labels), np.float32),
        "bias": np.zeros(labels, np.float32),
        "projection": normal(table.shape[1], settings.kept),
        "shape_rows": generator.normal(0, 0.3, (shapes, 8)).astype(np.float32),
        "first": normal((2 * REACH + 1) * inputs, settings.hidden),
        "first_bias": np.zeros(settings.hidden, np.float32),
        "second": normal(3 * settings.hidden, settings.wider),
        "second_bias": np.zeros(settings.wider, np.float32),
        "out": normal(settings.hidden + settings.wider, labels) * np.float32(0.3),
    }
    chance = random.Random(settings.seed)
    total = settings.epochs * len(_batches(rows, chance))
    slower = optax.linear_schedule(1.0, 0.05, total)
    linear = optax.chain(
        optax.scale_by_rss(initial_accumulator_value=1e-8, eps=1e-10),
        optax.scale_by_schedule(lambda step: -settings.linear_rate * slower(step)),
    )
    network = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.scale_by_adam(),
        optax.add_decayed_weights(1e-3),
        optax.scale_by_schedule(lambda step: -settings.rate * slower(step)),
    )
    optimizer = optax.multi_transform(
        {"linear": linear, "network": network},
        {name: "linear" if name == "linear" else "network" for name in start},
    )
    parameters: Parameters = {name: jnp.asarray(value) for name, value in start.items()}
    state = optimizer.init(parameters)

    @jax.jit
    def step(parameters: Parameters, state: Any, batch: Any, key: jax.Array) -> tuple[Parameters, Any, Any]:
        loss, gradient = jax.value_and_grad(_loss)(parameters, table, batch, key, settings)
        change, state = optimizer.update(gradient, state, parameters)
        return optax.apply_updates(parameters, change), state, loss

    key = jax.random.PRNGKey(settings.seed)
    losses: list[float] = []
    number = 0
    for epoch in range(settings.epochs):
        batches = _batches(rows, chance)
        lost = 0.0
        for batch in batches:
            parameters, state, loss = step(parameters, state, batch.arrays(), jax.random.fold_in(key, number))
            number += 1
            lost += float(loss)
        losses.append(lost / len(batches))
        print(f"  epoch {epoch + 1}: loss {losses[-1]:.4f}", flush=True)
    return {name: np.asarray(value) for name, value in parameters.items()}, losses
