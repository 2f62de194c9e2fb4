"""What can go wrong in a search, in the reader's words."""

from __future__ import annotations

from shared.errors import UserError


class InvalidSearchError(UserError):
    """The request itself cannot be answered; ``parameter`` names what is wrong with it."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class NoArchiveYetError(UserError):
    """Elasticsearch is there, but nothing was ever indexed."""


class ArchiveUnavailableError(UserError):
    """Elasticsearch does not answer, or not in time."""
