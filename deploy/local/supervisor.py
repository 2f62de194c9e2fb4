"""Keeps servers and services running: starts them in order, asks for their health, restarts them, ends them all."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Awaitable, Callable

from deploy.local import proc, record
from deploy.local.health import Health
from deploy.local.places import Places
from deploy.local.process import ChildProcess
from deploy.local.record import Stack, Unit
from deploy.local.units import Plan
from shared.errors import UserError

_ASK_SECONDS_STARTING = 0.25
_ASK_SECONDS_RUNNING = 2.0
# A busy service may be silent for a while: only one that seems stuck for good is restarted.
_STUCK_SECONDS = 120.0
_FIRST_START_ATTEMPTS = 2
_QUICK_FAILURES_GIVE_UP = 6
# What worked for so long did not fail for a reason that is there at every start.
_STABLE_SECONDS = 10.0
_LONGEST_PAUSE_SECONDS = 30.0

Report = Callable[[Stack], None]


class Supervisor:
    """``run`` returns when it was told to stop, or when the first start failed (then ``stack.failure`` says why)."""

    def __init__(
        self,
        stack: Stack,
        plans: list[Plan],
        places: Places,
        report: Report,
        between: Callable[[], Awaitable[None]],
    ) -> None:
        """``between`` runs once, when all servers are healthy and before the first service starts."""
        self.stack = stack
        self._plans = plans
        self._places = places
        self._report = report
        self._between = between
        self._children: dict[str, ChildProcess] = {}
        self._between_done = asyncio.Event()
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self.stop)
        keepers = [asyncio.create_task(self._guarded(self._keep(plan))) for plan in self._plans]
        keepers.append(asyncio.create_task(self._guarded(self._prepare_services())))
        self._publish()
        await self._stop.wait()
        for task in keepers:
            task.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        await self._stop_all()

    def stop(self) -> None:
        """Once: end everything in order. Twice: kill everything now."""
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    async def _guarded(self, work: Awaitable[None]) -> None:
        try:
            await work
        except UserError as error:
            self._fail(error.format_message(), None)
        except Exception as error:  # a supervisor that dies of its own bug would leave the rest without care
            self._fail(f"the supervisor failed: {error!r}", None)

    async def _prepare_services(self) -> None:
        while not self._servers_run():
            await asyncio.sleep(0.1)
        await self._between()
        self._between_done.set()
        while any(self.stack.unit(plan.name).state != record.RUNNING for plan in self._plans):
            await asyncio.sleep(0.1)
        self.stack.ready = True
        self._publish()

    async def _keep(self, plan: Plan) -> None:
        unit = self.stack.unit(plan.name)
        failures = 0
        while True:
            if not plan.is_server:
                await self._wait_for_servers(unit)
            healthy_seconds = await self._run_once(plan, unit)
            if plan.is_server or self._servers_run():
                failures = 1 if healthy_seconds > _STABLE_SECONDS else failures + 1
            else:
                failures = 1  # it lost its servers: no fault of its own
            if not self.stack.ready and failures >= _FIRST_START_ATTEMPTS:
                self._fail(f"{plan.name} did not start: it {unit.detail}", plan.name)
                return
            if failures >= _QUICK_FAILURES_GIVE_UP:
                detail = f"given up after {failures} failures: it {unit.detail}"
                self._change(unit, state=record.FAILED, detail=detail)
                return
            unit.restarts += 1
            self._change(unit, state=record.RESTARTING)
            await asyncio.sleep(min(0.5 * 2 ** (failures - 1), _LONGEST_PAUSE_SECONDS))

    async def _wait_for_servers(self, unit: Unit) -> None:
        await self._between_done.wait()
        if not self._servers_run():
            self._change(unit, state=record.WAITING)
        while not self._servers_run():
            await asyncio.sleep(0.1)

    def _servers_run(self) -> bool:
        """True if every server that we run ourselves is healthy."""
        return all(self.stack.unit(one.name).state == record.RUNNING for one in self._plans if one.is_server)

    async def _run_once(self, plan: Plan, unit: Unit) -> float:
        """Run it until it ends; returns the seconds since it was first healthy, 0 if it never was."""
        self._change(unit, state=record.STARTING, detail=unit.detail if unit.restarts else "")
        started = time.monotonic()
        command = await asyncio.to_thread(plan.prepare)
        child = self._children[plan.name] = ChildProcess(command, self._places.log(plan.name))
        unit.session, unit.identity = child.session, proc.identity(child.session)
        self._change(unit, pid=child.session)
        healthy_since: float | None = None
        last_answer = started
        reason = ""
        while not child.ended and not reason:
            health = await asyncio.to_thread(plan.probe)
            now = time.monotonic()
            if child.ended:
                break
            if health is not Health.SILENT:
                last_answer = now
            if health is Health.HEALTHY:
                if healthy_since is None:
                    healthy_since, unit.seconds = now, round(now - started, 1)
                self._change(unit, state=record.RUNNING, pid=_main_pid(plan, child), detail="")
            elif healthy_since is None and now - started > plan.healthy_within_seconds:
                reason = f"was not healthy within {plan.healthy_within_seconds:.0f} s"
            elif healthy_since is not None and now - last_answer > _STUCK_SECONDS:
                reason = f"gave no answer for {_STUCK_SECONDS:.0f} s"
            elif healthy_since is not None:
                self._change(unit, state=record.UNHEALTHY)
            pause = _ASK_SECONDS_RUNNING if unit.state == record.RUNNING else _ASK_SECONDS_STARTING
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(child.wait(), pause)
        if reason:
            await child.stop(plan.grace_seconds)
        else:
            await child.kill()
        unit.detail = reason or child.how_it_ended
        unit.pid = unit.session = unit.identity = None
        return time.monotonic() - healthy_since if healthy_since is not None else 0.0

    async def _stop_all(self) -> None:
        """Services first, while their servers still take what they have in hand."""
        for of_servers in (False, True):
            plans = [one for one in self._plans if one.is_server is of_servers and one.name in self._children]
            stops = [asyncio.create_task(self._stop_one(plan)) for plan in plans]
            hurry = asyncio.create_task(self._hurry.wait())
            pending = set(stops)
            while pending and not self._hurry.is_set():
                done, _ = await asyncio.wait({*pending, hurry}, return_when=asyncio.FIRST_COMPLETED)
                pending -= done
            hurry.cancel()
            for task in pending:
                task.cancel()
            await asyncio.gather(*stops, return_exceptions=True)
            for plan in plans:
                await self._children[plan.name].kill()

    async def _stop_one(self, plan: Plan) -> None:
        unit = self.stack.unit(plan.name)
        in_time = await self._children[plan.name].stop(plan.grace_seconds)
        detail = "" if in_time else f"killed: it did not stop within {plan.grace_seconds:.0f} s"
        self._change(unit, state=record.STOPPED, pid=None, detail=detail)

    def _fail(self, message: str, unit: str | None) -> None:
        if not self._stop.is_set():
            self.stack.failure, self.stack.failed_unit = message, unit
            self._stop.set()
            self._publish()

    def _change(self, unit: Unit, **changes: object) -> None:
        if any(getattr(unit, name) != value for name, value in changes.items()):
            for name, value in changes.items():
                setattr(unit, name, value)
            self._publish()

    def _publish(self) -> None:
        try:
            record.write(self._places.home, self.stack)
        except OSError as error:
            # A full disk, most likely. Supervision goes on without the file: others then see an older state.
            print(f"cannot write the state of the stack: {error.strerror or error}", file=sys.stderr)  # noqa: T201
        self._report(self.stack)


def _main_pid(plan: Plan, child: ChildProcess) -> int:
    return (proc.only_child(child.session) if plan.has_launcher else None) or child.session
