"""What an address says about whether an article is behind it. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from courlan.filters import is_not_crawlable, path_filter, type_filter

_ELSEWHERE_PATH = re.compile(
    r"/(?:authors?|autor[ei]?|auteurs?|autore|yazar(?:lar)?|tags?|etiketa?|label|search|pretraga|kerko|suche|login|register|"
    r"registracija|feed|rss|wp-login\.php|cart)(?:/|$|\.)"
    # Sites also put articles under these; they are other pages where nothing follows.
    r"|/(?:profiles?|users?|people|topics?|tema|thema|temat|subscribe|newsletter|contact|kontakt|about|impressum|imprint|"
    r"marketing|privacy[\w-]*|terms[\w-]*|cookies?|shop)(?:\.\w+)?/?$",
    re.IGNORECASE,
)
_PAGING_PATH = re.compile(
    r"/(?:page|seite|strana|stranica|faqja|sayfa|pagina|стр)/?\d{1,5}/?$", re.IGNORECASE
)
_PAGING_QUERY = re.compile(
    r"(?:^|&)(?:page|paged|seite|strana|stranica|faqja|sayfa|pagina|start|offset)=\d{1,5}$"
)
_DATED_PATH = re.compile(r"/(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?(?:/|-|$)")
_ARCHIVE_PATH = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$")
_NUMBERED = re.compile(
    r"(?:^|[/_-])[a-z]{0,3}\d{4,}(?:$|[/_.-])|(?:^|&)\w{0,12}id=\d+|(?:^|&)(?:p|id|a|n|art|article|news|nid|vest)=\d+"
)
_SLUG = re.compile(r"[^\W_]+(?:[-_][^\W_]+){2,}")
_PAGE_FILE = re.compile(r"\.(?:s?html?|aspx?|php|jsp|cms|story)$", re.IGNORECASE)


def may_be_article(address: str) -> bool:
    """courlan's filters, less what they take from sites that number their articles in the query, and words of the region."""
    path, query = urlsplit(address).path, urlsplit(address).query
    numbered = _NUMBERED.search(query) is not None
    if (
        not (type_filter(address, strict=True) or numbered)
        or is_not_crawlable(address)
        or not path_filter(path, query)
    ):
        return False
    unwanted = (_ELSEWHERE_PATH, _PAGING_PATH, _ARCHIVE_PATH)
    return not _PAGING_QUERY.search(query) and not any(pattern.search(path) for pattern in unwanted)


def address_points(address: str) -> int:
    """0 to 3 for dates, numbers and long names, -1 for what looks like a section."""
    path, query = urlsplit(address).path, urlsplit(address).query
    last = path.rstrip("/").rpartition("/")[2]
    points = 0
    points += 2 * bool(_DATED_PATH.search(path))
    points += bool(_NUMBERED.search(path)) or _NUMBERED.search(query) is not None
    points += min(max(last.count("-"), last.count("_")) - 1, 2) if _SLUG.search(last) else 0
    points += bool(_PAGE_FILE.search(last)) and last.lower() not in (
        "index.html",
        "index.php",
        "default.aspx",
    )
    if (
        path.rstrip("/").count("/") <= 1
        and not query
        and not _SLUG.search(last)
        and not _NUMBERED.search(path)
    ):
        points -= 1
    return min(points, 3)
