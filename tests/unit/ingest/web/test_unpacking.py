from __future__ import annotations

import gzip
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.web.outcome import RefusedError
from services.ingest.web.unpacking import PIECE_BYTES, Unpacker


def _unpack(encoding: str, parts: list[bytes]) -> list[bytes]:
    unpacker = Unpacker(encoding)
    pieces = [piece for part in parts for piece in unpacker.feed(part)]
    return pieces + list(unpacker.finish())


def _bare(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


_PACKERS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "identity": bytes}


@given(
    st.sampled_from(sorted(_PACKERS)),
    st.binary(max_size=400) | st.binary(max_size=20).map(lambda some: some * 5_000),
    st.integers(min_value=1, max_value=300),
)
def test_a_body_comes_out_as_it_went_in_however_it_is_cut(encoding: str, content: bytes, size: int) -> None:
    packed = _PACKERS[encoding](content)
    parts = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert b"".join(_unpack(encoding, parts)) == content


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_body_that_is_cut_short_is_refused(content: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(content)
    kept = data.draw(st.integers(min_value=1, max_value=len(packed) - 1))
    with pytest.raises(RefusedError) as refused:
        _unpack("gzip", [packed[:kept]])
    assert refused.value.reason == "incomplete_body"


@given(st.sampled_from(["gzip", "deflate"]), st.lists(st.binary(max_size=100), max_size=5))
def test_any_bytes_unpack_or_are_refused(encoding: str, parts: list[bytes]) -> None:
    try:
        _unpack(encoding, parts)
    except RefusedError as refused:
        assert refused.reason in {"bad_content_encoding", "incomplete_body"}


def test_a_bomb_is_refused_long_before_it_is_unpacked() -> None:
    unpacker = Unpacker("gzip")
    given = 0
    with pytest.raises(RefusedError) as refused:
        for piece in unpacker.feed(gzip.compress(bytes(50_000_000))):
            assert len(piece) <= PIECE_BYTES
            given += len(piece)
    assert refused.value.reason == "overcompressed"
    # Fed whole, the bomb's own 50 kB allow this much.
    assert given < 15_000_000


def test_what_repeats_itself_like_a_feed_is_no_bomb() -> None:
    item = "<item><title>Vijest {}</title><link>https://example.org/{}</link><description>…</description></item>\n"
    feed = "".join(item.format(number, number) for number in range(60_000)).encode()
    assert b"".join(_unpack("gzip", [gzip.compress(feed)])) == feed


def test_bare_deflate_members_padding_and_trailers_are_read_as_browsers_do() -> None:
    content = random.Random(1).randbytes(200_000)
    assert b"".join(_unpack("deflate", [_bare(content)])) == content
    assert b"".join(_unpack("gzip", [gzip.compress(content) * 2 + b"\0\0"])) == content * 2
    assert b"".join(_unpack("gzip", [gzip.compress(content) + b"<!-- x -->", b"more"])) == content


@pytest.mark.parametrize("encoding", ["", "identity", "utf-8", "none", "aws-chunked"])
def test_a_word_that_is_no_encoding_changes_nothing(encoding: str) -> None:
    assert _unpack(encoding, [b"Hello."]) == [b"Hello."]


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "gzip, br"])
def test_what_was_not_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(RefusedError) as refused:
        Unpacker(encoding)
    assert refused.value.reason == "bad_content_encoding"


def test_a_heap_of_empty_members_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        _unpack("gzip", [gzip.compress(b"") * 50_000])
    assert refused.value.reason == "bad_content_encoding"
    assert "members" in refused.value.detail


def test_many_members_that_hold_something_are_one_body() -> None:
    content = b"a block as bgzip makes them, only smaller"
    assert b"".join(_unpack("gzip", [gzip.compress(content) * 5_000])) == content * 5_000


def test_no_more_than_a_little_of_a_body_is_copied_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """zlib hands back all it has not taken with each piece: given a whole body at once it would copy it each time."""
    given: list[int] = []
    make = zlib.decompressobj

    class Watched:
        def __init__(self, wbits: int) -> None:
            self._stream = make(wbits=wbits)

        def decompress(self, packed: bytes, most: int) -> bytes:
            given.append(len(packed))
            return self._stream.decompress(packed, most)

        def __getattr__(self, name: str) -> object:
            return getattr(self._stream, name)

    monkeypatch.setattr(zlib, "decompressobj", Watched)
    content = random.Random(1).randbytes(300_000)
    assert b"".join(_unpack("gzip", [gzip.compress(content)])) == content
    assert max(given) <= 16_384
