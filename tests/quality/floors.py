"""The floors of ``floors.toml``, and which of them were lowered since an earlier state of the file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent / "floors.toml"
_LOWERED = "lowered"


def read(text: str) -> tuple[dict[str, float], dict[str, str]]:
    """Dotted name to floor, and dotted name to the reason why it was lowered."""
    tables = tomllib.loads(text)
    lowered = tables.pop(_LOWERED, {})
    return dict(_flat(tables, "")), {name: str(reason) for name, reason in lowered.items()}


def _flat(tables: Mapping[str, Any], prefix: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for name, value in tables.items():
        found += (
            _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, float(value))]
        )
    return found


def floors_of(group: str) -> dict[str, float]:
    """The floors under a dotted name: ``floors_of("digests.dev")["title"]``."""
    every, _ = read(PATH.read_text(encoding="utf-8"))
    found = {
        name.removeprefix(f"{group}."): floor for name, floor in every.items() if name.startswith(f"{group}.")
    }
    if not found:
        raise KeyError(f"{PATH.name} has no floors under {group!r}")
    return found


def lowered_without_reason(before: str, now: str) -> list[str]:
    """Names whose floor is lower in ``now`` than in ``before``, or gone, and which ``now`` gives no reason for."""
    earlier, _ = read(before)
    current, reasons = read(now)
    return sorted(
        name
        for name, floor in earlier.items()
        if current.get(name, float("-inf")) < floor and not reasons.get(name, "").strip()
    )
