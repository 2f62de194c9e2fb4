"""``lajmi retract``: articles taken back for good, named by their ids or addresses."""

from __future__ import annotations

import re
import sys

import click

from services.ingest.commands import quiet_settings
from services.ingest.decisions import Retracting
from services.ingest.identity import article_id
from services.ingest.messages import complain
from services.ingest.targets import printable
from services.ingest.urls import canonical_url, url_key
from shared.errors import UserError

MAX_REASON_CHARS = 500  # it travels in a header of the tombstone

_ID = re.compile(r"[0-9a-f]{32}")


def article_id_of(address: str) -> str | None:
    """The id of the article whose own address this is; None for what is no web address, or the front page of a site.

    Articles that share an address with others (a live blog) have ids of their own, which an address does not tell.
    """
    canonical = canonical_url(address)
    key = url_key(canonical) if canonical else None
    return None if key is None else article_id(f"url\n{key}")


@click.command(
    help="""Take articles back for good: ARTICLES are ids (32 hexadecimal digits) or the articles' addresses.

    They vanish from the index, and whatever is seen of them later is refused ('rejected: retracted'). Exit status 1: one of
    them was never published; the others are retracted all the same.
    """
)
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE…")
@click.option("--reason", metavar="TEXT", help="Why; it goes with the retraction to everyone who subscribes.")
@click.option("--force", is_flag=True, help="Also what was never published here, so that it never can be.")
def retract(articles: tuple[str, ...], reason: str | None, force: bool) -> None:
    from services.ingest.session import Session  # noqa: PLC0415  wrong arguments need no Kafka client

    ids = {_id(named): printable(named) for named in articles}
    text = " ".join(printable(reason).split()) if reason else None
    if text and len(text) > MAX_REASON_CHARS:
        raise UserError(f"--reason has {len(text):,} characters; the limit is {MAX_REASON_CHARS}")
    with Session(quiet_settings(), printable(f"retract {' '.join(articles)}")[:500]) as session:
        done = session.retract(ids, reason=text, force=force)
    for each, doing in done.items():
        if doing is Retracting.UNKNOWN:
            complain(_unknown(each, ids[each]))
        else:
            click.echo(f"{each} {doing}")
    if Retracting.UNKNOWN in done.values():
        sys.exit(1)


def _id(named: str) -> str:
    if _ID.fullmatch(named.lower()):
        return named.lower()
    found = article_id_of(named)
    if found is None:
        raise UserError(
            f"{printable(named)} is neither an article's id (32 hexadecimal digits, as 'lajmi search --json' shows them) "
            f"nor its address"
        )
    return found


def _unknown(article: str, named: str) -> str:
    shared = "" if article == named else "; where several articles share an address, name each by its id"
    of = "" if article == named else f" (id {article})"
    return f"{named}{of} was never published here: nothing retracted (--force does it all the same){shared}"
