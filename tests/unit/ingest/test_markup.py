from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.markup import fragment_to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One <b>wo</b>rd.</p><p>Two.</p>", "One word.\n\nTwo."),
        ("<p>A</p><h3>Sub-heading</h3><p>B</p>", "A\n\nSub-heading\n\nB"),
        ("<p>List:</p><ul><li>one</li><li><p>two</p></li></ul><p>End.</p>", "List:\n\none\ntwo\n\nEnd."),
        ("First<br><br>Second<br/>line", "First\n\nSecond\nline"),
        (
            "<table><tr><td>Vardar</td><td>2</td></tr><tr><td>Shkupi</td><td>1</td></tr></table>",
            "Vardar 2\nShkupi 1",
        ),
        ("<p>Text<script>alert(1)</script><style>p{}</style><!-- no --> goes on.</p>", "Text goes on."),
        ("<figure><img><figcaption>Caption</figcaption></figure><p>Body.</p>", "Body."),
        ('<p>Shown<span style="display:none">hidden</span></p>', "Shown"),
        ("<p>A&nbsp;&amp;&nbsp;B</p>", "A & B"),
        ("AT&amp;T and 5 < 6", "AT&T and 5 < 6"),
        ("<div><p>unclosed<p>paragraphs", "unclosed\n\nparagraphs"),
        ("", ""),
    ],
)
def test_what_a_reader_sees_of_a_fragment(markup: str, text: str) -> None:
    assert fragment_to_text(markup) == text


def test_hard_wrapped_plain_text_is_joined_and_lists_are_not() -> None:
    wrapped = (
        "The ministry said on Tuesday that the works on the tunnel would\n"
        "be finished before winter, and that the old road stays open until\nthen.\n\n- one\n- two"
    )
    assert fragment_to_text(wrapped) == (
        "The ministry said on Tuesday that the works on the tunnel would be finished before winter, and that the old road "
        "stays open until then.\n\n- one\n- two"
    )


def test_long_lines_without_blank_ones_are_paragraphs() -> None:
    first, second = "A sentence that goes on. " * 8, "Another sentence that goes on. " * 8
    assert fragment_to_text(f"{first}\n{second}") == f"{first.strip()}\n\n{second.strip()}"


def test_mojibake_is_repaired_and_curly_quotes_stay() -> None:
    assert fragment_to_text("<p>VuÄ\x8diÄ‡ said “no”</p>") == "Vučić said “no”"


def test_hostile_nesting_neither_fails_nor_hangs() -> None:
    assert isinstance(fragment_to_text("<div>" * 50_000 + "deep"), str)
    assert isinstance(fragment_to_text("<ul><li>" * 20_000), str)


@given(st.text(alphabet=st.sampled_from("<>/ab=\"'&;! -p\x00\ud800é\n"), max_size=120))
def test_any_markup_gives_text_that_can_be_stored(markup: str) -> None:
    fragment_to_text(markup).encode()
