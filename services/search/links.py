"""Addresses: of this service's own pages, and of others that an article names. Pure."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

from services.search.request import SearchRequest

_WIKIDATA = re.compile(r"wikidata:(Q[1-9]\d{0,11})")
_GEONAMES = re.compile(r"geonames:([1-9]\d{0,11})")


def search_link(request: SearchRequest) -> str:
    return f"/{request.query_string()}"


def facet_link(facet: str, value: str) -> str:
    """A new search for exactly this value of a facet."""
    return "/?" + urlencode([(facet, f"={value}")])


def article_link(article_id: str, request: SearchRequest) -> str:
    """An article, with the search it was found by: the way back needs no script and no session."""
    return f"/articles/{quote(article_id)}{request.query_string()}"


def outside_link(address: str | None) -> str | None:
    """The address if a browser may be sent there; never ``javascript:`` or the like, whatever an article claims."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.hostname else None


def knowledge_link(entity_id: str | None) -> tuple[str, str] | None:
    """(name of the knowledge base, address) of an entity's identifier."""
    if match := _WIKIDATA.fullmatch(entity_id or ""):
        return "Wikidata", f"https://www.wikidata.org/wiki/{match[1]}"
    if match := _GEONAMES.fullmatch(entity_id or ""):
        return "GeoNames", f"https://www.geonames.org/{match[1]}"
    return None
