"""Lines for the person at the keyboard."""

from __future__ import annotations

import re
import sys

# A name of a file, or what a publisher wrote, must not move the cursor or end the line.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def complain(message: str) -> None:
    """One line on stderr, in the form of every other message of ``lajmi``."""
    message = _CONTROL.sub("\ufffd", message)
    # Not click.echo: it writes past the progress bar, which puts itself in place of sys.stderr, and through its line.
    sys.stderr.write(f"lajmi: {message}\n")
