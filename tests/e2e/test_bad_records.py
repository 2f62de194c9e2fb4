"""Whatever anybody puts on articles.raw by hand: a dead letter with reason and origin, and the next record flows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.contracts import MAX_BODY_CHARS, DeadLetter, Stage
from shared.dead_letters import original_payload
from shared.kafka import make_producer
from shared.topics import RAW
from tests.e2e.conftest import Archive
from tests.local_stack import RunningStack
from tests.records import dead_letters, eventually


def _article(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"{number:032x}",
        "revision": 1,
        "source": {"name": "by-hand"},
        "title": f"Council approves water works number {number}",
        "body": "The council of Gjilan approved the new water works on Monday after a long debate.",
        "origin": {"format": "jsonl", "uri": "by-hand.jsonl"},
        "content_hash": "ab" * 32,
        "fetched_at": "2026-05-04T10:00:00Z",
    } | changes


def _without_title(number: int) -> bytes:
    article = _article(number)
    del article["title"]
    return json.dumps(article).encode()


BAD = [
    ("invalid_json", b'{"id": "half a rec'),
    ("invalid_json", b"\x00\xff not text at all"),
    ("missing_field", _without_title(0xBAD1)),
    ("invalid_field", json.dumps(_article(0xBAD2, title=" \n ")).encode()),
    ("body_too_large", json.dumps(_article(0xBAD3, body="x" * (MAX_BODY_CHARS + 1))).encode()),
]


@pytest.mark.parametrize("keyed", [True, False], ids=["with a key", "without a key"])
@pytest.mark.parametrize(("reason", "value"), BAD, ids=[f"{reason}-{n}" for n, (reason, _) in enumerate(BAD)])
def test_a_bad_record_is_a_dead_letter_and_the_next_one_flows(
    stack: RunningStack, archive: Archive, reason: str, value: bytes, keyed: bool
) -> None:
    producer = make_producer(stack.settings, "by-hand")
    sent = producer.send(RAW, value, key=b"anything" if keyed else None, partition=0).get(30)
    number = 0x900D_0000 + sent.offset
    good = json.dumps(_article(number)).encode()
    producer.send(RAW, good, key=f"{number:032x}".encode(), partition=0).get(30)
    producer.close()

    eventually(lambda: len(archive.documents(id=f"{number:032x}")) == 1, "the next record is searchable")

    def letters() -> list[DeadLetter]:
        return [
            letter
            for letter in dead_letters(stack.settings)
            if (letter.origin.topic, letter.origin.partition, letter.origin.offset) == (RAW, 0, sent.offset)
        ]

    eventually(lambda: len(letters()) >= 1, "a dead letter naming the record's place")
    letter = letters()[0]
    assert (letter.stage, letter.reason) == (Stage.ENRICH, reason)
    assert original_payload(letter) == value
    assert letter.detail
