from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from kafka.partitioner.default import murmur2

from services.ingest.partitions import partitions_of


@given(
    st.integers(1, 8).flatmap(
        lambda words: st.lists(st.binary(min_size=4 * words, max_size=4 * words), max_size=20)
    ),
    st.integers(1, 100),
)
def test_keys_go_where_kafka_python_sends_them(keys: list[bytes], count: int) -> None:
    """So that an article's tombstone, sent by any client, lies behind its text."""
    assert partitions_of(keys, range(count)) == [(murmur2(key) & 0x7FFFFFFF) % count for key in keys]
