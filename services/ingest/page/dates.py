"""When a page's article was published. Pure.

trafilatura's date finder is not used: it guesses a date from anywhere on a page, and a page's date is not its article's.
"""

from __future__ import annotations

import re
from datetime import timedelta

from lxml import etree

from services.ingest.dates import find_date
from services.ingest.page.contents import Page
from services.ingest.tidy import one_line
from services.ingest.timestamps import Timestamp, parse_timestamp
from shared.contracts import Precision, Provenance

_META = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "article.published",
    "parsely-pub-date", "sailthru.date", "publishdate", "publish-date", "publish_date", "pubdate", "publication_date",
    "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "date", "cxenseparse:recs:publishtime", "bt:pubdate", "og:pubdate", "displaydate",
    "article:post_date", "datecreated",
)  # fmt: skip
_FINENESS = [Precision.YEAR, Precision.MONTH, Precision.DAY, Precision.MINUTE, Precision.SECOND]
_LONGEST_LINE = 120
_CANDIDATES = 20

_MARKED = etree.XPath("//*[@itemprop='datePublished']|//time[@pubdate or @datetime]")
_OF_A_CHANGE = re.compile(r"updat|modif", re.IGNORECASE)


def published(page: Page) -> tuple[Timestamp, Provenance] | None:
    """The first date of publication there is, JSON-LD before meta elements before marked ones; a finer one of the same day
    is better. Without any, a date printed in an element whose class says that it holds one.
    """
    values: list[tuple[object, Provenance]] = [(page.node.get("datePublished"), Provenance.JSON_LD)]
    values += [(content, Provenance.META) for content in page.metas.all(*_META)]
    values.append((page.node.get("dateCreated"), Provenance.JSON_LD))
    marked = [
        element.get("content") or element.get("datetime") or element.text_content()
        for element in page.here(_MARKED(page.tree))
        if not _OF_A_CHANGE.search(f"{element.get('class', '')} {element.get('itemprop', '')}")
    ]
    values += [(text, Provenance.MARKUP) for text in marked[:1]]
    found = [
        (timestamp, where) for value, where in values if (timestamp := parse_timestamp(value)) is not None
    ]
    if not found:
        return _visible(page)
    same_day = [one for one in found if abs(one[0][0] - found[0][0][0]) <= timedelta(days=1)]
    return max(same_day, key=lambda one: _FINENESS.index(one[0][1]))


def _visible(page: Page) -> tuple[Timestamp, Provenance] | None:
    for element in page.classed("date")[:_CANDIDATES]:
        text = one_line(element.text_content())
        if len(text) <= _LONGEST_LINE and (date := find_date(text)) is not None:
            return (date.when, date.precision), Provenance.TEXT
    return None
