"""What a client of the push API can count on, against a session that decides as ingest does."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from services.ingest.identity import article_id, identity_basis
from services.ingest.items import as_parsed
from services.ingest.push.keys import new_client, new_key, read_clients, write_clients
from services.ingest.push.limits import REQUESTS_AT_ONCE
from services.ingest.push.problems import KINDS
from shared.errors import UserError
from tests.unit.ingest.push.pushing import NOW, Push, make_push

ONE = {"title": "One", "body": "First text.", "url": "https://example.org/1"}
TWO = {"title": "Two", "body": "Second text."}


def _outcomes(answer: httpx.Response) -> list[str]:
    return [item["outcome"] for item in answer.json()["items"]]


def _kind(answer: httpx.Response) -> str:
    """The kind of a problem, which is checked to be one in full."""
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    assert problem["detail"]
    assert problem["remedy"]
    name = str(problem["type"]).removeprefix("/docs#")
    assert {kind.name: kind.status for kind in KINDS}[name] == answer.status_code
    if answer.status_code in {429, 503}:
        assert int(answer.headers["retry-after"]) == problem["retry_after_seconds"] >= 1
    return name


def test_a_batch_is_answered_with_an_id_revision_and_outcome_for_each_item(push: Push) -> None:
    answer = push.http.post("/v1/articles", json=[ONE, TWO])
    assert answer.status_code == 202
    assert [item["position"] for item in answer.json()["items"]] == [1, 2]
    assert [item["id"] for item in answer.json()["items"]] == [a.id for a in push.session.articles]
    assert [item["revision"] for item in answer.json()["items"]] == [1, 1]
    assert answer.json()["published"] == 2


@pytest.mark.parametrize("form", ["array", "object", "lines", "gzip"])
def test_every_form_of_a_batch_gives_the_same_ids(push: Push, form: str) -> None:
    expected = [item["id"] for item in push.http.post("/v1/articles", json=[ONE, TWO]).json()["items"]]
    lines = f"{json.dumps(ONE)}\n\n{json.dumps(TWO)}\n".encode()
    ndjson = {"Content-Type": "application/x-ndjson"}
    sent: dict[str, dict[str, Any]] = {
        "array": {"json": [ONE, TWO]},
        "object": {"json": {"articles": [ONE, TWO]}},
        "lines": {"content": lines, "headers": ndjson},
        "gzip": {"content": gzip.compress(lines), "headers": ndjson | {"Content-Encoding": "gzip"}},
    }
    answer = push.http.post("/v1/articles", **sent[form])
    assert answer.status_code == 202
    assert [item["id"] for item in answer.json()["items"]] == expected
    assert _outcomes(answer) == ["unchanged", "unchanged"]


def test_a_changed_text_is_the_next_revision_of_the_same_article(push: Push) -> None:
    first = push.http.post("/v1/articles", json=[ONE]).json()["items"][0]
    second = push.http.post("/v1/articles", json=[ONE | {"body": "Corrected."}]).json()["items"][0]
    assert second == {"position": 1, "outcome": "published", "id": first["id"], "revision": 2}


def test_what_comes_twice_in_a_batch_is_a_duplicate(push: Push) -> None:
    assert _outcomes(push.http.post("/v1/articles", json=[TWO, ONE, TWO])) == [
        "published",
        "published",
        "duplicate",
    ]


def test_a_raw_article_keeps_its_id_in_lines_and_in_an_array(push: Push) -> None:
    push.http.post("/v1/articles", json=[ONE])
    sent_before = push.session.articles[0]
    # As one of two articles with the same name in a document has it.
    own = article_id(identity_basis(as_parsed(sent_before), sent_before.source.name), 1)
    article = json.loads(sent_before.model_dump_json()) | {"id": own}
    for sent in (
        {"json": [article]},
        {"content": json.dumps(article), "headers": {"Content-Type": "application/jsonl"}},
    ):
        assert push.http.post("/v1/articles", **sent).json()["items"][0]["id"] == own  # type: ignore[arg-type]


def test_an_id_that_its_content_does_not_give_is_not_taken(push: Push) -> None:
    first = push.http.post("/v1/articles", json=[ONE]).json()["items"][0]["id"]
    claimed = json.loads(push.session.articles[0].model_dump_json()) | {"id": "0" * 32, "body": "Another."}
    assert push.http.post("/v1/articles", json=[claimed]).json()["items"][0]["id"] == first


def test_bad_items_are_rejected_with_reason_and_place_and_the_others_taken(push: Push) -> None:
    body = f'{json.dumps(ONE)}\n\n{{oops\n{{"title": "No text"}}\n[1]\n'
    answer = push.http.post("/v1/articles", content=body, headers={"Content-Type": "application/x-ndjson"})
    assert answer.status_code == 202
    assert [(item["position"], item.get("reason")) for item in answer.json()["items"]] == [
        (1, None),
        (3, "invalid_json"),
        (4, "missing_body"),
        (5, "not_an_object"),
    ]
    assert answer.json()["rejected"] == 3
    # As dead letters they keep their bytes.
    assert [refused.payload for refused in push.session.refused] == [
        b"{oops",
        b'{"title": "No text"}',
        b"[1]",
    ]


def test_a_batch_without_any_article_is_answered_422_and_kept_in_the_dead_letters(push: Push) -> None:
    answer = push.http.post("/v1/articles", json=[{"title": "No text"}, 7])
    assert _kind(answer) == "nothing-taken"
    assert [item["reason"] for item in answer.json()["items"]] == ["missing_body", "not_an_object"]
    assert len(push.session.refused) == 2
    assert _kind(push.http.post("/v1/articles", json=[])) == "nothing-taken"


def test_a_record_nested_without_end_is_one_rejection(push: Push) -> None:
    deep: Any = "x"
    for _ in range(200):
        deep = [deep]
    answer = push.http.post("/v1/articles", json=[TWO, {"title": "Deep", "body": deep}, ONE])
    assert [item.get("reason") for item in answer.json()["items"]] == [None, "nested_too_deeply", None]
    bomb = "[" * 1_000_000
    answer = push.http.post("/v1/articles", content=bomb, headers={"Content-Type": "application/json"})
    assert _kind(answer) == "malformed-json"


def test_a_body_that_would_be_many_times_its_size_in_memory_is_refused(push: Push) -> None:
    for bomb in (b"[" + b"{}," * 2_500_000 + b"{}]", b'{"a":0,"b":0,"c":0}\n' * 400_000):
        for media_type in ("application/json", "application/x-ndjson"):
            answer = push.http.post("/v1/articles", content=bomb, headers={"Content-Type": media_type})
            assert _kind(answer) == "too-large"
    assert push.session.batches == []


def test_malformed_json_is_told_with_its_place(push: Push) -> None:
    body = '[\n  {"title": "One" "body": 1}\n]'
    answer = push.http.post("/v1/articles", content=body, headers={"Content-Type": "application/json"})
    assert _kind(answer) == "malformed-json"
    assert answer.json()["place"] == {"line": 2, "column": 19, "character": 21}


@pytest.mark.parametrize("body", ["{}", "7", '{"articles": {}}', '"text"', "null"])
def test_json_that_is_no_batch_is_told_what_a_batch_is(push: Push, body: str) -> None:
    answer = push.http.post("/v1/articles", content=body, headers={"Content-Type": "application/json"})
    assert _kind(answer) == "not-a-batch"


def test_another_encoding_than_utf_8_must_be_named(push: Push) -> None:
    content = json.dumps([{"title": "Šteta", "body": "Đak i čaša."}], ensure_ascii=False).encode("cp1250")
    plain = push.http.post("/v1/articles", content=content, headers={"Content-Type": "application/json"})
    assert _kind(plain) == "malformed-body"
    named = {"Content-Type": 'application/json; charset="windows-1250"'}
    assert push.http.post("/v1/articles", content=content, headers=named).status_code == 202
    assert push.session.articles[0].body == "Đak i čaša."
    unknown = {"Content-Type": "application/json; charset=klingon"}
    assert _kind(push.http.post("/v1/articles", content=content, headers=unknown)) == "unsupported-type"


def test_documents_are_cut_into_articles_identified_by_their_address(push: Push) -> None:
    page = (
        "<html><body><article><h1>Bridge opens</h1><p>"
        + "The bridge over the Drin opened on Monday after three years. " * 5
        + "</p></article></body></html>"
    )
    answer = push.http.post(
        "/v1/documents?url=https://example.org/bridge&source=Gazeta",
        content=page,
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    assert answer.status_code == 202
    article = push.session.articles[0]
    assert (article.title, article.url, article.source.name) == (
        "Bridge opens",
        "https://example.org/bridge",
        "Gazeta",
    )
    feed = (
        "<rss version='2.0'><channel><title>F</title><item><title>A</title><link>https://example.org/a</link>"
        "<description>Some text of the article.</description></item></channel></rss>"
    )
    answer = push.http.post("/v1/documents", content=feed, headers={"Content-Type": "application/rss+xml"})
    assert answer.status_code == 202
    empty = push.http.post("/v1/documents", content=b"", headers={"Content-Type": "text/plain"})
    assert _kind(empty) == "nothing-taken"


def test_the_source_is_the_records_own_or_the_parameters_or_the_clients(push: Push) -> None:
    push.http.post("/v1/articles", json=[TWO, TWO | {"source": "Own"}])
    push.http.post("/v1/articles?source=Given", json=[TWO | {"source": "Own"}])
    assert [article.source.name for article in push.session.articles] == ["agency", "Own", "Given"]


def test_a_key_for_one_source_gives_that_source_and_allows_no_other(push: Push) -> None:
    key = new_key()
    write_clients(
        push.settings.push_keys,
        [*read_clients(push.settings.push_keys), new_client("desk", key, NOW, "Desk News")],
    )
    own = {"Authorization": f"Bearer {key}"}
    assert push.http.post("/v1/articles", json=[TWO | {"source": "Other"}], headers=own).status_code == 202
    assert push.session.articles[0].source.name == "Desk News"
    answer = push.http.post("/v1/articles?source=Other", json=[TWO], headers=own)
    assert _kind(answer) == "forbidden"


def test_a_key_is_needed_in_either_header(push: Push) -> None:
    for headers in (
        {"Authorization": ""},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {push.key}"},
        {"Authorization": "", "X-API-Key": "wrong"},
    ):
        answer = push.http.post("/v1/articles", json=[ONE], headers=headers)
        assert _kind(answer) == "unauthorized"
        assert answer.headers["www-authenticate"].startswith("Bearer")
    own = {"Authorization": "", "X-API-Key": push.key}
    assert push.http.post("/v1/articles", json=[ONE], headers=own).status_code == 202


def test_a_removed_key_ends_at_once(push: Push) -> None:
    assert push.http.post("/v1/articles", json=[ONE]).status_code == 202
    write_clients(push.settings.push_keys, [])
    assert _kind(push.http.post("/v1/articles", json=[ONE])) == "unauthorized"


def test_nobody_is_let_in_by_a_keys_file_that_others_can_write(push: Push) -> None:
    push.settings.push_keys.chmod(0o666)
    assert _kind(push.http.post("/v1/articles", json=[ONE])) == "unavailable"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("sorce=A", "sorce"),
        ("source=", "source"),
        ("source=A&source=B", "source"),
        ("url=ftp://example.org", "url"),
        ("url=nothing", "url"),
        ("lane=fast", "lane"),
    ],
)
def test_a_mistyped_parameter_does_not_go_unseen(push: Push, query: str, parameter: str) -> None:
    answer = push.http.post(f"/v1/articles?{query}", json=[ONE])
    assert _kind(answer) == "invalid-parameter"
    assert answer.json()["parameter"] == parameter


def test_old_material_goes_to_the_backfill_lane(push: Push) -> None:
    assert push.http.post("/v1/articles?lane=backfill", json=[ONE]).status_code == 202
    assert push.session.articles == []
    assert len(push.sessions["backfill"].articles) == 1


def test_types_and_compressions_that_are_not_taken_are_told_those_that_are(push: Push) -> None:
    for headers in ({"Content-Type": "text/plain"}, {"Content-Type": ""}):
        answer = push.http.post("/v1/articles", content=b"[]", headers=headers)
        assert _kind(answer) == "unsupported-type"
        assert "application/json" in answer.headers["accept"]
    brotli = {"Content-Type": "application/json", "Content-Encoding": "br"}
    answer = push.http.post("/v1/articles", content=b"[]", headers=brotli)
    assert _kind(answer) == "unsupported-encoding"
    assert answer.headers["accept-encoding"] == "gzip"


def test_other_methods_and_paths_are_problems_too(push: Push) -> None:
    answer = push.http.get("/v1/articles")
    assert _kind(answer) == "method-not-allowed"
    assert answer.headers["allow"] == "POST"
    assert _kind(push.http.get("/v2")) == "not-found"
    assert _kind(push.http.post("/v1/articles/", json=[ONE])) == "not-found"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Push]:
    made = make_push(tmp_path, push_max_bytes=2_000, push_max_items=3)
    yield made
    made.close()


def test_a_body_is_too_large_by_what_it_says_by_what_comes_and_by_what_it_unpacks_to(small: Push) -> None:
    large = json.dumps([{"title": "T", "body": "x" * 3_000}]).encode()
    typed = {"Content-Type": "application/json"}
    assert _kind(small.http.post("/v1/articles", content=large, headers=typed)) == "too-large"
    streamed = small.http.post("/v1/articles", content=iter([large[:1_000], large[1_000:]]), headers=typed)
    assert _kind(streamed) == "too-large"
    packed = gzip.compress(large)
    assert len(packed) < 200
    answer = small.http.post("/v1/articles", content=packed, headers=typed | {"Content-Encoding": "gzip"})
    assert _kind(answer) == "too-large"
    assert small.session.batches == []
    assert small.api.reception._budget.used == 0


@pytest.mark.parametrize("content", [b"", b"no gzip", gzip.compress(b'[{"title": "T", "body": "b"}]')[:-9]])
def test_broken_gzip_is_a_broken_body(push: Push, content: bytes) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert _kind(push.http.post("/v1/articles", content=content, headers=headers)) == "malformed-body"


def test_a_batch_of_too_many_items_is_refused_whole(small: Push) -> None:
    assert _kind(small.http.post("/v1/articles", json=[TWO] * 4)) == "too-many-items"
    lines = "{}\n\n" * 4
    for content in (lines.encode(), lines.encode("utf-16")):
        answer = small.http.post(
            "/v1/articles", content=content, headers={"Content-Type": "application/x-ndjson"}
        )
        assert _kind(answer) == "too-many-items"
    assert small.session.batches == []
    assert small.http.post("/v1/articles", json=[TWO] * 3).status_code == 202


def test_a_client_above_its_rate_is_told_when_to_come_again(tmp_path: Path) -> None:
    push = make_push(tmp_path, push_requests_per_minute=12)
    try:
        answers = [push.http.post("/v1/articles", json=[TWO]) for _ in range(4)]
        assert [answer.status_code for answer in answers[:2]] == [202, 202]
        assert _kind(answers[2]) == "too-many-requests"
        assert 1 <= int(answers[2].headers["retry-after"]) <= 5
    finally:
        push.close()


class _Pushing(Thread):
    """A request on its way."""

    def __init__(self, push: Push, record: dict[str, str]) -> None:
        super().__init__(daemon=True)
        self._push = push
        self._record = record
        self.answer = httpx.Response(0)
        self.start()

    def run(self) -> None:
        self.answer = self._push.http.post("/v1/articles", json=[self._record])


def test_requests_that_wait_at_the_same_time_share_a_batch_and_get_each_their_own_answer(push: Push) -> None:
    push.session.gate.clear()
    first = _Pushing(push, TWO)
    push.session.entered.wait(5)
    waiting = [_Pushing(push, {"title": f"T{number}", "body": "b"}) for number in range(8)]
    live = push.workers["live"]
    while len(live._queue) < len(waiting):
        first.join(0.01)
    push.session.gate.set()
    for request in [first, *waiting]:
        request.join(10)
        assert request.answer.status_code == 202
    assert [len(batch) for batch in push.session.batches] == [1, 8]
    ids = {article.title: article.id for article in push.session.articles}
    assert {request.answer.json()["items"][0]["id"] for request in waiting} == {
        ids[f"T{number}"] for number in range(8)
    }


def test_the_same_article_in_two_requests_of_one_batch_is_published_once_and_a_duplicate_for_none(
    push: Push,
) -> None:
    push.session.gate.clear()
    first = _Pushing(push, ONE)
    push.session.entered.wait(5)
    twins = [_Pushing(push, TWO), _Pushing(push, TWO)]
    while len(push.workers["live"]._queue) < 2:
        first.join(0.01)
    push.session.gate.set()
    for request in twins:
        request.join(10)
    outcomes = sorted(request.answer.json()["items"][0]["outcome"] for request in twins)
    assert outcomes == ["published", "unchanged"]


def test_a_client_with_too_many_requests_open_is_told_so(push: Push) -> None:
    push.session.gate.clear()
    waiting = [_Pushing(push, {"title": f"T{number}", "body": "b"}) for number in range(REQUESTS_AT_ONCE)]
    for _ in range(1_000):
        if push.api.reception._limits._open == REQUESTS_AT_ONCE:
            break
        waiting[0].join(0.01)
    assert _kind(push.http.post("/v1/articles", json=[TWO])) == "too-many-requests"
    push.session.gate.set()
    for request in waiting:
        request.join(10)
    assert push.http.post("/v1/articles", json=[TWO]).status_code == 202


def test_kafka_that_does_not_confirm_is_503_and_what_waits_behind_is_never_published(tmp_path: Path) -> None:
    push = make_push(tmp_path, push_answer_seconds=0.3)
    try:
        push.session.gate.clear()
        assert _kind(push.http.post("/v1/articles", json=[ONE])) == "unconfirmed"
        assert push.api.reception._budget.used > 0  # it is still in the worker's hands
        assert _kind(push.http.post("/v1/articles", json=[TWO])) == "unavailable"
        push.session.gate.set()
        while push.api.reception._limits._open or push.workers["live"]._busy_since:
            push.session.gate.wait(0.01)
        assert _outcomes(push.http.post("/v1/articles", json=[ONE])) == ["unchanged"]
        assert [article.title for article in push.session.articles] == ["One", "One"]
    finally:
        push.close()


def test_no_body_is_read_for_a_kafka_that_is_known_to_be_away(
    push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push.workers["live"], "problem", lambda: "Kafka is away")
    assert _kind(push.http.post("/v1/articles", json=[ONE])) == "unavailable"
    assert push.http.get("/health").status_code == 503
    assert push.session.batches == []


def test_bodies_beyond_what_may_wait_are_503(tmp_path: Path) -> None:
    push = make_push(tmp_path, push_max_waiting_bytes=1_000)
    try:
        large = [{"title": "T", "body": "x" * 2_000}]
        assert _kind(push.http.post("/v1/articles", json=large)) == "overloaded"
        assert push.http.post("/v1/articles", json=[TWO]).status_code == 202
        assert push.api.reception._budget.used == 0
    finally:
        push.close()


def test_a_batch_that_kafka_did_not_take_is_503_and_can_be_sent_again(push: Push) -> None:
    push.session.failing = UserError("Kafka did not take 1 of 1 records")
    assert _kind(push.http.post("/v1/articles", json=[ONE])) == "unconfirmed"
    assert _kind(push.http.post("/v1/articles", json=[ONE])) == "unavailable"
    while push.workers["live"].problem() is not None:
        push.session.gate.wait(0.01)
        push.workers["live"]._thread.join(0.05)  # type: ignore[union-attr]
    assert _outcomes(push.http.post("/v1/articles", json=[ONE])) == ["published"]


def test_a_fault_of_ours_is_a_500_without_its_traceback_and_the_next_request_works(push: Push) -> None:
    push.session.failing = ValueError("odd")
    assert push.http.post("/v1/articles", json=[ONE]).status_code == 202  # each is tried by itself
    push.session.publish = lambda items: 1 / 0  # type: ignore[assignment,return-value]
    answer = push.http.post("/v1/articles", json=[ONE])
    assert _kind(answer) == "internal-error"
    assert "ZeroDivision" not in answer.text


def test_what_anybody_may_ask_says_nothing_about_us(push: Push) -> None:
    push.http.headers.pop("authorization")
    health = push.http.get("/health")
    assert (health.status_code, health.json()) == (200, {"status": "healthy"})
    assert push.http.get("/openapi.json").json()["openapi"] == "3.1.0"
    page = push.http.get("/docs")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http" not in page.text.replace("http://127.0.0.1", "").replace("https://example.org", "")
    assert push.key not in page.text
