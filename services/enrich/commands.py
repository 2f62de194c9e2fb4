"""``lajmi enrich``: the same stages as the service, on JSONL and without any server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import click
from pydantic_core import from_json

from services.enrich.entities.profile import SETTING, parse_profile, require
from services.enrich.pipeline import Enrichment, Pipeline, load_pipeline
from services.enrich.stage import Draft
from shared.clock import now
from shared.contracts import MAX_BODY_CHARS, MAX_TITLE_CHARS
from shared.rejection import Rejection
from shared.settings import load_settings

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# The parser counts lines within our line: always 1 (or 2 at its end), which reads like a line of the file.
_PARSER_LINE = re.compile(r" at line \d+ column \d+$")
_LIMITS = {"title": MAX_TITLE_CHARS, "body": MAX_BODY_CHARS}


@click.command(help="Enrich RawArticle JSONL (FILE, or standard input) without any server; prints JSONL.")
@click.argument("file", type=click.File("rb"), default="-")
@click.option(
    "--entities",
    metavar="PROFILE",
    help=f"fast, accurate, spacy:PIPELINE or spacy:en=PIPELINE,hr=PIPELINE; unset: {SETTING}",
)
def enrich(file: BinaryIO, entities: str | None) -> None:
    settings = load_settings()
    profile = parse_profile(entities or settings.entities, settings.entities_edition)
    require(profile)
    pipeline = load_pipeline(profile=profile)
    name = getattr(file, "name", "<stdin>")
    refused = 0
    for number, result in enrich_lines(file, pipeline):
        if isinstance(result, Rejection):
            refused += 1
            click.echo(f"lajmi: {name}:{number}: {result.detail}", err=True)
        else:
            click.echo(result)
    if refused:
        raise SystemExit(1)


def enrich_lines(lines: BinaryIO, pipeline: Pipeline) -> Iterator[tuple[int, str | Rejection]]:
    """For each line that is not blank its number (from 1) and the enriched JSON, or why there is none."""
    for number, line in enumerate(lines, start=1):
        content = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
        if content.strip():
            yield number, enrich_line(content, pipeline, now())


def enrich_line(line: bytes, pipeline: Pipeline, at: datetime) -> str | Rejection:
    """One article with every field it came with, known to us or not, and the enrichment beside them."""
    article = _article(line)
    if isinstance(article, Rejection):
        return article
    declared = _declared_language(article.get("language"))
    if isinstance(declared, Rejection):
        return declared
    found = pipeline.analyse(_draft(article, declared))
    if isinstance(found, Rejection):
        return found
    try:
        return json.dumps({**article, **_fields(found, pipeline, at)}, ensure_ascii=False, allow_nan=False)
    except ValueError:  # 1e999: read as infinite, which JSON cannot say
        return Rejection("invalid_field", "holds a number too large for JSON readers")


def _article(line: bytes) -> dict[str, object] | Rejection:
    try:
        article = from_json(line, allow_inf_nan=False)
    except ValueError as error:
        return Rejection("invalid_json", f"not valid JSON: {_PARSER_LINE.sub('', str(error))}")
    if not isinstance(article, dict):
        return Rejection("invalid_field", "not a JSON object")
    for name, limit in _LIMITS.items():
        value = article.get(name)
        if not isinstance(value, str) or not value.strip():
            return Rejection("missing_field", f"needs a {name!r} that is text and not blank")
        if len(value) > limit:
            return Rejection(
                f"{name}_too_large", f"{name!r} has {len(value):,} characters, the limit is {limit:,}"
            )
    return article


def _declared_language(value: object) -> str | Rejection | None:
    """What the source declared; an article that was enriched before has it inside its language object."""
    if isinstance(value, dict):
        value = value.get("declared")
    if value is None or isinstance(value, str):
        return value
    return Rejection("invalid_field", "'language' is neither text nor null")


def _draft(article: dict[str, object], declared: str | None) -> Draft:
    """Optional evidence of another type than the contract's is left out here, and kept in the output."""

    def text(name: str) -> str | None:
        value = article.get(name)
        return value if isinstance(value, str) else None

    tags = article.get("tags")
    return Draft(
        title=str(article["title"]),
        body=str(article["body"]),
        declared_language=declared,
        subtitle=text("subtitle"),
        section=text("section"),
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        url=text("url"),
    )


def _fields(found: Enrichment, pipeline: Pipeline, at: datetime) -> dict[str, object]:
    return {
        "language": found.language.model_dump(),
        "entities": [entity.model_dump(mode="json") for entity in found.entities],
        "topics": [topic.model_dump() for topic in found.topics],
        "fingerprint": list(found.fingerprint),
        "pipeline": pipeline.versions,
        "generation": pipeline.generation,
        "enriched_at": at.isoformat().replace("+00:00", "Z"),
    }
