"""The containers as far as files tell: structure, settings, pins. ``tests/compose`` starts them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.versions import ELASTICSEARCH, KAFKA
from shared.settings import Settings

ROOT = Path(__file__).resolve().parents[4]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {"ingest", "enrich", "index", "search"}
DOCKERFILE = (ROOT / "deploy" / "docker" / "Dockerfile").read_text()
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / ".env.example").read_text().splitlines()
    if "=" in line and not line.startswith("#")
)
DEFAULTS = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", TEXT))


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))


def test_everything_is_there() -> None:
    assert set(CONTAINERS) == OURS | {"kafka", "elasticsearch", "kibana", "kibana-setup"}


def test_no_port_is_open_to_the_network() -> None:
    ports = [port for container in CONTAINERS.values() for port in container.get("ports", ())]
    assert len(ports) == 5
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_start_order_waits_for_health() -> None:
    for container in CONTAINERS.values():
        for needed, how in container.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in CONTAINERS[needed]
    needs = {name: set(CONTAINERS[name]["depends_on"]) for name in OURS}
    assert needs == {
        "ingest": {"kafka"},
        "enrich": {"kafka"},
        "index": {"kafka", "elasticsearch"},
        "search": {"elasticsearch"},
    }


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_is_built_configured_and_checked_as_itself(name: str) -> None:
    container = CONTAINERS[name]
    assert container["build"]["args"]["SERVICE"] == name
    assert (ROOT / "requirements" / f"{name}.lock").is_file()
    given = container["environment"]
    variables = {key.removeprefix("LAJMI_").lower() for key in given if key.startswith("LAJMI_")}
    assert variables <= set(Settings.model_fields)
    settings = Settings(port_base=int(given["LAJMI_PORT_BASE"]))
    assert int(given["HEALTH_PORT"]) == getattr(settings, f"{name}_port")
    assert "HEALTH_PORT" in container["healthcheck"]["test"][-1]


def test_our_containers_have_no_more_rights_than_they_need() -> None:
    for name in OURS | {"kibana-setup"}:
        assert CONTAINERS[name]["cap_drop"] == ["ALL"]
        assert CONTAINERS[name]["security_opt"] == ["no-new-privileges:true"]
    assert re.search(r"^USER lajmi$", DOCKERFILE, re.MULTILINE)


def test_the_servers_are_those_of_the_local_stack() -> None:
    assert (DEFAULTS["KAFKA_VERSION"], DEFAULTS["ELASTIC_VERSION"]) == (KAFKA, ELASTICSEARCH)
    base = Settings(port_base=8080)
    assert DEFAULTS["LAJMI_KAFKA_PORT"] == base.kafka_bootstrap.rpartition(":")[2]
    assert DEFAULTS["LAJMI_PUSH_PORT"] == str(base.push_listening_port)
    assert DEFAULTS["LAJMI_ELASTICSEARCH_PORT"] == base.elasticsearch_url.rpartition(":")[2]


def test_data_survives_the_containers() -> None:
    for name in ("kafka", "elasticsearch", "ingest"):
        volumes = [volume.partition(":")[0] for volume in CONTAINERS[name]["volumes"]]
        assert set(volumes) <= set(COMPOSE["volumes"])


def test_the_example_of_settings_holds_exactly_the_defaults() -> None:
    assert {**DEFAULTS, "COMPOSE_PROJECT_NAME": "lajmi"} == EXAMPLE
    assert len(set(re.findall(r"\$\{(\w+):-([^}]*)\}", TEXT))) == len(DEFAULTS), (
        "one variable has two defaults"
    )


def test_images_install_only_hashed_packages() -> None:
    installs = re.findall(r"pip install (.*?)(?: \\)?$", DOCKERFILE, re.MULTILINE)
    assert len(installs) == 3
    assert all("--require-hashes" in install or "--no-deps /wheels/" in install for install in installs)


def test_the_wheel_is_built_by_what_development_uses() -> None:
    build = pins("build.lock")
    assert "hatchling" in build
    assert build.items() <= pins("dev.lock").items()


def test_what_the_image_copies_exists_and_is_not_ignored() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE):
        for source in line.replace("${SERVICE}", "search").split():
            assert (ROOT / source).exists(), source
            assert any(fnmatch(source, pattern) for pattern in allowed), source


def test_compose_itself_understands_the_file() -> None:
    command = next(
        (
            candidate
            for candidate in (["docker", "compose"], ["docker-compose"])
            if shutil.which(candidate[0])
            and subprocess.run([*candidate, "version"], capture_output=True, check=False).returncode == 0
        ),
        None,
    )
    if command is None:
        pytest.skip("no Docker Compose here")
    without_own = {name: value for name, value in os.environ.items() if name not in EXAMPLE}
    checked = subprocess.run(
        [*command, "-f", str(ROOT / "docker-compose.yml"), "config", "--quiet"],
        capture_output=True, text=True, timeout=60, check=False, env=without_own,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
