"""A taken port is named, with who holds it and what to do."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import ports
from shared.errors import UserError
from shared.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_its_holder_and_another_base(taken: int) -> None:
    settings = Settings(home=Path("unused"), port_base=taken - 1)
    with pytest.raises(UserError, match=f"port {taken}, wanted for Kafka, is taken") as error:
        ports.check_free(settings, ["kafka"], [])
    message = error.value.message
    assert "\n" not in message
    assert f"(pid {os.getpid()})" in message
    suggested = int(message.rpartition("LAJMI_PORT_BASE=")[2])
    assert all(ports.is_free(suggested + offset) for offset in range(ports.SPAN))


def test_a_port_that_nobody_will_use_may_be_taken(taken: int) -> None:
    # Offset 1 is Kafka's: with an external Kafka it is of no interest.
    ports.check_free(Settings(home=Path("unused"), port_base=taken - 1), [], [])


def test_a_connection_that_fades_away_does_not_block_its_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            connection, _ = server.accept()
            connection.close()  # the side that closes first keeps the port in TIME_WAIT
    assert ports.is_free(port)


def test_who_listens_is_told_and_who_does_not_is_not(taken: int) -> None:
    assert str(os.getpid()) in (ports.owner_of(taken) or "")
    with socket.create_connection(("127.0.0.1", taken)) as connection:
        assert ports.owner_of(connection.getsockname()[1]) is None
