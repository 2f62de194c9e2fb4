"""Train the topic model:  python -m training.topics.train path/to/iptc_media_topics.json

Reports on articles of writings that the model has not seen, then fits on everything and writes the two models, the topics'
labels and the card into ``services/enrich/topics/models``. Reads the lexicon there (``training.topics.lexicon``).
Deterministic: run twice on one machine it writes the same bytes (``--check`` compares them with the committed file); a few
minutes on one core.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from services.enrich.topics.model import TopicModel
from services.enrich.topics.stage import LEAST_FIRST, LEAST_FIRST_UNLEARNT, LEAST_FURTHER, LEAST_SECOND_LEVEL
from training.topics.card import card
from training.topics.corpus import Example, articles, definitions, keywords
from training.topics.learn import Fitted, Floats, Recipe, Space, calibrate, probabilities
from training.topics.report import measure
from training.topics.second_level import SecondLevelMaterial, SecondLevelReport, judge

_MODELS = Path(__file__).parents[2] / "services" / "enrich" / "topics" / "models"
WRITTEN = ("topics.npz", "labels.json", "second_level.npz", "second_level.json", "MODEL_CARD.md")
# Bounds the file as the corpus grows; today it cuts nothing. Those with small weights for every topic go first.
_FEATURES_KEPT = 80_000


class Material:
    """Articles first, then what is no article, in one space; rows of the second are in every training set."""

    def __init__(self, iptc: Path, recipe: Recipe) -> None:
        self.articles = articles()
        handfuls = list(keywords())
        defined, self.labels = definitions(iptc)
        self.codes = list(self.labels)
        self.space = Space([*self.articles, *handfuls, *defined], self.codes, recipe)
        self.recipe = recipe
        first = len(self.articles)
        self._extra = np.arange(first, first + len(handfuls) + len(defined))
        self._extra_weights = np.array(
            [recipe.keyword_weight] * len(handfuls) + [recipe.definition_weight] * len(defined)
        )

    def fit(self, rows: NDArray[np.int64]) -> Fitted:
        all_rows = np.concatenate([rows, self._extra])
        weights = np.concatenate([np.ones(len(rows)), self._extra_weights])
        return self.space.fit(all_rows, weights)

    def truth(self) -> NDArray[np.bool_]:
        return np.array([[code in article.codes for code in self.codes] for article in self.articles])

    def unseen_scores(self) -> Floats:
        """Scores of each article by a model that has seen nothing by its writer in its language, nor its scenario."""
        scores = np.zeros((len(self.articles), len(self.codes)))
        writings = np.array([article.writing for article in self.articles])
        scenarios = np.array([article.scenario for article in self.articles])
        for writing in sorted(set(writings.tolist())):
            unseen = np.flatnonzero(writings == writing)
            known = np.flatnonzero((writings != writing) & ~np.isin(scenarios, scenarios[unseen]))
            scores[unseen] = self.space.scores(unseen, self.fit(known))
        return scores


@dataclass(frozen=True, slots=True)
class Judged:
    """The articles' probabilities by models that have seen nothing by their writers; the temperature, one number, is learnt
    from the same scores."""

    given: Floats
    sharpness: float

    @classmethod
    def of(cls, material: Material) -> Judged:
        scores = material.unseen_scores()
        sharpness = calibrate(scores, material.truth())
        return cls(probabilities(scores, sharpness), sharpness)

    def of_second_level(self, material: Material, second: SecondLevelMaterial) -> SecondLevelReport:
        rows = [row for row, article in enumerate(material.articles) if article.subtopics is not None]
        parents = [material.codes[column] for column in self.given[rows].argmax(axis=1)]
        return judge(second, parents, self.given[rows].max(axis=1))


def as_model(fitted: Fitted, material: Material, sharpness: float) -> TopicModel:
    """Small weights cut away; the idf multiplied into the weights, as inference expects."""
    kept = np.sort(np.argsort(-np.abs(fitted.weights).max(axis=1) * fitted.idf)[:_FEATURES_KEPT])
    # The length of a vector counts every feature, so cutting some shortens it, which raises all scores of a text alike.
    return TopicModel(
        features={fitted.features[old]: new for new, old in enumerate(kept)},
        codes=tuple(material.codes),
        idf=fitted.idf[kept].astype(np.float32),
        weights=(fitted.weights[kept] * fitted.idf[kept, None]).astype(np.float32),
        bias=fitted.bias.astype(np.float32),
        sharpness=sharpness,
        lexicon=material.space.lexicon,
        lexicon_idf=fitted.lexicon_idf,
        lexicon_weights=fitted.lexicon_weights.astype(np.float32),
    )


def languages(examples: Sequence[Example]) -> str:
    return ", ".join(
        f"{count} {name}" for name, count in sorted(Counter(e.language for e in examples).items())
    )


def train(iptc: Path, folder: Path) -> None:
    """Writes the models and their card into ``folder``."""
    material = Material(iptc, Recipe())
    print(f"{len(material.articles)} articles: {languages(material.articles)}")
    judged = Judged.of(material)
    report = measure(material.articles, judged.given, material.codes, LEAST_FIRST, LEAST_FURTHER)
    print(report.text())
    path = folder / "topics.npz"
    as_model(material.fit(np.arange(len(material.articles))), material, judged.sharpness).save(path)
    (folder / "labels.json").write_text(
        json.dumps(material.labels, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )
    model = TopicModel.load(path)  # as it comes back: the second level is learnt from what inference sees
    second = SecondLevelMaterial(iptc, material.articles, model)
    report_of_second = judged.of_second_level(material, second)
    second.save(folder, report_of_second.sharpness)
    thresholds = (LEAST_FIRST, LEAST_FURTHER, LEAST_FIRST_UNLEARNT, LEAST_SECOND_LEVEL)
    text = card(material.articles, report, material.recipe, thresholds, report_of_second)
    (folder / "MODEL_CARD.md").write_text(text, "utf-8")
    for name in WRITTEN:
        content = (folder / name).read_bytes()
        print(f"{name}: {len(content) / 1e6:.2f} MB, SHA-256 {hashlib.sha256(content).hexdigest()}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("iptc", type=Path, help="iptc_media_topics.json")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, fail where the committed files are others"
    )
    options = parser.parse_args()
    if not options.check:
        train(options.iptc, _MODELS)
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        train(options.iptc, folder)
        others = [name for name in WRITTEN if (folder / name).read_bytes() != (_MODELS / name).read_bytes()]
    if others:
        raise SystemExit(f"not the bytes that are committed: {', '.join(others)}")
    print("the same bytes as the committed files")


if __name__ == "__main__":
    main()
