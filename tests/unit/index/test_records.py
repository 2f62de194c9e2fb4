from __future__ import annotations

import json

import pytest

from services.index.records import LAST_GENERATION, Write, interpret
from shared.elastic import external_version
from shared.events import LAST_REVISION
from shared.rejection import Rejection
from tests.unit.index.enriched import FakeRecord, article_id, enriched, record_of

KEY = article_id(1).encode()


def write(record: FakeRecord) -> Write:
    result = interpret(record)
    assert isinstance(result, Write)
    return result


def test_the_version_grows_with_revision_first_and_generation_second() -> None:
    versions = [
        write(record_of(enriched(revision=revision, generation=generation))).version
        for revision, generation in [(1, 1), (1, 2), (1, LAST_GENERATION), (2, 0), (2, 1)]
    ]
    assert versions == sorted(set(versions))


def test_bytes_that_are_no_article_are_a_rejection() -> None:
    for value, reason in [(b"{", "invalid_json"), (b"{}", "missing_field"), (b"[]", "invalid_field")]:
        result = interpret(FakeRecord(value=value))
        assert isinstance(result, Rejection)
        assert result.reason == reason


def test_a_tombstone_becomes_a_marker_without_any_of_the_text() -> None:
    result = write(FakeRecord(value=None, key=KEY, headers=[("lajmi-revision", b"3")]))
    assert json.loads(result.document) == {
        "id": article_id(1), "revision": 3, "generation": LAST_GENERATION, "retracted": True,
    }  # fmt: skip


def test_a_retraction_outranks_its_revision_and_a_later_revision_outranks_it() -> None:
    retraction = write(FakeRecord(value=None, key=KEY, headers=[("lajmi-revision", b"3")])).version
    assert retraction > write(record_of(enriched(revision=3, generation=LAST_GENERATION - 1))).version
    assert retraction < write(record_of(enriched(revision=4, generation=0))).version


def test_a_retraction_that_names_no_revision_is_final() -> None:
    assert write(FakeRecord(value=None, key=KEY)).version == external_version(LAST_REVISION, LAST_GENERATION)


@pytest.mark.parametrize("key", [None, b"", b"not-an-id", KEY.upper() if KEY.isalpha() else KEY + b"0"])
def test_a_tombstone_for_nothing_is_a_rejection(key: bytes | None) -> None:
    result = interpret(FakeRecord(value=None, key=key))
    assert isinstance(result, Rejection)
    assert result.reason == "invalid_key"


@pytest.mark.parametrize("value", [b"", b"0", b"-1", b"x", b"2147483648", None, "٣".encode(), b"9" * 5000])
def test_a_tombstone_with_a_senseless_revision_is_a_rejection(value: bytes | None) -> None:
    result = interpret(FakeRecord(value=None, key=KEY, headers=[("lajmi-revision", value)]))
    assert isinstance(result, Rejection)
    assert result.reason == "invalid_header"
