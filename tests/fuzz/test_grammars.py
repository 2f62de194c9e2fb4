# ruff: noqa: E501  a grammar reads best as a table
"""Documents of every format as hypothesis makes them up: what is ordinary there, put together as nobody would."""

from __future__ import annotations

import gzip
import json
import traceback
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from services.ingest.feed import parse_feed
from tests.fuzz.hostile import MOTIFS, http_answer, warc_record
from tests.fuzz.targets import TARGETS

_some = settings(
    max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # shrinking took minutes where a parser is slow; `make fuzz` keeps small inputs
)  # fmt: skip

_words = st.sampled_from(sorted(MOTIFS.values())) | st.text(max_size=12)
_phrases = st.lists(_words, max_size=8).map("".join)
_ends = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\x0c", "\u2028", " ", "\n \n"])
_texts = st.lists(st.tuples(_phrases, _ends).map("".join), max_size=40).map("".join)

_tags = st.sampled_from("p div span h1 h2 h3 article section ul li table tr td a b i br time aside footer meta link script "
                        "title head body html figure form select template svg blockquote pre".split())  # fmt: skip
_attributes = st.sampled_from(
    ["", " class=byline", " class='subtitle date'", " hidden", " href='/2026/11/a-b-c-d'", " href='//[::1'", " rel=canonical",
     " itemprop=author", " datetime='2025-13-45'", " property='og:title' content='x'", ' style="display:none"', " lang=sq",
     " type='application/ld+json'", " =", " '", ' "', " a='>'"])  # fmt: skip
_markup = st.recursive(
    _phrases | st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "</p>", "</", "<", "&#x110000;", "&amp", '{"@type":"NewsArticle"}']),
    lambda inner: st.tuples(_tags, _attributes, st.lists(inner, max_size=4).map("".join), st.booleans()).map(
        lambda part: f"<{part[0]}{part[1]}>{part[2]}" + (f"</{part[0]}>" if part[3] else "")
    ),
    max_leaves=25,
)  # fmt: skip

