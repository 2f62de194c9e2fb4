"""The topics stage: the IPTC Media Topics of the top level that an article is about, or none when unsure."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from services.enrich.stage import Draft
from services.enrich.topics.features import word_counts
from services.enrich.topics.model import TopicModel
from services.enrich.topics.weak_labels import reweighed
from shared.contracts import Topic

_FOLDER = Path(__file__).parent / "models"
# Chosen on cross-validated articles (MODEL_CARD.md): below the first the best topic is more often wrong than right, and
# it abstains; a second topic is given from the second on. Editors file about one article in seven under two topics.
LEAST_FIRST, LEAST_FURTHER = 0.3, 0.25
_MOST_TOPICS = 2
# In another language the model knows names and international words only, and takes chance likenesses for more.
LEARNT_LANGUAGES = frozenset({"en", "sq", "hbs", "mk"})
LEAST_FIRST_UNLEARNT = 0.7


class TopicsStage:
    name = "topics"
    version = 3

    def __init__(self, model: TopicModel, labels: dict[str, str]) -> None:
        self._model = model
        self._labels = labels

    def __call__(self, draft: Draft, /) -> tuple[Topic, ...]:
        of_text = self._model.probabilities(word_counts(draft.title, draft.body))
        probabilities = reweighed(of_text, draft)
        ranked = sorted(probabilities.items(), key=lambda item: (-item[1], item[0]))[:_MOST_TOPICS]
        least = LEAST_FIRST if draft.language.code in LEARNT_LANGUAGES else LEAST_FIRST_UNLEARNT
        if not ranked or ranked[0][1] < least:
            return ()
        chosen = [ranked[0], *(topic for topic in ranked[1:] if topic[1] >= LEAST_FURTHER)]
        return tuple(
            Topic(code=code, label=self._labels[code], confidence=round(probability, 4))
            for code, probability in chosen
        )


@cache
def labels() -> dict[str, str]:
    """Code to English label of the 17 top-level Media Topics (IPTC NewsCodes, CC BY 4.0)."""
    content = json.loads((_FOLDER / "labels.json").read_text("utf-8"))
    return {str(code): str(label) for code, label in content.items()}


def load_stage() -> TopicsStage:
    return TopicsStage(TopicModel.load(_FOLDER / "topics.npz"), labels())
