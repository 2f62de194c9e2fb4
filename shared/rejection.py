"""Failure as a value: a stage returns a result or a Rejection, so no caller can forget the second."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why an item was refused.

    ``reason`` is a stable snake_case word (it becomes a metric label and a facet); ``detail`` is one sentence for a person.
    """

    reason: str
    detail: str
