"""The language stage: py3langid told the script, judged by sentences, with the declared language as weak evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.enrich.language.candidates import CANDIDATES, DISTINCT_LETTERS, NO_LANGUAGE, declared_code
from services.enrich.language.identifier import CODES, Identifier, Odds
from services.enrich.language.pieces import Piece, pieces, sample, without_marks, word_share
from services.enrich.language.scripts import NO_LETTERS, main_script
from services.enrich.stage import Draft
from shared.contracts import Language

UNDETERMINED_CODE = "und"

# A body with fewer letters is judged together with its headline; one with enough is judged alone, as a headline has
# too little text and too many names (77 % right below 40 characters).
_BODY_LETTERS = 80
_SHORT_LETTERS = 40
# On 80 characters most answers below the first are wrong, and few above it; shorter text must be surer.
_LEAST_CONFIDENCE, _LEAST_CONFIDENCE_SHORT = 0.45, 0.8
# A text with less than this in one language is mixed: it has no language, however sure each part may be.
_LEAST_SHARE = 0.6
_LEAST_WORD_SHARE = 0.5
# With pieces this sure on average, judging the text as a whole too could not change the answer.
_CLEAR = 0.85
# Odds in favour of the declared language: turns a near-tie, and is drowned by one clear sentence. In a text too short to
# judge it decides, unless the text speaks against it.
_DECLARED_ODDS, _DECLARED_ODDS_SHORT = 8.0, 50.0
# Each letter foreign to a Cyrillic orthography, in odds; names bring a few, so the sum is limited.
_FOREIGN_LETTER_ODDS, _FOREIGN_LETTERS_COUNTED = 0.4, 6

_CYRILLIC_FIRST, _CYRILLIC_LETTERS = 0x400, 0x100
_FOREIGN = np.zeros((_CYRILLIC_LETTERS, len(CODES)), dtype=np.intp)
for _code, _letters in DISTINCT_LETTERS.items():
    for _letter in _letters:
        _FOREIGN[ord(_letter) - _CYRILLIC_FIRST, CODES.index(_code)] = 1


class LanguageStage:
    name = "language"
    version = 2

    def __init__(self) -> None:
        self._identifier = Identifier()

    def __call__(self, draft: Draft, /) -> Language:
        text = sample(draft.body)
        script, letters = main_script(text)
        if letters < _BODY_LETTERS:
            text = f"{draft.title}\n{text}"
            script, letters = main_script(text)
        code, confidence = UNDETERMINED_CODE, 0.0
        plain = without_marks(text)
        if script != NO_LETTERS and word_share(text, plain) >= _LEAST_WORD_SHARE:
            code, confidence = self._judge(plain, declared_code(draft.declared_language))
        return Language(
            code=code, script=script, confidence=round(confidence, 4), declared=draft.declared_language
        )

    def _judge(self, plain: str, declared: str | None) -> tuple[str, float]:
        parts = [piece for piece in pieces(plain) if piece.script in CANDIDATES]
        if not parts:
            return UNDETERMINED_CODE, 0.0
        letters = np.array([piece.letters for piece in parts], dtype=np.float64)
        judged = self._distributions(parts, declared)
        shares = _mixture(judged, letters)
        best = int(shares.argmax())
        code, confidence = CODES[best], float(shares[best])
        mean = float(judged[:, best] @ letters / letters.sum())
        if mean >= _CLEAR:
            confidence = min(confidence, 1 - (1 - mean) ** len(parts))
        else:
            confidence = min(confidence, float(self._whole(parts, judged, declared)[best]))
        enough = letters.sum() >= _SHORT_LETTERS or code == declared
        least = _LEAST_CONFIDENCE if enough else _LEAST_CONFIDENCE_SHORT
        if code == NO_LANGUAGE or confidence < least or shares[best] < _LEAST_SHARE:
            return UNDETERMINED_CODE, confidence if code != NO_LANGUAGE else 0.0
        return code, confidence

    def _whole(self, parts: Sequence[Piece], judged: Odds, declared: str | None) -> Odds:
        """The distribution for the pieces of the main script taken as one text: surer than any piece alone."""
        if len(parts) == 1:
            alone: Odds = judged[0]
            return alone
        letters: dict[str, int] = defaultdict(int)
        for piece in parts:
            letters[piece.script] += piece.letters
        script = max(letters, key=letters.__getitem__)
        text = " ".join(piece.text for piece in parts if piece.script == script)
        together: Odds = self._distributions([Piece(text, script, letters[script])], declared)[0]
        return together

    def _distributions(self, parts: Sequence[Piece], declared: str | None) -> Odds:
        """(pieces, CODES): what each is probably written in; each row sums to 1."""
        judged = np.zeros((len(parts), len(CODES)))
        for script in dict.fromkeys(piece.script for piece in parts):
            rows = [row for row, piece in enumerate(parts) if piece.script == script]
            texts = [parts[row].text for row in rows]
            odds = self._identifier.distributions(texts, script)
            if script == "Cyrl":
                odds *= _FOREIGN_LETTER_ODDS ** np.minimum(_foreign_letters(texts), _FOREIGN_LETTERS_COUNTED)
            judged[rows] = odds
        if declared in CODES:  # never conjured up where the text itself gives it no chance
            judged[:, CODES.index(declared)] *= [
                _DECLARED_ODDS if piece.letters >= _SHORT_LETTERS else _DECLARED_ODDS_SHORT for piece in parts
            ]
        judged /= judged.sum(axis=1, keepdims=True)
        return judged


def _foreign_letters(texts: Sequence[str]) -> NDArray[np.intp]:
    """(texts, CODES): how many letters of each text the Cyrillic alphabet of each language lacks."""
    counts = np.zeros((len(texts), _CYRILLIC_LETTERS), dtype=np.intp)
    for row, text in enumerate(texts):
        points = np.frombuffer(text.lower().encode("utf-32-le", "surrogatepass"), dtype="<u4") - np.uint32(
            _CYRILLIC_FIRST
        )
        counts[row] = np.bincount(points[points < _CYRILLIC_LETTERS], minlength=_CYRILLIC_LETTERS)
    return counts @ _FOREIGN


def _mixture(judged: Odds, letters: Odds) -> Odds:
    """(CODES,): share of the letters written in each language (expectation-maximisation over the pieces).

    A piece that could be in several languages counts for the one its neighbours are in, so a text in one language with
    some unclear sentences comes out whole, and a half-and-half text as two halves.
    """
    weights = letters[:, None] / letters.sum()
    shares: Odds = (judged * weights).sum(axis=0)
    for _ in range(10):
        claims = judged * shares
        claims /= claims.sum(axis=1, keepdims=True)
        shares = (claims * weights).sum(axis=0)
    return shares
