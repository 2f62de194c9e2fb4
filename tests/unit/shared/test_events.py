"""Headers: CloudEvents in binary mode, and one trace from hop to hop."""

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts import RawArticle
from shared.events import next_traceparent, raw_headers


def test_the_trace_goes_on_with_a_new_span(article: RawArticle) -> None:
    first = dict(raw_headers(article))
    second = dict(raw_headers(article, list(first.items())))
    version, trace, span, flags = first["traceparent"].decode().split("-")
    version2, trace2, span2, flags2 = second["traceparent"].decode().split("-")
    assert (version2, trace2, flags2) == (version, trace, flags)
    assert span2 != span


@given(st.binary(max_size=60))
def test_a_broken_traceparent_starts_a_new_trace(value: bytes) -> None:
    fresh = next_traceparent([("traceparent", value)])
    version, trace, span, _ = fresh.split("-")
    assert (version, len(trace), len(span)) == ("00", 32, 16)


def test_the_same_event_sent_again_has_the_same_id(article: RawArticle) -> None:
    headers = dict(raw_headers(article))
    assert headers["ce_id"] == f"{article.id}.2".encode()
    assert headers["ce_id"] == dict(raw_headers(article))["ce_id"]
    assert headers["ce_type"] == b"org.lajmi.article.raw.v1"
    assert headers["content-type"] == b"application/json"
