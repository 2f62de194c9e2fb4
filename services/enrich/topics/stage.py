"""The topics stage: the IPTC Media Topics that an article is about, or none when unsure.

One or two of the top level, and after each its child of the second level where that is nearly certain.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from services.enrich.stage import Draft
from services.enrich.topics.features import word_counts
from services.enrich.topics.model import TopicModel, Vectors
from services.enrich.topics.second_level import SecondLevel
from services.enrich.topics.weak_labels import reweighed
from shared.contracts import Topic

_WORD = re.compile(r"\w+")
_FOLDER = Path(__file__).parent / "models"
# Chosen on cross-validated articles (MODEL_CARD.md): below the first the best topic is more often wrong than right, and
# it abstains; a second topic is given from the second on. Editors file about one article in seven under two topics.
LEAST_FIRST, LEAST_FURTHER = 0.3, 0.25
_MOST_TOPICS = 2
# In another language the model knows names and international words only, and takes chance likenesses for more.
LEARNT_LANGUAGES = frozenset({"en", "sq", "hbs", "mk"})
LEAST_FIRST_UNLEARNT = 0.7
# From here on four of five are right (MODEL_CARD.md).
LEAST_SECOND_LEVEL = 0.8


class TopicsStage:
    name = "topics"
    version = 3

    def __init__(
        self, model: TopicModel, labels: dict[str, str], second_level: SecondLevel | None = None
    ) -> None:
        self._model = model
        self._labels = labels
        self._second_level = second_level

    def __call__(self, draft: Draft, /) -> tuple[Topic, ...]:
        vectors = self._model.vectors(word_counts(draft.title, draft.body))
        probabilities = reweighed(self._model.probabilities(vectors), draft)
        ranked = sorted(probabilities.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TOPICS]
        least = LEAST_FIRST if draft.language.code in LEARNT_LANGUAGES else LEAST_FIRST_UNLEARNT
        if not ranked or ranked[0][1] < least:
            return ()
        chosen = [ranked[0], *(topic for topic in ranked[1:] if topic[1] >= LEAST_FURTHER)]
        found = [
            Topic(code=code, label=self._labels[code], confidence=round(probability, 4))
            for code, probability in chosen
        ]
        learnt = draft.language.code in LEARNT_LANGUAGES
        if self._second_level is None or vectors is None or not learnt:
            return tuple(found)
        # As probable as a parent at most, so a child stands behind it when the best come first; the sort is stable.
        found += [child for topic in found if (child := self._child(self._second_level, topic, vectors))]
        return tuple(sorted(found, key=lambda topic: -topic.confidence))

    @staticmethod
    def _child(second_level: SecondLevel, parent: Topic, vectors: Vectors) -> Topic | None:
        if parent.confidence < LEAST_SECOND_LEVEL:  # a child is never more probable
            return None
        best = second_level.best(parent.code, vectors)
        if best is None or parent.confidence * best[1] < LEAST_SECOND_LEVEL:
            return None
        label = second_level.labels[best[0]]
        # "crime" of "crime, law and justice" tells nothing new, and as a facet's value it would be all that a search for
        # crime finds.
        if set(_WORD.findall(label)) <= set(_WORD.findall(parent.label)):
            return None
        return Topic(code=best[0], label=label, confidence=round(parent.confidence * best[1], 4))


@cache
def labels() -> dict[str, str]:
    """Code to English label of the 17 top-level Media Topics (IPTC NewsCodes, CC BY 4.0)."""
    content = json.loads((_FOLDER / "labels.json").read_text("utf-8"))
    return {str(code): str(label) for code, label in content.items()}


def load_stage() -> TopicsStage:
    model = TopicModel.load(_FOLDER / "topics.npz")
    return TopicsStage(model, labels(), SecondLevel.load(len(model.features)))
