from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.feed import parse_feed
from services.ingest.parsed import ParsedArticle
from shared.contracts import Precision

_HEAD = (
    '<?xml version="1.0" encoding="windows-1250"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Vijesti</title>'
    "<link>https://www.vijesti.example/</link><language>hr</language>"
)


def _items(*items: str) -> list[ParsedArticle]:
    text = _HEAD + "".join(f"<item>{item}</item>" for item in items) + "</channel></rss>"
    return [item.parsed for item in parse_feed(text, "https://vijesti.example/rss").items]


def test_an_rss_item_gives_every_field_it_has() -> None:
    (article,) = _items(
        "<title>Vlada &amp;amp; oporba: &lt;b&gt;dogovor&lt;/b&gt;</title>"
        "<link>https://vijesti.example/a?utm_source=rss</link>"
        "<dc:creator>Ana Anić</dc:creator><dc:creator>Ivo Ivić</dc:creator>"
        "<pubDate>Mon, 23 Jun 2025 10:00:00 CEST</pubDate><category>Sport</category><category>Nogomet</category>"
        "<description>Kratko…</description>"
        "<content:encoded><![CDATA[<p>Prvi.</p><h3>Podnaslov</h3><ul><li>jedan<li>dva</ul>"
        "<p>The post <a href='x'>Dogovor</a> appeared first on <a>Vijesti</a>.</p>]]></content:encoded>"
    )
    assert article.title == "Vlada & oporba: dogovor"
    assert article.body == "Prvi.\n\nPodnaslov\n\njedan\ndva"
    assert article.url == "https://vijesti.example/a"
    assert article.authors == ("Ana Anić", "Ivo Ivić")
    assert article.published_at == datetime(2025, 6, 23, 8, tzinfo=UTC)
    assert article.published_precision is Precision.SECOND
    assert (article.section, article.tags, article.language) == ("Sport", ("Sport", "Nogomet"), "hr")
    assert (article.truncated, article.span) == (False, None)


def test_a_cut_teaser_is_truncated_and_a_whole_one_is_not() -> None:
    cut, whole = _items(
        "<title>A</title><description>Vlada je rekla [&#8230;]</description>",
        "<title>B</title><description>Vlada je podnijela ostavku. &lt;a&gt;Opširnije&lt;/a&gt; &amp;raquo;</description>",
    )
    assert (cut.truncated, cut.body) == (True, "Vlada je rekla […]")
    assert (whole.truncated, whole.body) == (False, "Vlada je podnijela ostavku.")


def test_without_a_title_the_item_is_left_for_the_caller_to_refuse() -> None:
    (article,) = _items("<description>Samo tekst.</description><guid>https://vijesti.example/b</guid>")
    assert (article.title, article.url) == ("", "https://vijesti.example/b")


def test_a_date_alone_has_the_precision_of_a_day_and_none_stays_none() -> None:
    day, none = _items("<title>A</title><pubDate>2025-06-23</pubDate>", "<title>B</title>")
    assert day.published_precision is Precision.DAY
    assert none.published_at is None


def test_atom_with_relative_links_xhtml_and_the_language_of_each_entry() -> None:
    feed = parse_feed(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="sq"><title>x</title><link href="https://a.example/"/>'
        '<entry xml:lang="en"><title type="html">News &lt;i&gt;item&lt;/i&gt;</title><link href="/a/1"/>'
        "<published>2025-06-23T10:00:00+02:00</published><updated>2025-06-24T10:00:00Z</updated>"
        '<author><name>Arben Hoxha</name></author><category term="kultura" label="Kulturë"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content></entry>'
        "<entry><title>E dyta</title><updated>2025-06-24T10:00:00Z</updated><summary>Fund.</summary></entry></feed>",
        "https://a.example/feed",
    )
    first, second = (item.parsed for item in feed.items)
    assert (first.title, first.body, first.url) == ("News item", "One.\n\nTwo.", "https://a.example/a/1")
    assert first.published_at == datetime(2025, 6, 23, 8, tzinfo=UTC)
    assert (first.authors, first.section, first.language) == (("Arben Hoxha",), "Kulturë", "en")
    assert second.published_at == datetime(2025, 6, 24, 10, tzinfo=UTC)
    assert second.language == "sq"


def test_rss_1_0_and_0_91_are_feeds_too() -> None:
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title></channel><item><title>A</title>'
        "<link>https://a.example/1</link><description>Text.</description><dc:date>2025-06-23</dc:date></item></rdf:RDF>"
    )
    old = '<rss version="0.91"><channel><item><title>A</title><description>Text.</description></item></channel></rss>'
    for text in (rdf, old):
        (item,) = parse_feed(text).items
        assert (item.parsed.title, item.parsed.body) == ("A", "Text.")


