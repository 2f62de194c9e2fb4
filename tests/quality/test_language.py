"""Languages of short news texts: every one of them right, with its script. The texts were written for this test."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from services.enrich.language import load
from services.enrich.stage import Draft

TEXTS = Path(__file__).parent / "languages" / "texts.tsv"
STAGE = load()
ROWS = [
    row
    for row in csv.reader(
        TEXTS.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE
    )
    if not row[0].startswith("#")
]


def test_there_are_two_dozen_languages_and_more() -> None:
    assert len({code for code, _, _ in ROWS}) >= 40


@pytest.mark.parametrize(("code", "script", "text"), ROWS, ids=lambda value: value[:12])
def test_the_language_and_script_of_a_short_news_text(code: str, script: str, text: str) -> None:
    found = STAGE(Draft(title="—", body=text))
    assert (found.code, found.script) == (code, script)
    assert found.confidence >= 0.9


@pytest.mark.parametrize(("code", "script", "text"), ROWS, ids=lambda value: value[:12])
def test_the_first_sentence_alone_is_right_or_undetermined(code: str, script: str, text: str) -> None:
    sentence = text.partition(". ")[0]
    found = STAGE(Draft(title="—", body=sentence))
    assert found.code in {code, "und"}
    assert found.script == script


@pytest.mark.parametrize(("code", "_script", "text"), ROWS, ids=lambda value: value[:12])
def test_capitals_as_in_a_ticker_change_nothing(code: str, _script: str, text: str) -> None:
    assert STAGE(Draft(title="—", body=text.upper())).code == code
