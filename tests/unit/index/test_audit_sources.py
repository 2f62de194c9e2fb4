from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from services.index.audit.sources import sources_as_json, sources_table
from shared.errors import UserError
from shared.ledger import SourceAccount
from shared.since import parse_since

_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _accounts() -> list[SourceAccount]:
    return [
        SourceAccount("busy", {("published", ""): 1_200, ("rejected", "http_status_404"): 2}, _AT),
        SourceAccount("[red]mute", {}, _AT - timedelta(days=3), silent_since=_AT - timedelta(days=3)),
        SourceAccount("broken", {("rejected", "timeout"): 9}, None, failing="timeout", failures=9),
    ]


def _printed(accounts: list[SourceAccount]) -> list[str]:
    console = Console(width=160, highlight=False, color_system=None)
    with console.capture() as capture:
        for part in sources_table(accounts, _AT - timedelta(days=1)):
            console.print(part)
    return capture.get().splitlines()


def test_flagged_sources_come_first_and_say_why() -> None:
    lines = [line.split() for line in _printed(_accounts()) if line.strip()]
    assert lines[0] == "Items by source, since 2026-02-28 12:00 UTC".split()
    assert [line[0] for line in lines[2:]] == ["broken", "[red]mute", "busy"]
    assert lines[2][1:] == "0 0 0 9 0 timeout 9, every fetch fails: timeout".split()
    assert lines[3][6:] == "silent since 2026-02-26 12:00".split()
    assert lines[4][1:] == "1,200 0 0 2 0 http_status_404 2".split()


def test_the_table_is_bounded_and_says_what_it_leaves_out() -> None:
    accounts = [SourceAccount(f"source {number}", {("unchanged", ""): 1}) for number in range(1_050)]
    lines = _printed(accounts)
    assert len(lines) == 54
    assert "1,000 more sources" in lines[-1]


def test_as_json_every_outcome_is_named_also_where_there_is_none() -> None:
    busy, mute, _ = sources_as_json(_accounts())
    assert busy == {
        "source": "busy",
        "published": 1_200,
        "unchanged": 0,
        "duplicate": 0,
        "rejected": 2,
        "dead_lettered": 0,
        "reasons": {"rejected:http_status_404": 2},
        "last_published": "2026-03-01T12:00:00+00:00",
        "silent_since": None,
        "failing": None,
    }
    assert mute["silent_since"] == "2026-02-26T12:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("24h", _AT - timedelta(days=1)),
        ("2W", _AT - timedelta(weeks=2)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T08:00+01:00", datetime(2026, 1, 31, 7, tzinfo=UTC)),
        ("all", None),
    ],
)
def test_since_is_a_time_ago_a_date_or_all(text: str, since: datetime | None) -> None:
    assert parse_since(text, _AT) == since


@pytest.mark.parametrize("text", ["", "yesterday", "99999w", "2026-13-01", "-1h"])
def test_anything_else_is_one_clear_line(text: str) -> None:
    with pytest.raises(UserError, match="is no time: write 24h"):
        parse_since(text, _AT)
