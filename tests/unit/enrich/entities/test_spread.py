"""What an article names in full in one place is found in its other places."""

from __future__ import annotations

import pytest

from services.enrich.entities.mention import Mention
from services.enrich.entities.spread import spread
from services.enrich.entities.tokens import tokenize
from shared.contracts import EntityType


def people(body: str, full: str, language: str, confidence: float = 0.95) -> list[str]:
    """The people found in ``body`` when a model saw only ``full`` in it."""
    tokens = tokenize(body, language)
    start = body.index(full)
    seen = tuple(
        token for token in tokens.between(0, len(tokens.words)) if start <= token.start < start + len(full)
    )
    mentions = spread([Mention("body", EntityType.PERSON, seen, confidence)], {"body": tokens}, language)
    return [body[mention.start : mention.end] for mention in mentions if mention.type is EntityType.PERSON]


@pytest.mark.parametrize(
    ("language", "body", "full", "found"),
    [
        (
            "sq",
            "Foli Tonin Marinaj. Për herë të parë Marinajt iu përgjigj qeveria.",
            "Tonin Marinaj",
            "Marinajt",
        ),
        (
            "hbs",
            "Govorio je Andrej Plenković. Od toga, kažu Plenkoviću, koristi nema.",
            "Andrej Plenković",
            "Plenkoviću",
        ),
        ("mk", "Дојде Весна Ристеска. Потоа, рече Ристеска, сите си отидоа.", "Весна Ристеска", "Ристеска"),
        (
            "en",
            "The floor went to Ingrid Halvorsen. Later, Halvorsen blamed steel.",
            "Ingrid Halvorsen",
            "Halvorsen",
        ),
    ],
)
def test_a_surname_alone_in_any_case_is_a_person_named_in_full(
    language: str, body: str, full: str, found: str
) -> None:
    assert people(body, full, language) == [full, found]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("He met Anna Stone. Stone walls line the road, and stone is dear.", "a word of the text too"),
        ("He met Anna Stone. The Rolling Stone wrote of it.", "part of another name"),
        ("He met Anna Li. Then Li left.", "too short to tell"),
    ],
)
def test_words_that_only_look_like_the_surname_stay_out(body: str, why: str) -> None:
    full = " ".join(body.split()[2:4]).rstrip(".")
    assert people(body, full, "en") == [full], why


def test_a_name_that_the_model_was_unsure_of_spreads_nowhere() -> None:
    assert people(
        "He met Ingrid Halvorsen. Then Halvorsen left.", "Ingrid Halvorsen", "en", confidence=0.5
    ) == ["Ingrid Halvorsen"]
