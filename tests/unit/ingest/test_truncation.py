from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.truncation import trim_offer


@pytest.mark.parametrize(
    ("body", "trimmed", "cut"),
    [
        ("The mayor said that …", "The mayor said that …", True),
        ("The mayor said that [...]", "The mayor said that [...]", True),
        ("The mayor said that... Read more »", "The mayor said that...", True),
        ("The mayor said that\n\nRead more", "The mayor said that", True),
        ("Kryetari tha se … Lexo më shumë", "Kryetari tha se …", True),
        ("Градоначалникот рече дека\n\nПрочитај повеќе →", "Градоначалникот рече дека", True),
        ("The mayor resigned. Read more »", "The mayor resigned.", False),
        ("The mayor resigned.\n\nOpširnije", "The mayor resigned.", False),
        ("The mayor said: “I would not …”", "The mayor said: “I would not …”", False),
        (
            "The mayor resigned.\n\nThe post Mayor resigns appeared first on Gazeta.",
            "The mayor resigned.",
            False,
        ),
        ("It was … then it was not.", "It was … then it was not.", False),
        ("We need more.", "We need more.", False),
        ("Read more", "Read more", False),
    ],
)
def test_the_page_cut_the_sentence_or_it_did_not(body: str, trimmed: str, cut: bool) -> None:
    assert trim_offer(body) == (trimmed, cut)


@given(st.text(max_size=200))
def test_nothing_but_the_end_is_ever_taken(body: str) -> None:
    assert body.startswith(trim_offer(body)[0])
