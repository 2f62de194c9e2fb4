"""``lajmi push-key``: who may push."""

from __future__ import annotations

import click

from services.ingest.push.keys import new_client, new_key, read_clients, write_clients
from services.ingest.push.page import base_url
from shared.clock import now
from shared.errors import UserError
from shared.settings import load_settings


@click.group(
    "push-key",
    help="""Keys of the push API: the ingest service listens for articles as soon as there is one.

    Only hashes are stored. A running service takes changes within seconds.
    """,
)
def push_key() -> None:
    """The group itself does nothing."""


@push_key.command(help="Make a key for the client NAME and print it, once.")
@click.argument("name")
@click.option("--source", metavar="NAME", help="Whatever this client pushes gets this name of its source.")
@click.option(
    "--requests-per-minute",
    type=click.IntRange(min=1),
    help="Instead of LAJMI_PUSH_REQUESTS_PER_MINUTE.",
)
def add(name: str, source: str | None, requests_per_minute: int | None) -> None:
    settings = load_settings()
    clients = read_clients(settings.push_keys)
    if any(client.name == name for client in clients):
        raise UserError(f"there is a key {name!r} already: `lajmi push-key remove {name}` first")
    key = new_key()
    client = new_client(name, key, now(), source, requests_per_minute)
    write_clients(settings.push_keys, [*clients, client])
    click.echo(key)
    click.echo(
        f"Keep it now: it is stored as a hash in {settings.push_keys} and cannot be shown again.\n"
        f"Push to {base_url(settings)}/v1/articles with the header\n"
        f"  Authorization: Bearer KEY\n"
        f"as /docs at the same address explains.",
        err=True,
    )


@push_key.command("list", help="Print each client with its limits; keys themselves are not known.")
def list_() -> None:
    settings = load_settings()
    clients = read_clients(settings.push_keys)
    for client in clients:
        rate = client.requests_per_minute or settings.push_requests_per_minute
        source = f"source {client.source!r}" if client.source else "source as each record says"
        click.echo(
            f"{client.name}\t{source}\t{rate} requests a minute\tsince {client.created_at:%Y-%m-%d %H:%M} UTC"
        )
    if not clients:
        click.echo("no keys: the push API does not listen. `lajmi push-key add NAME` makes one", err=True)


@push_key.command(help="Take the key of the client NAME back.")
@click.argument("name")
def remove(name: str) -> None:
    settings = load_settings()
    clients = read_clients(settings.push_keys)
    left = [client for client in clients if client.name != name]
    if len(left) == len(clients):
        known = ", ".join(client.name for client in clients) or "none"
        raise UserError(f"there is no key {name!r} in {settings.push_keys} (there: {known})")
    write_clients(settings.push_keys, left)
    click.echo(f"removed: {name}")
