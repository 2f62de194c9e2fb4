"""What a person reads where there is no terminal: one line for each change that matters."""

from __future__ import annotations

import pytest
from rich.console import Console

from deploy.local import record
from deploy.local.record import Stack, Unit
from deploy.local.view import View, table


def _stack(*units: Unit) -> Stack:
    return Stack(
        port_base=9000, supervisor_pid=1, kafka="k", elasticsearch="e", page="p", services=list(units)
    )


def test_each_change_of_state_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    kafka = Unit(name="kafka", address="127.0.0.1:9001")
    with View() as view:
        view.show(_stack(kafka, Unit(name="search", state=record.STOPPED)))
        view.show(_stack(kafka.model_copy(update={"state": record.STARTING})))
        view.show(_stack(kafka.model_copy(update={"state": record.STARTING, "pid": 7})))
        running = kafka.model_copy(update={"state": record.RUNNING, "seconds": 4.6})
        view.show(_stack(running))
        view.show(_stack(running))
        view.show(
            _stack(running.model_copy(update={"state": record.RESTARTING, "detail": "was ended by SIGKILL"}))
        )
    assert capsys.readouterr().err.splitlines() == [
        "kafka: starting",
        "kafka: running after 4.6 s at 127.0.0.1:9001",
        "kafka: restarting: was ended by SIGKILL",
    ]


def test_the_users_own_server_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    external = Unit(name="kafka", state=record.EXTERNAL, address="broker:9092")
    with View() as view:
        view.show(_stack(external))
        view.show(_stack(external))
    assert capsys.readouterr().err == "kafka: external at broker:9092\n"


def test_what_happened_to_a_service_stands_in_its_line_of_the_table() -> None:
    kafka = Unit(name="kafka", state=record.RUNNING, detail="was ended by SIGKILL", restarts=1)
    console = Console(width=200)
    with console.capture() as shown:
        console.print(table(_stack(kafka)))
    assert "was ended by SIGKILL, restarted 1×" in shown.get()
