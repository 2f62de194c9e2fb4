"""``python -m deploy.kibana.setup``: import the saved objects into a Kibana, once it is there. Safe to repeat.

Standard library only, so that any image of ours can run it.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import click

from deploy.kibana.objects import DEFAULT_PAGE, NEWS_DESK, as_ndjson, saved_objects
from shared.errors import UserError

_BOUNDARY = "lajmi-saved-objects"
_RETRY_SECONDS = 3.0


@click.command(
    help="Import Lajmi's data view and dashboard into the Kibana at ADDRESS; repeating changes nothing."
)
@click.argument("address")
@click.option(
    "--page", default=DEFAULT_PAGE, show_default=True, help="Where readers reach Lajmi's search page."
)
@click.option("--wait", default=180.0, show_default=True, help="Seconds to wait for Kibana.")
def setup(address: str, page: str, wait: float) -> None:
    for name, given in (("ADDRESS", address), ("--page", page)):
        if urlsplit(given).scheme not in {"http", "https"}:
            raise UserError(f"{name}: {given!r} is no http address")
    until = time.monotonic() + wait
    while True:
        try:
            imported = import_objects(address, page)
            break
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            # A Kibana that is still starting refuses the connection, or answers 503.
            final = isinstance(error, urllib.error.HTTPError) and error.code not in {429, 502, 503}
            if final or time.monotonic() > until:
                raise UserError(
                    f"Kibana at {address} did not take the saved objects: {_reason(error)}"
                ) from error
            time.sleep(_RETRY_SECONDS)
    click.echo(f"{imported} saved objects in Kibana: {address.rstrip('/')}/app/dashboards#/view/{NEWS_DESK}")


def import_objects(address: str, page: str) -> int:
    """The number of objects imported. Raises OSError (urllib's errors are) or UserError when Kibana refuses some."""
    request = urllib.request.Request(  # noqa: S310  the scheme was checked
        f"{address.rstrip('/')}/api/saved_objects/_import?overwrite=true",
        data=_multipart(as_ndjson(saved_objects(page))),
        headers={"kbn-xsrf": "lajmi", "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310
        answer = json.load(reply)
    if not answer.get("success"):
        raise UserError(f"Kibana refused saved objects: {json.dumps(answer.get('errors'))[:2000]}")
    return int(answer["successCount"])


def _multipart(ndjson: str) -> bytes:
    lines = [
        f"--{_BOUNDARY}",
        'Content-Disposition: form-data; name="file"; filename="saved-objects.ndjson"',
        "Content-Type: application/ndjson",
        "",
        ndjson,
        f"--{_BOUNDARY}--",
        "",
    ]
    return "\r\n".join(lines).encode()


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"HTTP {error.code} {error.read()[:500].decode(errors='replace')}"
    return str(error)


if __name__ == "__main__":
    sys.exit(setup())
