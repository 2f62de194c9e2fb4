from __future__ import annotations

import pytest

from services.ingest.detect import detect_format
from shared.contracts import InputFormat as F


@pytest.mark.parametrize(
    ("name", "head", "content_type", "found"),
    [
        ("a.txt", "<html>", None, F.TEXT),
        ("a.HTML", "plain", None, F.HTML),
        ("a.jsonl", "", None, F.JSONL),
        ("a.warc.gz", "", None, F.WARC),
        ("a.xml", '<?xml version="1.0"?>\n<!-- x -->\n<rss version="2.0">', None, F.FEED),
        ("a.xml", '<feed xmlns="http://www.w3.org/2005/Atom">', None, F.FEED),
        ("a.xml", '<?xml version="1.0"?><rdf:RDF xmlns="x">', None, F.FEED),
        ("a.xml", '<?xml version="1.0"?><!DOCTYPE html><html>', None, F.HTML),
        ("a.xml", '<?xml version="1.0"?><urlset>', None, None),
        ("a.json", '{"version": "https://jsonfeed.org/version/1.1", "items": []}', None, F.FEED),
        ("a.json", '{"title": "x"}', None, F.JSONL),
        ("stdin", "[\n {", None, F.JSONL),
        ("stdin", "\ufeff<!DOCTYPE html>", None, F.HTML),
        ("stdin", "News: a <b>bold</b> claim\n\nText", None, F.TEXT),
        ("/feed", "<rss>", "text/html; charset=utf-8", F.FEED),
        ("/a", "<html>", "text/html", F.HTML),
        ("/a", "x", "application/rss+xml", F.FEED),
        ("/", "Plain words.", "text/plain", F.TEXT),
    ],
)
def test_the_format_is_told_from_name_then_server_then_content(
    name: str, head: str, content_type: str | None, found: F | None
) -> None:
    assert detect_format(name, head, content_type) is found


def test_a_feed_with_a_doctype_of_its_own_entities_is_a_feed() -> None:
    declared = '<!DOCTYPE rss [\n<!ENTITY nbsp "&#160;">\n<!ENTITY copy "&#169;"> ]>'
    head = f'<?xml version="1.0"?>\n{declared}\n<rss version="0.91"><channel><title>News</title>'
    assert detect_format("news.xml", head, "text/xml") is F.FEED
    assert detect_format("news.xml", f"<!DOCTYPE rss [{'] ' * 2_000}", "text/xml") is not F.FEED
