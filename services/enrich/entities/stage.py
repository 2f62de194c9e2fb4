"""The entities stage itself: which model reads which language, and the result in the contract's terms."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from services.enrich.entities.document import resolve
from services.enrich.entities.gazetteer import Gazetteer, load_gazetteer
from services.enrich.entities.mentions import Field, find_mentions
from services.enrich.entities.recognizer import Recognizer
from services.enrich.stage import Draft
from shared.contracts import Entity

MODELS = Path(__file__).parent / "models"
# Macedonian words come to the South Slavic model in Latin letters, where most are Serbian's. Any other language is read by
# the model that knows no words, only shapes, known names and neighbours.
_MODEL_OF = {"en": "en", "sq": "sq", "hbs": "hbs", "mk": "hbs", "sl": "hbs", "bg": "hbs"}
_FALLBACK = "any"


class EntityStage:
    """``Stage[tuple[Entity, ...]]``. Offsets are code points of the draft's title and body."""

    name = "entities"
    version = 5

    def __init__(self, gazetteer: Gazetteer, recognizers: dict[str, Recognizer]) -> None:
        self._gazetteer = gazetteer
        self._recognizers = recognizers

    def __call__(self, draft: Draft, /) -> tuple[Entity, ...]:
        language = draft.language.code
        recognizer = self._recognizers[_MODEL_OF.get(language, _FALLBACK)]
        fields: tuple[tuple[Field, str], ...] = (("title", draft.title), ("body", draft.body))
        mentions = [
            mention
            for field, text in fields
            for mention in find_mentions(text, field, language, recognizer, self._gazetteer)
        ]
        texts = dict(fields)
        return tuple(
            Entity(
                text=texts[item.mention.field][item.mention.start : item.mention.end],
                type=item.mention.type,
                field=item.mention.field,
                start=item.mention.start,
                end=item.mention.end,
                canonical=item.name.canonical,
                id=item.name.id,
                confidence=round(min(max(item.mention.confidence, 0.0), 1.0), 3),
            )
            for item in resolve(mentions, language, self._gazetteer)
        )


@lru_cache(maxsize=1)
def load() -> EntityStage:
    """Read the gazetteer and the models once; about 100 MB and half a second."""
    gazetteer = load_gazetteer()
    recognizers = {
        name: Recognizer.load(MODELS / f"{name}.npz", gazetteer) for name in {*_MODEL_OF.values(), _FALLBACK}
    }
    return EntityStage(gazetteer, recognizers)
