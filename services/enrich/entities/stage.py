"""The entities stage itself: which model reads which language, and the result in the contract's terms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from services.enrich.entities import accurate
from services.enrich.entities.accurate_encoder import Encoder
from services.enrich.entities.document import resolve
from services.enrich.entities.gazetteer import Gazetteer, load_gazetteer
from services.enrich.entities.mention import Field
from services.enrich.entities.mentions import Reader, read_article
from services.enrich.entities.profile import EVERY_LANGUAGE, FAST, Profile, require
from services.enrich.entities.recognizer import Recognizer
from services.enrich.entities.spacy_pipeline import SpacyRecognizer
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
    version = 6

    def __init__(
        self,
        gazetteer: Gazetteer,
        recognizers: Mapping[str, Reader],
        *,
        named: Mapping[str, Reader] | None = None,
        version: int | None = None,
    ) -> None:
        """``recognizers`` by the name of the model; ``named``: what reads a language instead of them."""
        self._gazetteer = gazetteer
        self._recognizers = recognizers
        self._named = named or {}
        self.version = EntityStage.version if version is None else version

    def __call__(self, draft: Draft, /) -> tuple[Entity, ...]:
        language = draft.language.code
        recognizer = self._reader(language)
        fields: tuple[tuple[Field, str], ...] = (("title", draft.title), ("body", draft.body))
        mentions = read_article(fields, language, recognizer, self._gazetteer)
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

    def _reader(self, language: str) -> Reader:
        named = self._named.get(language) or self._named.get(EVERY_LANGUAGE)
        return named or self._recognizers[_MODEL_OF.get(language, _FALLBACK)]


@lru_cache(maxsize=1)
def load(profile: Profile = FAST) -> EntityStage:
    """Read the gazetteer and the profile's models once; fast takes about 100 MB and half a second.

    Raises UserError where the profile needs what is not installed.
    """
    require(profile)
    gazetteer = load_gazetteer()
    names = {*_MODEL_OF.values(), _FALLBACK}
    if profile.name == "accurate":
        encoder = Encoder.load(MODELS / "accurate")
        readers: dict[str, Reader] = {
            name: accurate.AccurateRecognizer.beside(MODELS / f"{name}.npz", gazetteer, encoder)
            for name in names
        }
        version = profile.version(EntityStage.version, accurate.MODEL_VERSION)
        return EntityStage(gazetteer, readers, version=version)
    readers = {name: Recognizer.load(MODELS / f"{name}.npz", gazetteer) for name in names}
    loaded = {name: SpacyRecognizer.load(name) for _, name in profile.pipelines}
    named = {language: loaded[name] for language, name in profile.pipelines}
    return EntityStage(gazetteer, readers, named=named, version=profile.version(EntityStage.version))