def test_json_feed() -> None:
    item = {"id": "1", "url": "https://a.example/1", "title": "A", "content_html": "<p>One.</p><p>Two.</p>",
            "summary": "S", "authors": [{"name": "Mira Kola"}], "date_published": "2025-06-23T10:00:00Z"}  # fmt: skip
    text = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "x", "language": "sq", "items": [item, 7]}
    )
    (found,) = parse_feed(text).items
    assert (found.parsed.title, found.parsed.body, found.parsed.language) == ("A", "One.\n\nTwo.", "sq")
    assert found.parsed.authors == ("Mira Kola",)


@pytest.mark.parametrize("length", [300, 520, 600])
def test_a_feed_cut_in_the_middle_gives_what_a_reader_can_see(length: int) -> None:
    text = (
        _HEAD
        + "<item><title>A & B</title><description>One.</description></item><item><title>Second</title>"
        + " " * 400
    )
    titles = [item.parsed.title for item in parse_feed(text[:length]).items]
    assert titles[:1] in ([], ["A & B"])
    assert len(titles) >= (length > 450)


def test_an_item_that_the_transport_cut_is_left_for_the_next_fetch() -> None:
    whole = "<item><title>First</title><description>One.</description></item>"
    for rest in (
        "<item><title>Second</title><description>The minister sa",
        "<item><title>Second</title><description><![CDATA[<p>Th",
    ):
        titles = [item.parsed.title for item in parse_feed(_HEAD + whole + rest).items]
        assert titles == ["First"]
    unclosed = "<item><title>Second</title><description>Two.</description></channel></rss>"
    assert len(parse_feed(_HEAD + whole + unclosed).items) == 2


def test_the_description_of_a_picture_is_not_the_text_of_the_item() -> None:
    picture = (
        "<media:group><media:description>A long description of a bridge.</media:description></media:group>"
    )
    (article,) = _items(f"<title>A</title><description>Short.</description>{picture}")
    assert article.body == "Short."


def test_markup_that_was_escaped_twice_is_read_and_a_comparison_is_not_markup() -> None:
    twice, less = _items(
        "<title>A</title><description>&amp;lt;p&amp;gt;One.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Two.&amp;lt;/p&amp;gt;</description>",
        "<title>B</title><description>5 &amp;lt; 6 and 7 &amp;gt; 6.</description>",
    )
    assert (twice.body, less.body) == ("One.\n\nTwo.", "5 < 6 and 7 > 6.")


@pytest.mark.parametrize(
    "piece", ["<item>", "<!ENTITY ", "<b>", "<title>", "&", "<![CDATA[", "<description><p>"]
)
def test_a_feed_made_to_cost_time_costs_no_more_than_its_length(piece: str) -> None:
    def seconds(times: int) -> float:
        text = "<rss><channel><item><title>A</title><description>" + piece * times + "</channel></rss>"
        started = time.process_time()
        parse_feed(text)
        return time.process_time() - started

    seconds(100)
    assert seconds(16_000) < 20 * max(seconds(2_000), 0.01)


def test_entities_neither_explode_nor_read_files() -> None:
    levels = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{levels}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    started = time.monotonic()
    (item,) = parse_feed(f"{bomb}<rss><channel><item><title>A&l11;&f;</title></item></channel></rss>").items
    assert time.monotonic() - started < 2
    assert len(item.parsed.title) < 100
    assert "root:" not in item.parsed.title


def test_a_feed_is_never_taken_for_a_file_name_or_an_address() -> None:
    assert parse_feed("/etc/hostname").items == ()
    assert parse_feed("http://127.0.0.1:1/feed").items == ()


@given(st.text(alphabet=st.sampled_from('<>/?!&;="rsitemlank[]CDATA \x00\ud800é'), max_size=150))
def test_any_text_is_parsed_without_failing(text: str) -> None:
    parse_feed("<rss><channel><item><title>x</title>" + text)


_FEED_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "version",
                    "items",
                    "title",
                    "content_text",
                    "date_modified",
                    "language",
                    "declared",
                    "url",
                    "authors",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["items", "language", "home_page_url"]), _FEED_JSON))
def test_any_json_feed_is_read_without_failing(feed: dict[str, object]) -> None:
    parse_feed(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", **feed}))


@pytest.mark.parametrize("items", [5, "x", {"title": "A"}, True])
def test_items_of_a_json_feed_that_are_no_list_are_none(items: object) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": items}
    assert parse_feed(json.dumps(feed)).items == ()
