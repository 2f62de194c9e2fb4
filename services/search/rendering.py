"""Templates to HTML, and the headers that keep a browser from doing anything a page does not need.

One round trip: the style sheet is inline, allowed by its hash; there is no script and no outside asset at all.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from services.search.request import SearchRequest
from services.search.views import FACET_LABELS

_HERE = Path(__file__).resolve().parent
_STYLE = (_HERE / "static" / "page.css").read_text(encoding="utf-8")
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' "
    "rx='7' fill='%230b5a63'/%3E%3Cpath d='M9 7h4v14h8v4H9z' fill='white'/%3E%3Ccircle cx='23' cy='10' r='2.5' "
    "fill='%2384ccd4'/%3E%3C/svg%3E"
)

SECURITY_HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # What an analyst searched for is nobody else's business.
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def _hidden(request: SearchRequest, without: list[str]) -> list[tuple[str, str]]:
    """What a form has to repeat so that the rest of the search stays."""
    return [(name, value) for name, value in request.parameters() if name not in without]


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(css=Markup(_STYLE), icon=_ICON, hidden=_hidden, labels=FACET_LABELS)  # noqa: S704  our own file
    return environment


_ENVIRONMENT = _environment()


def render(template: str, request: SearchRequest, **values: object) -> str:
    return _ENVIRONMENT.get_template(template).render(request=request, **values)
