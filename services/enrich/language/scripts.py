"""The script of a text, by counting its letters (ISO 15924 codes)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NO_LETTERS = "Zyyy"

# Ranges of letters (Unicode 15 blocks, without the punctuation and digits that scripts share), ascending.
_RANGES: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x005A, "Latn"), (0x0061, 0x007A, "Latn"), (0x00AA, 0x00AA, "Latn"), (0x00BA, 0x00BA, "Latn"),
    (0x00C0, 0x00D6, "Latn"), (0x00D8, 0x00F6, "Latn"), (0x00F8, 0x02AF, "Latn"), (0x0370, 0x03FF, "Grek"),
    (0x0400, 0x052F, "Cyrl"), (0x0531, 0x0588, "Armn"), (0x05D0, 0x05F2, "Hebr"), (0x0620, 0x064A, "Arab"),
    (0x066E, 0x06D3, "Arab"), (0x06FA, 0x06FF, "Arab"), (0x0750, 0x077F, "Arab"), (0x0904, 0x0963, "Deva"),
    (0x0985, 0x09E3, "Beng"), (0x0A05, 0x0A76, "Guru"), (0x0A85, 0x0AE3, "Gujr"), (0x0B85, 0x0BD7, "Taml"),
    (0x0C05, 0x0C63, "Telu"), (0x0C85, 0x0CE3, "Knda"), (0x0D05, 0x0D63, "Mlym"), (0x0D85, 0x0DDF, "Sinh"),
    (0x0E01, 0x0E4E, "Thai"), (0x10A0, 0x10FF, "Geor"), (0x1100, 0x11FF, "Hang"), (0x1200, 0x137F, "Ethi"),
    (0x1C80, 0x1C88, "Cyrl"), (0x1C90, 0x1CBF, "Geor"), (0x1E00, 0x1EFF, "Latn"), (0x1F00, 0x1FFF, "Grek"),
    (0x2DE0, 0x2DFF, "Cyrl"), (0x3041, 0x309F, "Hira"), (0x30A1, 0x30FF, "Kana"), (0x3400, 0x4DBF, "Hani"),
    (0x4E00, 0x9FFF, "Hani"), (0xA640, 0xA69F, "Cyrl"), (0xAC00, 0xD7A3, "Hang"), (0xF900, 0xFAFF, "Hani"),
    (0xFB00, 0xFB06, "Latn"), (0xFB1D, 0xFB4F, "Hebr"), (0xFB50, 0xFDFF, "Arab"), (0xFE70, 0xFEFC, "Arab"),
    (0xFF21, 0xFF3A, "Latn"), (0xFF41, 0xFF5A, "Latn"), (0x20000, 0x2FA1F, "Hani"),
)  # fmt: skip

SCRIPTS: tuple[str, ...] = (NO_LETTERS, *sorted({script for _, _, script in _RANGES}))


def _boundaries() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    starts, owners = [0], [0]
    for start, end, script in _RANGES:
        starts += [start, end + 1]
        owners += [SCRIPTS.index(script), 0]
    return np.array(starts, dtype=np.uint32), np.array(owners, dtype=np.uint8)


_STARTS, _OWNERS = _boundaries()


def letter_scripts(text: str) -> NDArray[np.uint8]:
    """For each code point the index of its script in ``SCRIPTS``; 0 for what is no letter."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    found: NDArray[np.uint8] = _OWNERS[np.searchsorted(_STARTS, points, side="right") - 1]
    return found


_KANA = [SCRIPTS.index("Hira"), SCRIPTS.index("Kana")]
_HAN = SCRIPTS.index("Hani")


def main_scripts(texts: Sequence[str]) -> tuple[list[str], list[int]]:
    """Of each text the script with most letters, and the number of all letters; ``Zyyy`` and 0 when there is none.

    Kana beside Han is Japanese (``Jpan``, as ISO 15924 has it); Han alone stays ``Hani``: simplified and traditional
    cannot be told by counting.
    """
    owners = np.repeat(np.arange(len(texts)) * len(SCRIPTS), [len(text) for text in texts])
    counts = np.bincount(owners + letter_scripts("".join(texts)), minlength=len(texts) * len(SCRIPTS))
    counts = counts.reshape(len(texts), len(SCRIPTS))
    counts[:, 0] = 0
    letters = counts.sum(axis=1)
    japanese = counts[:, _KANA].sum(axis=1)
    japanese += np.where(japanese > 0, counts[:, _HAN], 0)
    scripts = [SCRIPTS[place] for place in counts.argmax(axis=1).tolist()]
    for place in np.flatnonzero(2 * japanese > letters).tolist():
        scripts[place] = "Jpan"
    return scripts, letters.tolist()


def main_script(text: str) -> tuple[str, int]:
    scripts, letters = main_scripts([text])
    return scripts[0], letters[0]
