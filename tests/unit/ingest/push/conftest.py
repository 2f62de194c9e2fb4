from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.ingest.push.pushing import Push, make_push


@pytest.fixture
def push(tmp_path: Path) -> Iterator[Push]:
    made = make_push(tmp_path)
    yield made
    made.close()
