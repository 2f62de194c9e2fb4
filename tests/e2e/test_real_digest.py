"""The page the project began with: four articles, cut as a careful editor would, enriched, found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shared.topics import RAW
from tests.e2e.conftest import Archive, search
from tests.local_stack import RunningStack
from tests.records import count_records

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
DIGEST = DATA / "digest-tirana-times.txt"
pytestmark = pytest.mark.skipif(not DIGEST.is_file(), reason="the real digest is not ours to publish")
SOURCE = "tirana-times-digest"


@pytest.fixture(scope="module")
def articles(stack: RunningStack, archive: Archive) -> list[dict[str, Any]]:
    done = stack.lajmi("ingest", str(DIGEST), "--source", SOURCE, "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    return sorted(archive.documents(source=SOURCE), key=lambda document: document["origin"]["span"][0])


@pytest.fixture(scope="module")
def expected() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((DATA / "digest-tirana-times.expected.json").read_text())
    return loaded


def test_four_articles_with_every_field(
    articles: list[dict[str, Any]], expected: list[dict[str, Any]]
) -> None:
    assert len(articles) == len(expected) == 4
    for article, wanted in zip(articles, expected, strict=True):
        assert article["title"] == wanted["title"]
        for field in ("section", "subtitle", "dateline"):
            assert article.get(field) == wanted[field], field
        assert article.get("authors", []) == wanted["authors"]
        assert (article.get("published_at") or "")[:10] == (wanted["published_at"] or "")
        assert article["truncated"] is wanted["truncated"]
        assert article["origin"]["span"] == wanted["span"]
        assert article["body"].startswith(wanted["body_starts_with"])
        assert article["body"].endswith(wanted["body_ends_with"])
        assert "Original post" not in article["body"]


def test_hard_wraps_are_rejoined_and_sub_headings_kept(articles: list[dict[str, Any]]) -> None:
    lines = articles[0]["body"].split("\n")
    assert "Key Provisions of the Agreement" in lines
    assert "NATO’s Perspective and Potential Future Developments" in lines
    joined = "no longer seeks Belgrade’s approval for its military actions"
    assert any(joined in line for line in lines), "a sentence wrapped by the printer must be one line again"
    assert "  " not in articles[0]["body"]


def test_what_each_article_mentions(articles: list[dict[str, Any]], expected: list[dict[str, Any]]) -> None:
    for article, wanted in zip(articles, expected, strict=True):
        for facet, names in wanted["must_mention"].items():
            missing = set(names) - set(article.get(facet, []))
            assert not missing, f"{article['title']}: {facet} misses {missing}, has {article.get(facet)}"


def test_a_topic_or_none_but_never_a_wrong_one(
    articles: list[dict[str, Any]], expected: list[dict[str, Any]]
) -> None:
    first = [article["topics"][0]["code"] if article.get("topics") else None for article in articles]
    assert any(first), "at least one of four articles must be sure enough for a topic"
    for code, wanted in zip(first, expected, strict=True):
        assert code is None or code in wanted["topic_any_of"]


def test_found_by_text_and_organisation(stack: RunningStack, articles: list[dict[str, Any]]) -> None:
    answer = search(stack, "Kosovo", "--organization", "NATO", "--source", SOURCE)
    assert [hit["title"] for hit in answer["hits"]] == [articles[0]["title"]]
    for facet in ("place", "person", "organization"):
        assert answer["facets"][facet], f"no {facet} facet"


def test_again_publishes_nothing(
    stack: RunningStack, articles: list[dict[str, Any]], archive: Archive
) -> None:
    before = count_records(stack.settings, RAW)
    done = stack.lajmi("ingest", str(DIGEST), "--source", SOURCE, "--wait")
    assert done.returncode == 0, done.stdout + done.stderr
    assert count_records(stack.settings, RAW) == before
    assert len(archive.documents(source=SOURCE)) == len(articles)
