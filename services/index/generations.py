"""The template, the first generation and its two aliases: made once, by whichever indexer comes first, and kept current.

Every step may be repeated and may race with another indexer taking the same one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError

from services.index.mapping import MAPPING_VERSION, properties, template
from shared.elastic import GENERATION_PREFIX, READ_ALIAS, TEMPLATE, WRITE_ALIAS
from shared.errors import UserError
from shared.logs import get_logger

log = get_logger()

# Retraction markers stay in the index so that older copies are refused for ever; readers never see them.
READ_FILTER: dict[str, Any] = {"bool": {"must_not": [{"term": {"retracted": True}}]}}


@dataclass(frozen=True, slots=True)
class Names:
    """What the template, the generations and the aliases are called; other names let a benchmark live beside an archive."""

    read: str = READ_ALIAS
    write: str = WRITE_ALIAS
    prefix: str = GENERATION_PREFIX
    template: str = TEMPLATE

    def generation(self, number: int) -> str:
        return f"{self.prefix}{number:06d}"


ARTICLES = Names()


def ensure_index(client: Elasticsearch, names: Names = ARTICLES) -> str:
    """Make sure that articles can be written and read; returns the generation behind the write alias.

    Raises UserError when something else stands where an alias has to be; client errors pass through.
    """
    _ensure_template(client, names)
    for alias in (names.read, names.write):
        if alias in client.indices.get(index=alias, ignore_unavailable=True, filter_path="*.aliases").body:
            raise UserError(
                f"Elasticsearch holds an index named {alias!r} where Lajmi needs an alias of that name: "
                f"look at what is in it, then rename or delete it"
            )
    written = _behind(client, names.write)
    if not written:
        generation = _newest_generation(client, names) or names.generation(1)
        _create(client, names, generation)
        written = _behind(client, names.write) or [generation]
    generation = written[0]
    _ensure_current_mapping(client, generation)
    return generation


def _ensure_template(client: Elasticsearch, names: Names) -> None:
    try:
        installed = client.indices.get_index_template(name=names.template).body["index_templates"]
        version = int(installed[0]["index_template"].get("version", 0))
    except NotFoundError:
        version = 0
    if version < MAPPING_VERSION:
        client.indices.put_index_template(name=names.template, **template(names.prefix))
        log.info("index template installed", stage="index", template=names.template, version=MAPPING_VERSION)


def _create(client: Elasticsearch, names: Names, generation: str) -> None:
    """Index and aliases in one step, so that no reader ever sees one without the other."""
    aliases: dict[str, Mapping[str, Any]] = {
        names.read: {"filter": READ_FILTER},
        names.write: {"is_write_index": True},
    }
    try:
        client.indices.create(index=generation, aliases=aliases, wait_for_active_shards=1)
        log.info("generation created", stage="index", generation=generation)
    except BadRequestError as error:
        if error.error != "resource_already_exists_exception":
            raise
        # Another indexer was quicker, or somebody removed the aliases; adding them again changes nothing.
        client.indices.update_aliases(
            actions=[
                {"add": {"index": generation, "alias": alias, **options}}
                for alias, options in aliases.items()
            ]
        )


def _behind(client: Elasticsearch, alias: str) -> list[str]:
    try:
        return sorted(client.indices.get_alias(name=alias).body)
    except NotFoundError:
        return []


def _newest_generation(client: Elasticsearch, names: Names) -> str | None:
    found = client.indices.get(index=f"{names.prefix}0*", filter_path="*.aliases").body
    return max(found, default=None)


def _ensure_current_mapping(client: Elasticsearch, generation: str) -> None:
    """Add fields that this release knows and the generation does not; what cannot be added needs a new generation."""
    mapping = client.indices.get_mapping(index=generation).body[generation]["mappings"]
    version = int(mapping.get("_meta", {}).get("version", 0))
    if version >= MAPPING_VERSION:
        return
    try:
        client.indices.put_mapping(
            index=generation, properties=properties(), meta={"owner": "lajmi", "version": MAPPING_VERSION}
        )
    except ApiError as error:
        log.warning(
            "the mapping of this generation is older than this release and cannot be extended: run  lajmi reindex",
            stage="index", generation=generation, has=version, wants=MAPPING_VERSION, detail=str(error)[:300],
        )  # fmt: skip
        return
    log.info("mapping extended", stage="index", generation=generation, version=MAPPING_VERSION)
