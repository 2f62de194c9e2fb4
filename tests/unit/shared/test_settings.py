"""Settings: documented, and the running local stack is found by later commands."""

import json
from pathlib import Path

import pytest

from shared.errors import UserError
from shared.settings import Settings, load_settings, stack_file
from shared.settings_reference import DOCUMENT, settings_reference


@pytest.fixture(autouse=True)
def no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LAJMI_PORT_BASE", "LAJMI_KAFKA", "LAJMI_ELASTICSEARCH", "LAJMI_HOME"):
        monkeypatch.delenv(name, raising=False)


def test_the_settings_page_is_current() -> None:
    assert DOCUMENT.read_text() == settings_reference(), (
        "run  python -m shared.settings_reference > docs/settings.md"
    )


def test_every_setting_says_what_it_is() -> None:
    undescribed = [name for name, field in Settings.model_fields.items() if not field.description]
    assert undescribed == []


def test_a_stack_started_elsewhere_is_found(tmp_path: Path) -> None:
    stack_file(tmp_path).write_text(json.dumps({"port_base": 9500}))
    settings = Settings(home=tmp_path)
    assert settings.kafka_bootstrap == "127.0.0.1:9501"
    assert settings.elasticsearch_url == "http://127.0.0.1:9503"


def test_what_the_user_says_wins(tmp_path: Path) -> None:
    stack_file(tmp_path).write_text(json.dumps({"port_base": 9500}))
    settings = Settings(home=tmp_path, port_base=9600, kafka="broker.example:9092")
    assert settings.kafka_bootstrap == "broker.example:9092"
    assert settings.search_port == 9600


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"port_base": "x"}'])
def test_a_broken_stack_file_is_as_good_as_none(tmp_path: Path, content: str) -> None:
    stack_file(tmp_path).write_text(content)
    assert Settings(home=tmp_path).search_port == 8080


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("LAJMI_PORT_BASE", "abc", "integer"),
        ("LAJMI_KAFKA", "localhost", "host:port"),
        ("LAJMI_ELASTICSEARCH", "localhost:9200", "http://"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, named: str
) -> None:
    monkeypatch.setenv(variable, value)
    load_settings.cache_clear()
    try:
        with pytest.raises(UserError) as told:
            load_settings()
    finally:
        load_settings.cache_clear()
    assert variable in told.value.message
    assert named in told.value.message
