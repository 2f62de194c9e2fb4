"""Names of the index this service reads (a test compares them with the index template), and how they are searched."""

from __future__ import annotations

TITLE, SUBTITLE, BODY = "title", "subtitle", "body"
STEMMED = "stemmed.*"

# A word in the headline says more about an article than one in its text; a stemmed match is worth less than the form itself.
FOLDED_FIELDS = (f"{TITLE}^3", f"{SUBTITLE}^1.5", BODY)
ANY_FORM_FIELDS = (*FOLDED_FIELDS, f"{STEMMED}^0.5")

PUBLISHED_AT = "published_at"
FETCHED_AT = "fetched_at"
FINGERPRINT = "fingerprint"
TOPIC_CODE = "topic_code"

# Keyword arrays to filter by and to count, in the order in which they are shown.
FACETS = ("person", "organization", "place", "topic", "language", "source", "section", "script")

# An article has one of each: two chosen values can only mean either. Of the others it has many: all chosen must be there.
SINGLE_VALUED = frozenset({"language", "source", "section", "script"})

# What a list of hits shows; bodies stay behind.
HIT_FIELDS = (
    "id", "revision", TITLE, SUBTITLE, "url", "source", "section", "authors", "dateline", "language", "script",
    PUBLISHED_AT, "published_precision", FETCHED_AT, "truncated", "person", "organization", "place", "topic",
)  # fmt: skip

# Names people write before a colon in a query, beside the fields' own.
ALIASES = {
    "headline": TITLE, "text": BODY, "lang": "language", "organisation": "organization", "org": "organization",
    "location": "place", "category": "topic", "people": "person",
}  # fmt: skip
