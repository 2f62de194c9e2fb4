"""What the operator may name, what is missing is said at once, and a better profile's version is the higher one."""

from __future__ import annotations

import sys

import pytest

from services.enrich.entities.profile import EVERY_LANGUAGE, FAST, Profile, parse_profile, require
from services.enrich.entities.stage import EntityStage, load
from shared.errors import UserError


def test_the_default_is_fast() -> None:
    assert parse_profile("fast") == FAST == Profile()


def test_spacy_pipelines_are_named_for_all_languages_or_for_each() -> None:
    assert parse_profile("spacy:xx_ent_wiki_sm").pipelines == ((EVERY_LANGUAGE, "xx_ent_wiki_sm"),)
    profile = parse_profile("spacy:en=en_core_web_sm, hr=hr_core_news_sm", edition=3)
    # Croatian is read as part of the group hbs.
    assert profile == Profile("spacy", (("en", "en_core_web_sm"), ("hbs", "hr_core_news_sm")), 3)
    mixed = parse_profile("spacy:xx_ent_wiki_sm,en=en_core_web_sm")
    assert dict(mixed.pipelines) == {EVERY_LANGUAGE: "xx_ent_wiki_sm", "en": "en_core_web_sm"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("quick", "names no profile"),
        ("accurate:en", "names no profile"),
        ("spacy:", "names no profile"),
        ("spacy:en=", "is not LANGUAGE=PIPELINE"),
        ("spacy:=x", "is not LANGUAGE=PIPELINE"),
        ("spacy:a,b", "two pipelines for 'every language'"),
        ("spacy:hr=a,sr=b", "Bosnian, Croatian and Serbian are one language"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_setting_and_the_reason(text: str, what: str) -> None:
    with pytest.raises(UserError, match="LAJMI_ENTITIES=") as refused:
        parse_profile(text)
    assert what in refused.value.message


@pytest.mark.parametrize(
    ("text", "absent", "remedy"),
    [
        ("accurate", "onnxruntime", 'pip install "lajmi[accurate]"'),
        ("spacy:en_core_web_sm", "spacy", 'pip install "lajmi[spacy]"'),
    ],
)
def test_a_missing_package_is_one_sentence_with_the_remedy(
    text: str, absent: str, remedy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.enrich.entities.profile.find_spec", lambda name: None)
    with pytest.raises(UserError) as refused:
        require(parse_profile(text))
    assert repr(absent) in refused.value.message
    assert remedy in refused.value.message


def test_a_pipeline_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "services.enrich.entities.profile.find_spec", lambda name: object() if name == "spacy" else None
    )
    with pytest.raises(UserError, match=r"'hr_core_news_sm', .* python -m spacy download hr_core_news_sm"):
        require(parse_profile("spacy:hr=hr_core_news_sm"))


def test_nothing_is_needed_for_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    monkeypatch.setitem(sys.modules, "spacy", None)
    require(FAST)


def test_a_change_of_profile_is_a_change_of_version_and_accurate_beats_fast() -> None:
    stage = 37
    versions = [Profile(name).version(stage) for name in ("fast", "accurate", "spacy")]
    assert versions[0] == stage
    assert versions == sorted(set(versions))
    # Whatever the stage's own version grows to, the next profile stays above it.
    assert Profile("accurate").version(stage, model=9) > FAST.version(stage + 500)


def test_a_later_edition_beats_every_profile_and_fits_into_the_generation() -> None:
    assert Profile("fast", edition=1).version(1) > Profile("spacy").version(900)
    assert Profile("spacy", edition=99).version(900) < 2**20 - 1_000


def test_the_fast_stage_says_its_own_version() -> None:
    assert load().version == EntityStage.version
