"""What the archive holds, in a few lines: how many articles, and the commonest people, places and topics in them."""

from __future__ import annotations

import click
from elasticsearch import ApiError, TransportError
from rich.console import Console
from rich.table import Table

from shared.elastic import READ_ALIAS, make_elasticsearch
from shared.errors import UserError
from shared.settings import Settings

FACETS = {
    "person": "People",
    "organization": "Organisations",
    "place": "Places",
    "topic": "Topics",
    "language": "Languages",
    "source": "Sources",
}
_VALUES = 8


def show(settings: Settings, page: str, seconds: float) -> None:
    """Print counts, facets and the page's address to stdout."""
    count, facets = read(settings)
    click.echo(f"\n{count} articles searchable after {seconds:.0f} s\n")
    view = Table(box=None, pad_edge=False, show_header=False)
    view.add_column(style="bold", no_wrap=True)
    view.add_column()
    for field, heading in FACETS.items():
        values = " · ".join(f"{value} ({number})" for value, number in facets[field])
        view.add_row(heading, values or "none")
    Console(highlight=False, markup=False).print(view)
    click.echo(f"\nSearch them at {page}/\n")


def read(settings: Settings) -> tuple[int, dict[str, list[tuple[str, int]]]]:
    """(articles, facet field → (value, articles) with the commonest first). Raises UserError."""
    client = make_elasticsearch(settings)
    try:
        # A retracted article leaves a marker that refuses older copies; it is no article.
        answer = client.search(
            index=READ_ALIAS,
            size=0,
            track_total_hits=True,
            query={"bool": {"must_not": {"term": {"retracted": True}}}},
            aggregations={field: {"terms": {"field": field, "size": _VALUES}} for field in FACETS},
        )
    except (ApiError, TransportError) as error:
        raise UserError(f"the archive at {settings.elasticsearch_url} could not be asked: {error}") from error
    finally:
        client.close()
    facets = {
        field: [(bucket["key"], bucket["doc_count"]) for bucket in answer["aggregations"][field]["buckets"]]
        for field in FACETS
    }
    return answer["hits"]["total"]["value"], facets
