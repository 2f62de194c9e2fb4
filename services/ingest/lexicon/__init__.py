"""Words that newspapers print around articles, in every language Lajmi reads; data in the TOML files beside this one.

Matching folds case, accents and Cyrillic (``Објављено`` and ``objavljeno`` are one word), so one list serves both scripts.
"""

from services.ingest.lexicon.words import Lexicon, fold, lexicon, phrase_key, words

__all__ = ["Lexicon", "fold", "lexicon", "phrase_key", "words"]
