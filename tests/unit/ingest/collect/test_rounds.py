"""What a round fetches, publishes and remembers, and what it leaves alone."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from services.ingest.collect import collector as collector_module
from services.ingest.collect.memory import Record
from services.ingest.collect.outcomes import after_not_modified, after_refusal
from services.ingest.collect.schedule import FULL_EVERY
from services.ingest.decisions import Outcome
from services.ingest.items import Item
from services.ingest.publish import BatchResult
from services.ingest.web.outcome import NotModified, Refusal
from shared.contracts import Provenance, RawArticle
from tests.unit.ingest.collect.world import NOW, SENTENCE, World, feed, page, source

_FEED = "http://paper.test/rss"
_PAGE = "http://paper.test/2026/bridge"
_TEASER = "The bridge opened on Monday …"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def _later(world: World, seconds: float = 3_600) -> None:
    world.now += seconds


def test_a_teaser_and_its_page_are_one_article_with_the_page_as_revision_2(world: World) -> None:
    world.web.put(_FEED, feed(("Bridge opens", f"{_PAGE}?utm_source=rss", _TEASER)))
    world.web.put(_PAGE, page("Bridge opens"))
    report = world.round(source(_FEED, name="Paper"))
    assert world.kafka.published == [("Bridge opens", 1), ("Bridge opens", 2)]
    assert len({article.id for article in world.kafka.records}) == 1
    assert SENTENCE.strip() in world.kafka.records[-1].body
    assert report.visits == Counter({"changed": 1})
    assert report.pages == 1


def _dated(text: str) -> str:
    return text.replace(
        "</item>",
        "<pubDate>Mon, 23 Nov 2026 10:00:00 +0100</pubDate><author>Lea Lumi</author>"
        "<category>Prizren</category><category>ura</category></item>",
    )


def test_a_page_keeps_the_date_authors_and_tags_that_only_its_feed_told(world: World) -> None:
    paper = source(_FEED, name="Paper", tags=["own"])
    world.web.put(_FEED, _dated(feed(("Bridge opens", _PAGE, _TEASER))))
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(paper)
    teaser, whole = world.kafka.records
    assert whole.body != teaser.body
    assert whole.published_at == teaser.published_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert whole.published_precision == teaser.published_precision
    assert whole.authors == ("Lea Lumi",)
    assert whole.tags == ("Prizren", "ura", "own")
    assert whole.provenance["published_at"] is Provenance.FEED


def test_a_page_that_has_its_own_date_keeps_it(world: World) -> None:
    world.web.put(_FEED, _dated(feed(("Bridge opens", _PAGE, _TEASER))))
    dated = '<meta property="article:published_time" content="2026-11-22T08:00:00Z"></head>'
    world.web.put(_PAGE, page("Bridge opens").replace("</head>", dated))
    world.round(source(_FEED, name="Paper"))
    assert world.kafka.records[-1].published_at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert world.kafka.records[-1].provenance["published_at"] is Provenance.META


def test_a_page_of_a_bare_item_has_the_items_date(world: World) -> None:
    world.web.put(_FEED, _dated(feed(("Bridge opens", _PAGE, ""))))
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(source(_FEED, name="Paper"))
    assert [article.published_at for article in world.kafka.records] == [
        datetime(2026, 11, 23, 9, tzinfo=UTC)
    ]


def test_a_page_of_a_news_sitemap_has_its_date(world: World) -> None:
    address = "http://paper.test/sitemap-news.xml"
    world.web.put(
        address,
        "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
        f"<url><loc>{_PAGE}</loc><news:news><news:publication><news:name>Paper</news:name>"
        "<news:language>sq</news:language></news:publication>"
        "<news:publication_date>2026-11-23T09:00:00Z</news:publication_date><news:title>x</news:title>"
        "</news:news></url></urlset>",
    )
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(source(address))
    (article,) = world.kafka.records
    assert (article.published_at, article.language) == (datetime(2026, 11, 23, 9, tzinfo=UTC), "sq")
    assert article.provenance["published_at"] is Provenance.SITEMAP


def test_a_memory_of_the_version_before_keeps_what_it_knows(world: World) -> None:
    paper = source(_FEED, name="Paper")
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, _TEASER)), '"1"')
    world.web.put(_PAGE, page("Bridge opens"), '"p"')
    world.round(paper)
    with closing(sqlite3.connect(world.path)) as database:
        database.executescript("ALTER TABLE links DROP COLUMN stated; PRAGMA user_version=1")
    world.web.asked.clear()
    _later(world)
    world.round(paper)
    assert [(request.url, request.etag) for request in world.web.asked] == [(_FEED, '"1"')]


_NOTICE = page("Maintenance", "Our site is down until six in the morning, and we are sorry for that. " * 9)


def test_a_notice_in_place_of_a_feed_is_no_article_and_the_feed_comes_back(world: World) -> None:
    paper = source(_FEED, name="Paper")
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, SENTENCE * 20)))
    world.round(paper)
    world.web.put(_FEED, _NOTICE)
    _later(world)
    report = world.round(paper)
    assert report.visits == Counter({"not_a_feed": 1})
    assert report.items == Counter({("Paper", Outcome.REJECTED, "not_a_feed"): 1})
    with world.memory() as memory:
        (record,) = memory.records().values()
    assert record.kind == "feed"
    assert "instead of a feed" in record.detail
    world.web.put(_FEED, feed(("Bridge closes", _PAGE + "2", SENTENCE * 20)))
    _later(world)
    world.round(paper)
    assert world.kafka.published == [("Bridge opens", 1), ("Bridge closes", 1)]


@pytest.mark.parametrize(
    ("address", "more", "published"),
    [
        ("http://paper.test/rss.xml", {}, False),
        ("http://paper.test/rss.xml", {"kind": "page"}, True),
        ("http://paper.test/digest", {}, True),
    ],
)
def test_a_page_at_a_feeds_address_is_taken_only_when_the_source_says_so(
    world: World, address: str, more: dict[str, str], published: bool
) -> None:
    world.web.put(address, _NOTICE)
    world.round(source(address, **more))
    assert bool(world.kafka.published) is published


def test_other_xml_at_a_feeds_address_is_of_an_unknown_format(world: World) -> None:
    world.web.put("http://paper.test/rss.xml", "<?xml version='1.0'?><error>busy</error>")
    report = world.round(source("http://paper.test/rss.xml"))
    assert report.visits == Counter({"unknown_format": 1})


def test_redirects_and_the_pages_own_idea_of_its_address_do_not_make_a_second_article(world: World) -> None:
    world.web.put(_FEED, feed(("Bridge opens", "http://go.test/1", _TEASER)))
    canonical = f'<link rel="canonical" href="{_PAGE}">'
    world.web.put(_PAGE, page("Bridge opens").replace("</head>", f"{canonical}</head>"))
    world.web.moved["http://go.test/1"] = _PAGE
    world.round(source(_FEED, name="Paper"))
    assert [article.revision for article in world.kafka.records] == [1, 2]
    assert len({article.id for article in world.kafka.records}) == 1


def test_the_second_round_asks_only_with_validators_and_no_page_again(world: World) -> None:
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, _TEASER)), '"1"')
    world.web.put(_PAGE, page("Bridge opens"), '"p"')
    world.round(source(_FEED))
    world.web.asked.clear()
    _later(world)
    report = world.round(source(_FEED))
    assert [(request.url, request.etag) for request in world.web.asked] == [(_FEED, '"1"')]
    assert report.visits == Counter({"not modified": 1})
    assert not report.items


def test_a_source_that_is_not_due_is_left_alone(world: World) -> None:
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, SENTENCE * 20)))
    world.round(source(_FEED))
    _later(world, 1)
    world.round(source(_FEED))
    assert world.web.addresses == [_FEED]


@pytest.mark.parametrize(
    ("follow", "text", "fetched"),
    [
        ("auto", _TEASER, True),
        ("auto", SENTENCE * 20, False),
        ("always", SENTENCE * 20, True),
        ("never", _TEASER, False),
    ],
)
def test_the_page_is_fetched_when_the_source_says_so(
    world: World, follow: str, text: str, fetched: bool
) -> None:
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, text)))
    world.web.put(_PAGE, page("Bridge opens", SENTENCE * 30))
    world.round(source(_FEED, follow=follow))
    assert (_PAGE in world.web.addresses) is fetched


def test_an_item_without_text_is_its_page_and_no_dead_letter(world: World) -> None:
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, "")))
    world.web.put(_PAGE, page("Bridge opens"))
    report = world.round(source(_FEED, name="Paper"))
    assert world.kafka.published == [("Bridge opens", 1)]
    assert report.items == Counter({("Paper", Outcome.PUBLISHED, ""): 1})


def test_a_teaser_that_changes_under_a_published_page_makes_the_page_be_asked_again(world: World) -> None:
    paper = source(_FEED)
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, _TEASER)))
    world.web.put(_PAGE, page("Bridge opens"), '"p1"')
    world.round(paper)
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, "The bridge opened on Tuesday …")))
    world.web.put(_PAGE, page("Bridge opens", SENTENCE * 9), '"p2"')
    world.web.asked.clear()
    _later(world)
    world.round(paper)
    assert [(request.url, request.etag) for request in world.web.asked] == [(_FEED, None), (_PAGE, '"p1"')]
    assert [revision for _, revision in world.kafka.published] == [1, 2, 3]


def test_a_page_that_says_less_than_the_feed_is_not_taken(world: World) -> None:
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, SENTENCE * 5 + "…")))
    world.web.put(_PAGE, page("Bridge opens", "Subscribe to read on, it takes a minute only."))
    report = world.round(source(_FEED, name="Paper"))
    assert [revision for _, revision in world.kafka.published] == [1]
    assert report.items["Paper", Outcome.REJECTED, "page_says_less"] == 1


def test_a_page_that_is_gone_takes_its_article_back(world: World) -> None:
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, _TEASER)))
    world.web.fail(_PAGE, 410)
    report = world.round(source(_FEED, name="Paper"))
    assert world.kafka.gone == [world.kafka.records[0].id]
    assert report.items["Paper", Outcome.REJECTED, "http_status_410"] == 1


def test_a_page_source_that_is_gone_takes_its_article_back(world: World) -> None:
    paper = source(_PAGE, kind="page")
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(paper)
    world.web.fail(_PAGE, 410)
    _later(world, 86_400)
    world.round(paper)
    assert world.kafka.gone == [world.kafka.records[0].id]


def test_a_page_that_fails_softly_is_tried_again_and_counts_once_in_the_end(world: World) -> None:
    paper = source(_FEED, name="Paper")
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, _TEASER)), '"1"')
    world.web.put(_PAGE, page("Bridge opens"))
    world.web.fail(_PAGE, 503)
    report = world.round(paper)
    assert ("Paper", Outcome.REJECTED, "http_status_503") not in report.items
    del world.web.refusals[_PAGE]
    _later(world)
    world.round(paper)
    assert [revision for _, revision in world.kafka.published] == [1, 2]


def test_a_page_that_fails_for_good_is_given_up_with_one_outcome(world: World) -> None:
    paper = source(_FEED, name="Paper")
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, _TEASER)), '"1"')
    world.web.fail(_PAGE, 500)
    for _ in range(12):
        world.round(paper)
        _later(world, 86_400)
    assert world.kafka.outcomes["Paper", Outcome.REJECTED, "http_status_500"] == 1
    assert world.web.addresses.count(_PAGE) == 6


def test_a_feed_that_was_404_comes_back(world: World) -> None:
    paper = source(_FEED, name="Paper")
    world.web.fail(_FEED, 404)
    report = world.round(paper)
    assert report.items == Counter({("Paper", Outcome.REJECTED, "http_status_404"): 1})
    assert report.problems == {paper.key: f"Paper: {_FEED} answered 404"}
    assert world.kafka.answers == [("Paper", "http_status_404")]
    del world.web.refusals[_FEED]
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, SENTENCE * 20)))
    _later(world)
    report = world.round(paper)
    assert not report.problems
    assert world.kafka.published == [("Bridge opens", 1)]
    assert world.kafka.answers[-1] == ("Paper", None)


def test_a_feed_whose_validators_lie_is_noticed_and_then_asked_without_them(world: World) -> None:
    paper = source(_FEED)
    world.web.put(_FEED, feed(("One", f"{_PAGE}1", SENTENCE * 20)), '"same"')
    world.web.lying.add(_FEED)
    world.round(paper)
    world.web.put(_FEED, feed(("Two", f"{_PAGE}2", SENTENCE * 21)), '"same"')
    _later(world)
    world.round(paper)
    assert world.kafka.published == [("One", 1)]  # the lie
    _later(world, FULL_EVERY * 1.2)
    world.round(paper)
    assert world.kafka.published == [("One", 1), ("Two", 1)]
    world.web.put(_FEED, feed(("Three", f"{_PAGE}3", SENTENCE * 22)), '"same"')
    _later(world)
    world.round(paper)
    assert world.kafka.published[-1] == ("Three", 1)


def test_nothing_is_remembered_before_kafka_has_it(world: World) -> None:
    paper = source(_FEED)
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, SENTENCE * 20)), '"1"')
    world.kafka.down = True
    with pytest.raises(TimeoutError):
        world.round(paper, seconds=0.3)
    with world.memory() as memory:
        assert memory.records() == {}
    world.kafka.down = False
    world.round(paper)
    assert world.kafka.published == [("Bridge opens", 1)]
    assert [request.etag for request in world.web.asked] == [None, None]


def test_pages_that_were_not_reached_before_a_crash_are_fetched_by_the_next_round(world: World) -> None:
    paper = source(_FEED)
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, _TEASER)), '"1"')
    world.web.put(_PAGE, page("Bridge opens"))
    world.web.hanging.add(_PAGE)
    with pytest.raises(TimeoutError):
        world.round(paper, seconds=0.5)
    world.web.hanging.clear()
    world.web.asked.clear()
    _later(world, 1)  # the feed itself is not due
    world.round(paper)
    assert world.web.addresses == [_PAGE]
    assert [revision for _, revision in world.kafka.published] == [1, 2]


def test_a_lost_memory_costs_fetching_again_and_nothing_else(world: World) -> None:
    paper = source(_FEED)
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, _TEASER)), '"1"')
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(paper)
    world.path.write_bytes(b"this is no database" * 100)
    for ending in ("-wal", "-shm"):
        Path(f"{world.path}{ending}").unlink(missing_ok=True)
    world.round(paper)
    assert [revision for _, revision in world.kafka.published] == [1, 2]


def test_no_more_pages_than_allowed_in_one_visit_and_the_others_come_next(world: World) -> None:
    paper = source(_FEED, max_pages=3)
    items = [(f"Story {n}", f"{_PAGE}{n}", "Read on …") for n in range(8)]
    world.web.put(_FEED, feed(*items), '"1"')
    for title, url, _ in items:
        world.web.put(url, page(title))
    assert world.round(paper).pages == 3
    for _ in range(2):
        _later(world, 900)
        world.round(paper)
    assert len(world.web.addresses) == 3 + 8
    assert sum(revision == 2 for _, revision in world.kafka.published) == 8


def test_a_link_in_two_feeds_is_fetched_once(world: World) -> None:
    other = "http://paper.test/sport.rss"
    for url in (_FEED, other):
        world.web.put(url, feed(("Bridge opens", _PAGE, _TEASER)))
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(source(_FEED, name="Paper"), source(other, name="Paper"))
    assert world.web.addresses.count(_PAGE) == 1


def test_an_article_in_feeds_of_two_names_stays_the_first_ones(world: World) -> None:
    papers = [source(_FEED, name="Paper"), source("http://paper.test/sport.rss", name="Paper, Sport")]
    for n in range(3):
        for paper in papers:
            world.web.put(
                paper.url or "",
                feed(
                    ("Bridge opens", _PAGE, SENTENCE * 20), (f"Other {n}", f"{paper.url}{n}", SENTENCE * 20)
                ),
            )
        world.round(*papers)
        _later(world, 7_200)
    assert [one for one in world.kafka.published if one[0] == "Bridge opens"] == [("Bridge opens", 1)]
    assert (
        sum(count for (_, outcome, _), count in world.kafka.outcomes.items() if outcome is Outcome.DUPLICATE)
        == 3
    )
    # When the first one is silent for good, the article is the other's.
    world.web.fail(_FEED, 404)
    _later(world, 8 * 86_400)
    sport = papers[1].url or ""
    world.web.put(sport, feed(("Bridge opens", _PAGE, SENTENCE * 21)))
    world.round(*papers)
    assert world.kafka.records[-1].source.name == "Paper, Sport"


def test_several_items_under_one_address_are_not_taken_for_its_page(world: World) -> None:
    world.web.put(
        _FEED, feed(("At noon", f"{_PAGE}#1", "It opened …"), ("At one", f"{_PAGE}#2", "It closed …"))
    )
    world.round(source(_FEED))
    assert world.web.addresses == [_FEED]
    assert len({article.id for article in world.kafka.records}) == 2


def test_a_sitemap_index_leads_to_pages_and_again_when_they_changed(world: World) -> None:
    index, nested = "http://paper.test/sitemap.xml", "http://paper.test/sitemap-2026.xml"
    site = source(index)

    def sitemap(day: int) -> str:
        return f"<urlset><url><loc>{_PAGE}</loc><lastmod>2026-11-{day}</lastmod></url></urlset>"

    world.web.put(index, f"<sitemapindex><sitemap><loc>{nested}</loc></sitemap></sitemapindex>")
    world.web.put(nested, sitemap(20))
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(site)
    assert world.kafka.published == [("Bridge opens", 1)]
    world.web.asked.clear()
    _later(world)
    world.round(site)
    assert _PAGE not in world.web.addresses
    world.web.put(index, f"<sitemapindex><sitemap><loc>{nested}</loc></sitemap> </sitemapindex>")
    world.web.put(nested, sitemap(22))
    world.web.put(_PAGE, page("Bridge opens", SENTENCE * 12))
    _later(world)
    world.round(site)
    assert world.kafka.published == [("Bridge opens", 1), ("Bridge opens", 2)]


def test_a_host_that_does_not_answer_delays_no_other(world: World) -> None:
    world.web.hanging.add("http://slow.test/rss")
    paper = source(_FEED)
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, SENTENCE * 20)))
    slow = [source(f"http://slow.test/rss?{n}") for n in range(50)]
    world.web.hanging.update(one.url or "" for one in slow)
    with pytest.raises(TimeoutError):
        world.round(*slow, paper, seconds=1)
    assert world.kafka.published == [("Bridge opens", 1)]
    assert len([url for url in world.web.addresses if "slow" in url]) <= 4


def test_what_waits_for_kafka_is_bounded(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector_module, "_MAX_WAITING_ANSWERS", 10)
    feeds = [source(f"http://paper{n % 5}.test/rss{n}") for n in range(100)]
    for one in feeds:
        world.web.put(one.url or "", feed(("Bridge opens", f"{one.url}/1", SENTENCE * 20)))
    world.kafka.down = True
    with pytest.raises(TimeoutError):
        world.round(*feeds, seconds=0.5)
    assert len(world.web.asked) <= 10 + 5 * 4  # what stood at the servers' doors already
    world.kafka.down = False
    world.round(*feeds)
    assert len(world.kafka.published) == 100


def test_two_sources_that_moved_to_one_place_are_fetched_once(world: World) -> None:
    from services.ingest.collect.same import told_apart  # noqa: PLC0415

    old, new = source("http://old.test/rss"), source("https://new.test/feed/")
    world.web.put("https://new.test/feed", feed(("Bridge opens", _PAGE, SENTENCE * 20)))
    world.web.put("https://new.test/feed/", feed(("Bridge opens", _PAGE, SENTENCE * 20)))
    world.web.moved["http://old.test/rss"] = "https://new.test/feed"
    world.round(old, new)
    with world.memory() as memory:
        apart, same = told_apart([old, new], memory.records())
    assert apart == [new]
    assert same == {old.key: new}


def test_a_redirect_to_nothing_that_can_be_read_is_no_move(world: World) -> None:
    world.web.put("http://paper.test/moved", "<html><body></body></html>")
    world.web.moved[_FEED] = "http://paper.test/moved"
    world.round(source(_FEED, kind="feed"))
    with world.memory() as memory:
        (record,) = memory.records().values()
    assert record.permanent_url is None
    assert record.etag is None


def test_what_the_source_says_of_itself_fills_what_articles_leave_open(world: World) -> None:
    world.web.put(_FEED, feed(("Bridge opens", _PAGE, SENTENCE * 20)))
    world.round(source(_FEED, name="Paper", language="sq", section="Kronikë", tags=["a", "b"]))
    (article,) = world.kafka.records
    assert (article.language, article.section, article.tags) == ("sq", "Kronikë", ("a", "b"))
    assert {field for field, where in article.provenance.items() if where is Provenance.DEFINITION} == {
        "language",
        "section",
        "tags",
    }


def test_a_folder_gives_each_file_once_and_again_when_it_changed(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "incoming"
    folder.mkdir()
    watched = source("http://x.test").model_copy(update={"url": None, "path": str(folder)})
    file = folder / "a.jsonl"
    file.write_text('{"title": "One", "body": "First."}\n{oops\n')
    world.now = file.stat().st_mtime + 60
    world.round(watched)
    _later(world)
    world.round(watched)
    assert world.kafka.published == [("One", 1)]
    assert world.kafka.outcomes["a", Outcome.DEAD_LETTERED, "invalid_json"] == 1
    file.write_text('{"title": "One", "body": "Second."}\n')
    world.now = file.stat().st_mtime + 7_200
    world.round(watched)
    assert world.kafka.published == [("One", 1), ("One", 2)]


def test_an_archive_is_read_once_and_again_when_it_grew(world: World, tmp_path: Path) -> None:
    archive = tmp_path / "old.warc"

    def store(number: int) -> None:
        with archive.open("ab") as file:
            writer = WARCWriter(file, gzip=False)
            body = page(f"Story {number}", f"Story {number}. {SENTENCE * 8}").encode()
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            url = f"http://paper.test/{number}"
            writer.write_record(
                writer.create_warc_record(url, "response", BytesIO(body), http_headers=headers)
            )

    for number in range(3):
        store(number)
    watched = source("http://x.test").model_copy(update={"url": None, "path": str(archive)})
    world.now = archive.stat().st_mtime + 60
    world.round(watched)
    _later(world)
    world.round(watched)
    assert world.kafka.published == [(f"Story {number}", 1) for number in range(3)]
    store(3)
    world.now = archive.stat().st_mtime + 7_200
    world.round(watched)
    assert world.kafka.published[3:] == [("Story 3", 1)]


def test_a_fault_of_a_parser_costs_one_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.ingest.collect import entries  # noqa: PLC0415

    world.web.put(_FEED, feed(("Bridge opens", _PAGE, SENTENCE * 20)))
    world.web.put("http://other.test/rss", feed(("Other", "http://other.test/1", SENTENCE * 20)))
    read = entries.read_source

    def broken(one: object, *rest: object) -> object:
        if getattr(one, "url", "") == _FEED:
            raise ZeroDivisionError("broken")
        return read(one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(entries, "read_source", broken)
    world.round(source(_FEED, name="Paper"), source("http://other.test/rss"))
    assert world.kafka.published == [("Other", 1)]
    assert world.kafka.outcomes["Paper", Outcome.REJECTED, "parser_failed"] == 1


def test_an_article_that_cannot_be_published_costs_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.web.put(_FEED, feed(*((f"Story {n}", f"{_PAGE}{n}", SENTENCE * 20) for n in range(7))))
    publish = world.kafka.publish

    def broken(items: list[Item]) -> BatchResult:
        if any(isinstance(item, RawArticle) and item.title == "Story 3" for item in items):
            raise ValueError("surrogates not allowed")
        return publish(items)

    monkeypatch.setattr(world.kafka, "publish", broken)
    report = world.round(source(_FEED, name="Paper"))
    assert report.items["Paper", Outcome.PUBLISHED, ""] == 6
    assert report.items["Paper", Outcome.REJECTED, "publishing_failed"] == 1


def test_a_server_that_asks_for_time_gets_it(world: World) -> None:
    paper = source(_FEED)
    world.web.refusals[_FEED] = Refusal("http_status_429", "busy", _FEED, 429, retry_after_seconds=40_000)
    world.round(paper)
    _later(world, 39_000)
    world.round(paper)
    assert len(world.web.asked) == 1
    _later(world, 1_001)
    world.round(paper)
    assert len(world.web.asked) == 2
    assert world.now > NOW


@pytest.mark.parametrize("links", [{"css": "div.main a.story"}, {"xpath": "//a[@class='story']"}])
def test_a_list_page_is_read_as_its_owner_says(world: World, links: dict[str, str]) -> None:
    page_of_links = (
        "<html><body><div class='main'><a class='story' href='/2026/bridge'>Bridge opens</a>"
        "<a href='/2026/other'>Another thing</a></div></body></html>"
    )
    world.web.put("http://paper.test/news", page_of_links)
    world.web.put(_PAGE, page("Bridge opens"))
    world.round(source("http://paper.test/news", kind="list", links=links))
    assert world.web.addresses == ["http://paper.test/news", _PAGE]


def test_a_path_that_cannot_be_looked_at_is_one_refusal_and_tried_again(world: World) -> None:
    closed = source("http://x.test").model_copy(update={"url": None, "path": "/" + "x" * 300})
    world.round(closed)
    _later(world, 86_400)
    world.round(closed)
    assert [(reason, items) for (_, _, reason), items in world.kafka.outcomes.items()] == [("unreadable", 1)]
    with world.memory() as memory:
        assert memory.records()[closed.key].outcome == "unreadable"


def test_a_page_that_lists_nothing_any_more_says_so_until_it_does(world: World) -> None:
    listing = source("http://paper.test/news", kind="list")

    def outcome() -> str:
        with world.memory() as memory:
            return memory.records()[listing.key].outcome

    nothing = "<html><body><h1>News</h1><p>Moved into an app.</p></body></html>"
    something = (
        f"<html><body><h2><a href='{_PAGE}'>The bridge over the river opens again</a></h2></body></html>"
    )
    world.web.put(_PAGE, page("Bridge opens"))
    world.web.put("http://paper.test/news", something)
    world.round(listing)
    assert outcome() == "changed"
    _later(world, 86_400)
    world.web.put("http://paper.test/news", nothing)
    world.round(listing)
    assert outcome() == "no_links"
    _later(world, 86_400)
    world.round(listing)  # the very same bytes: they still hold nothing
    assert outcome() == "no_links"
    _later(world, 86_400)
    world.web.put("http://paper.test/news", something)
    world.round(listing)
    assert outcome() == "unchanged"


def test_a_source_whose_server_was_told_to_wait_has_not_failed(world: World) -> None:
    paper = source(_FEED)
    refusal = Refusal("host_asked_to_wait", "asked to be left alone", _FEED, retry_after_seconds=600.0)
    record = after_refusal(Record(paper.key, paper.label), paper, refusal, NOW)
    assert (record.pace.failures, record.outcome) == (0, "host_asked_to_wait")
    assert 600 < record.pace.due_at - NOW < 700
    answered = after_not_modified(record, paper, NotModified(_FEED), NOW + 700)
    assert answered.outcome == "not modified"
