"""What runs right now, by asking: the record says what was started, a short question says whether it works."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from deploy.local import health, record, supervise
from deploy.local.health import Health
from deploy.local.record import Stack, Unit
from shared.settings import Settings

_HEALTHY = {record.RUNNING, record.EXTERNAL}


def current(settings: Settings) -> Stack:
    """The stack of this home, its states as they are now. Without a supervisor its own servers are stopped."""
    home = settings.home.absolute()
    stack = record.read(home) if record.is_supervised(home) else None
    if stack is None:
        # Whoever answers on our ports now belongs to somebody else: only the user's own servers are worth a question.
        stack = supervise.describe(settings, [])
        stack.supervisor_pid = 0
        for unit in stack.services:
            if unit.state == record.EXTERNAL:
                _judge(unit, _ask(unit))
        return stack
    with ThreadPoolExecutor(len(stack.services)) as pool:
        for unit, answer in zip(stack.services, pool.map(_ask, stack.services), strict=True):
            _judge(unit, answer)
    return stack


def is_healthy(stack: Stack) -> bool:
    """True if a stack was started here, and all that it was asked to run is running and healthy."""
    wanted = [unit for unit in stack.services if unit.state != record.STOPPED]
    return stack.supervisor_pid != 0 and all(unit.state in _HEALTHY for unit in wanted)


def _ask(unit: Unit) -> Health:
    if unit.name == "kafka":
        return health.kafka_health(unit.address)
    if unit.name == "elasticsearch":
        return health.elasticsearch_health(unit.address)
    return health.http_health(f"{unit.address}/health")


def _judge(unit: Unit, answer: Health) -> None:
    """A service that was started by hand answers on its port too; its process id is not ours to know."""
    if unit.state == record.EXTERNAL:
        if answer is not Health.HEALTHY:
            unit.state = record.UNHEALTHY
    elif unit.state == record.STOPPED:
        if answer is Health.HEALTHY:
            unit.state = record.RUNNING
    elif unit.state in {record.RUNNING, record.UNHEALTHY}:
        unit.state = record.RUNNING if answer is Health.HEALTHY else record.UNHEALTHY
