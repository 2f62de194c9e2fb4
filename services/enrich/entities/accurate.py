"""The accurate profile: a transformer and the fast profile's model read the text together.

The two err apart: their sum is better than either (see models/accurate/MODEL_CARD.md), and in languages that have no model
of their own the transformer knows most. Everything after the reading is the same in both profiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.enrich.entities.accurate_encoder import LABELS, Encoder
from services.enrich.entities.feature_scores import FeatureScores
from services.enrich.entities.gazetteer import Gazetteer, Match
from services.enrich.entities.network import Network
from services.enrich.entities.recognizer import Part, Recognizer

# Raised with each new model in models/accurate; the stage's own version counts what both profiles share.
MODEL_VERSION = 1
_FAST_SHARE = 0.5  # of the fast model's score beside the transformer's; .3 to 1 are about as good on dev


class AccurateRecognizer(Recognizer):
    """A ``Recognizer`` whose scores are the transformer's and half of its own."""

    reads_small_letters = True

    def __init__(
        self, model: FeatureScores, gazetteer: Gazetteer, network: Network | None, encoder: Encoder
    ) -> None:
        weaker = replace(model, transitions=model.transitions * np.float32(_FAST_SHARE))
        super().__init__(weaker, gazetteer, network)
        self._encoder = encoder
        self._order = [LABELS.index(label) for label in model.labels]

    @classmethod
    def beside(cls, path: Path, gazetteer: Gazetteer, encoder: Encoder) -> AccurateRecognizer:
        """``path``: the fast profile's model of the same languages."""
        return cls(FeatureScores.load(path), gazetteer, Network.load(path), encoder)

    def _emissions(
        self, part: Part, sentences: Sequence[Sequence[str]], matches: Sequence[Sequence[Match]]
    ) -> NDArray[np.float32]:
        emissions = super()._emissions(part, sentences, matches)
        emissions *= np.float32(_FAST_SHARE)
        read = self._encoder.scores([sentences[number] for number in part.sentences])
        for first, scores in zip(part.firsts, read, strict=True):
            emissions[first : first + len(scores)] += scores[:, self._order]
        return emissions
