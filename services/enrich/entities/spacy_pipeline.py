"""An installed spaCy pipeline instead of our own models: its names of people, organisations and places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.enrich.entities.gazetteer import Match
from services.enrich.entities.recognizer import Span
from shared.errors import UserError

_LABELS = {
    "PER": "PER", "PERSON": "PER", "PRS": "PER", "PERSNAME": "PER", "PS": "PER",
    "ORG": "ORG", "ORGANIZATION": "ORG", "ORGNAME": "ORG",
    "LOC": "LOC", "LOCATION": "LOC", "GPE": "LOC", "FAC": "LOC", "PLACENAME": "LOC", "GEOGNAME": "LOC",
    "GPE_LOC": "LOC", "GPE_ORG": "ORG",
}  # fmt: skip
# What NER needs of a pipeline; the rest of it would only take time.
_UNNEEDED = (
    "tagger",
    "parser",
    "lemmatizer",
    "trainable_lemmatizer",
    "attribute_ruler",
    "morphologizer",
    "senter",
)
_CONFIDENCE = 0.85  # spaCy says what it found, not how sure it is


class SpacyRecognizer:
    """``language_pipeline`` is a loaded ``spacy.Language`` with an ``ner`` or ``entity_ruler`` component."""

    reads_small_letters = True

    def __init__(self, language_pipeline: Any) -> None:
        self._pipeline = language_pipeline

    @classmethod
    def load(cls, name: str) -> SpacyRecognizer:
        """Raises UserError where ``name`` cannot be loaded or finds no names."""
        import spacy  # noqa: PLC0415  # an extra: only this profile needs it

        try:
            loaded = spacy.load(name, exclude=list(_UNNEEDED))
        except (OSError, ValueError, ImportError) as error:  # missing, or made for another version of spaCy
            reason = str(error).splitlines()[0]
            raise UserError(
                f"the spaCy pipeline {name!r} named in LAJMI_ENTITIES cannot be loaded: {reason}"
            ) from error
        if not any(component in loaded.pipe_names for component in ("ner", "entity_ruler")):
            raise UserError(
                f"the spaCy pipeline {name!r} named in LAJMI_ENTITIES finds no names: it has no component 'ner'"
            )
        return cls(loaded)

    def read(
        self, sentences: Sequence[Sequence[str]], matches: Sequence[Sequence[Match]], language: str
    ) -> list[list[Span]]:
        """As ``Recognizer.read``. spaCy sees our words, so that its spans end where our words do."""
        from spacy.tokens import Doc  # noqa: PLC0415

        found: list[list[Span]] = [[] for _ in sentences]
        kept = [number for number, words in enumerate(sentences) if words]
        documents = (Doc(self._pipeline.vocab, words=list(sentences[number])) for number in kept)
        for number, document in zip(kept, self._pipeline.pipe(documents), strict=True):
            found[number] = [
                Span(label, entity.start, entity.end, _CONFIDENCE)
                for entity in document.ents
                if (label := _LABELS.get(entity.label_.upper())) is not None
            ]
        return found