_fields = st.sampled_from("title headline body articleBody content text url link id guid date published datePublished author "
                          "authors tags keywords section language truncated source description content_hash name".split())  # fmt: skip
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _phrases | _markup | st.sampled_from(["https://a.b/c", "2025-06-23", "0000-00-00"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_fields | st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip
_records = st.dictionaries(_fields, _values, max_size=8)

_elements = st.sampled_from("title link guid pubDate author dc:creator category description content:encoded updated id "
                            "summary content enclosure media:content item entry channel".split())  # fmt: skip
_inside = (
    _phrases
    | _markup
    | _markup.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
    | _markup.map("<![CDATA[{}]]>".format)
)
_items = st.lists(st.tuples(_elements, _inside).map(lambda e: f"<{e[0]}>{e[1]}</{e[0]}>"), max_size=6).map(
    "".join
)
_feeds = st.tuples(
    st.sampled_from(['<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-16"?>', "", '<!DOCTYPE rss [<!ENTITY a "b">]>', "\ufeff\n"]),
    st.sampled_from(["<rss version='2.0'><channel>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<rdf:RDF>", "<channel>", ""]),
    st.lists(_items.map("<item>{}</item>".format) | _items.map("<entry>{}</entry>".format) | _inside, max_size=6).map("".join),
    st.sampled_from(["</channel></rss>", "</feed>", ""]),
).map("".join)  # fmt: skip

_blocks = (
    st.binary(max_size=200)
    | _markup.map(lambda text: http_answer(text.encode("utf-8", "replace")))
    | _markup.map(
        lambda text: http_answer(
            gzip.compress(text.encode("utf-8", "replace")),
            "Content-Encoding: gzip",
            "Transfer-Encoding: chunked",
        )
    )
)
_archived = st.tuples(
    st.sampled_from(["response", "resource", "conversion", "request", "revisit", "x"]), st.sampled_from(["https://a.b/c", "dns:a", "", "x"]),
    _blocks, st.none() | st.integers(-1, 300), st.booleans(),
).map(lambda r: gzip.compress(record) if (record := warc_record(*r[:4])) and r[4] else record)  # fmt: skip

_lines = st.lists(
    st.sampled_from("sources: defaults: url: kind: feed every: 5m name: - [ ] { } & * !! | > ' \" # : , 1h https://a.b/ follow: <<: ? ~ %".split())
    | st.sampled_from(["\n", "\n  ", "\n  - ", "  ", " "]) | st.text(max_size=4), max_size=40).map("".join)  # fmt: skip
_rules = st.lists(st.sampled_from(["User-agent: *\n", "User-agent: lajmi\n", "Disallow: /\n", "Allow: /*a$\n", "Crawl-delay: 1e9\n", "Crawl-delay: -1\n",
                                   "Request-rate: 1/0\n", "Sitemap: x\n", "Disallow: %zz\n", "\r", "\0", ":\n"]) | st.text(max_size=6), max_size=15).map("".join)  # fmt: skip
_headers = st.lists(st.tuples(
    st.sampled_from(["Cache-Control", "Age", "Expires", "Date", "Retry-After", "Content-Type", "ETag", "X"]),
    st.sampled_from(["max-age=1", "max-age=-1", "no-cache", "0", "-1", "9" * 30, "Mon, 23 Nov 2026 12:00:00 GMT", "text/html; charset=utf-8", 'W/"a"']) | st.text(max_size=20),
).map(": ".join), max_size=8).map("\n".join)  # fmt: skip
_sitemaps = st.lists(st.sampled_from(["<urlset>", "<sitemapindex>", "<url>", "</url>", "<loc>", "</loc>", "https://a.b/c", "http://[", "&", "<news:title>", "</urlset>",
                                      "<![CDATA[", "]]>", "<lastmod>2025</lastmod>", "<!--", "\n", "\x1f\x8b", "<sitemap>"]) | st.text(max_size=6), max_size=30).map("".join)  # fmt: skip

_JSON: dict[str, Any] = {"ensure_ascii": True}


def _bytes(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """In one charset or another, sometimes cut."""
    charsets = st.sampled_from(["utf-8", "utf-8", "utf-16", "cp1250", "iso8859-5"])
    encoded = st.tuples(texts, charsets).map(lambda pair: pair[0].encode(pair[1], "replace"))
    return encoded | st.tuples(encoded, st.integers(0, 400)).map(lambda pair: pair[0][: pair[1]])


def _with_choice(texts: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return st.tuples(st.binary(min_size=1, max_size=1), texts).map(b"".join)


_dumped = st.lists(_records.map(lambda record: json.dumps(record, **_JSON)), max_size=5)
_GRAMMARS: dict[str, st.SearchStrategy[bytes]] = {
    "text": _bytes(_texts),
    "html": _bytes(_markup),
    "feed": _bytes(_feeds)
    | _records.map(lambda one: json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [one, one]}).encode()),
    "jsonl": _bytes(_dumped.map("\n".join)) | _values.map(lambda value: json.dumps(value).encode()),
    "warc": st.lists(_archived | st.binary(max_size=30), max_size=5).map(b"".join),
    "any": _with_choice(_bytes(_texts | _markup | _feeds) | _records.map(lambda one: json.dumps(one).encode())),
    "sitemap": _bytes(_sitemaps),
    "listing": _bytes(_markup),
    "push": _with_choice(_bytes(_dumped.map(lambda some: f"[{','.join(some)}]") | _dumped.map("\n".join) | _markup)),
    "sources": _bytes(_lines),
    "robots": _bytes(_rules),
    "headers": _bytes(_headers),
    "unpacking": _with_choice(st.binary(max_size=300) | st.binary(max_size=300).map(gzip.compress)),
    "address": _bytes(_phrases | st.text(max_size=40).map("http://{}".format)),
    "fields": _bytes(_phrases | _texts),
}  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_what_comes_out_is_an_article_or_a_reason(target: str) -> None:
    broken: list[tuple[bytes, str]] = []

    @_some
    @given(_GRAMMARS[target])
    def check(content: bytes) -> None:
        try:
            TARGETS[target](content)
        except Exception:
            broken.append((content, traceback.format_exc(limit=-6)))

    check()
    # Told here: hypothesis would tell how the input came about, for which it takes minutes.
    assert not broken, "{!r}:\n{}".format(*min(broken, key=lambda one: len(one[0])))


_ITEMS = [f"<item><title>Headline number {n}</title><link>https://example.org/{n}</link><description>The text of it, {n}."
          "</description></item>" for n in range(6)]  # fmt: skip
_DAMAGE = st.sampled_from(
    ["&", "&nbsp;", "&zzz;", "<", "<>", "<br>", "</x>", "\x08", "\ud800", "<b>", "<a href=x>", "<!-- -->", "<?php ?>", "a < b", "]]>", "\0", "é"]
)  # fmt: skip


@_some
@given(_DAMAGE, st.integers(0, 6))
def test_a_feed_damaged_between_its_items_gives_every_item(damage: str, place: int) -> None:
    items = "".join([*_ITEMS[:place], damage, *_ITEMS[place:]])
    read = parse_feed(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>{items}</channel></rss>'
    )
    assert [item.parsed.title for item in read.items] == [f"Headline number {n}" for n in range(6)]


@_some
@given(st.integers(0, sum(map(len, _ITEMS))))
def test_a_feed_cut_anywhere_gives_the_items_before_the_cut(kept: int) -> None:
    whole = next((n for n in range(7) if sum(map(len, _ITEMS[: n + 1])) > kept), 6)
    read = parse_feed(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>{"".join(_ITEMS)[:kept]}'
    )
    assert [item.parsed.title for item in read.items][:whole] == [
        f"Headline number {n}" for n in range(whole)
    ]
    assert len(read.items) <= whole + 1
