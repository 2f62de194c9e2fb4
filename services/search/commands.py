"""``lajmi search``: the archive from a terminal."""

from __future__ import annotations

import json

import click
from rich.console import Console

from services.search.archive import Archive
from services.search.as_json import results_as_json
from services.search.request import DEFAULT_SIZE, MAX_SIZE, Filter, SearchRequest, Sort
from services.search.terminal import show
from shared.clock import now
from shared.settings import load_settings


@click.command(
    help="""Search the archive: hits with highlights, and facets.

    QUERY may hold "phrases" -without OR either, title:word, person:name, and begin*; every script and spelling is searched
    at once. Filters compare names without case and accents: --organization nato, --person djokovic.

    A filter given twice: either value for --language and --source, both for the others.
    """
)
@click.argument("query", nargs=-1)
@click.option("--topic", multiple=True, help="IPTC Media Topic: its name, a word of it, or its eight digits.")
@click.option("--language", multiple=True, help="Code or name: sq, Albanian, hbs.")
@click.option("--source", multiple=True, help="Name of the source.")
@click.option("--person", multiple=True, help="Person named in the article.")
@click.option("--organization", multiple=True, help="Organization named in the article.")
@click.option("--place", multiple=True, help="Place named in the article.")
@click.option(
    "--since", default="", help="First day: 2025-06-24, 2025-06, 2025, or how long ago: 7d, 24h, 6m."
)
@click.option("--until", default="", help="Last day, written in the same way.")
@click.option(
    "--size", default=DEFAULT_SIZE, show_default=True, type=click.IntRange(1, MAX_SIZE), help="Hits to show."
)
@click.option("--page", default=1, show_default=True, type=click.IntRange(1), help="Which page of that size.")
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    help="Default: relevance where there are words, else date.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: total, hits, facets.")
def search(
    query: tuple[str, ...],
    since: str,
    until: str,
    size: int,
    page: int,
    sort: str | None,
    as_json: bool,
    **facets: tuple[str, ...],
) -> None:
    filters = [
        Filter(facet, value.strip()) for facet, values in facets.items() for value in values if value.strip()
    ]
    words = " ".join(query).strip()
    request = SearchRequest(
        words, tuple(dict.fromkeys(filters)), since, until, Sort(sort) if sort else None, page, size
    )
    if request.is_unrestricted:
        raise click.UsageError(
            "say what to search for: words, a filter such as --person, or '*' for everything"
        )
    archive = Archive(load_settings())
    try:
        results = archive.search(request, now())
        archive_is_empty = results.total == 0 and archive.size() == 0
    finally:
        archive.close()
    if as_json:
        click.echo(json.dumps(results_as_json(request, results), ensure_ascii=False))
    else:
        show(Console(highlight=False), request, results, archive_is_empty=archive_is_empty)
