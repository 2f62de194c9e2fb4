"""The names this service reads are names the index has."""

from __future__ import annotations

from services.index.mapping import properties
from services.search import fields
from services.search.views import FACET_LABELS


def test_every_field_is_in_the_index_template() -> None:
    indexed = set(properties())
    read = {*fields.HIT_FIELDS, *fields.FACETS, *(field.partition("^")[0] for field in fields.FOLDED_FIELDS)}
    read |= {fields.PUBLISHED_AT, fields.FETCHED_AT, fields.FINGERPRINT, fields.TOPIC_CODE}
    assert read <= indexed
    assert set(fields.ALIASES.values()) <= indexed
    assert fields.STEMMED.removesuffix(".*") in indexed


def test_every_facet_can_be_aggregated_and_has_a_label() -> None:
    indexed = properties()
    assert {indexed[facet]["type"] for facet in fields.FACETS} == {"keyword"}
    assert set(FACET_LABELS) == set(fields.FACETS)
