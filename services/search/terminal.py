"""Results on a terminal."""

from __future__ import annotations

import re

from rich.columns import Columns
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.search.dates import printed
from services.search.highlights import Fragment
from services.search.languages import language_name
from services.search.request import SearchRequest
from services.search.results import FacetValue, Hit, Results
from services.search.views import FACET_LABELS, SHOWN_FACETS, facet_value_label

_FACET_ROWS = 10
_NAMES_OF_A_KIND = 5
_FOUND = "bold black on yellow"
_KINDS = {"person": "magenta", "organization": "yellow", "place": "green"}
# An article's text must not move the cursor or rename the window.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def show(console: Console, request: SearchRequest, results: Results, *, archive_is_empty: bool) -> None:
    if not results.total:
        console.print(
            Text(nothing_found(request, results, archive_is_empty=archive_is_empty)), soft_wrap=True
        )
        return
    first = (request.page - 1) * request.size
    for number, hit in enumerate(results.hits, start=first + 1):
        console.print(_heading(number, hit))
        for line in _lines(hit):
            console.print(Padding(line, (0, 0, 0, 4)))
        console.print()
    if not results.hits:
        console.print(Text(f"Page {request.page} is beyond the last hit.\n"))
    tables = [_facet_table(facet, results.facets.get(facet, ())) for facet in SHOWN_FACETS]
    console.print(Columns([table for table in tables if table is not None], padding=(0, 3)))
    console.print()
    console.print(_summary(first, results))


def nothing_found(request: SearchRequest, results: Results, *, archive_is_empty: bool) -> str:
    """One helpful line for a search without hits."""
    if archive_is_empty:
        return "No articles yet: the archive is empty. Feed it with  lajmi ingest FILE…"
    if results.unmatched:
        facet, value = results.unmatched[0]
        return f"No articles: no {facet} in the archive is called {plain(value)!r}."
    if request.is_narrowed:
        return "No articles: try it without one of the filters, or with fewer words."
    return "No articles: all words must be in one article. Try fewer, OR between them, or a beginning with a star: parliam*"


def plain(text: str) -> str:
    return _CONTROL.sub(" ", text)


def _heading(number: int, hit: Hit) -> Text:
    line = Text(f"{number:>2}  ", style="dim")
    line.append(_styled(hit.title, "bold"))
    return line


def _lines(hit: Hit) -> list[Text]:
    date = printed(hit.published_at, hit.fields.get("published_precision")) or "no date"
    about = [hit.text("source"), date, language_name(hit.text("language")), hit.text("section")]
    if hit.fields.get("truncated"):
        about.append("cut by the source")
    lines = [Text(plain(" · ".join(part for part in about if part)), style="cyan")]
    for fragment in hit.body:
        lines.append(Text("… ", style="dim").append(_styled(fragment)) if fragment else Text())
    names = Text()
    for kind, style in _KINDS.items():
        for name in hit.names(kind)[:_NAMES_OF_A_KIND]:
            names.append(", " if names else "").append(plain(name), style=style)
    if names:
        lines.append(names)
    if hit.text("url"):
        lines.append(Text(plain(hit.text("url")), style="dim"))
    return lines


def _styled(fragment: Fragment, style: str = "") -> Text:
    text = Text(style=style)
    for piece in fragment:
        text.append(plain(piece.text), style=_FOUND if piece.found else None)
    return text


def _facet_table(facet: str, values: tuple[FacetValue, ...]) -> Table | None:
    if not values:
        return None
    table = Table(
        box=None, padding=(0, 1, 0, 0), title=FACET_LABELS[facet], title_justify="left", show_header=False
    )
    table.add_column(max_width=34, overflow="ellipsis", no_wrap=True)
    table.add_column(justify="right", style="cyan")
    for value in values[:_FACET_ROWS]:
        table.add_row(Text(plain(facet_value_label(facet, value.value))), f"{value.count:,}")
    if len(values) > _FACET_ROWS:
        table.add_row(Text(f"{len(values) - _FACET_ROWS} or more others", style="dim"), "")
    return table


def _summary(first: int, results: Results) -> Text:
    noun = "article" if results.total == 1 else "articles"
    shown = f", {first + 1} to {first + len(results.hits)} shown" if len(results.hits) < results.total else ""
    late = "" if results.complete else "; the search took too long and stopped early"
    return Text(f"{results.total:,} {noun}{shown if results.hits else ''}{late}", style="bold")
