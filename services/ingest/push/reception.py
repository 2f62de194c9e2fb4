"""What happens to a request: who asks, what for, under which limits; then one job for the publishing worker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from services.ingest.push.answers import ItemAnswer, Numbered
from services.ingest.push.batch import Body
from services.ingest.push.body import media_type, read_body
from services.ingest.push.keys import Client, KeyRing
from services.ingest.push.limits import ByteBudget, OverloadedError, RequestLimits, TooManyRequestsError
from services.ingest.push.parameters import Parameters, parameters
from services.ingest.push.problems import (
    FORBIDDEN,
    OVERLOADED,
    TOO_MANY_REQUESTS,
    UNAUTHORIZED,
    UNAVAILABLE,
    UNCONFIRMED,
    ProblemError,
)
from services.ingest.push.worker import Job, PublishingWorker, UnavailableError
from shared.errors import UserError
from shared.logs import get_logger
from shared.settings import Settings

_OVERLOADED_RETRY_SECONDS = 2.0
_UNAVAILABLE_RETRY_SECONDS = 10.0
# Parsing is Python's work, done by one thread at a time whatever their number; two let a small batch pass a large one.
_PARSING_THREADS = 2

Read = Callable[[Body], list[Numbered]]


@dataclass(frozen=True, slots=True)
class Target:
    """What one path takes, and how it is read."""

    types: frozenset[str]
    read: Read


class Reception:
    """Used by the server's event loop alone. ``workers``: by the name of their lane."""

    def __init__(
        self,
        settings: Settings,
        keys: KeyRing,
        workers: Mapping[str, PublishingWorker],
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._workers = workers
        self._now = now
        self._limits = RequestLimits()
        self._budget = ByteBudget(settings.push_max_waiting_bytes)
        self._parsers = ThreadPoolExecutor(_PARSING_THREADS, thread_name_prefix="push-parse")
        self._told: str | None = None

    def close(self) -> None:
        self._parsers.shutdown(wait=False, cancel_futures=True)

    def is_open(self) -> bool:
        """Whether there is a point in sending something now."""
        return self._workers["live"].problem() is None

    async def take(self, request: Request, target: Target) -> list[ItemAnswer]:
        """An answer for each item that the request brings; raises ProblemError when it can have none."""
        client = self._client(request)
        request.state.client = client.name
        with self._limited(client):
            given = parameters(request.query_params.multi_items())
            source = _source(client, given)
            media = media_type(request, target.types)
            worker = self._workers[given.lane]
            self._check(worker)
            share = self._budget.share()
            job: Job | None = None
            try:
                content = await read_body(
                    request, self._settings.push_max_bytes, self._settings.push_body_seconds, share
                )
                until = time.monotonic() + self._settings.push_answer_seconds
                body = Body(
                    content, media.name, media.charset, client.name, self._now(), source, given.url,
                    self._settings.push_max_items,
                )  # fmt: skip
                job = worker.submit(await self._parsed(target.read, body, until))
                del content, body  # the items are all that is needed while Kafka is waited for
                return await _settled(job, until)
            finally:
                # A batch in the worker's hands takes its memory until it is settled, whether or not anybody waits.
                loop = asyncio.get_running_loop()
                if job is None:
                    share.give_back()
                else:
                    job.future.add_done_callback(lambda _: _call_soon(loop, share.give_back))

    def _client(self, request: Request) -> Client:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        key = token.strip() if scheme.lower() == "bearer" else request.headers.get("x-api-key", "").strip()
        try:
            client = self._keys.client_of(key) if key else None
        except UserError as error:
            get_logger().error("push keys cannot be used", stage="ingest", problem=error.message)
            raise ProblemError(
                UNAVAILABLE,
                "the keys cannot be read at the moment",
                retry_after_seconds=_UNAVAILABLE_RETRY_SECONDS,
            ) from error
        if client is None:
            detail = "the key is not known here" if key else "the request carries no key"
            raise ProblemError(
                UNAUTHORIZED, detail, headers={"WWW-Authenticate": 'Bearer realm="Lajmi push"'}
            )
        return client

    @contextmanager
    def _limited(self, client: Client) -> Iterator[None]:
        rate = client.requests_per_minute or self._settings.push_requests_per_minute
        try:
            with self._limits.request(client.name, rate):
                yield
        except TooManyRequestsError as error:
            raise ProblemError(
                TOO_MANY_REQUESTS,
                f"the limit of {client.name!r} is {error.limit}",
                retry_after_seconds=error.retry_seconds,
            ) from error
        except OverloadedError as error:
            raise ProblemError(
                OVERLOADED, "nothing of it was taken", retry_after_seconds=_OVERLOADED_RETRY_SECONDS
            ) from error

    def _check(self, worker: PublishingWorker) -> None:
        """Before a body is read: nothing is held in memory for a Kafka that is away."""
        problem = worker.problem()
        if problem not in {None, self._told}:  # once: each refused request has a line of its own anyway
            get_logger().warning("push refuses articles", stage="ingest", problem=problem)
        self._told = problem
        if problem is not None:
            raise _unavailable()

    async def _parsed(self, read: Read, body: Body, until: float) -> list[Numbered]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(max(0.0, until - time.monotonic())):
                items = await loop.run_in_executor(self._parsers, _items_or_problem, read, body)
        except TimeoutError:
            raise ProblemError(
                OVERLOADED,
                "reading the batch took too long: nothing of it was taken; smaller batches are quicker",
                retry_after_seconds=_OVERLOADED_RETRY_SECONDS,
            ) from None
        if isinstance(items, ProblemError):
            raise items
        return items


def _items_or_problem(read: Read, body: Body) -> list[Numbered] | ProblemError:
    """A value, without the frames and errors behind it: they hold all that was read, for as long as the answer is sent."""
    try:
        return read(body)
    except ProblemError as error:
        error.__traceback__ = error.__cause__ = error.__context__ = None
        return error


def _source(client: Client, given: Parameters) -> str | None:
    if client.source is None:
        return given.source
    if given.source not in {None, client.source}:
        raise ProblemError(
            FORBIDDEN,
            f"the key of {client.name!r} is for the source {client.source!r}, not for {given.source!r}",
            parameter="source",
        )
    return client.source


def _unavailable() -> ProblemError:
    # Addresses and reasons are for the log; a client needs to know that it was not its batch.
    return ProblemError(
        UNAVAILABLE,
        "Kafka does not take articles now: nothing of this batch was taken",
        retry_after_seconds=_UNAVAILABLE_RETRY_SECONDS,
    )


async def _settled(job: Job, until: float) -> list[ItemAnswer]:
    """The answers; or a problem that says whether something of the job may have been published."""
    waiting = asyncio.wrap_future(job.future)
    done, _ = await asyncio.wait({waiting}, timeout=max(0.0, until - time.monotonic()))
    if not done and job.future.cancel():
        raise _unavailable()
    if not done:
        # It is with Kafka: it may be taken yet. Nobody will ask for what becomes of it.
        waiting.add_done_callback(lambda future: future.cancelled() or future.exception())
        raise ProblemError(
            UNCONFIRMED,
            "the batch was sent to Kafka, which has not confirmed it: it may or may not have been taken",
            retry_after_seconds=_UNAVAILABLE_RETRY_SECONDS,
        )
    try:
        return waiting.result()
    except UnavailableError:
        raise _unavailable() from None
    except UserError as error:
        get_logger().warning("push failed", stage="ingest", problem=error.message)
        raise ProblemError(
            UNCONFIRMED,
            "Kafka did not take all of the batch: some of it may have been taken",
            retry_after_seconds=_UNAVAILABLE_RETRY_SECONDS,
        ) from error


def _call_soon(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # the server has ended: nobody counts any more
        loop.call_soon_threadsafe(call)
