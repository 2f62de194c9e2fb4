"""What the user, or whoever fetched the bytes, says about an input."""

from __future__ import annotations

from dataclasses import dataclass

from shared.contracts import InputFormat


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The format of an input, the name of its source, the address it came from; what is null is found out."""

    format: InputFormat | None = None
    source: str | None = None
    url: str | None = None
