"""Two versions of one story share a band; two stories do not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.fingerprint import load
from services.enrich.stage import Draft, Stage

STAGE: Stage[tuple[str, ...]] = load()
SYLLABLES = (
    "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so".split()
)


def bands(body: str, title: str = "Title", subtitle: str | None = None) -> set[str]:
    return set(STAGE(Draft(title=title, body=body, subtitle=subtitle)))


def story(seed: int, words: int = 200) -> list[str]:
    """Invented prose: words drawn from a vocabulary of a thousand, as skewed as a language's."""
    chance = random.Random(seed)
    vocabulary = [a + b + c for a in SYLLABLES[:10] for b in SYLLABLES[:10] for c in SYLLABLES[:10]]
    return [vocabulary[min(999, int(chance.expovariate(1 / 150)))] for _ in range(words)]


def test_the_fingerprint_of_a_text_never_changes() -> None:
    """Golden: a new version of the library, or of ours, that computes another value would make archives incomparable."""
    body = "The ferry across the lake sails twice a day from May, the port authority said on Monday."
    found = STAGE(Draft(title="Ferry line opens", body=body))
    assert len(found) == 42 + 12
    assert found[:3] == ("00:b9c1e35eac", "01:7b284cf811", "02:70edde5d93")


def test_spelling_script_case_and_punctuation_do_not_matter() -> None:
    latin = "Predsjednik Đoković stigao je u Novi Sad, gdje će čekati vijeće. " * 5
    cyrillic = "Предсједник Ђоковић стигао је у Нови Сад, гдје ће чекати вијеће. " * 5
    assert bands(latin) == bands(cyrillic) == bands(latin.upper().replace(",", " –"))


def test_a_copy_cut_by_a_third_shares_a_band() -> None:
    shared = 0
    for seed in range(100):
        words = story(seed)
        shared += bool(bands(" ".join(words)) & bands(" ".join(words[: int(len(words) * 0.7)])))
    assert shared >= 99


def test_an_edited_copy_with_half_its_triples_left_shares_a_band() -> None:
    shared = 0
    for seed in range(100):
        words = story(seed)
        chance = random.Random(seed)
        edited = [word if chance.random() > 0.08 else "edited" for word in words]
        shared += bool(bands(" ".join(words)) & bands(" ".join(edited)))
    assert shared >= 95


@pytest.mark.parametrize("words", [12, 15, 20, 30, 45])
@pytest.mark.parametrize("dateline", ["", "SARAJEVO, 5. maja 2026. (Fena) – "])
def test_a_teaser_shares_a_band_with_its_article(words: int, dateline: str) -> None:
    """The teaser is the article's beginning; the article's own page has the agency's dateline before it, or not."""
    shared = 0
    for seed in range(100):
        article = story(seed, 300)
        shared += bool(bands(" ".join(article[:words]) + "…") & bands(dateline + " ".join(article)))
    assert shared >= (90 if dateline and words < 15 else 95)


def test_a_teaser_that_is_the_articles_deck_shares_a_band_with_it() -> None:
    deck = " ".join(story(1, 15))
    assert bands(deck) & bands(" ".join(story(2, 300)), subtitle=deck)


def test_a_teaser_too_short_to_tell_is_compared_as_a_whole_only() -> None:
    assert len(STAGE(Draft(title="Video", body="Watch it here."))) == 42


def test_unrelated_stories_share_none() -> None:
    owners: dict[str, int] = {}
    for seed in range(600):
        for band in bands(" ".join(story(seed))):
            assert owners.setdefault(band, seed) == seed


def test_stubs_are_told_apart_by_their_titles() -> None:
    assert not bands("Video.", title="Ferry line opens in Pogradec") & bands(
        "Video.", title="Harvest ends in Korça"
    )


@pytest.mark.parametrize(("body", "count"), [("…", 0), ("—", 0), ("12", 42)])
def test_a_text_without_words_has_no_fingerprint(body: str, count: int) -> None:
    assert len(STAGE(Draft(title="!", body=body))) == count


@given(st.text(max_size=300))
def test_bands_are_short_strings_that_name_their_number(text: str) -> None:
    for number, band in enumerate(STAGE(Draft(title=text, body=text))):
        index, _, value = band.partition(":")
        assert (int(index, 16), len(band), len(value)) == (number, 13, 10)
