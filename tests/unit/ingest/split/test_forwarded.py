"""Forwarded and answered mail: the marks of quotation are layout, the text below them is split as if it had none."""

from __future__ import annotations

from services.ingest.split import split
from services.ingest.split.lines import physical_lines

PLAIN = (
    "1) Planinari markirali stazu stare pruge\nFaris Kovačević, 20. juni 2025.\n\n"
    "Od Međeđe do Vardišta vodi 28 kilometara nekadašnje uske pruge, s\n"
    "devetnaest tunela i nijednim vozom.\n\n"
    "2) Gluhi konobari rade u novoj kafani\n\n"
    "U tuzlanskoj „Tišini” narudžba se daje rukama. Šest konobara naučilo\nje goste osnovnim znakovima.\n"
)


def test_a_forwarded_text_gives_the_same_articles_as_the_text_itself() -> None:
    for mark in ("> ", ">", "> > "):
        quoted = "".join(mark + line for line in PLAIN.splitlines(keepends=True))
        found, expected = split(quoted), split(PLAIN)
        assert [(a.title, a.authors, a.body) for a in found] == [
            (a.title, a.authors, a.body) for a in expected
        ]
        assert all(quoted[a.span[0]] not in "> \n" for a in found if a.span is not None)


def test_lines_of_a_forwarded_text_lie_where_they_are_stored() -> None:
    text = "> one line\n>\n> another line\n> a third line\n"
    lines = physical_lines(text)
    assert [line.text for line in lines] == ["one line", "another line", "a third line"]
    assert [text[line.start : line.end] for line in lines] == [line.text for line in lines]
    assert [line.blank_before for line in lines] == [0, 1, 0]


def test_a_single_quoted_line_keeps_its_mark() -> None:
    assert [line.text for line in physical_lines("before\n> a pull quote\nafter\n")][1] == "> a pull quote"
