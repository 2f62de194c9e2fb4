"""The push API over HTTP: its paths, and its answers in the form that clients are promised."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from services.ingest.push.answers import ItemAnswer, ItemOutcome, batch_answer
from services.ingest.push.batch import ARTICLE_TYPES, DOCUMENT_TYPES, read_articles, read_document
from services.ingest.push.envelope import Envelope
from services.ingest.push.keys import KeyRing
from services.ingest.push.openapi import openapi
from services.ingest.push.page import page, page_policy
from services.ingest.push.problems import METHOD_NOT_ALLOWED, NOT_FOUND, NOTHING_TAKEN, ProblemError
from services.ingest.push.reception import Reception, Target
from services.ingest.push.worker import PublishingWorker
from shared.clock import now as clock_now
from shared.settings import Settings

_ARTICLES = Target(frozenset(ARTICLE_TYPES), read_articles)
_DOCUMENTS = Target(frozenset(DOCUMENT_TYPES), read_document)


class PushApi:
    """The endpoints. ``workers``: by the name of their lane."""

    def __init__(
        self,
        settings: Settings,
        keys: KeyRing,
        workers: Mapping[str, PublishingWorker],
        now: Callable[[], datetime] = clock_now,
    ) -> None:
        self.reception = Reception(settings, keys, workers, now)
        self._openapi = openapi(settings)
        self._page = page(settings)

    def close(self) -> None:
        self.reception.close()

    async def articles(self, request: Request) -> Response:
        return _answered(await self.reception.take(request, _ARTICLES))

    async def documents(self, request: Request) -> Response:
        return _answered(await self.reception.take(request, _DOCUMENTS))

    async def health(self, _: Request) -> Response:
        """Anybody may ask, so it says no more than whether to send something."""
        if self.reception.is_open():
            return JSONResponse({"status": "healthy"})
        return JSONResponse({"status": "unhealthy", "problem": "articles cannot be published now"}, 503)

    async def description(self, _: Request) -> Response:
        return JSONResponse(self._openapi)

    async def docs(self, _: Request) -> Response:
        return HTMLResponse(self._page, headers={"Content-Security-Policy": page_policy(self._page)})


def _answered(items: list[ItemAnswer]) -> Response:
    if all(item.outcome is ItemOutcome.REJECTED for item in items):
        first = items[0].detail or items[0].reason if items else "the document holds no article"
        raise ProblemError(
            NOTHING_TAKEN, f"{len(items)} of {len(items)} items rejected; the first: {first}", items=items
        )
    content = batch_answer(items).model_dump_json(exclude_none=True)
    return Response(content, 202, media_type="application/json")


def make_app(api: PushApi) -> Starlette:
    app = Starlette(
        routes=[
            Route("/v1/articles", api.articles, methods=["POST"]),
            Route("/v1/documents", api.documents, methods=["POST"]),
            Route("/openapi.json", api.description),
            Route("/docs", api.docs),
            Route("/health", api.health),
        ],
        middleware=[Middleware(Envelope)],
        exception_handlers={
            ProblemError: _problem,
            HTTPException: _http_error,
            ClientDisconnect: _disconnected,
        },
    )
    app.router.redirect_slashes = False
    return app


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101  Starlette's types know no better
    return Response(error.body(), error.kind.status, error.headers, media_type="application/problem+json")


async def _http_error(request: Request, error: Exception) -> Response:
    """404 and 405 are the only ones that Starlette raises here."""
    assert isinstance(error, HTTPException)  # noqa: S101
    path = request.url.path[:200]
    if error.status_code == METHOD_NOT_ALLOWED.status:
        problem = ProblemError(METHOD_NOT_ALLOWED, f"{request.method} {path}", headers=error.headers)
    else:
        problem = ProblemError(NOT_FOUND, path)
    return await _problem(request, problem)


async def _disconnected(_: Request, __: Exception) -> Response:
    return Response(status_code=400)  # nobody is there to read it; nothing was taken
