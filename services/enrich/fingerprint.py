"""Near-duplicate fingerprint: MinHash over word triples, cut into bands that two versions of one story share.

Broder 1997 (resemblance by min-wise hashing); Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, 3.4 (banding).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from hashlib import blake2b

from rensa import RMinHash

from services.enrich.folding import fold
from services.enrich.stage import Draft, Stage

# Kept for ever with the archive: changing any of these makes old and new articles incomparable.
_PERMUTATIONS, _SEED = 128, 20_261_123
_SHINGLE_WORDS = 3
# 42 bands of 3 rows: a pair of Jaccard similarity s shares a band with probability 1 - (1 - s³)^42, which is .996 at
# s = .5 and 1e-5 at s = .006; unrelated news shares fewer of its triples than that.
_ROWS, _BANDS = 3, 42
# A body shorter than this is often a stub ("Video", "Read more") that many articles share: its title tells them apart.
_STUB_WORDS = 20

# Han, kana and Thai are written without spaces: each character counts as a word.
_WORD = re.compile(
    r"[\u3041-\u30ff\u3400-\u9fff\u0e01-\u0e4e]|[^\W_\u3041-\u30ff\u3400-\u9fff\u0e01-\u0e4e]+"
)


class FingerprintStage:
    name = "fingerprint"
    version = 1

    def __call__(self, draft: Draft, /) -> tuple[str, ...]:
        """Bands as ``bb:hhhhhhhhhh``, band number and hash in hex; empty when there is no word at all."""
        words = _WORD.findall(fold(draft.body))
        if len(words) < _STUB_WORDS:
            words = _WORD.findall(fold(draft.title)) + words
        if not words:
            return ()
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update(list(_shingles(words)))
        return tuple(_bands(sketch.digest()))


def _shingles(words: list[str]) -> Iterator[str]:
    if len(words) < _SHINGLE_WORDS:
        return iter([" ".join(words)])
    return map(" ".join, zip(words, words[1:], words[2:], strict=False))


def _bands(digest: list[int]) -> Iterator[str]:
    for band in range(_BANDS):
        rows = struct.pack(f"<{_ROWS}I", *digest[band * _ROWS : (band + 1) * _ROWS])
        yield f"{band:02x}:{blake2b(rows, digest_size=5).hexdigest()}"


def load() -> Stage[tuple[str, ...]]:
    return FingerprintStage()
