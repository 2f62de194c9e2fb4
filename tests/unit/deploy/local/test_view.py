"""What a person is shown of the stack."""

from __future__ import annotations

from rich.console import Console

from deploy.local.record import Stack, Unit
from deploy.local.view import table


def test_what_happened_to_a_service_stands_in_its_line() -> None:
    unit = Unit(name="kafka", state="running", detail="was ended by SIGKILL", restarts=1)
    now = Stack(port_base=1, supervisor_pid=1, kafka="", elasticsearch="", page="", services=[unit])
    console = Console(width=200)
    with console.capture() as shown:
        console.print(table(now))
    assert "was ended by SIGKILL, restarted 1×" in shown.get()
