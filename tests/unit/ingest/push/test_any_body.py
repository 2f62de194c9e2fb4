"""Whatever is pushed: one of the documented answers, and never a fault of ours."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest.items import Refused
from services.ingest.push.batch import ARTICLE_TYPES, DOCUMENT_TYPES, Body, read_articles, read_document
from services.ingest.push.openapi import openapi
from services.ingest.push.problems import ProblemError
from shared.contracts import RawArticle
from tests.unit.ingest.push.pushing import NOW, Push, make_push

_MAX_ITEMS = 20
_TEXT = st.text(st.characters(), max_size=30)  # lone surrogates included
_NAMES = st.sampled_from(
    [
        "title",
        "body",
        "url",
        "id",
        "authors",
        "published_at",
        "source",
        "tags",
        "truncated",
        "content_hash",
        "language",
    ]
)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES | _TEXT, inner, max_size=4),
    max_leaves=12,
)
_RECORDS = st.dictionaries(_NAMES, _TEXT | _VALUES, max_size=6)
_JSON = st.one_of(
    _VALUES, st.lists(_RECORDS, max_size=5), st.fixed_dictionaries({"articles": st.lists(_RECORDS)})
)
_MARKUP = st.lists(
    st.sampled_from(
        ["<rss>", "<channel>", "<item>", "<title>", "</title>", "<html>", "<p>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;",
         "<![CDATA[", "\n\n", "By A. Hoxha", "Title of it", "A text. " * 20, "\x00", "<?xml version='1.0'?>", "]]>", "…"]
    ),
    max_size=20,
).map("".join)  # fmt: skip


def _written(value: Any) -> bytes:
    return json.dumps(value).encode()


_CONTENT = st.one_of(
    _JSON.map(_written),
    st.lists(_JSON.map(_written), max_size=6).map(b"\n".join),
    st.binary(max_size=200),
    st.builds(lambda value, cut: _written(value)[:cut], _JSON, st.integers(0, 100)),
    _MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.integers(1, 3_000).map(lambda depth: b"[" * depth + b"]" * depth),
)
_CHARSETS = st.none() | st.sampled_from(
    ["utf-8", "windows-1250", "utf-16", "utf-7", "idna", "hex", "", "\udcff", "x" * 90]
)

_quick = partial(
    settings, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


def _body(content: bytes, media_type: str, charset: str | None) -> Body:
    return Body(content, media_type, charset, "agency", NOW, max_items=_MAX_ITEMS)


@_quick(max_examples=150)
@given(_CONTENT, st.sampled_from(sorted(ARTICLE_TYPES)), _CHARSETS)
def test_any_batch_is_items_in_order_or_a_problem(
    content: bytes, media_type: str, charset: str | None
) -> None:
    try:
        items = read_articles(_body(content, media_type, charset))
    except ProblemError as error:
        assert 400 <= error.kind.status < 500
        error.body()
        return
    assert 0 < len(items) <= _MAX_ITEMS
    positions = [one.position for one in items]
    assert positions == sorted(set(positions))
    for one in items:
        assert isinstance(one.item, RawArticle | Refused)


@_quick(max_examples=80)
@given(_CONTENT, st.sampled_from(sorted(DOCUMENT_TYPES)), _CHARSETS)
def test_any_document_is_at_least_one_item(content: bytes, media_type: str, charset: str | None) -> None:
    items = read_document(_body(content, media_type, charset))
    assert [one.position for one in items] == list(range(1, len(items) + 1))
    assert items


@pytest.fixture(scope="module")
def any_push(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Push]:
    home: Path = tmp_path_factory.mktemp("home")
    made = make_push(home, push_max_bytes=3_000, push_max_items=_MAX_ITEMS)
    yield made
    made.close()


def _packed(content: bytes, how: str) -> bytes:
    return {"gzip": gzip.compress(content), "deflate": zlib.compress(content)}.get(how, content)


@_quick(max_examples=100)
@given(
    content=_CONTENT,
    path=st.sampled_from(["/v1/articles", "/v1/documents"]),
    media_type=st.sampled_from([*ARTICLE_TYPES, *DOCUMENT_TYPES, "image/png", "", "application/json; charset=koi8-r"]),
    declared=st.sampled_from(["", "identity", "gzip", "x-gzip", "br"]),
    really=st.sampled_from(["", "gzip", "deflate"]),
    query=st.sampled_from(
        ["", "?source=A", "?url=https://example.org/a", "?lane=backfill", "?x", "?url=%00", "?source=%ff"]
    ),
)  # fmt: skip
def test_any_request_has_one_of_the_documented_answers(
    any_push: Push, content: bytes, path: str, media_type: str, declared: str, really: str, query: str
) -> None:
    headers = {"Content-Type": media_type, "Content-Encoding": declared}
    answer = any_push.http.post(f"{path}{query}", content=_packed(content, really), headers=headers)
    documented = openapi(any_push.settings)["paths"][path]["post"]["responses"]
    assert str(answer.status_code) in documented
    assert answer.status_code < 500
    if answer.status_code == 202:
        answered = answer.json()
        outcomes = [item["outcome"] for item in answered["items"]]
        counts = [answered[name] for name in ("published", "unchanged", "duplicate", "rejected")]
        assert sum(counts) == len(outcomes)
        assert set(outcomes) != {"rejected"}
    else:
        assert answer.json()["status"] == answer.status_code
