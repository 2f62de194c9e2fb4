from __future__ import annotations

import pytest
from pydantic import ValidationError

from shared.addresses import host_and_port
from shared.errors import UserError
from shared.settings import Settings
from shared.waiting import knock

_WRONG = ["localhost", "localhost:", ":9092", "localhost:kafka", "localhost:0", "localhost:99999", "::1", "::1:9092",
          "[]:9092", "localhost:\u0669", "localhost:-1", ""]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("localhost:9092", ("localhost", 9092)),
        (" kafka.example:1 ", ("kafka.example", 1)),
        ("[::1]:9092", ("::1", 9092)),
    ],
)
def test_an_address_is_a_host_and_a_port(address: str, found: tuple[str, int]) -> None:
    assert host_and_port(address) == found


@pytest.mark.parametrize("address", _WRONG)
def test_anything_else_is_refused_in_a_sentence(address: str) -> None:
    with pytest.raises(ValueError, match="is not host:port, such as localhost:9092"):
        host_and_port(address)


@pytest.mark.parametrize("address", _WRONG)
def test_a_knock_at_no_address_is_one_clear_line(address: str) -> None:
    with pytest.raises(UserError, match=r"LAJMI_KAFKA: .* is not host:port"):
        knock(address)


@pytest.mark.parametrize("kafka", ["localhost", "localhost:9092,other", "localhost:99999"])
def test_settings_tell_of_it_at_once(kafka: str) -> None:
    with pytest.raises(ValidationError, match="is not host:port"):
        Settings(kafka=kafka)
