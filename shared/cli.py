"""``lajmi``: the command line. Commands are entry points, imported only when called, so ``lajmi --help`` stays quick."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points, version

import click

from shared.errors import UserError

# One line each, kept here so that listing the commands imports none of them.
SUMMARIES = {
    "audit": "The ledger: every input accounted for; exit 1 when it does not balance.",
    "collect": "Visit the sources that are due and publish what is new.",
    "down": "Stop the local stack.",
    "enrich": "Enrich RawArticle JSONL without any server.",
    "ingest": "Publish the articles of files, folders and addresses.",
    "parse": "Print the RawArticles of files, one JSON a line, without any server.",
    "push-key": "Keys of the HTTP push API: add, list, remove.",
    "replay": "Enrich archived articles anew by stages that have become newer.",
    "retract": "Take articles back for good: they vanish from the index.",
    "schema": "Print or write the JSON Schemas and the AsyncAPI document.",
    "search": "Search the archive: hits with highlights, and facets.",
    "serve": "Run one service in the foreground: ingest, enrich, index or search.",
    "sources": "Check and list the sources that are collected.",
    "status": "What runs, where, and whether it is healthy.",
    "topics": "Create the Kafka topics that do not exist yet.",
    "up": "Start the local stack: Kafka, Elasticsearch and the services.",
}


class LazyCommands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_installed())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = _installed().get(cmd_name)
        if entry is None:
            return None
        try:
            command = entry.load()
        except ModuleNotFoundError as missing:
            if missing.name is None or missing.name.split(".")[0] in {"services", "shared", "deploy"}:
                raise
            raise UserError(
                f"'{cmd_name}' needs the package {missing.name!r}, which is not installed here: "
                f"in a checkout run  make setup,  elsewhere  pip install 'lajmi[all]'"
            ) from missing
        assert isinstance(command, click.Command)  # noqa: S101  a wrong entry point is our own mistake
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, SUMMARIES.get(name, "")) for name in self.list_commands(ctx)])


def _installed() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group="lajmi.commands")}


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("lajmi"), prog_name="lajmi")
def main() -> None:
    """Turn messy news sources into two Kafka topics and one searchable archive."""
