"""Fixtures that any test may ask for. Servers start once per session, and only if a test asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.local.places import find_places
from deploy.local.stack import make_ready
from shared.settings import Settings
from tests.local_stack import RunningStack, passing_home, running, settings_for


def pytest_collection_finish(session: pytest.Session) -> None:
    """Fetch the servers here, where no test's time limit runs and a person sees the progress."""
    if session.config.option.collectonly:
        return
    if any(
        {"servers", "stack", "own_stack"} & set(getattr(item, "fixturenames", ())) for item in session.items
    ):
        with passing_home() as home:
            make_ready(settings_for(home, 22_000), find_places(home))


@pytest.fixture(scope="session")
def servers() -> Iterator[Settings]:
    """A real Kafka (topics created) and a real Elasticsearch, shared by the session; LAJMI_TEST_KAFKA and
    LAJMI_TEST_ELASTICSEARCH name others to use."""
    with passing_home() as home, running(home, servers_only=True) as stack:
        yield stack.settings


@pytest.fixture(scope="session")
def stack() -> Iterator[RunningStack]:
    """The whole stack with its four services, in a home of its own."""
    with passing_home() as home, running(home, servers_only=False) as stack:
        yield stack
