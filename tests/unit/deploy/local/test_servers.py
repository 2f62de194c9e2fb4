"""The servers are configured as the topics, the disk and the user need it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from deploy.local import elasticsearch_server, kafka_server
from deploy.local.java import Java
from deploy.local.places import Places
from shared.settings import Settings
from shared.topics import TOPICS

_JAVA = Java(Path("/opt/java/bin/java"), 17)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    home = tmp_path / "höme of Đorđe"
    return Places(home, tmp_path / "cache", home / "elasticsearch", None)


@pytest.fixture
def formats(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Each run of Kafka's format tool, which is played here."""
    runs: list[list[str]] = []

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        runs.append(command)
        log_dirs = re.search(r"^log\.dirs=(.*)$", _properties(Path(command[-1])), re.M)
        assert log_dirs
        (Path(log_dirs[1]) / "meta.properties").write_text("cluster.id=x")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return runs


def _properties(path: Path) -> str:
    """As Java reads it: Latin-1 with \\u escapes."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), path.read_text("latin-1"))


def _settings(places: Places, **changes: object) -> Settings:
    return Settings(home=places.home, port_base=9000, **changes)  # type: ignore[arg-type]


def test_kafka_takes_the_largest_record_of_any_topic(places: Places, formats: list[list[str]]) -> None:
    kafka_server.prepare(_settings(places), places, _JAVA)
    lines = _properties(places.kafka / "server.properties").splitlines()
    properties = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    largest = max(int(topic.config["max.message.bytes"]) for topic in TOPICS)
    assert int(properties["message.max.bytes"]) >= largest
    assert int(properties["replica.fetch.max.bytes"]) >= largest
    assert properties["listeners"] == "PLAINTEXT://127.0.0.1:9001,CONTROLLER://127.0.0.1:9002"
    assert properties["log.dirs"] == str(places.kafka / "data")
    assert properties["auto.create.topics.enable"] == "false"


def test_kafkas_data_is_formatted_once(places: Places, formats: list[list[str]]) -> None:
    for _ in range(2):
        command = kafka_server.prepare(_settings(places, kafka_heap="256m"), places, _JAVA)
    assert len(formats) == 1
    assert command.arguments[0] == "/opt/java/bin/java"
    assert "-Xmx256m" in command.arguments
    assert command.arguments[-2] == "kafka.Kafka"


def test_a_format_that_was_killed_half_way_starts_over(places: Places, formats: list[list[str]]) -> None:
    kafka_server.prepare(_settings(places), places, _JAVA)
    (places.kafka / "formatted").unlink()
    (places.kafka / "data" / "left-over").write_text("x")
    kafka_server.prepare(_settings(places), places, _JAVA)
    assert len(formats) == 2
    assert not (places.kafka / "data" / "left-over").exists()


def test_cluster_ids_are_what_kafka_accepts(places: Places, formats: list[list[str]]) -> None:
    for _ in range(50):
        (places.kafka / "formatted").unlink(missing_ok=True)
        kafka_server.prepare(_settings(places), places, _JAVA)
    identifiers = {command[command.index("-t") + 1] for command in formats}
    assert len(identifiers) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{21}", one) for one in identifiers)


def test_elasticsearch_stays_writable_on_a_nearly_full_disk_and_on_loopback(places: Places) -> None:
    yaml = pytest.importorskip("yaml")
    command = elasticsearch_server.prepare(_settings(places), places, _JAVA)
    content = yaml.safe_load((places.elasticsearch / "config" / "elasticsearch.yml").read_text())
    watermark = "cluster.routing.allocation.disk.watermark"
    assert [content[f"{watermark}.{one}"] for one in ("low", "high", "flood_stage")] == [
        "1gb",
        "500mb",
        "250mb",
    ]
    assert content["network.host"] == "127.0.0.1"
    assert (content["http.port"], content["transport.port"]) == (9003, 9004)
    assert content["path.data"] == str(places.elasticsearch / "data")
    assert command.uid is None


def test_the_callers_java_settings_do_not_slip_in(
    places: Places, formats: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1g")
    monkeypatch.setenv("ES_JAVA_OPTS", "-Xmx1g")
    for prepare in (kafka_server.prepare, elasticsearch_server.prepare):
        environment = prepare(_settings(places), places, _JAVA).environment
        assert not {"JAVA_TOOL_OPTIONS", "ES_JAVA_OPTS"} & set(environment)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_everything_elasticsearch_writes_belongs_to_its_user(places: Places) -> None:
    places = Places(places.home, places.cache, places.elasticsearch, 65534)
    command = elasticsearch_server.prepare(_settings(places), places, _JAVA)
    assert command.uid == 65534
    assert {path.stat().st_uid for path in [places.elasticsearch, *places.elasticsearch.rglob("*")]} == {
        65534
    }
    assert places.home.stat().st_uid == 0
