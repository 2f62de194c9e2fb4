"""What a consumer built against one JSON Schema feels when producers follow another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

Schema = Mapping[str, Any]


def breaking_changes(published: Schema, current: Schema) -> list[str]:
    """Where a consumer built against ``published`` could fail on messages that follow ``current``; empty if nowhere.

    A field may be added. Removing one, no longer promising one, changing its type, widening its values (a new null, a new
    enum member, a longer text) or loosening a bound is breaking.
    """
    return list(_compare(published, current, published, current, "$"))


# Keyword to whether a lower value is the looser one.
_BOUNDS = {
    "maximum": False, "exclusiveMaximum": False, "maxLength": False, "maxItems": False,
    "minimum": True, "exclusiveMinimum": True, "minLength": True, "minItems": True,
}  # fmt: skip


def _compare(old: Schema, new: Schema, old_root: Schema, new_root: Schema, where: str) -> Iterator[str]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    if "anyOf" in old or "anyOf" in new:
        yield from _compare_variants(old, new, old_root, new_root, where)
    elif old.get("type") != new.get("type"):
        yield f"{where}: type {old.get('type')} became {new.get('type')}"
    else:
        yield from _compare_values(old, new, where)
        for name in sorted(set(old.get("required", [])) - set(new.get("required", []))):
            yield f"{where}.{name}: no longer always present"
        for name, before, after in _children(old, new):
            if after is None:
                yield f"{where}{name}: removed"
            else:
                yield from _compare(before, after, old_root, new_root, f"{where}{name}")


def _compare_values(old: Schema, new: Schema, where: str) -> Iterator[str]:
    if "enum" in old:
        for added in sorted(set(map(str, new.get("enum", ["anything"]))) - set(map(str, old["enum"]))):
            yield f"{where}: new value {added!r}, which consumers do not know"
    for keyword in ("pattern", "const", "format"):
        if keyword in old and old[keyword] != new.get(keyword):
            yield f"{where}: {keyword} {old[keyword]!r} became {new.get(keyword)!r}"
    for keyword, lower_is_looser in _BOUNDS.items():
        if keyword in old:
            before, after = old[keyword], new.get(keyword)
            if after is None or (after < before if lower_is_looser else after > before):
                yield f"{where}: {keyword} loosened from {before} to {after}"


def _children(old: Schema, new: Schema) -> Iterator[tuple[str, Schema, Schema | None]]:
    """(name, old schema, new schema or None when it is gone) of every field and element."""
    for name, schema in old.get("properties", {}).items():
        yield f".{name}", schema, new.get("properties", {}).get(name)
    for keyword in ("items", "additionalProperties"):
        if isinstance(old.get(keyword), Mapping):
            yield "[]", old[keyword], new.get(keyword)
    for position, (schema, later) in enumerate(
        zip_longest(old.get("prefixItems", []), new.get("prefixItems", []))
    ):
        if schema is not None:
            yield f"[{position}]", schema, later


def _compare_variants(
    old: Schema, new: Schema, old_root: Schema, new_root: Schema, where: str
) -> Iterator[str]:
    """Every variant that a producer may now write must be one that consumers already accept."""
    old_variants, new_variants = old.get("anyOf", [old]), new.get("anyOf", [new])
    for variant in new_variants:
        attempts = [list(_compare(known, variant, old_root, new_root, where)) for known in old_variants]
        if all(attempts):
            # The attempt of the same type tells most; another type only says that the types differ.
            yield min(attempts, key=lambda problems: ("type" in problems[0], len(problems)))[0]


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        target: Any = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        schema = target
    return schema
