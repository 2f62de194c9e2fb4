from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.timestamps import parse_timestamp
from shared.contracts import Precision

_DAY = datetime(2025, 6, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when", "precision"),
    [
        ("2025-06-23T10:15:30+02:00", _DAY.replace(hour=8, minute=15, second=30), Precision.SECOND),
        ("2025-06-23T10:15:30.123Z", _DAY.replace(hour=10, minute=15, second=30), Precision.SECOND),
        ("2025-06-23 10:15", _DAY.replace(hour=10, minute=15), Precision.MINUTE),
        ("2025-06-23", _DAY, Precision.DAY),
        ("2025-06", _DAY.replace(day=1), Precision.MONTH),
        ("2025", datetime(2025, 1, 1, tzinfo=UTC), Precision.YEAR),
        ("20250623", _DAY, Precision.DAY),
        ("20250623T101530Z", _DAY.replace(hour=10, minute=15, second=30), Precision.SECOND),
        ("Mon, 23 Jun 2025 10:15:30 +0200", _DAY.replace(hour=8, minute=15, second=30), Precision.SECOND),
        ("Mon, 23 Jun 2025 10:15 CEST", _DAY.replace(hour=8, minute=15), Precision.MINUTE),
        ("23 Jun 25 10:15:30 GMT", _DAY.replace(hour=10, minute=15, second=30), Precision.SECOND),
        ("Mon, 23 Jun 2025", _DAY, Precision.DAY),
        ("23 qershor 2025", _DAY, Precision.DAY),
        ("23. lipnja 2025. 10:15", _DAY.replace(hour=10, minute=15), Precision.MINUTE),
        (1750673730, _DAY.replace(hour=10, minute=15, second=30), Precision.SECOND),
        (1750673730000, _DAY.replace(hour=10, minute=15, second=30), Precision.SECOND),
        ("1750673730", _DAY.replace(hour=10, minute=15, second=30), Precision.SECOND),
    ],
)
def test_a_time_is_utc_with_the_precision_that_was_given(
    text: object, when: datetime, precision: Precision
) -> None:
    assert parse_timestamp(text) == (when, precision)


@pytest.mark.parametrize(
    "value", [None, "", "soon", True, 7, "2025-13-45", "2025-06-31", [], {}, "9" * 500, float("nan")]
)
def test_what_is_no_time_is_none(value: object) -> None:
    assert parse_timestamp(value) is None


@given(st.one_of(st.text(max_size=60), st.integers(), st.floats()))
def test_anything_is_parsed_or_refused(value: object) -> None:
    found = parse_timestamp(value)
    assert found is None or found[0].tzinfo is UTC
