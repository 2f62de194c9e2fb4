"""What `lajmi status` says, and its exit status."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.local import commands, health, record, supervise, units
from deploy.local import status as status_of
from deploy.local.health import Health
from deploy.local.java import Java
from deploy.local.places import find_places
from shared.settings import Settings


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Health]:
    """Port offset → answer; silence where nothing is said."""
    said: dict[str, Health] = {}

    def ask(address: str) -> Health:
        return said.get(address.removeprefix("http://").removesuffix("/health"), Health.SILENT)

    for name in ("kafka_health", "elasticsearch_health", "http_health"):
        monkeypatch.setattr(health, name, ask)
    return said


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = Settings(home=tmp_path, port_base=9000, kafka=None, elasticsearch=None)
    monkeypatch.setattr(commands, "load_settings", lambda: made)
    return made


@pytest.fixture
def supervised(settings: Settings) -> Iterator[None]:
    """A live supervisor that started only the servers, and found both healthy."""
    plans = units.server_plans(settings, find_places(settings.home), Java(Path("java"), 17))
    stack = supervise.describe(settings, plans)
    for name in units.SERVERS:
        stack.unit(name).state = record.RUNNING
        stack.unit(name).pid = 42
    with record.supervisor_lock(settings.home):
        record.write(settings.home, stack)
        yield


def _states(settings: Settings) -> dict[str, str]:
    return {unit.name: unit.state for unit in status_of.current(settings).services}


def test_without_a_supervisor_others_on_our_ports_are_not_ours(
    settings: Settings, answers: dict[str, Health]
) -> None:
    answers["127.0.0.1:9001"] = Health.HEALTHY
    assert set(_states(settings).values()) == {record.STOPPED}
    assert not status_of.is_healthy(status_of.current(settings))


@pytest.mark.usefixtures("supervised")
def test_states_are_asked_for_and_not_believed(settings: Settings, answers: dict[str, Health]) -> None:
    answers["127.0.0.1:9001"] = Health.HEALTHY
    assert _states(settings)["kafka"] == record.RUNNING
    assert _states(settings)["elasticsearch"] == record.UNHEALTHY
    assert not status_of.is_healthy(status_of.current(settings))


@pytest.mark.usefixtures("supervised")
def test_a_servers_only_stack_is_healthy_without_services_and_sees_those_started_by_hand(
    settings: Settings, answers: dict[str, Health]
) -> None:
    answers |= {"127.0.0.1:9001": Health.HEALTHY, "127.0.0.1:9003": Health.HEALTHY}
    assert status_of.is_healthy(status_of.current(settings))
    assert _states(settings)["index"] == record.STOPPED
    answers["127.0.0.1:9006"] = Health.HEALTHY
    assert _states(settings)["index"] == record.RUNNING


@pytest.mark.usefixtures("supervised")
def test_json_and_exit_status(answers: dict[str, Health]) -> None:
    answers |= {"127.0.0.1:9001": Health.HEALTHY, "127.0.0.1:9003": Health.HEALTHY}
    answer = CliRunner().invoke(commands.status, ["--json"])
    assert answer.exit_code == 0
    content = json.loads(answer.output)
    assert content["kafka"] == "127.0.0.1:9001"
    assert content["elasticsearch"] == "http://127.0.0.1:9003"
    assert content["services"][0] == {"name": "kafka", "pid": 42, "state": "running"}
    assert content["services"][2] == {"name": "ingest", "pid": None, "state": "stopped"}
    answers.clear()
    assert CliRunner().invoke(commands.status, ["--json"]).exit_code == 1
    table = CliRunner().invoke(commands.status, [])
    assert table.exit_code == 1
    assert "unhealthy" in table.output


def test_the_users_own_servers_are_external(tmp_path: Path, answers: dict[str, Health]) -> None:
    own = Settings(home=tmp_path, port_base=9000, kafka="broker:9092", elasticsearch="http://search:9200")
    answers["broker:9092"] = Health.HEALTHY
    stack = status_of.current(own)
    assert (stack.kafka, stack.elasticsearch) == ("broker:9092", "http://search:9200")
    assert stack.unit("kafka").state == record.EXTERNAL
    assert stack.unit("kafka").pid is None
    assert stack.unit("elasticsearch").state == record.UNHEALTHY
    assert units.server_plans(own, find_places(tmp_path), None) == []
