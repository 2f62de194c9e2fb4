"""Names of the archive in Elasticsearch, and the version that makes any replay harmless. Pure: no client is needed."""

from __future__ import annotations

READ_ALIAS = "articles"
WRITE_ALIAS = "articles-write"
GENERATION_PREFIX = "articles-"
TEMPLATE = "lajmi-articles"

# Articles in these languages have ``stemmed.<code>`` beside the folded text. Highlights of a stemmed match need the names
# spelled out: ``"matched_fields": ["body", "stemmed.en", ...]`` takes no wildcard.
STEMMED_LANGUAGES = (
    "bg", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hbs", "hu", "it", "lt", "lv", "nl", "no", "pt", "ro",
    "ru", "sv", "tr",
)  # fmt: skip

_GENERATION_BITS = 20  # EnrichedArticle.generation is below 2**20, revision below 2**31: together below 2**63


def external_version(revision: int, generation: int) -> int:
    """Elasticsearch's external version: a newer text beats any enrichment, a newer enrichment beats an older one."""
    return revision << _GENERATION_BITS | generation


def unpack_version(version: int) -> tuple[int, int]:
    """(revision, generation) of an external version."""
    return version >> _GENERATION_BITS, version & ((1 << _GENERATION_BITS) - 1)
