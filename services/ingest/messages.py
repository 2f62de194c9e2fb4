"""Lines for the person at the keyboard."""

from __future__ import annotations

import click


def complain(message: str) -> None:
    """One line on stderr, in the form of every other message of ``lajmi``."""
    click.echo(f"lajmi: {message}", err=True)
