"""Decision 1 of the design: same input, same id, on any machine, any day."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.identity import (
    Namesakes,
    article_id,
    content_hash,
    identity_basis,
    normalised_title,
    shared_addresses,
)
from services.ingest.parsed import ParsedArticle
from services.ingest.urls import canonical_url

_ARTICLE = ParsedArticle(
    title="Budget adopted after a long night", body="Parliament voted at four in the morning."
)
_TITLES = st.text(min_size=1, max_size=60).filter(lambda text: bool(text.strip()))
_TRACKERS = st.dictionaries(
    st.sampled_from(
        ["utm_source", "utm_medium", "utm_id", "fbclid", "gclid", "mc_cid", "ref", "_ga", "igshid"]
    ),
    st.text(max_size=10),
)


def _id(article: ParsedArticle, source: str = "gazeta.al") -> str:
    return Namesakes().identify(article, source)[0]


@given(_TITLES, st.text(min_size=1))
def test_an_id_is_a_function_of_the_content_alone(title: str, body: str) -> None:
    article = ParsedArticle(title=title, body=body)
    assert _id(article) == _id(replace(article, span=(3, 9)))
    assert len(_id(article)) == 32


@given(_TRACKERS, st.sampled_from(["", "#comments"]))
def test_trackers_and_fragments_do_not_matter(trackers: dict[str, str], fragment: str) -> None:
    plain = "https://gazeta.al/lajme/buxheti?faqe=2"
    tracked = f"{plain}&{urlencode(trackers)}{fragment}" if trackers else plain + fragment
    assert canonical_url(tracked) == canonical_url(plain)


@pytest.mark.parametrize(
    "variant",
    [
        "http://gazeta.al/lajme/buxheti",
        "https://www.gazeta.al/lajme/buxheti/",
        "https://GAZETA.al:443/lajme/buxheti#top",
        "https://gazeta.al/lajme//buxheti",
    ],
)
def test_one_page_under_several_addresses_is_one_article(variant: str) -> None:
    one = replace(_ARTICLE, url=canonical_url("https://gazeta.al/lajme/buxheti"))
    other = replace(_ARTICLE, url=canonical_url(variant))
    assert _id(one) == _id(other)
    assert content_hash(one, "x") == content_hash(other, "x")


def test_different_pages_are_different_articles() -> None:
    pages = ["/?p=1", "/?p=2", "/a", "/b", "/a?id=1", "/a?cid=1"]
    ids = {_id(replace(_ARTICLE, url=canonical_url(f"https://gazeta.al{page}"))) for page in pages}
    assert len(ids) == len(pages)


def test_with_an_address_the_headline_may_be_corrected() -> None:
    addressed = replace(_ARTICLE, url="https://gazeta.al/a")
    assert _id(addressed) == _id(replace(addressed, title="Budget adopted"))


def test_a_front_page_names_no_article() -> None:
    front = "https://gazeta.al/"
    assert _id(replace(_ARTICLE, url=front)) != _id(replace(_ARTICLE, url=front, title="Another headline"))


@pytest.mark.parametrize(
    "title",
    [
        "BUDGET adopted, after a long night",
        " Budget  adopted after a\u00a0long night ",
        "“Budget adopted after a long night”",
        "Ｂudget adopted after a long night",
    ],
)
def test_a_headline_typeset_again_is_the_same(title: str) -> None:
    assert _id(replace(_ARTICLE, title=title)) == _id(_ARTICLE)


def test_accents_tell_headlines_apart() -> None:
    assert normalised_title("Šuma") != normalised_title("Suma")


def test_daily_columns_are_told_apart_by_their_own_day_and_source() -> None:
    monday, tuesday = datetime(2025, 6, 23, 8, tzinfo=UTC), datetime(2025, 6, 24, 8, tzinfo=UTC)
    weather = replace(_ARTICLE, title="Weather")
    ids = {
        _id(weather),
        _id(replace(weather, published_at=monday)),
        _id(replace(weather, published_at=tuesday)),
        _id(weather, "other.al"),
    }
    assert len(ids) == 4
    later_that_day = replace(weather, published_at=monday.replace(hour=20))
    assert _id(later_that_day) == _id(replace(weather, published_at=monday))


@given(
    st.lists(
        st.tuples(st.sampled_from(["Weather", "Sport"]), st.sampled_from(["a", "b", "c"]), st.booleans())
    )
)
def test_one_document_never_gives_one_id_to_two_texts(items: list[tuple[str, str, bool]]) -> None:
    articles = [
        ParsedArticle(title=title, body=body, url="https://gazeta.al/live" if addressed else None)
        for title, body, addressed in items
    ]
    namesakes = Namesakes(shared_addresses(articles))
    texts: dict[str, set[tuple[str, str, bool]]] = {}
    for article, item in zip(articles, items, strict=True):
        texts.setdefault(namesakes.identify(article, "gazeta.al")[0], set()).add(item)
    assert all(len(found) == 1 for found in texts.values())
    again = Namesakes(shared_addresses(articles))
    assert set(texts) == {again.identify(article, "gazeta.al")[0] for article in articles}


def test_items_of_a_live_blog_keep_their_ids_when_a_new_one_comes_first() -> None:
    def item(title: str) -> ParsedArticle:
        return ParsedArticle(title=title, body=f"{title} in full.", url="https://gazeta.al/live")

    def ids(articles: list[ParsedArticle]) -> dict[str, str]:
        namesakes = Namesakes(shared_addresses(articles))
        return {article.title: namesakes.identify(article, "gazeta.al")[0] for article in articles}

    before = ids([item("Second goal"), item("First goal")])
    after = ids([item("Third goal"), item("Second goal"), item("First goal")])
    assert before.items() <= after.items()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Another"),
        ("subtitle", "A deck"),
        ("body", "Changed."),
        ("authors", ("Mira Kola",)),
        ("published_at", datetime(2025, 6, 23, tzinfo=UTC)),
        ("dateline", "Tirana"),
        ("section", "News"),
        ("tags", ("budget",)),
        ("truncated", True),
        ("language", "sq"),
        ("url", "https://gazeta.al/a"),
    ],
)
def test_a_change_that_a_reader_could_see_changes_the_content_hash(field: str, value: object) -> None:
    assert content_hash(replace(_ARTICLE, **{field: value}), "x") != content_hash(_ARTICLE, "x")


def test_where_it_was_found_is_not_content() -> None:
    assert content_hash(replace(_ARTICLE, span=(1, 2)), "x") == content_hash(_ARTICLE, "x")


def test_ids_stay_what_they_are_from_release_to_release() -> None:
    assert article_id(identity_basis(_ARTICLE, "gazeta.al")) == "f317ea0069a98844281421b0f72399fd"
    addressed = replace(_ARTICLE, url="https://gazeta.al/a?b=1")
    assert article_id(identity_basis(addressed, "gazeta.al")) == "48d41c66e4d22a163ce82474eff84b84"


def test_many_articles_of_one_name_are_told_apart_in_no_time() -> None:
    namesakes = Namesakes()
    articles = [replace(_ARTICLE, body=f"Column number {number}.") for number in range(30_000)]
    began = time.process_time()
    ids = [namesakes.identify(article, "gazeta.al")[0] for article in articles]
    assert time.process_time() - began < 5  # one after the other it was three times that
    assert len(set(ids)) == len(articles)
    assert [namesakes.identify(article, "gazeta.al")[0] for article in articles[:10]] == ids[:10]


def test_the_longest_unused_names_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.ingest.identity._REMEMBERED", 3)
    namesakes = Namesakes()

    def identify(title: str, body: str) -> str:
        return namesakes.identify(ParsedArticle(title=title, body=body), "gazeta.al")[0]

    first = identify("A", "1")
    for body in "123":
        identify("B", body)
    assert identify("A", "2") == first  # "A" had to be forgotten, so this is its first text
    assert len({identify("C", body) for body in "12345"}) == 5  # the name in use never is
