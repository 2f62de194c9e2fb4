"""The push API explained to people: one page without scripts and without anything from elsewhere. Pure."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from html import escape

from services.ingest.push.answers import ItemAnswer, ItemOutcome, batch_answer
from services.ingest.push.batch import ARTICLE_TYPES, DOCUMENT_TYPES
from services.ingest.push.limits import REQUESTS_AT_ONCE
from services.ingest.push.problems import KINDS
from shared.settings import Settings

_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
pre { overflow-x: auto; padding: .75rem 1rem; border: 1px solid #8888; border-radius: .3rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #8886 }
tr:target { outline: 2px solid }
"""
_STYLE_ELEMENT = re.compile(r"<style>(.*?)</style>", re.DOTALL)

_EXAMPLE = [
    ItemAnswer(position=1, outcome=ItemOutcome.PUBLISHED, id="0123456789abcdef0123456789abcdef", revision=1),
    ItemAnswer(
        position=2,
        outcome=ItemOutcome.REJECTED,
        reason="missing_body",
        detail="push/agency#2: 'Bridge opens' has no text",
    ),
]


def page_policy(page: str) -> str:
    """Content-Security-Policy that allows the page its own style and nothing else."""
    style = _STYLE_ELEMENT.search(page)
    digest = b64encode(hashlib.sha256((style[1] if style else "").encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'"


def base_url(settings: Settings) -> str:
    """Where the push API answers, as far as the settings tell."""
    host = f"[{settings.push_bind}]" if ":" in settings.push_bind else settings.push_bind
    return f"http://{host}:{settings.push_listening_port}"


def page(settings: Settings) -> str:
    base = base_url(settings)
    answer = batch_answer(_EXAMPLE).model_dump_json(exclude_none=True, indent=2)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Lajmi: pushing articles</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>
<h1>Pushing articles</h1>
<p>Send articles in batches, or whole documents that are cut into their articles. <b>202 means that Kafka has acknowledged
what was taken</b>: nothing of it can be lost. Sending the same again is always safe: same ids, outcome
<code>unchanged</code>. For programs: <a href="/openapi.json">openapi.json</a>.</p>
{_sending(base)}
<h2>The answer</h2>
<pre>{escape(answer)}</pre>
<p><code>position</code> counts from 1: place in the array, line of the JSON lines, or place in the document. What was
rejected is kept in the dead letters under the same reason; the rest of the batch is taken. A batch of which nothing can be
taken is answered 422, with the same items.</p>
{_limits(settings)}
<h2>Problems</h2>
<p>Every problem is <code>application/problem+json</code> (RFC 9457): <code>title</code>, <code>detail</code> (what, where)
and <code>remedy</code> (what to do). 429 and 503 carry <code>Retry-After</code> in seconds.</p>
<table><thead><tr><th>status</th><th>problem</th><th>what to do</th></tr></thead><tbody>{_problems()}</tbody></table>
</body></html>
"""


def _sending(base: str) -> str:
    articles = escape(
        f"curl -H 'Authorization: Bearer KEY' -H 'Content-Type: application/json' \\\n"
        f'  --data \'[{{"title": "Bridge opens", "body": "After three years …", "url": "https://example.org/1"}}]\' \\\n'
        f"  {base}/v1/articles"
    )
    lines = escape(
        f"gzip -c articles.jsonl | curl -H 'X-API-Key: KEY' -H 'Content-Type: application/x-ndjson' \\\n"
        f"  -H 'Content-Encoding: gzip' --data-binary @- '{base}/v1/articles?source=My%20Paper'"
    )
    document = escape(
        f"curl -H 'Authorization: Bearer KEY' -H 'Content-Type: text/html' --data-binary @page.html \\\n"
        f"  '{base}/v1/documents?url=https://example.org/1'"
    )
    return f"""<h2>POST /v1/articles</h2>
<p>{_types(ARTICLE_TYPES)}. JSON is an array of records, or an object with them under <code>articles</code>; a record has at
least a title and a body, under any common names.</p>
<pre>{articles}</pre><pre>{lines}</pre>
<h2>POST /v1/documents</h2>
<p>{_types(DOCUMENT_TYPES)}.</p>
<pre>{document}</pre>
<h2>Parameters of both</h2>
<table><tbody><tr><th>source</th><td>name of the source, in place of what the records say</td></tr>
<tr><th>url</th><td>address that it came from</td></tr>
<tr><th>lane</th><td><code>live</code>, or <code>backfill</code> for old material</td></tr></tbody></table>"""


def _types(types: Iterable[str]) -> str:
    return ", ".join(f"<code>{escape(name)}</code>" for name in types)


def _limits(settings: Settings) -> str:
    limits = [
        ("body, unpacked", f"{settings.push_max_bytes:,} bytes"),
        ("items of a batch", f"{settings.push_max_items:,}"),
        ("requests a minute", f"{settings.push_requests_per_minute:,}, unless your key has its own limit"),
        ("requests at the same time", f"{REQUESTS_AT_ONCE}"),
        ("time for a body to arrive", f"{settings.push_body_seconds:g} s"),
        ("time until an answer", f"{settings.push_answer_seconds:g} s more"),
    ]
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in limits)
    return f"<h2>Limits</h2><table><tbody>{rows}</tbody></table>"


def _problems() -> str:
    return "".join(
        f'<tr id="{kind.name}"><td>{kind.status}</td><td>{escape(kind.title)}</td><td>{escape(kind.remedy)}</td></tr>'
        for kind in KINDS
    )
