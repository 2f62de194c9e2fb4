"""Printed dates in every language that Lajmi reads."""

# ruff: noqa: E501 (tables of dates)

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.dates import find_date, month_first_evidence, parse_date
from shared.contracts import Precision

JUNE_23 = datetime(2025, 6, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "June 23, 2025", "23 June, 2025", "23 June 2025", "Monday, June 23, 2025", "23rd June 2025", "Jun. 23, 2025",
        "23 qershor 2025", "e hënë, 23 qershor 2025", "23 Qershor, 2025",
        "23. lipnja 2025.", "Ponedjeljak, 23. lipnja 2025.", "23. juna 2025.", "23. јуна 2025.", "23. jun 2025", "23. VI 2025.",
        "23 јуни 2025", "23 јуни 2025 г.", "понеделник, 23 јуни 2025",
        "23. Juni 2025", "Montag, 23. Juni 2025", "lunedì 23 giugno 2025", "23 juin 2025", "le 23 juin 2025",
        "23 Ιουνίου 2025", "Δευτέρα 23 Ιουνίου 2025", "23 Haziran 2025 Pazartesi", "23 de junio de 2025", "23 iunie 2025",
        "23 юни 2025", "23. junij 2025",
        "23.06.2025", "23.6.2025.", "23. 06. 2025.", "23/06/2025", "06/23/2025", "2025-06-23", "2025/06/23", "23.06.25",
    ],
)  # fmt: skip
def test_a_full_date_is_read_in_any_common_format(text: str) -> None:
    assert parse_date(text) == (JUNE_23, Precision.DAY)


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("June 23, 2025 2:35 pm", datetime(2025, 6, 23, 14, 35, tzinfo=UTC), Precision.MINUTE),
        ("23.06.2025 u 14:35", datetime(2025, 6, 23, 14, 35, tzinfo=UTC), Precision.MINUTE),
        ("14:35, 23.06.2025", datetime(2025, 6, 23, 14, 35, tzinfo=UTC), Precision.MINUTE),
        ("23. Juni 2025, 14.35 Uhr", datetime(2025, 6, 23, 14, 35, tzinfo=UTC), Precision.MINUTE),
        ("23 juin 2025 à 14h35", datetime(2025, 6, 23, 14, 35, tzinfo=UTC), Precision.MINUTE),
        ("23 June 2025 14:35 CEST", datetime(2025, 6, 23, 12, 35, tzinfo=UTC), Precision.MINUTE),
        ("2025-06-23T14:35:07+02:00", datetime(2025, 6, 23, 12, 35, 7, tzinfo=UTC), Precision.SECOND),
        ("Mon, 23 Jun 2025 14:35:00 +0200", datetime(2025, 6, 23, 12, 35, tzinfo=UTC), Precision.SECOND),
        ("2025-06-23T00:30:00+02:00", datetime(2025, 6, 22, 22, 30, tzinfo=UTC), Precision.SECOND),
        ("June 2025", datetime(2025, 6, 1, tzinfo=UTC), Precision.MONTH),
    ],
)
def test_time_of_day_and_zone_are_read(text: str, expected: datetime, precision: Precision) -> None:
    assert parse_date(text) == (expected, precision)


def test_an_ambiguous_date_is_day_first_unless_the_document_says_otherwise() -> None:
    assert parse_date("06/07/2025") == (datetime(2025, 7, 6, tzinfo=UTC), Precision.DAY)
    assert parse_date("06/07/2025", day_first=False) == (datetime(2025, 6, 7, tzinfo=UTC), Precision.DAY)
    assert month_first_evidence("06/07/2025 … 06/23/2025")
    assert not month_first_evidence("06/07/2025 … 23/06/2025")


@pytest.mark.parametrize(
    "text", ["", "version 10.2.3", "call 069 555 0123", "2–3 goals", "31 June", "45.67.2025", "in 2025"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert find_date(text) is None


def test_the_place_of_a_date_covers_weekday_and_time() -> None:
    text = "Published on Monday, 23 June 2025 at 14:35 | News"
    found = find_date(text)
    assert found is not None
    assert text[found.start : found.end] == "Monday, 23 June 2025 at 14:35"


@given(st.text(max_size=200))
def test_no_text_breaks_the_parser(text: str) -> None:
    found = find_date(text)
    assert found is None or (0 <= found.start < found.end <= len(text) and found.when.tzinfo is not None)


@given(st.dates(min_value=datetime(1990, 1, 1).date(), max_value=datetime(2060, 1, 1).date()))
def test_every_iso_date_is_read_back(day: object) -> None:
    parsed = parse_date(str(day))
    assert parsed is not None
    assert parsed[0].date() == day
