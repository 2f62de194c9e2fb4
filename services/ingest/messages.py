"""Lines for the person at the keyboard."""

from __future__ import annotations

import sys


def complain(message: str) -> None:
    """One line on stderr, in the form of every other message of ``lajmi``."""
    # Not click.echo: it writes past the progress bar, which puts itself in place of sys.stderr, and through its line.
    sys.stderr.write(f"lajmi: {message}\n")
