"""The language stage: py3langid told the script, judged by sentences, with the declared language as weak evidence."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.enrich.language.candidates import (
    CANDIDATES,
    DISTINCT_LETTERS,
    NO_LANGUAGE,
    declared_code,
    group,
)
from services.enrich.language.pieces import Piece, pieces, sample, word_share
from services.enrich.language.scripts import NO_LETTERS, letter_scripts, main_script
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
# Labels less likely than this are left out of the sums.
_NEGLIGIBLE = 1e-4
# Odds in favour of the declared language: turns a near-tie, and is drowned by one clear sentence. In a text too short to
# judge it decides, unless the text speaks against it.
_DECLARED_ODDS, _DECLARED_ODDS_SHORT = 8.0, 50.0
# Each letter foreign to a Cyrillic orthography, in odds; names bring a few, so the sum is limited.
_FOREIGN_LETTER_ODDS, _FOREIGN_LETTERS_COUNTED = 0.4, 6

Distribution = Mapping[str, float]


class LanguageStage:
    name = "language"
    version = 2

    def __init__(self) -> None:
        every = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._identifiers: dict[str, LanguageIdentifier] = {}
        for script, labels in CANDIDATES.items():
            chosen = copy.copy(every)
            chosen.set_languages(labels)
            self._identifiers[script] = chosen

    def __call__(self, draft: Draft, /) -> Language:
        text = sample(draft.body)
        scripts = letter_scripts(text)
        script, letters = main_script(scripts)
        if letters < _BODY_LETTERS:
            text = f"{draft.title}\n{text}"
            script, letters = main_script(letter_scripts(text))
        code, confidence = UNDETERMINED_CODE, 0.0
        if script != NO_LETTERS and word_share(text) >= _LEAST_WORD_SHARE:
            code, confidence = self._judge(text, declared_code(draft.declared_language))
        return Language(
            code=code, script=script, confidence=round(confidence, 4), declared=draft.declared_language
        )

    def _judge(self, text: str, declared: str | None) -> tuple[str, float]:
        parts = [piece for piece in pieces(text) if piece.script in CANDIDATES]
        if not parts:
            return UNDETERMINED_CODE, 0.0
        judged = [self._distribution(piece, declared) for piece in parts]
        shares = _mixture(judged, [piece.letters for piece in parts])
        code = max(shares, key=shares.__getitem__)
        confidence = shares[code]
        letters = sum(piece.letters for piece in parts)
        mean = (
            sum(part.get(code, 0.0) * piece.letters for part, piece in zip(judged, parts, strict=True))
            / letters
        )
        if mean >= _CLEAR:
            confidence = min(confidence, 1 - (1 - mean) ** len(parts))
        else:
            confidence = min(confidence, self._whole(parts, judged, declared).get(code, 0.0))
        enough = letters >= _SHORT_LETTERS or code == declared
        least = _LEAST_CONFIDENCE if enough else _LEAST_CONFIDENCE_SHORT
        if code == NO_LANGUAGE or confidence < least or shares[code] < _LEAST_SHARE:
            return UNDETERMINED_CODE, confidence if code != NO_LANGUAGE else 0.0
        return code, confidence

    def _whole(
        self, parts: Sequence[Piece], judged: Sequence[Distribution], declared: str | None
    ) -> Distribution:
        """The distribution for the pieces of the main script taken as one text: surer than any piece alone."""
        if len(parts) == 1:
            return judged[0]
        letters: dict[str, int] = defaultdict(int)
        for piece in parts:
            letters[piece.script] += piece.letters
        script = max(letters, key=letters.__getitem__)
        text = " ".join(piece.text for piece in parts if piece.script == script)
        return self._distribution(Piece(text, script, letters[script]), declared)

    def _distribution(self, piece: Piece, declared: str | None) -> Distribution:
        odds: dict[str, float] = defaultdict(float)
        for label, probability in self._identifiers[piece.script].rank(piece.text):
            if probability < _NEGLIGIBLE:
                break
            odds[group(label)] += probability
        if piece.script == "Cyrl":
            lowered = piece.text.lower()
            for code, foreign in DISTINCT_LETTERS.items():
                if code not in odds:
                    continue
                count = min(_FOREIGN_LETTERS_COUNTED, sum(lowered.count(letter) for letter in foreign))
                odds[code] *= _FOREIGN_LETTER_ODDS**count
        if declared in odds:  # never conjured up where the text itself gives it no chance
            odds[declared] *= _DECLARED_ODDS if piece.letters >= _SHORT_LETTERS else _DECLARED_ODDS_SHORT
        total = sum(odds.values())
        return {code: value / total for code, value in odds.items()}


def _mixture(judged: Sequence[Distribution], letters: Sequence[int]) -> dict[str, float]:
    """Share of the letters written in each language (expectation-maximisation over the pieces).

    A piece that could be in several languages counts for the one its neighbours are in, so a text in one language with
    some unclear sentences comes out whole, and a half-and-half text as two halves.
    """
    codes = sorted({code for distribution in judged for code in distribution})
    table = np.array([[distribution.get(code, 0.0) for code in codes] for distribution in judged])
    weights = np.array(letters, dtype=np.float64)[:, None]
    weights /= weights.sum()
    shares = (table * weights).sum(axis=0)
    for _ in range(10):
        claims = table * shares
        claims /= claims.sum(axis=1, keepdims=True)
        shares = (claims * weights).sum(axis=0)
    return dict(zip(codes, shares.tolist(), strict=True))
