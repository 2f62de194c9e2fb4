"""What an archive is known by when it is to be read on: a mistake here loses articles."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from services.ingest.read.journal import archive_key

_LARGE = b"WARC/1.1 and so on " * 4_000


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_another_small_archive_under_the_name_is_another(one: bytes, other: bytes) -> None:
    """Such as two that are piped in one after the other: both are called stdin."""
    same = archive_key(BytesIO(one), "stdin", None) == archive_key(BytesIO(other), "stdin", None)
    assert same == (one == other)


def test_an_archive_that_only_grew_is_the_same() -> None:
    assert archive_key(BytesIO(_LARGE), "a.warc", None) == archive_key(
        BytesIO(_LARGE + b"more"), "a.warc", None
    )


def test_the_name_and_the_source_it_is_read_as_tell_archives_apart() -> None:
    keys = {
        archive_key(BytesIO(_LARGE), uri, source) for uri in ("a", "b") for source in (None, "Koha", "BIRN")
    }
    assert len(keys) == 6


def test_the_stream_is_at_its_beginning_afterwards() -> None:
    stream = BytesIO(_LARGE)
    stream.seek(10)
    archive_key(stream, "a.warc", None)
    assert stream.tell() == 0
