"""Floors for the organisations that are filed under a name and given an identifier, on the project's own sentences."""

from __future__ import annotations

import pytest

from tests.quality.floors import floors_of
from tests.quality.score_organizations import score


@pytest.mark.parametrize("part", ["dev", "final"])
def test_organisations_stay_above_their_floors(part: str) -> None:
    floors = floors_of(f"organizations.{part}")
    reached = score(part)
    assert {name: getattr(reached, name) for name in floors if getattr(reached, name) < floors[name]} == {}, (
        reached.errors
    )
