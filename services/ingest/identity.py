"""Who an article is (``id``) and whether it changed (``content_hash``): functions of its content alone. Pure.

Decision 1 of the design: the id comes from the canonical address, else from source, normalised title and the article's own
date. Same input, same id, on any machine, any day.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import OrderedDict

from services.ingest.parsed import ParsedArticle
from services.ingest.urls import url_key
from shared.contracts import MAX_TITLE_CHARS

# How many articles of one stream are remembered to tell two of one name apart: about 30 MB.
_REMEMBERED = 100_000
_MOST_NAMESAKES = 1_000


def normalised_title(title: str) -> str:
    """What stays the same when a headline is typeset again: letters, digits and their marks, case folded."""
    # What is longer is no title, and normalising takes time quadratic in the accents on one letter.
    title = title[: 2 * MAX_TITLE_CHARS]
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    kept = "".join(character if unicodedata.category(character)[0] in "LNM" else " " for character in folded)
    return " ".join(kept.split()) or " ".join(folded.split())  # a title of punctuation alone is still a title


def identity_basis(article: ParsedArticle, source_name: str, *, shared_address: bool = False) -> str:
    """The text that names an article. ``shared_address``: other articles of the document carry the same address."""
    title = normalised_title(article.title)
    key = url_key(article.url) if article.url else None
    if key is not None:
        return f"url\n{key}\n{title}" if shared_address else f"url\n{key}"
    day = article.published_at.date().isoformat() if article.published_at else ""
    return f"title\n{normalised_title(source_name)}\n{title}\n{day}"


def article_id(basis: str, ordinal: int = 0) -> str:
    """128 bits of SHA-256, hex. ``ordinal``: how many other articles of the same document have the same basis."""
    named = basis if ordinal == 0 else f"{basis}\n#{ordinal + 1}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def is_derived(claimed: str, article: ParsedArticle, source_name: str) -> bool:
    """Whether an id that came with the article is one that its content gives, at some place among its namesakes: nobody may
    overwrite another article by writing its id into a record."""
    bases = [identity_basis(article, source_name), identity_basis(article, source_name, shared_address=True)]
    return any(article_id(basis, ordinal) == claimed for ordinal in range(_MOST_NAMESAKES) for basis in bases)


def content_hash(article: ParsedArticle, source_name: str) -> str:
    """SHA-256 over everything published that a reader could see change; where and when it was found is left out.

    The address counts by its key, so that the same page under http and https, or www., is not a new revision.
    """
    content = [
        article.title,
        article.subtitle,
        article.body,
        list(article.authors),
        article.published_at.isoformat() if article.published_at else None,
        article.published_precision,
        article.dateline,
        article.section,
        list(article.tags),
        article.language,
        article.truncated,
        url_key(article.url) if article.url else None,
        source_name,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


class Namesakes:
    """Gives the articles of one document ids that never clash, and the same ones whenever the document is read again.

    The same basis with the same content is the same article again. With other content it is another article (two items of
    a live blog, a column without a date twice on one page): told apart by its title, then by its place among its namesakes.
    ``shared_addresses`` says beforehand which addresses cannot tell articles apart, so that the order does not matter.
    """

    def __init__(self, shared_addresses: frozenset[str] = frozenset()) -> None:
        self._shared_addresses = shared_addresses
        # Of each id without ordinal: the ordinals of its contents.
        self._contents: OrderedDict[str, dict[str, int]] = OrderedDict()
        self._remembered = 0

    def identify(self, article: ParsedArticle, source_name: str) -> tuple[str, str]:
        """(id, content hash) of the next article of the document."""
        content = content_hash(article, source_name)
        key = url_key(article.url) if article.url else None
        bases = [] if key in self._shared_addresses else [identity_basis(article, source_name)]
        if key is not None:
            bases.append(identity_basis(article, source_name, shared_address=True))
        for basis in bases:
            name = article_id(basis)
            contents = self._contents.setdefault(name, {})
            self._contents.move_to_end(name)
            if not contents or contents.get(content) == 0:
                return article_id(basis, self._ordinal(contents, content)), content
        return article_id(basis, self._ordinal(contents, content)), content

    def _ordinal(self, contents: dict[str, int], content: str) -> int:
        """The place of the content among its namesakes: the next one when it is new."""
        if content not in contents:
            contents[content] = len(contents)
            self._remembered += 1
            while self._remembered > _REMEMBERED and len(self._contents) > 1:
                self._remembered -= len(self._contents.popitem(last=False)[1])
        return contents[content]


def shared_addresses(articles: list[ParsedArticle]) -> frozenset[str]:
    """Address keys that several differently titled articles of one document carry: a live blog, a broken feed."""
    titles: dict[str, set[str]] = {}
    for article in articles:
        key = url_key(article.url) if article.url else None
        if key is not None:
            titles.setdefault(key, set()).add(normalised_title(article.title))
    return frozenset(key for key, names in titles.items() if len(names) > 1)
