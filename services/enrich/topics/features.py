"""Words and their character n-grams: the features of the topic model. Shared by training and inference.

N-grams of 3 to 5 characters within a word (its ends marked by spaces) see through inflection ('qeveri' in
'qeverisë', 'vlad' in 'vlade' and 'vladom') and through kin languages, which is what small training sets need.
"""

from __future__ import annotations

import re
from collections import Counter

from services.enrich.folding import folded_words

# The top of a story says what it is about; the rest of a dump would only cost time.
_CHARS_READ = 20_000
_TITLE_WEIGHT = 2
_SHORTEST_GRAM, _LONGEST_GRAM = 3, 5
_LONGEST_WORD = 40  # beyond it an address or noise, whose n-grams mean nothing

_LETTERS = re.compile(r"[^\W\d_]+")


def word_counts(title: str, body: str) -> Counter[str]:
    """How often each folded word stands in an article, its title counting twice."""
    counts = Counter(folded_words(body[:_CHARS_READ], _LETTERS))
    for word in folded_words(title, _LETTERS):
        counts[word] += _TITLE_WEIGHT
    for letter in [word for word in counts if len(word) == 1]:  # no word
        del counts[letter]
    return counts


def grams(word: str) -> list[str]:
    """The features of one word: the whole word between '^' and '$', and its n-grams, ends marked by spaces."""
    word = word[:_LONGEST_WORD]
    marked = f" {word} "
    size = len(marked) + 1
    found = [f"^{word}$"]
    for length in range(_SHORTEST_GRAM, _LONGEST_GRAM + 1):
        found += [marked[start : start + length] for start in range(size - length)]
    return found
