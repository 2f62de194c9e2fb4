"""How good the topics are on articles that the model has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.topics.corpus import Example
from training.topics.learn import Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """``top_one``: share whose best topic is one of the right ones, abstaining or not. ``answered``: share not abstained.

    ``right_when_answered``: top-one among these. ``right_of_surest``: top-one of the surest four fifths.
    ``f1``: micro F1 of all given topics against all right ones. ``calibration_error``: expected calibration error of the
    best topic's confidence in ten bands (Guo et al. 2017), which is above zero by chance alone where articles are few.
    """

    articles: int
    top_one: float
    answered: float
    right_when_answered: float
    right_of_surest: float
    f1: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Report:
    by_language: dict[str, Scores]
    by_writing: dict[str, Scores]
    by_topic: dict[str, Scores]
    calibration: list[
        tuple[float, float, int]
    ]  # mean confidence, share right, answers, of each confidence band
    from_confidence: list[
        tuple[float, float, float]
    ]  # share of articles at least so confident, share of these right

    def text(self) -> str:
        lines = [
            "| | articles | top-1 | answered | right when answered | of the surest 80 % | micro F1 | ECE |",
            "|---|---|---|---|---|---|---|---|",
        ]
        for name, scores in [*self.by_language.items(), *self.by_writing.items(), *self.by_topic.items()]:
            lines.append(
                f"| {name} | {scores.articles} | {scores.top_one:.3f} | {scores.answered:.3f} "
                f"| {scores.right_when_answered:.3f} | {scores.right_of_surest:.3f} | {scores.f1:.3f} "
                f"| {scores.calibration_error:.3f} |"
            )
        lines += ["", "| mean confidence of the best topic | share right | articles |", "|---|---|---|"]
        lines += [f"| {mean:.2f} | {right:.2f} | {count} |" for mean, right, count in self.calibration]
        lines += ["", "| confident from | share of articles | right |", "|---|---|---|"]
        lines += [
            f"| {least:.1f} | {share:.3f} | {right:.3f} |" for least, share, right in self.from_confidence
        ]
        return "\n".join(lines)


def measure(
    examples: Sequence[Example], given: Floats, codes: Sequence[str], least_first: float, least_further: float
) -> Report:
    """``given``: probabilities (articles, topics)."""
    rows = range(len(examples))

    def of(chosen: Sequence[int]) -> Scores:
        return _scores(
            [examples[row] for row in chosen], given[list(chosen)], codes, least_first, least_further
        )

    by_language = {"all": of(list(rows))}
    for language in sorted({example.language for example in examples}):
        by_language[language] = of([row for row in rows if examples[row].language == language])
    by_writing = {
        writing: of([row for row in rows if examples[row].writing == writing])
        for writing in sorted({example.writing for example in examples})
    }
    by_topic = {
        code: of(chosen)
        for code in codes
        if (chosen := [row for row in rows if examples[row].codes[0] == code])
    }
    return Report(by_language, by_writing, by_topic, *_confidence(examples, given, codes))


def _scores(
    examples: Sequence[Example], given: Floats, codes: Sequence[str], least_first: float, least_further: float
) -> Scores:
    answered = right = found = offered = 0
    hits = []
    for example, probabilities in zip(examples, given, strict=True):
        ranked = np.argsort(-probabilities)[:2]
        hit = codes[ranked[0]] in example.codes
        hits.append(hit)
        if probabilities[ranked[0]] < least_first:
            continue
        answered += 1
        right += hit
        chosen = {codes[ranked[0]]} | (
            {codes[ranked[1]]} if probabilities[ranked[1]] >= least_further else set()
        )
        offered += len(chosen)
        found += len(chosen & set(example.codes))
    wanted = sum(len(example.codes) for example in examples)
    confidences, of_best = given.max(axis=1), np.array(hits, dtype=np.float64)
    surest = np.argsort(-confidences, kind="stable")[: len(examples) * 4 // 5]
    return Scores(
        articles=len(examples),
        top_one=float(of_best.mean()),
        answered=answered / len(examples),
        right_when_answered=right / max(1, answered),
        right_of_surest=float(of_best[surest].mean()),
        f1=2 * found / max(1, offered + wanted),
        calibration_error=_calibration_error(confidences, of_best),
    )


def _calibration_error(confidences: Floats, right: Floats) -> float:
    bands = np.minimum((confidences * 10).astype(int), 9)
    return sum(
        abs(confidences[bands == band].mean() - right[bands == band].mean()) * (bands == band).mean()
        for band in np.unique(bands)
    )


def _confidence(
    examples: Sequence[Example], given: Floats, codes: Sequence[str]
) -> tuple[list[tuple[float, float, int]], list[tuple[float, float, float]]]:
    """Bands of confidence, and what is left from a confidence on."""
    best = given.max(axis=1)
    right = np.array(
        [codes[row.argmax()] in example.codes for row, example in zip(given, examples, strict=True)]
    )
    bands = []
    for low in np.arange(0, 1, 0.2):
        inside = (best >= low) & (best < low + 0.2 + 1e-9)
        if inside.any():
            bands.append((float(best[inside].mean()), float(right[inside].mean()), int(inside.sum())))
    from_confidence = [
        (float(least), float((best >= least).mean()), float(right[best >= least].mean()))
        for least in np.arange(3, 10) / 10
    ]
    return bands, from_confidence
