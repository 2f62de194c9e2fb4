"""What the world's feeds and pages say, in four languages. Pure, and the same for the same feed, item and edition."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from benchmarks.texts import Text, texts
from benchmarks.world.plan import Feed, World

_POOL = 400
_CHARACTERS = 1_300  # more than what ingest takes for a teaser without asking
_TEASER_CHARACTERS = 180
_BEGAN = datetime(2026, 3, 1, 6, tzinfo=UTC)


@lru_cache(maxsize=1)
def _pool() -> list[Text]:
    return texts(_POOL, chars=_CHARACTERS, seed=4)


def _text(feed: Feed, item: int, edition: int) -> Text:
    drawn = _pool()[(feed.number * 7 + item * 13) % _POOL]
    title = f"{drawn.title.rpartition(' (')[0]}, {feed.number}/{item}"
    body = f"{drawn.body}\n\nNo. {feed.number}/{item}." + (
        f"\n\nCorrection {edition}." if edition > 1 else ""
    )
    return Text(title, body)


def _published(feed: Feed, item: int) -> datetime:
    return _BEGAN + timedelta(hours=item, minutes=feed.number % 60)


def modified(feed: Feed, round_number: int) -> datetime:
    return _BEGAN + timedelta(days=feed.version(round_number), minutes=feed.number % 60)


def etag(feed: Feed, round_number: int) -> str:
    return f'"{feed.number}-{feed.version(round_number)}"'


def feed_body(world: World, feed: Feed, round_number: int) -> tuple[str, bytes]:
    """Content type and text, the newest item first as feeds have it."""
    numbers = list(feed.shown(world.dimensions.items, round_number))[::-1]
    shown = [(number, _shown(feed, number, round_number)) for number in numbers]
    if feed.form == "json":
        return "application/feed+json", _json_feed(world, feed, shown)
    made = _atom(world, feed, shown) if feed.form == "atom" else _rss(world, feed, shown)
    content_type = "application/atom+xml" if feed.form == "atom" else "application/rss+xml; charset=utf-8"
    if feed.trick == "truncated_xml":
        made = made[: made.rindex("</channel>")] + "<item><ti"
    return content_type, made.encode()


def _shown(feed: Feed, item: int, round_number: int) -> Text:
    text = _text(feed, item, feed.edition(item, round_number))
    if not feed.teasers:
        return text
    return Text(text.title, text.body[:_TEASER_CHARACTERS].rsplit(" ", 1)[0] + " …")


def _paragraphs(text: Text) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.body.split("\n\n"))


def _rss(world: World, feed: Feed, shown: list[tuple[int, Text]]) -> str:
    items = "".join(
        f"<item><title>{escape(text.title)}</title><link>{world.address(feed.host, world.article_path(feed, item))}</link>"
        f"<guid isPermaLink='false'>{feed.number}/{item}</guid>"
        f"<pubDate>{format_datetime(_published(feed, item))}</pubDate>"
        f"<description><![CDATA[{_paragraphs(text)}]]></description></item>\n"
        for item, text in shown
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0'><channel>"
        f"<title>{feed.name}</title><link>{world.address(feed.host, '/')}</link><description>News</description>\n"
        f"{items}</channel></rss>\n"
    )


def _atom(world: World, feed: Feed, shown: list[tuple[int, Text]]) -> str:
    entries = "".join(
        f"<entry><title>{escape(text.title)}</title><id>urn:{feed.number}:{item}</id>"
        f"<link href='{world.address(feed.host, world.article_path(feed, item))}'/>"
        f"<published>{_published(feed, item).isoformat()}</published>"
        f"<updated>{_published(feed, item).isoformat()}</updated>"
        f"<content type='html'>{escape(_paragraphs(text))}</content></entry>\n"
        for item, text in shown
    )
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom'>"
        f"<title>{feed.name}</title><id>urn:{feed.number}</id><link href='{world.address(feed.host, '/')}'/>"
        f"<updated>{_BEGAN.isoformat()}</updated>\n{entries}</feed>\n"
    )


def _json_feed(world: World, feed: Feed, shown: list[tuple[int, Text]]) -> bytes:
    items = [
        {
            "id": f"{feed.number}/{item}",
            "url": world.address(feed.host, world.article_path(feed, item)),
            "title": text.title,
            "content_html": _paragraphs(text),
            "date_published": _published(feed, item).isoformat(),
        }
        for item, text in shown
    ]
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.name,
        "home_page_url": world.address(feed.host, "/"),
        "items": items,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def page_body(feed: Feed, item: int) -> bytes:
    """The page behind an item of a feed with teasers."""
    text = _text(feed, item, 1)
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{escape(text.title)}</title></head><body>"
        f"<nav><a href='/'>Home</a> <a href='/about'>About</a></nav><article><h1>{escape(text.title)}</h1>"
        f"<time datetime='{_published(feed, item).isoformat()}'></time>{_paragraphs(text)}</article>"
        "<footer>All rights reserved.</footer></body></html>"
    ).encode()


def robots_body() -> bytes:
    return b"User-agent: *\nDisallow: /private/\n"


@lru_cache(maxsize=1)
def gzip_bomb() -> bytes:
    """A gigabyte of spaces inside a feed, in about a megabyte."""
    packer = gzip.compress(b" " * 10_000_000, compresslevel=9)
    return gzip.compress(b"<rss><channel>") + packer * 100


def xml_bomb() -> bytes:
    levels = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    return (
        f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY l0 'news '>{levels}"
        "<!ENTITY secret SYSTEM 'file:///etc/hostname'>]>"
        "<rss version='2.0'><channel><title>&l9;</title></channel></rss>"
    ).encode()
