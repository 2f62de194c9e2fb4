# ruff: noqa: E501  a family a line, as a table
"""What a hostile publisher sends, as large as wanted: each family a function from a size in bytes to bytes of about that size.

Doubling the size must not do more than about double the work; so each family is meant for one way in which a parser becomes
slow, deep or large.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable

Family = Callable[[int], bytes]


def repeated(motif: str | bytes, before: str | bytes = "", after: str | bytes = "") -> Family:
    """``before``, as many motifs as fit, ``after``."""
    unit, head, tail = (
        part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        for part in (motif, before, after)
    )

    def make(size: int) -> bytes:
        return head + unit * max(1, (size - len(head) - len(tail)) // len(unit)) + tail

    return make


def nested(opening: str, closing: str = "", inside: str = "x", before: str = "", after: str = "") -> Family:
    def make(size: int) -> bytes:
        depth = max(1, size // len(opening + closing))
        return (before + opening * depth + inside + closing * depth + after).encode()

    return make


def numbered(unit: str, before: str = "", after: str = "") -> Family:
    """The unit again and again with ``{0}`` a number of its own, so that nothing is the same twice."""

    def make(size: int) -> bytes:
        count = max(1, size // (len(unit) + 4))
        return (
            before + "".join(unit.replace("{0}", str(number)) for number in range(count)) + after
        ).encode()

    return make


_SENTENCE = "The council of Prizren will repair the old bridge before winter, its engineers said. "

# Lines of a text, each a motif of its own, and the same run together in one line.
MOTIFS = {
    "spaces": " ", "tabs": "\t", "letters": "a", "capitals": "A", "capital words": "WORD ", "title words": "Word ",
    "bylines": "By ", "by and name": "By Anna Hoxha ", "names and": "Anna and ", "names &": "A & ", "commas": "A, ",
    "dates": "23 June 2025 ", "iso dates": "2025-06-23 ", "numeric dates": "1.1.20", "slashed dates": "/1/2025", "times": "12:34 ",
    "months": "June ", "weekdays": "Monday, ", "digits": "1", "points": ".", "ellipses": "… ", "bracketed": "[...] ",
    "dashes": "—", "hyphens": "- ", "bullets": "• ", "hashes": "#", "stars": "*", "underscores": "_", "bars": "| ", "quotes": '"',
    "openings": "(", "closings": ")", "entities": "&amp;", "numeric entities": "&#60;", "bare ampersands": "&", "tags": "<b>",
    "angles": "<", "read more": "Read more ", "continue": "Continue reading → ", "addresses": "http://a.b/c ", "mails": "a@b.cc ",
    "ats": "@", "datelines": "TIRANA, ", "datelines dash": "TIRANA (ATA) — ", "mojibake": "Ã©", "mojibake twice": "ÃƒÂ©",
    "combining": "e\u0301\u0302\u0303", "marks only": "\u0301", "bidi": "\u202ea\u202c", "zero width": "\u200b\u200d",
    "soft hyphens": "wo\u00adrd ", "nul": "\0", "controls": "\x01\x1b[31m", "surrogates": "\ud800", "astral": "𝕬", "emoji": "👨‍👩‍👧",
    "arabic ligature": "\ufdfa", "cyrillic": "Пише ", "greek": "Του ", "turkish": "İ", "form feeds": "\x0c", "particles": "de la ",
    "initials": "A. B. ", "sentence": _SENTENCE, "numbers": "1. ", "roman": "IV. ", "syndicated": "The post appeared first on ",
    "original": "Original post ", "copyright": "© 2025 ", "prefix": "NEWS: ", "sources": "(Reuters) ", "next line": "\x85", "h": "14h",
}  # fmt: skip
_ENDS = {
    "cr": "\r",
    "crlf": "\r\n",
    "vertical tab": "\x0b",
    "line separator": "\u2028",
    "blank lines": "\n\n\n",
}

TEXT: dict[str, Family] = {
    **{f"line of {name}": repeated(motif) for name, motif in MOTIFS.items()},
    **{f"lines of {name}": repeated(f"{motif}\n") for name, motif in MOTIFS.items()},
    **{
        f"paragraph ends in {name}": repeated(motif, f"A Headline\n\n{_SENTENCE}", "x")
        for name, motif in MOTIFS.items()
    },
    **{f"only {name}": repeated(motif) for name, motif in _ENDS.items()},
    **{f"sentences with {name}": repeated(f"{_SENTENCE}{motif}") for name, motif in _ENDS.items()},
    "headlines": numbered("Headline number {0} of the day\n\n"),
    "articles": numbered(f"Headline number {{0}} of the day\nBy Anna Hoxha\n\n{_SENTENCE * 4}\n\n"),
    "same articles": repeated(f"A Headline Again\n\n{_SENTENCE * 4}\n\n"),
    "hard wraps": numbered("and went on {0} as a line of some seventy characters that never ends in a\n"),
    "list items": numbered("- item {0} of the list\n"),
    "rules": repeated("-----\nHeadline\n=====\n"),
    "utf-16 without mark": lambda size: (_SENTENCE * (size // 170)).encode("utf-16-le"),
    "not utf-8": repeated(b"\xff\xfe\xfd\xe9\n"),
    "broken utf-8": repeated(b"caf\xc3 \xe2\x82 \xf0\x9f\x98 "),
    "surrogates as utf-8": repeated(b"\xed\xa0\x80\xed\xb0\x80"),
    "utf-8 but for one byte": lambda size: _SENTENCE.encode() * (size // 90) + b"\xe9",
}

_PAGE = "<html><head><title>Headline</title></head><body><h1>Headline</h1><p>" + _SENTENCE * 3 + "</p>"

HTML: dict[str, Family] = {
    "angles": repeated("<"), "openings": repeated("<a "), "slashes": repeated("</"), "quotes": repeated("<a b='"),
    "comments open": repeated("<!--"), "comments": repeated("<!-- -->", _PAGE), "declarations": repeated("<!"),
    "cdata open": repeated("<![CDATA["), "instructions": repeated("<?x "), "entities": repeated("&amp;", _PAGE),
    "ampersands": repeated("&", _PAGE), "doctype": repeated("<!DOCTYPE html>"), "xml declaration": repeated("<?xml "),
    "xml declaration spaces": repeated(" ", after="<?xml"),
    "deep div": nested("<div>", "</div>", _SENTENCE * 9), "deep open div": nested("<div>"), "deep span": nested("<span>", "</span>"),
    "deep p b": nested("<p><b>"), "deep blockquote": nested("<blockquote><p>x", ""), "deep font": nested("<font><a><i>"),
    "deep list": nested("<ul><li>", "</li></ul>"), "deep table": nested("<table><tr><td>", "</td></tr></table>"),
    "deep article": nested("<article><h1>x</h1>", "</article>", f"<p>{_SENTENCE * 9}</p>"),
    "deep byline": nested('<div class="byline date meta author">', "</div>", "By Anna Hoxha"),
    "deep svg": nested("<svg><g>"), "deep template": nested("<template><p>"), "deep select": nested("<select><option>"),
    "paragraphs": numbered(f"<p>{{0}} {_SENTENCE}</p>", _PAGE), "same paragraphs": repeated(f"<p>{_SENTENCE}</p>", _PAGE),
    "short paragraphs": repeated("<p>x", _PAGE), "breaks": repeated("x<br>", f"{_PAGE}<p>"), "rows": repeated("<tr><td>x", "<table>"),
    "headings 1": numbered("<h1>Headline {0}</h1>"), "headings 2": numbered("<h2>Heading {0}</h2><p>text {0}</p>", _PAGE),
    "headings 1 and decks": numbered("<h1>Headline {0}</h1><div class='subtitle deck'>The deck of it {0}</div>"),
    "headings 1 and labels": numbered("<span class='kicker'>News</span><h1>Headline {0}</h1>"),
    "headings 1 and 2": numbered("<h1>Headline {0}</h1><h2>Deck {0}</h2>"),
    "labels": numbered("<span class='category label'>Label {0}</span>", "<body>", _PAGE),
    "whole articles": numbered(f"<article><h2>Headline {{0}}</h2><p>{_SENTENCE * 6}</p></article>"),
    "articles without title": repeated(f"<article><h2>{'x' * 2001}</h2><p>{_SENTENCE * 6}</p></article>"),
    "articles": repeated("<article><h2>x</h2>"), "teasers": numbered("<article><h2><a href='/{0}'>Title {0}</a></h2><p>x</p></article>"),
    "metas": numbered("<meta name='keywords' content='a{0}, b'>", "<head>", _PAGE),
    "titles claimed": numbered("<meta property='og:title' content='Claim {0}'>", "<h1>One</h1><h1>Two</h1>"),
    "titles claimed and shown": numbered("<meta property='og:title' content='Claim {0}'><h1>Shown {0}</h1><h2>Shown {0}</h2>"),
    "authors": numbered("<meta name='author' content='Anna Hoxha{0}'>", "<head>", _PAGE),
    "authors in one": numbered("Anna Hoxha{0}, ", "<head><meta name='author' content='", f"'>{_PAGE}"),
    "author links": numbered("<a rel=author>Anna Hoxha{0}</a>", _PAGE), "tag links": numbered("<a rel=tag>tag {0}</a>", _PAGE),
    "times": repeated("<time datetime='2025-01-01'>x</time>", _PAGE), "visible dates": numbered("<i class=date>on {0}</i>", _PAGE),
    "bylines": numbered("<i class=byline>By Anna {0}</i>", _PAGE), "canonicals": repeated("<link rel=canonical href=/>", _PAGE),
    "attributes": numbered(" a{0}=1", "<body><p", f">{_SENTENCE}"), "attribute": repeated("x", "<body><p class='", f"'>{_SENTENCE}"),
    "class words": repeated("byline ", "<body><p class='", f"'>{_SENTENCE}"), "hidden": repeated("<p hidden>x</p>", _PAGE),
    "styles": repeated("<p style='display :", _PAGE, "'>"), "style spaces": repeated(" ", _PAGE + "<p style='display", "'>x</p>"),
    "one word": repeated("x", f"{_PAGE}<p>"), "text": repeated(_SENTENCE, f"{_PAGE}<p>"), "spaces": repeated(" ", f"{_PAGE}<p>", "x"),
    "lines": repeated("\n", f"{_PAGE}<p>", "x"), "long title": repeated("x - ", "<title>", f"</title>{_PAGE}"),
    "long heading": repeated("word ", "<h1>", f"</h1><p>{_SENTENCE * 4}"), "nul": repeated("\0", f"{_PAGE}<p>"),
    "control": repeated("\x1b[31m", f"{_PAGE}<p>"), "marks": repeated("e\u0301", f"{_PAGE}<p>"), "bidi": repeated("\u202e", f"{_PAGE}<p>"),
    "json-ld nested": nested("[", "]", "1", "<script type='application/ld+json'>", f"</script>{_PAGE}"),
    "json-ld nested objects": nested('{"a":', "}", "1", "<script type='application/ld+json'>", f"</script>{_PAGE}"),
    "json-ld nodes": numbered('{"@type":"NewsArticle","headline":"x{0}"},', "<script type='application/ld+json'>[", f"1]</script>{_PAGE}"),
    "json-ld names": numbered('"Anna Hoxha{0}",', '<script type="application/ld+json">{"@type":"NewsArticle","author":[', f'"x"]}}</script>{_PAGE}'),
    "json-ld names nested": nested("[", "]", '"Anna"', '<script type="application/ld+json">{"@type":"NewsArticle","author":', f"}}</script>{_PAGE}"),
    "json-ld list of numbers": repeated("1,", "<script type='application/ld+json'>[", f"1]</script>{_PAGE}"),
    "json-ld commas": repeated(", ", "<script type='application/ld+json'>[1", f"]</script>{_PAGE}"),
    "json-ld comments": repeated("/*", "<script type='application/ld+json'>", f"</script>{_PAGE}"),
    "json-ld semicolons": repeated(";", "<script type='application/ld+json'>{}", f"x</script>{_PAGE}"),
    "json-ld spaces": repeated(" ", "<script type='application/ld+json'>{}", f"x</script>{_PAGE}"),
    "json-ld digits": repeated("9", "<script type='application/ld+json'>[", f"]</script>{_PAGE}"),
    "json-ld scripts": repeated("<script type='application/ld+json'>{\"@type\":\"NewsArticle\"}</script>", "", _PAGE),
    "json-ld references": numbered('{"@id":"{0}","@type":"NewsArticle","author":{"@id":"{0}"}},', "<script type='application/ld+json'>[", f"1]</script>{_PAGE}"),
    "lists": repeated("<li>x", f"{_PAGE}<ul>"), "images": repeated("<img src=x alt='x'>", _PAGE), "links": numbered("<a href='/{0}'>link {0}</a> ", _PAGE),
    "forms": repeated("<form><input>", _PAGE), "scripts": repeated("<script>x</script>", _PAGE), "misnested": repeated("<b><p></b></p>", _PAGE),
    "misnested tables": repeated("<table><b>x", _PAGE), "frames": repeated("<frameset><frame>"), "bodies": repeated("<html><body>"),
    "read more": repeated("<p>Read more</p>", _PAGE), "bylines in text": repeated("<p>By Anna Hoxha</p>", _PAGE),
}  # fmt: skip

_RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>'
_ITEM = f"<item><title>Headline {{0}}</title><link>https://example.org/{{0}}</link><description>{_SENTENCE}</description></item>"
_RSS_MEDIA = _RSS.replace("<rss", "<rss xmlns:media='http://search.yahoo.com/mrss/'")
_RSS_GEO = _RSS.replace("<rss", "<rss xmlns:georss='http://www.georss.org/georss'")
_ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Paper</title>'


def _laughs(size: int) -> bytes:
    """Billion laughs, its levels growing with the size."""
    levels = max(2, size // 1_000)
    entities = [
        '<!ENTITY a0 "ha">',
        *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, min(levels, 60))),
    ]
    return f'<?xml version="1.0"?><!DOCTYPE r [{"".join(entities)}]>{_RSS[21:]}<item><title>&a{len(entities) - 1};</title><description>x</description></item></channel></rss>'.encode()


def _quadratic(size: int) -> bytes:
    """One entity of half the size, used for the other half."""
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "{"x" * (size // 2)}">]>{_RSS[21:]}<item><title>T</title><description>{"&a;" * (size // 6)}</description></item></channel></rss>'.encode()


FEED: dict[str, Family] = {
    "items": numbered(_ITEM, _RSS, "</channel></rss>"), "items cut off": numbered(_ITEM, _RSS), "same items": repeated(_ITEM, _RSS),
    "items open": numbered("<item><title>Headline {0}", _RSS), "items empty": repeated("<item/>", _RSS), "deep items": nested("<item><title>x</title>", "</item>", before=_RSS),
    "entries": numbered("<entry><title>Headline {0}</title><id>{0}</id><content>text {0}</content></entry>", _ATOM, "</feed>"),
    "deep": nested("<a>", "</a>", before=_RSS), "deep open": nested("<a>", before=_RSS), "deep in item": nested("<b>", "</b>", before=f"{_RSS}<item><description>"),
    "angles": repeated("<", _RSS), "ampersands": repeated("&", f"{_RSS}<item><title>"), "entities": repeated("&nbsp;", f"{_RSS}<item><title>"),
    "numeric entities": repeated("&#128;", f"{_RSS}<item><title>"), "unknown entities": repeated("&zzz;", f"{_RSS}<item><title>"), "semicolon-less": repeated("&amp", f"{_RSS}<item><title>"),
    "cdata open": repeated("x", f"{_RSS}<item><title><![CDATA["), "cdatas open": repeated("<![CDATA[", f"{_RSS}<item><title>"), "cdatas": repeated("<![CDATA[x]]>", f"{_RSS}<item><title>"),
    "cdata ends": repeated("]]>", f"{_RSS}<item><title>"), "comments open": repeated("<!--", _RSS), "comments": repeated("<!-- x -->", _RSS), "instructions": repeated("<?x?>", _RSS),
    "instructions open": repeated("<?x ", _RSS), "declarations": repeated("<!x ", _RSS), "doctypes": repeated("<!DOCTYPE x [", ""), "doctype": repeated("<!ELEMENT a (b)>", "<!DOCTYPE x [", f"]>{_RSS}"),
    "entity definitions": numbered("<!ENTITY a{0} 'x'>", "<!DOCTYPE x [", f"]>{_RSS}"), "entities open": repeated("<!ENTITY ", "<!DOCTYPE x ["), "entity split": repeated("<!EN<!ENTITY x>TITY a 'b'", "<!DOCTYPE x ["),
    "billion laughs": _laughs, "quadratic blow-up": _quadratic, "declaration": repeated(" ", "<?xml"), "spaces before": repeated(" ", "", _RSS),
    "attributes": numbered(" a{0}='x'", "<rss", "></rss>"), "attribute": repeated("x", "<rss a='", "'></rss>"), "namespaces": numbered(" xmlns:a{0}='http://a/{0}'", "<rss", "></rss>"),
    "attribute open": repeated(" a='", "<rss"), "tags": numbered("<t{0}>x</t{0}>", f"{_RSS}<item>"), "quotes": repeated("'", "<rss "),
    "html in title": repeated("&lt;b&gt;", f"{_RSS}<item><title>", "</title></item>"), "deep html in body": nested("&lt;div&gt;", "", before=f"{_RSS}<item><title>x</title><description>", after="</description></item>"),
    "authors": numbered("<author>Anna Hoxha{0}</author>", f"{_RSS}<item><title>x</title><description>y</description>"), "categories": numbered("<category>c{0}</category>", f"{_RSS}<item><title>x</title><description>y</description>"),
    "links": numbered("<link>https://example.org/{0}</link>", f"{_RSS}<item><title>x</title>"), "contents": repeated(f"<content:encoded>{_SENTENCE}</content:encoded>", f"{_RSS}<item><title>x</title>"),
    "media": numbered("<media:content url='http://a/{0}'/>", f"{_RSS_MEDIA}<item><title>x</title>"),
    "enclosures": repeated("<enclosure url='http://a/b'/>", f"{_RSS}<item>"), "dates": repeated("<pubDate>x</pubDate>", f"{_RSS}<item>"), "long date": repeated("1", f"{_RSS}<item><pubDate>"),
    "long link": repeated("x", f"{_RSS}<item><title>x</title><description>y</description><link>http://a/"), "mail authors": repeated("a@b (", f"{_RSS}<item><author>"), "authors in one": repeated("a@b.cc ", f"{_RSS}<item><author>", "</author></item>"),
    "nul": repeated("\0", f"{_RSS}<item><title>"), "controls": repeated("\x08", f"{_RSS}<item><title>"), "xml base": repeated("<a xml:base='http://a/b/'>", _RSS), "geo": repeated("<georss:point>1 2</georss:point>", f"{_RSS}<item>"),
    "geo points": repeated("1 ", f"{_RSS_GEO}<item><georss:polygon>", "</georss:polygon></item>"),
    "rdf": numbered("<item rdf:about='{0}'><title>x{0}</title></item>", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"),
    "xhtml": nested("<div>", "</div>", before=f"{_ATOM}<entry><title>x</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"),
    "base64": repeated("QUJD", f"{_ATOM}<entry><content type='application/octet-stream' mode='base64'>", "</content></entry>"), "vcard": nested('<div class="vcard"><a class="fn n">', "</a></div>", before=f"{_RSS}<item><description>"),
    "json items": numbered('{"id":"{0}","title":"Headline {0}","content_text":"text {0}"},', '{"version":"https://jsonfeed.org/version/1.1","items":[', "{}]}"),
    "json nested": nested("[", "]", before='{"version":"https://jsonfeed.org/version/1.1","items":'), "json open": repeated("[", '{"version":"https://jsonfeed.org/version/1.1","items":'),
    "json html": repeated("<div>", '{"version":"https://jsonfeed.org/version/1.1","items":[{"title":"x","content_html":"', '"}]}'), "json versions": repeated('"version" : "http://', "{"), "json spaces": repeated(" ", '{"version"'),
    "utf-7": repeated("+ADw-", _RSS), "declared utf-16": repeated("<item><title>x</title></item>", "<?xml version='1.0' encoding='utf-16'?><rss>"),
}  # fmt: skip

JSONL: dict[str, Family] = {
    "records": numbered('{"title":"Headline {0}","body":"text {0}"}\n'), "same records": repeated('{"title":"Headline","body":"text"}\n'),
    "same title": numbered('{"title":"Headline","body":"text {0}"}\n'), "same address": numbered('{"url":"https://example.org/a","title":"Headline {0}","body":"text {0}"}\n'),
    "nested": nested("[", "]"), "nested objects": nested('{"a":', "}", "1"), "nested body": nested("[", "]", '"x"', '{"title":"x","body":', "}"),
    "nested title": nested('{"value":', "}", '"x"', '{"body":"x","title":', "}"), "open": repeated("["), "open objects": repeated('{"a":'), "blank lines": repeated("\n"), "blank records": repeated("{}\n"),
    "numbers": repeated("1\n"), "number": repeated("9"), "number in record": repeated("9", '{"title":"x","body":"y","date":', "}"), "exponent": repeated("9", '{"title":"x","body":"y","date":1e', "}"),
    "nan": repeated('{"title":"x","body":"y","date":NaN,"published":Infinity,"created":-1e400}\n'), "escapes": repeated("\\ud800", '{"title":"x","body":"', '"}'), "nul": repeated("\\u0000", '{"title":"x","body":"', '"}'),
    "keys": numbered('"k{0}":1,', '{"title":"x","body":"y",', '"z":1}'), "same keys": repeated('"a":1,', '{"title":"x","body":"y",', '"z":1}'), "authors": numbered('"Anna Hoxha{0}",', '{"title":"x","body":"y","authors":[', '"z"]}'),
    "author": repeated("Anna Hoxha, ", '{"title":"x","body":"y","author":"', '"}'), "author semicolons": repeated("A;", '{"title":"x","body":"y","author":"', '"}'), "tags": repeated("a,", '{"title":"x","body":"y","tags":"', '"}'),
    "paragraphs": repeated('"x",', '{"title":"x","paragraphs":[', '"z"]}'), "urls": numbered('"https://example.org/{0}",', '{"title":"x","body":"y","url":[', '"z"]}'), "html": repeated("<div>", '{"title":"x","body":"', '"}'),
    "one line": repeated("x", '{"title":"x","body":"', '"}'), "lead": repeated("<p>By Anna Hoxha</p>", '{"title":"x","body":"', '<p>x</p>"}'), "ends": repeated("<p>Read more</p>", '{"title":"x","body":"<p>x</p>', '"}'),
    "array": numbered('{"title":"Headline {0}","body":"text {0}"},', "[", "{}]"), "object with array": numbered('{"title":"Headline {0}","body":"text {0}"},', '{"articles":[\n', "{}]}"), "array of arrays": repeated("[],", "[", "1]"),
    "cr": repeated('{"title":"Headline","body":"text"}\r'), "utf-16": lambda size: b"\xff\xfe" + ('{"title":"Headline","body":"text"}\n' * (size // 70)).encode("utf-16-le"), "not utf-8": repeated(b'{"title":"\xff","body":"\xfe"}\n'),
    "latin": repeated('{"title":"x","body":"é'.encode("latin-1") + b'"}\n'), "hash": numbered('{"content_hash":"x{0}","title":"x","body":"y"}\n'),
    "raw articles": numbered('{"id":"0123456789abcdef0123456789abcdef","revision":1,"source":{"name":"A"},"title":"T{0}","body":"b","origin":{"format":"text","uri":"x"},"content_hash":"x","fetched_at":"2026-01-01T00:00:00Z"}\n'),
}  # fmt: skip


def warc_record(
    kind: str, url: str, block: bytes, length: int | None = None, content_type: str = "application/http"
) -> bytes:
    declared = len(block) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Type: {content_type}\r\nContent-Length: {declared}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def http_answer(body: bytes, *headers: str, content_type: str = "text/html") -> bytes:
    return "\r\n".join(["HTTP/1.1 200 OK", f"Content-Type: {content_type}", *headers, "", ""]).encode() + body


_HTML_ANSWER = http_answer(_PAGE.encode())
_RECORD = warc_record("response", "https://example.org/a", _HTML_ANSWER)


def _bomb(size: int) -> bytes:
    """As many zeros as pack into about ``size`` bytes."""
    return zlib.compress(bytes(size * 1_000), 9)


def _gzip_bomb(size: int) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as packed:
        for _ in range(max(1, size // 1_000)):
            packed.write(bytes(1_000_000))
    return buffer.getvalue()


WARC: dict[str, Family] = {
    "pages": repeated(_RECORD), "empty records": repeated(warc_record("response", "https://example.org/a", b"")), "packed pages": repeated(gzip.compress(_RECORD, mtime=0)),
    "length too long": repeated(warc_record("response", "https://example.org/a", _HTML_ANSWER, 10**12)), "length too short": repeated(warc_record("response", "https://example.org/a", _HTML_ANSWER, 3)),
    "length negative": repeated(warc_record("response", "https://example.org/a", _HTML_ANSWER, -5)), "versions": repeated(b"WARC/1.0\r\n"), "versions only": repeated(b"WARC/1."), "marks": repeated(b"\x1f\x8b\x08"),
    "header": repeated(b"x", b"WARC/1.0\r\nA: "), "headers": repeated(b"A: b\r\n", b"WARC/1.0\r\n"), "folded headers": repeated(b" b\r\n", b"WARC/1.0\r\nA: b\r\n"), "http headers": lambda size: warc_record("response", "http://a/b", http_answer(b"x", *["A: b"] * (size // 6))),
    "http header": lambda size: warc_record("response", "http://a/b", http_answer(b"x", "A: " + "b" * size)), "chunked": lambda size: warc_record("response", "http://a/b", http_answer(b"1\r\nx\r\n" * (size // 6) + b"0\r\n\r\n", "Transfer-Encoding: chunked")),
    "chunk lies": lambda size: warc_record("response", "http://a/b", http_answer(b"ffffffff\r\nx" * (size // 11), "Transfer-Encoding: chunked")), "deflate bomb": lambda size: warc_record("response", "http://a/b", http_answer(_bomb(size), "Content-Encoding: deflate")),
    "gzip bomb": _gzip_bomb, "members bomb": lambda size: _gzip_bomb(2_000) * (size // 2_000), "packed as a whole": lambda size: gzip.compress(_RECORD * (size // 400), mtime=0), "zeros": repeated(b"\0"), "noise": repeated(b"\x8b\x1f\x08\n\r"),
    "lines": repeated(b"\r\n", b"WARC/1.0\r\n\r\n"), "arc": repeated(b"http://a/b 1.2.3.4 20260101000000 text/html 5\nhello\n"), "no type": repeated(b"WARC/1.0\r\nContent-Length: 2\r\n\r\nab\r\n\r\n"), "colons": repeated(b":\r\n", b"WARC/1.0\r\n"),
    "url": lambda size: warc_record("response", "http://a/" + "x" * min(size, 60_000), _HTML_ANSWER), "damaged members": repeated(gzip.compress(_RECORD, mtime=0)[:-9] + b"xxxx"), "text records": repeated(warc_record("conversion", "http://a/b", b"A Headline\n\n" + _SENTENCE.encode() * 4, content_type="text/plain")),
    "bomb of feeds": lambda size: warc_record("response", "http://a/b", http_answer(zlib.compress(FEED["items"](size * 2)), "Content-Encoding: deflate", content_type="application/rss+xml")),
}  # fmt: skip

ROBOTS: dict[str, Family] = {
    "rules": numbered("Disallow: /{0}\n", "User-agent: *\n"), "stars": repeated("*", "User-agent: *\nDisallow: /", "x"), "star pairs": repeated("*a", "User-agent: *\nDisallow: /", "$"), "agents": numbered("User-agent: a{0}\nDisallow: /\n"),
    "agents alone": numbered("User-agent: a{0}\n"), "star rules": repeated("Disallow: /*a*n*e*w*s*b$\n", "User-agent: *\n"), "delays": repeated("Crawl-delay: 9\n", "User-agent: *\n"), "delay": repeated("9", "User-agent: *\nCrawl-delay: "), "colons": repeated(":"), "lines": repeated("\n"),
    "hashes": repeated("#"), "percent": repeated("%41", "User-agent: *\nDisallow: /"), "sitemaps": repeated("Sitemap: http://a/b\n"), "rates": repeated("Request-rate: 1/1 0000-2400\n", "User-agent: *\n"), "spaces": repeated(" ", "User-agent:", "*"), "nul": repeated("\0"), "html": repeated("<html>"),
}  # fmt: skip

HEADERS: dict[str, Family] = {
    "cache-control": repeated("max-age=1,", "Cache-Control: "), "spaces": repeated(" ", "Cache-Control: a", "x"), "quotes": repeated('a="', "Cache-Control: "), "letters": repeated("a", "Cache-Control: "), "dashes": repeated("-", "Cache-Control: "), "equals": repeated(" =", "Cache-Control: a"),
    "digits": repeated("9", "Retry-After: "), "same header": repeated("A: b\n"), "headers": numbered("A{0}: b\n"), "charset": repeated("charset=", "Content-Type: text/html; "), "parameters": repeated(';charset="', "Content-Type: text/html"), "continuations": repeated("; charset*0*=a'b'c", "Content-Type: x"), "comments": repeated("(", "Expires: "), "quotes open": repeated('"\\', "Content-Type: text/html; charset="),
}  # fmt: skip

UNPACKING: dict[str, Family] = {
    "gzip bomb": lambda size: b"\0" + _gzip_bomb(size), "deflate bomb": lambda size: b"\x01" + _bomb(size), "empty members": lambda size: b"\0" + gzip.compress(b"", mtime=0) * (size // 20), "small members": lambda size: b"\0" + gzip.compress(b"x", mtime=0) * (size // 21), "padding": lambda size: b"\0" + gzip.compress(b"x", mtime=0) + bytes(size), "noise": repeated(b"\x1f\x8b\x08", b"\0"), "byte by byte": lambda size: b"\x06" + gzip.compress(b"x" * size, mtime=0),
}  # fmt: skip

_URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'

SITEMAP: dict[str, Family] = {
    "urls": numbered("<url><loc>https://example.org/{0}</loc></url>", _URLSET, "</urlset>"), "urls cut off": numbered("<url><loc>https://example.org/{0}</loc>", _URLSET), "same urls": repeated("<url><loc>https://example.org/a</loc></url>", _URLSET),
    "lines": numbered("https://example.org/{0}\n"), "line": repeated("https://example.org/"), "deep": nested("<url>", "</url>", before=_URLSET), "deep open": nested("<url>", before=_URLSET), "loc open": repeated("x", f"{_URLSET}<url><loc>http://a/"),
    "ampersands": repeated("&", f"{_URLSET}<url><loc>http://a/?"), "references": repeated("&nbsp;", f"{_URLSET}<url><loc>http://a/?"), "cdatas open": repeated("<![CDATA[", _URLSET), "cdatas": repeated("<![CDATA[x]]>", f"{_URLSET}<url><loc>"), "comments open": repeated("<!--", _URLSET),
    "comments before": repeated("<!-- x -->", "", _URLSET), "instructions before": repeated("<?x?>", "", _URLSET), "angles": repeated("<"), "spaces": repeated(" ", "", _URLSET), "attributes": numbered(" a{0}='x'", "<urlset", "></urlset>"), "attribute": repeated("x", "<urlset a='", "'></urlset>"),
    "namespaces": numbered(" xmlns:a{0}='http://a/{0}'", "<urlset", "></urlset>"), "images": numbered("<image:image><image:loc>http://a/{0}</image:loc></image:image>", f"{_URLSET}<url>"), "titles": repeated("<news:title>x</news:title>", f"{_URLSET}<url><loc>http://a/b</loc>"), "gzip bomb": _gzip_bomb,
    "gzip in gzip": lambda size: gzip.compress(_gzip_bomb(size * 50), mtime=0), "billion laughs": lambda size: _laughs(size).replace(b"<rss", b"<urlset"), "wrong nesting": repeated("<url><loc>http://a/b</url></loc>", _URLSET), "dots": repeated("<a.b-c", _URLSET),
}  # fmt: skip

LISTING: dict[str, Family] = {
    "links": numbered("<li><a href='/2026/11/{0}-bridge-of-prizren'>The bridge number {0} is repaired</a></li>", "<ul>"), "same links": repeated("<a href='/2026/11/bridge-of-prizren'>The bridge is repaired</a>", "<div>"), "cards": numbered("<article><h2><a href='/a/{0}-one-two-three'>The bridge number {0} is repaired</a></h2><p>x</p></article>"),
    "deep links": nested("<div><a href='/2026/11/a-b-c-d'>The bridge is repaired at last", "", before="<body>"), "deep card": nested("<div class='card'>", "", "<a href='/2026/11/a-b-c-d'>The bridge is repaired at last</a>"), "in one card": numbered("<a href='/a/{0}'>x</a>", "<article><h2>Title of the card</h2>"),
    "long text": repeated("word ", "<a href='/2026/11/a-b-c-d'>", "</a>"), "long address": repeated("a-", "<a href='/", "'>The bridge is repaired at last</a>"), "sections": numbered("<a href='/section{0}/'>s</a><a href='/section{0}/a-b-c-d-e'>The bridge is repaired at last</a>"), "bases": repeated("<base href='/a'>"), "dates": numbered("<li><time>2026-01-01</time><a href='/2026/11/{0}-a-b-c'>The bridge is repaired</a>"),
    "empty links": numbered("<a href='/2026/11/{0}-bridge-of-prizren'></a>"), "images": numbered("<a href='/2026/11/{0}-bridge-of-prizren'><img alt='The bridge is repaired'></a>"), "links in one line": numbered("<a href='/2026/11/{0}-bridge-of-prizren'>The bridge {0} is repaired</a> ", "<p>"),
}  # fmt: skip

PUSH: dict[str, Family] = {
    "records": numbered('{"title":"Headline {0}","body":"text {0}"},', "\0[", "{}]"), "lines": numbered('{"title":"Headline {0}","body":"text {0}"}\n', "\x01"), "nested": nested("[", "]", before="\0"), "nested record": nested('{"a":', "}", "1", before='\0[{"title":"x","body":', after="}]"), "wide": repeated('[[],"",{}],', "\0[", "1]"),
    "open": repeated("[", "\0"), "strings": repeated('"",', "\0[", "1]"), "numbers": repeated("1,", "\0[", "1]"), "number": repeated("9", "\0"), "blank lines": repeated("\n", "\x01"), "articles": numbered('{"title":"x{0}","body":"y"},', '\0{"articles":[', "{}]}"), "not utf-8": repeated(b"\xff", b"\0"),
}  # fmt: skip

SOURCES: dict[str, Family] = {
    "sources": numbered("  - url: https://example.org/{0}\n", "sources:\n"), "aliases": lambda size: ("a: &a0 [x, x]\n" + "".join(f"b{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, size // 30))).encode(), "merges": repeated("<<: {", ""), "deep": nested("[", "]"), "deep open": repeated("{a: "), "dashes": repeated("- "),
    "indents": lambda size: "".join(" " * n + "a:\n" for n in range(int((2 * size) ** 0.5))).encode(), "anchors": numbered("&a{0} "), "tags": repeated("!!python/object/apply:os.system "), "quotes": repeated('"'), "colons": repeated(": "), "tabs": repeated("\t"), "documents": repeated("---\n"), "keys": numbered("a{0}: 1\n"), "same keys": repeated("a: 1\n"), "question marks": repeated("? "), "long": repeated("x", "sources: "), "unknown fields": numbered("    f{0}: 1\n", "sources:\n  - url: https://example.org/\n"), "dates": repeated("- 2026-01-01T00:00:00Z\n"), "numbers": repeated("9", "sources: "), "sexagesimal": repeated(":59", "a: 1"), "binary": repeated("QUJD", "a: !!binary "), "folded": repeated(" \n", "a: >\n"),
}  # fmt: skip

ADDRESS: dict[str, Family] = {
    name: repeated(motif, before, after)
    for name, (motif, before, after) in {
        "slashes": ("/", "http://a", "b"), "dots": ("../", "http://a/", "b"), "percent": ("%", "http://a/", ""), "percents": ("%25", "http://a/", ""), "parameters": ("a=b&", "http://a/?", ""), "trackers": ("utm_source=x&", "http://a/?", ""), "semicolons": (";sid=", "http://a/", ""), "ats": ("@", "http://", "a"), "colons": (":", "http://a", ""), "brackets": ("[", "http://", "]"), "labels": ("a.", "http://", "b"), "idn": ("ž.", "http://", "b"), "spaces": (" ", "http://a/", "b"), "hashes": ("#", "http://a/", ""), "letters": ("a", "http://", ""), "marks": ("\u0301", "http://a", ""), "wide": ("。", "http://a", "b")
    }.items()
}  # fmt: skip

FIELDS: dict[str, Family] = {name: repeated(motif) for name, motif in MOTIFS.items()} | {
    "mail name": repeated("a@b (", "", ")"), "name mail": repeated("<a@b", "x ", ">"), "inverted": repeated("a’-", "Hoxha, ", "1"), "zone": repeated("a", "2025-06-23T12:00:00"), "fraction": repeated("1", "2025-06-23T12:00:00."), "compatible": repeated("\ufdfa"), "jamo": repeated("\u1100\u1161\u11a8"), "ordered marks": repeated("\u0301\u0323"),
}  # fmt: skip

FAMILIES: dict[str, dict[str, Family]] = {
    "text": TEXT, "html": HTML, "feed": FEED, "jsonl": JSONL, "warc": WARC, "sitemap": SITEMAP, "listing": LISTING, "push": PUSH, "sources": SOURCES, "robots": ROBOTS, "headers": HEADERS, "unpacking": UNPACKING, "address": ADDRESS, "fields": FIELDS,
}  # fmt: skip
