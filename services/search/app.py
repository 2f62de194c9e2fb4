"""The page and the read API over HTTP. Reads only; everything it shows is escaped by the templates."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.search.archive import Archive
from services.search.as_json import article_as_json, results_as_json
from services.search.errors import ArchiveUnavailableError, InvalidSearchError, NoArchiveYetError
from services.search.rendering import SECURITY_HEADERS, render
from services.search.request import SearchRequest, from_parameters
from services.search.results import StoredArticle
from services.search.views import article_view, search_view
from shared import clock
from shared.logs import get_logger

log = get_logger()

_ARTICLE_ID = re.compile(r"[0-9a-f]{32}")
_FIRST_STEPS = [
    ("lajmi ingest samples", "the articles that come with Lajmi"),
    ("lajmi ingest page.html digest.txt", "your own files, folders and addresses"),
    ("lajmi status", "whether everything runs"),
]


class Pages:
    """The endpoints. Plain functions: Starlette runs them in threads, as the Elasticsearch client blocks."""

    def __init__(self, archive: Archive, now: Callable[[], datetime]) -> None:
        self._archive = archive
        self._now = now

    def search(self, http: Request) -> Response:
        asked = from_parameters(http.query_params.multi_items())
        results = self._archive.search(asked, self._now())
        if results.total == 0 and (asked.is_unrestricted or self._archive.size() == 0):
            return _empty_archive()
        return HTMLResponse(render("search.html", asked, view=search_view(asked, results)))

    def article(self, http: Request) -> Response:
        view = article_view(self._stored(http), _origin(http))
        return HTMLResponse(render("article.html", _origin(http), view=view))

    def api_search(self, http: Request) -> Response:
        asked = from_parameters(http.query_params.multi_items(), strict=True)
        return JSONResponse(results_as_json(asked, self._archive.search(asked, self._now())))

    def api_article(self, http: Request) -> Response:
        return JSONResponse(article_as_json(self._stored(http)))

    def health(self, _: Request) -> Response:
        """Healthy while it answers: without Elasticsearch it explains itself, which a restart would not do better."""
        return JSONResponse(
            {"status": "healthy", "elasticsearch": "reachable" if self._archive.answers() else "unreachable"}
        )

    def _stored(self, http: Request) -> StoredArticle:
        article_id: str = http.path_params["id"]
        article = self._archive.article(article_id) if _ARTICLE_ID.fullmatch(article_id) else None
        if article is None:
            raise HTTPException(404, "The archive has no such article. It may have been retracted.")
        return article


def make_app(archive: Archive, now: Callable[[], datetime] = clock.now) -> Starlette:
    pages = Pages(archive, now)
    app = Starlette(
        routes=[
            Route("/", pages.search),
            Route("/articles/{id}", pages.article),
            Route("/api/search", pages.api_search),
            Route("/api/articles/{id}", pages.api_article),
            Route("/health", pages.health),
        ],
        middleware=[Middleware(_Envelope), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={
            InvalidSearchError: _invalid,
            NoArchiveYetError: _no_archive,
            ArchiveUnavailableError: _unavailable,
            HTTPException: _http_error,
            Exception: _unexpected,
        },
    )
    app.router.redirect_slashes = False  # a redirect would repeat whatever host name it was asked under
    return app


def _origin(http: Request) -> SearchRequest:
    """The search an article was reached from. A broken one is no reason not to show the article."""
    try:
        return from_parameters(http.query_params.multi_items())
    except InvalidSearchError:
        return SearchRequest()


def _answer(
    http: Request,
    status: int,
    heading: str,
    text: str,
    *,
    link: tuple[str, str] | None = None,
    **more: object,
) -> Response:
    """An error as the asker can read it: JSON for a program, a page for a person."""
    if http.url.path.startswith("/api/"):
        return JSONResponse({"error": text, **more}, status)
    sentence = text[:1].upper() + text[1:]
    page = render("message.html", SearchRequest(), heading=heading, text=sentence, commands=[], link=link)
    return HTMLResponse(page, status)


def _empty_archive() -> Response:
    text = "The archive is empty. Feed it from a terminal, then reload this page:"
    return HTMLResponse(
        render(
            "message.html",
            SearchRequest(),
            heading="No articles yet",
            text=text,
            commands=_FIRST_STEPS,
            link=None,
        )
    )


def _invalid(http: Request, error: Any) -> Response:
    rest = urlencode(
        [(name, value) for name, value in http.query_params.multi_items() if name != error.parameter]
    )
    return _answer(
        http, 400, "This search cannot be understood", error.format_message(),
        link=("Search without it", f"/?{rest}"), parameter=error.parameter,
    )  # fmt: skip


def _no_archive(http: Request, error: Any) -> Response:
    return (
        _answer(http, 503, "", error.format_message())
        if http.url.path.startswith("/api/")
        else _empty_archive()
    )


def _unavailable(http: Request, error: Any) -> Response:
    # Addresses and reasons are for the log; a reader needs to know that it is not the search that was wrong.
    log.warning("archive unavailable", path=http.url.path, reason=error.format_message())
    response = _answer(
        http, 503, "The archive does not answer",
        "Elasticsearch cannot be reached at the moment, or is too busy. Your search is fine: try again in a little while.",
        link=("Try again", http.url.path + (f"?{http.url.query}" if http.url.query else "")),
    )  # fmt: skip
    response.headers["retry-after"] = "5"
    return response


def _http_error(http: Request, error: Any) -> Response:
    if error.status_code == 404:
        text = error.detail if error.detail != "Not Found" else "There is no such page."
        return _answer(http, 404, "Not found", text, link=("Search the archive", "/"))
    response = _answer(http, error.status_code, str(error.detail), f"{error.detail}.")
    response.headers.update(error.headers or {})
    return response


def _unexpected(http: Request, error: Exception) -> Response:
    log.error("request failed", path=http.url.path, exc_info=error)
    return _answer(http, 500, "Something went wrong here", "This is a mistake of Lajmi's, and it was logged.")


class _Envelope:
    """Around every answer, also to a failure: security headers, and a line in the log without what was searched for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = dict(SECURITY_HEADERS)
                if not scope["path"].startswith("/articles/"):
                    headers["cache-control"] = "no-store"
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in headers.items()),
                ]
                if scope["path"] != "/health":  # a probe every few seconds is no news
                    milliseconds = round((time.monotonic() - started) * 1000)
                    log.info(
                        "request", path=scope["path"], status=message["status"], milliseconds=milliseconds
                    )
            await send(message)

        await self._app(scope, receive, send_with_headers)
