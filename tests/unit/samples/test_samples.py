"""The samples keep their promises: labels that fit their texts, every language present, nothing that points outside."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import feedparser
import lxml.html
import pytest

SAMPLES = Path(__file__).parents[3] / "samples"
DIGESTS = sorted((SAMPLES / "digests").glob("*.txt"))
INGESTED = {".txt", ".html", ".htm", ".xml", ".rss", ".atom", ".jsonl", ".ndjson"}
FIELDS = {
    "title", "section", "subtitle", "authors", "published_at", "dateline", "truncated",
    "body_starts_with", "body_ends_with", "span", "must_mention", "topic_any_of",
}  # fmt: skip
CYRILLIC = {"sr-Cyrl", "mk"}
# Read-more links, share bars, banners: what no span may hold.
FURNITURE = re.compile(
    r"original post|read more|full story|\(MORE\)|lexo më shumë|shpërndaje|pročitajte više|komentari|"
    r"опширније|opširnije|прочитај повеќе|cookies|kolačić|newsletter|©|share on (facebook|x)\b",
    re.IGNORECASE,
)


class Sample(NamedTuple):
    language: str
    title: str
    body: str


def flat(text: str) -> str:
    return " ".join(text.split())


def is_cyrillic(text: str) -> bool:
    letters = [unicodedata.name(character, "") for character in text if character.isalpha()]
    return sum(name.startswith("CYRILLIC") for name in letters) > len(letters) / 2


def language_of(digest: Path) -> str:
    name = digest.stem
    return next(
        (code for start, code in (("sr-cyrl", "sr-Cyrl"), ("sr-latn", "sr-Latn")) if name.startswith(start)),
        name[:2],
    )


def expected(digest: Path) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = json.loads(
        digest.with_suffix(".expected.json").read_text(encoding="utf-8")
    )
    return articles


def labelled() -> list[Any]:
    """Every article of every digest with the text it is cut from."""
    return [
        pytest.param(digest.read_text(encoding="utf-8"), article, id=f"{digest.stem}-{number}")
        for digest in DIGESTS
        for number, article in enumerate(expected(digest), start=1)
    ]


def all_articles() -> list[Sample]:
    """The samples as a reader counts them, with the language that each source declares (a digest: by its name)."""
    found = []
    for digest in DIGESTS:
        text = digest.read_text(encoding="utf-8")
        for article in expected(digest):
            start, end = article["span"]
            found.append(Sample(language_of(digest), article["title"], text[start:end]))
    for path in sorted((SAMPLES / "feeds").iterdir()):
        feed = feedparser.parse(path.read_bytes())
        assert not feed.bozo, f"{path.name} is not well-formed: {feed.get('bozo_exception')}"
        for entry in feed.entries:
            html = entry.content[0].value if "content" in entry else entry.summary
            language = entry.title_detail.language or feed.feed.language
            found.append(Sample(language, entry.title, lxml.html.fromstring(html).text_content()))
    for path in sorted((SAMPLES / "pages").glob("*.html")):
        page = lxml.html.fromstring(path.read_text(encoding="utf-8"))
        found.append(
            Sample(
                page.get("lang").replace("en-GB", "en"),
                page.findtext(".//h1"),
                " ".join(paragraph.text_content() for paragraph in page.iter("p")),
            )
        )
    for line in (SAMPLES / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        found.append(Sample(article["language"], article["title"], article["body"]))
    return found


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda path: path.stem)
def test_each_digest_has_labels_for_three_to_six_articles_in_document_order(digest: Path) -> None:
    spans = [article["span"] for article in expected(digest)]
    length = len(digest.read_text(encoding="utf-8"))

    assert 3 <= len(spans) <= 6
    assert all(0 <= start < end <= length for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize("digest", DIGESTS, ids=lambda path: path.stem)
def test_what_lies_between_two_spans_is_too_short_to_be_an_article(digest: Path) -> None:
    text = digest.read_text(encoding="utf-8")
    edges = [0, *(edge for article in expected(digest) for edge in article["span"]), len(text)]

    gaps = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]

    assert max(len(gap.split()) for gap in gaps) < 40


@pytest.mark.parametrize(("text", "article"), labelled())
def test_labels_fit_the_text_of_their_span(text: str, article: dict[str, Any]) -> None:
    start, end = article["span"]
    cut = text[start:end]
    title, first, last = (article[field] for field in ("title", "body_starts_with", "body_ends_with"))

    assert set(article) == FIELDS
    assert cut == cut.strip(), "a span neither starts nor ends with white space"
    assert not FURNITURE.search(cut)
    head, found, body = flat(cut).partition(first)
    assert found, "the body starts inside the span"
    assert title in head
    assert head.index(title) < 40, "before the title stand only a label, a number, a date line or a byline"
    after_body = (first + body).rpartition(last)[2]
    assert last in first + body
    assert len(after_body) < 60, "after the body stands at most a byline"
    assert all(author in head + after_body for author in article["authors"])
    assert article["subtitle"] is None or article["subtitle"] in head
    assert article["dateline"] is None or article["dateline"].casefold() in head.casefold()
    assert article["section"] is None or article["section"] in text[:start][-40:] + head


@pytest.mark.parametrize(("text", "article"), labelled())
def test_a_date_is_expected_exactly_where_the_article_shows_a_full_one(
    text: str, article: dict[str, Any]
) -> None:
    start, end = article["span"]
    head = flat(text[start:end]).partition(article["body_starts_with"])[0]

    if article["published_at"] is None:
        assert "2025" not in head
    else:
        year, _, day = article["published_at"].split("-")
        assert year in head
        assert re.search(rf"\b0?{int(day)}\b", head)


@pytest.mark.parametrize(("text", "article"), labelled())
def test_truncated_is_exactly_what_ends_in_mid_sentence(text: str, article: dict[str, Any]) -> None:
    finished = re.search(r"[.!?;][”“\"]?$", article["body_ends_with"]) is not None

    assert article["truncated"] == (not finished)


@pytest.mark.parametrize(("text", "article"), labelled())
def test_expected_names_are_canonical_and_topics_are_top_level_media_topics(
    text: str, article: dict[str, Any]
) -> None:
    names = [name for group in article["must_mention"].values() for name in group]

    assert set(article["must_mention"]) <= {"person", "organization", "place"}
    assert not any(is_cyrillic(name) for name in names)
    assert article["topic_any_of"]
    assert {f"{number:02}000000" for number in range(1, 18)} >= set(article["topic_any_of"])


def test_there_are_66_articles_and_at_least_six_in_each_language() -> None:
    counts = Counter(sample.language for sample in all_articles())

    assert counts == {"en": 15, "sq": 14, "hr": 10, "mk": 10, "sr-Latn": 9, "sr-Cyrl": 8}
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert f"{counts.total()} articles" in readme
    assert "English 15, Albanian 14, Croatian 10, Macedonian 10, Serbian 17" in readme


@pytest.mark.parametrize("sample", all_articles(), ids=lambda sample: sample.title[:40])
def test_each_article_is_written_in_the_script_of_its_language(sample: Sample) -> None:
    letters = [unicodedata.name(character) for character in sample.body if character.isalpha()]
    cyrillic = sum(name.startswith("CYRILLIC") for name in letters)

    if sample.language in CYRILLIC:
        assert cyrillic > 0.97 * len(letters)
    else:
        assert cyrillic == 0
    # A homoglyph of the other script inside a word would hide the word from every search.
    assert not re.search(r"[Ѐ-ӿ][A-Za-zÀ-ž]|[A-Za-zÀ-ž][Ѐ-ӿ]", sample.body)


def test_titles_differ_so_that_no_two_samples_share_an_identity() -> None:
    titles = Counter(flat(sample.title).casefold() for sample in all_articles())

    assert titles.most_common(1)[0][1] == 1


def test_topics_spread_over_at_least_ten_classes() -> None:
    codes = {code for digest in DIGESTS for article in expected(digest) for code in article["topic_any_of"]}

    assert len(codes) >= 10


@pytest.mark.parametrize("spelling", ["Djokovic", "Đoković", "Ђоковић"])
def test_one_person_is_named_in_titles_in_three_spellings(spelling: str) -> None:
    assert any(spelling in sample.title for sample in all_articles())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zjarri në Dukat", "Shuhet zjarri mbi Dukat"),
        ("EU MINISTERS", "Candidate Countries"),
        ("На Криволак", "Војници од осум"),
    ],
)
def test_syndicated_stories_share_most_of_their_text(one: str, other: str) -> None:
    def shingles(start: str) -> set[tuple[str, ...]]:
        body = next(sample.body for sample in all_articles() if sample.title.startswith(start))
        words = re.findall(r"\w+", body.casefold())
        return set(zip(words, words[1:], words[2:], strict=False))

    first, second = shingles(one), shingles(other)

    assert len(first & second) / len(first | second) >= 0.5


def test_every_file_is_ingested_or_says_what_it_is() -> None:
    for path in (path for path in SAMPLES.rglob("*") if path.is_file()):
        assert path.suffix in INGESTED or path.name == "README.md" or path.name.endswith(".expected.json")


def test_every_address_is_one_that_never_resolves() -> None:
    vocabularies = ("https://schema.org", "https://ogp.me", "http://purl.org", "http://www.w3.org")
    for path in (path for path in SAMPLES.rglob("*") if path.suffix in INGESTED):
        for scheme, host in re.findall(r"(https?://)([\w.-]+)", path.read_text(encoding="utf-8")):
            assert host.endswith(".example") or scheme + host in vocabularies, f"{path.name}: {host}"
