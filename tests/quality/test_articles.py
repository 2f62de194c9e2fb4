"""Floors of whole articles: their names, what these are filed under, identifiers (``score_articles`` shows the errors)."""

from __future__ import annotations

import pytest

from tests.quality.floors import floors_of
from tests.quality.score_articles import FOLDER, Score, score


@pytest.mark.parametrize("language", ["en", "sq", "hbs", "mk", "deit"])
def test_articles_are_enriched_as_an_editor_would_file_them(language: str) -> None:
    found = score(FOLDER / f"{language}.txt")
    reached = {
        "names": found.f1,
        "canonical": Score.share(found.canonical),
        "identifiers": Score.share(found.ids),
    }
    below = {
        name: reached[name]
        for name, floor in floors_of(f"articles.{language}").items()
        if reached[name] < floor
    }
    assert not below, found.errors
