"""Addresses: the canonical form that is published, and the key under which two addresses are one article. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from tld import is_tld
from w3lib.url import canonicalize_url

# Parameters that only say where a reader came from. courlan's and AdGuard's lists also match parameters that name the
# article on some sites (cid, uid, gallery, eid); merging two articles is worse than keeping one twice, so those stay.
_TRACKER = re.compile(
    r"^(?:utm|mtm|pk|piwik|matomo|stm|itm|hsa|vero|oly|_hs|__hs|_bta|cm_mmc)_?\w+$"
    r"|^(?:ga_(?:source|medium|campaign|content|term)|at_(?:medium|campaign|custom\d|link_\w+|ptr_name|format|bbc_team)"
    r"|mc_(?:cid|eid|tc)|mkt_tok|fb_(?:action_\w+|source|ref|aggregation_id)|ns_(?:mchannel|source|campaign|linkname|fee)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|ymclid|twclid|ttclid|li_fat_id|igshid|igsh|epik|s_kwcid"
    r"|mibextid|wickedid|oicd|_ga|_gl|_ke|_openstat|hsctatracking|sr_share|srsltid|xtor|icid|ncid|cmpid|cmp|ocid|campaign"
    r"|campaign_?id|smid|smtyp|ref|ref_src|ref_url|ref_|referer|referrer|source|spm|ito|guccounter|guce_referrer(?:_sig)?"
    r"|__twitter_impression|_rdr|share|shared|partner|partnerid|affiliate|aff_id|amp_js_v|usqp|outputtype|rss|from_?rss"
    r"|phpsessid|jsessionid|aspsessionid\w*|session_?id|cfid|cftoken)$",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARS = 2_048


def canonical_url(address: str | None, base: str | None = None) -> str | None:
    """The address without trackers, session, fragment and default port, its query sorted; None when it is no web address.

    ``base`` is what a relative address is relative to. Scheme, ``www.`` and a closing slash stay as they are, so that
    the result can be opened.
    """
    joined = _absolute(address, base)
    if joined is None:
        return None
    try:
        parts = urlsplit(canonicalize_url(joined, keep_blank_values=True))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except (ValueError, UnicodeError):
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    authority = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        authority += f":{port}"
    path = _PATH_SESSION.sub("", re.sub(r"/{2,}", "/", parts.path)) or "/"
    address = urlunsplit((parts.scheme, authority, path, _without_trackers(parts.query), ""))
    return address if len(address) <= MAX_URL_CHARS else None  # escaping makes it up to nine times as long


def _absolute(address: str | None, base: str | None) -> str | None:
    text = "".join((address or "").split())
    if not text or len(text) > MAX_URL_CHARS:
        return None
    try:
        joined = urljoin(base, text) if base else text
        if joined.startswith("//"):
            joined = f"https:{joined}"
        return joined if urlsplit(joined).scheme.lower() in _DEFAULT_PORTS else None
    except ValueError:
        return None


def _without_trackers(query: str) -> str:
    kept = [
        (name, value) for name, value in parse_qsl(query, keep_blank_values=True) if not _TRACKER.match(name)
    ]
    return urlencode(kept)


def url_key(address: str) -> str | None:
    """What makes two canonical addresses the same article: no scheme, no ``www.``, no closing slash.

    None for the root of a site, which is the address of a front page and never of an article.
    """
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        return None
    return f"{parts.netloc.removeprefix('www.')}{path}?{parts.query}"


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to the same host, ``www.`` and sub-domains of either aside; what is shared by strangers
    (``co.uk``, ``github.io``: the public suffix list) is nobody's site.
    """
    first = (urlsplit(one).hostname or "").removeprefix("www.")
    second = (urlsplit(other).hostname or "").removeprefix("www.")
    if first == second:
        return bool(first)
    shorter, longer = sorted((first, second), key=len)
    return bool(shorter) and longer.endswith(f".{shorter}") and not is_tld(shorter, search_private=True)
