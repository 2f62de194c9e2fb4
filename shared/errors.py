"""Errors meant for the person at the keyboard: what was wrong, where, what to do. Never shown with a traceback."""

from __future__ import annotations

import click


class UserError(click.ClickException):
    """One clear line on stderr, exit status 1."""

    def show(self, file: object = None) -> None:
        click.echo(f"lajmi: {self.format_message()}", err=True)
