"""Texts cut into pieces: at their entities, and at what a search found."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from services.search.highlights import MARK_END, MARK_START, Piece, as_html, fragment, plain
from services.search.markup import Segment, paragraphs, segments
from shared.contracts import Entity, EntityType

TEXT = st.text(alphabet="ab <>&Đ\n\u0301😀", max_size=60)


def entity(text: str, start: int, end: int) -> Entity:
    return Entity(
        text=text[start:end], type=EntityType.PERSON, field="body", start=start, end=end, canonical="X", confidence=1
    )  # fmt: skip


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    text = draw(TEXT)
    place = st.integers(0, len(text) + 3)
    spans = draw(st.lists(st.tuples(place, place), max_size=6))
    return text, [entity(text, start, end) for start, end in spans]


@given(marked_texts())
def test_the_pieces_together_are_exactly_the_text(given_text: tuple[str, list[Entity]]) -> None:
    text, entities = given_text
    assert "".join(segment.text for segment in segments(text, entities)) == text


@given(marked_texts())
def test_every_marked_piece_is_its_entity(given_text: tuple[str, list[Entity]]) -> None:
    text, entities = given_text
    for segment in segments(text, entities):
        assert segment.text
        assert segment.entity is None or segment.entity.text == segment.text


@given(marked_texts())
def test_paragraphs_lose_nothing_but_the_space_between_them(given_text: tuple[str, list[Entity]]) -> None:
    text, entities = given_text
    joined = "".join(segment.text for paragraph in paragraphs(text, entities) for segment in paragraph)
    assert re.sub(r"\s", "", joined) == re.sub(r"\s", "", text)


def test_names_are_marked_where_they_stand() -> None:
    text = "😀 Ђоковић, Niš"
    first, second = entity(text, 2, 9), entity(text, 11, 14)
    assert segments(text, [second, first]) == [
        Segment("😀 "), Segment("Ђоковић", first), Segment(", "), Segment("Niš", second),
    ]  # fmt: skip


def test_of_overlapping_names_the_longer_is_kept() -> None:
    text = "Kosovo Police"
    assert segments(text, [entity(text, 0, 6), entity(text, 0, 13)]) == [Segment(text, entity(text, 0, 13))]


def test_a_name_that_does_not_stand_where_it_says_is_not_marked() -> None:
    shifted = entity("Niš", 0, 3).model_copy(update={"start": 1, "end": 4})
    assert segments("U Nišu", [shifted]) == [Segment("U Nišu")]


def test_blank_lines_make_paragraphs() -> None:
    text = "One\nline.\n \nTwo Niš."
    name = entity(text, 16, 19)
    assert paragraphs(text, [name]) == [
        [Segment("One\nline.")],
        [Segment("Two "), Segment("Niš", name), Segment(".")],
    ]


def test_what_was_found_is_told_apart_and_space_is_plain() -> None:
    assert fragment(f"in {MARK_START}Kosovo{MARK_END}\n  today") == (
        Piece("in "),
        Piece("Kosovo", True),
        Piece(" today"),
    )


@given(st.text(alphabet=f"a<b>&\"' {MARK_START}{MARK_END}", max_size=40))
def test_no_fragment_brings_markup_of_its_own(highlighted: str) -> None:
    html = as_html(fragment(highlighted))
    assert re.fullmatch(r"([^<>\"']|</?mark>)*", html)
    assert MARK_START not in html
    assert MARK_END not in html
    assert plain(fragment(highlighted)) == re.sub(
        f"[{MARK_START}{MARK_END}]", "", re.sub(r"\s+", " ", highlighted)
    )
