"""The supervisor's process: ``python -m deploy.local.supervise``, started by stack.py with everything in its environment."""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys
from collections.abc import Awaitable, Callable

from deploy.local import record, units
from deploy.local.java import find_java
from deploy.local.places import Places, find_places
from deploy.local.process import rotate
from deploy.local.record import Stack, Unit
from deploy.local.supervisor import Report, Supervisor
from deploy.local.units import Plan
from shared.errors import UserError
from shared.settings import Settings, load_settings

_TOPICS_SECONDS = 120
_OPEN_FILES = 65_536


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--report-to", type=int, help="descriptor of a pipe that takes one JSON line per change"
    )
    parser.add_argument("--servers-only", action="store_true")
    options = parser.parse_args(arguments)
    _allow_many_files()
    settings = load_settings()
    places = find_places(settings.home)
    needs_java = settings.kafka is None or settings.elasticsearch is None
    plans = units.server_plans(settings, places, find_java() if needs_java else None)
    if not options.servers_only:
        plans += units.service_plans(settings)
    return run(
        settings, places, plans, pipe_report(options.report_to), lambda: _create_topics(settings, places)
    )


def _allow_many_files() -> None:
    """Raise the limit on open files as far as we may: Elasticsearch asks for 65,535, many systems begin at 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def run(
    settings: Settings,
    places: Places,
    plans: list[Plan],
    report: Report,
    between: Callable[[], Awaitable[None]],
) -> int:
    """Supervise until told to stop. Exit status: 0 told to stop, 1 the start failed, 3 another one runs here."""
    stack = describe(settings, plans)
    with record.supervisor_lock(places.home) as alone:
        if not alone:
            return 3
        try:
            asyncio.run(Supervisor(stack, plans, places, report, between).run())
        finally:
            record.remove(places.home)
    return 1 if stack.failure else 0


def describe(settings: Settings, plans: list[Plan]) -> Stack:
    """The stack before anything has started. What is not planned here is external, or left to be run by hand."""
    planned = {plan.name: plan for plan in plans}
    external = {"kafka": settings.kafka, "elasticsearch": settings.elasticsearch}
    listed = []
    for name in [*units.SERVERS, *units.SERVICES]:
        if name in planned:
            listed.append(Unit(name=name, address=planned[name].address))
        elif external.get(name):
            listed.append(Unit(name=name, state=record.EXTERNAL, address=external[name] or ""))
        else:
            listed.append(Unit(name=name, state=record.STOPPED, address=_address(name, settings)))
    return Stack(
        port_base=settings.port_base,
        supervisor_pid=os.getpid(),
        kafka=settings.kafka_bootstrap,
        elasticsearch=settings.elasticsearch_url,
        page=units.service_address("search", settings),
        services=listed,
    )


def _address(name: str, settings: Settings) -> str:
    own = {"kafka": settings.kafka_bootstrap, "elasticsearch": settings.elasticsearch_url}
    return own[name] if name in own else units.service_address(name, settings)


async def _create_topics(settings: Settings, places: Places) -> None:
    """In a process of its own: it can hang or print without hurting the supervisor."""
    log = places.log("topics")
    rotate(log)
    process = await asyncio.create_subprocess_exec(
        *units.lajmi("topics"),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=units.environment(settings),
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), _TOPICS_SECONDS)
    except TimeoutError:
        raise UserError(
            f"the topics could not be created within {_TOPICS_SECONDS} s on Kafka at {settings.kafka_bootstrap}"
        ) from None
    finally:
        if process.returncode is None:
            process.kill()
    with log.open("ab") as file:
        file.write(output)
    if process.returncode != 0:
        lines = output.decode(errors="replace").strip().splitlines() or ["it gave no reason"]
        raise UserError(
            f"the topics could not be created on Kafka at {settings.kafka_bootstrap}: {lines[-1]}"
        )


def pipe_report(descriptor: int | None) -> Report:
    """Reports as JSON lines into a pipe; nobody reading, or too slowly, never holds the supervisor up."""
    if descriptor is None:
        return lambda stack: None
    os.set_blocking(descriptor, False)
    open_pipe = True

    def report(stack: Stack) -> None:
        nonlocal open_pipe
        if not open_pipe:
            return
        try:
            # Below PIPE_BUF (4 KiB), so that a line arrives whole or not at all.
            os.write(descriptor, stack.model_dump_json().encode() + b"\n")
        except BlockingIOError:
            return
        except OSError:
            open_pipe = False

    return report


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
