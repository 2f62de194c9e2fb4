"""Logs hold texts of others: what a client asked for, what a publisher wrote."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from shared.logs import NotTooOften

_PROGRAM = """
from shared.logs import configure_logging, get_logger
from shared.settings import Settings
configure_logging(Settings(log_format={form!r}), "test")
get_logger().warning("request", path="/\\x1b]0;owned\\x07\\x1b[2J", title="\\u202etxt.exe", name="Đoković")
"""


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_text_of_others_commands_a_terminal(form: str) -> None:
    program = _PROGRAM.format(form=form)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    for command in ("\x1b]", "\x07", "\x1b[2J", "\u202e"):
        assert command not in done.stderr
    assert "owned" in done.stderr
    assert "Đoković" in done.stderr or "\\u0110okovi\\u0107" in done.stderr


def test_every_line_names_its_service_also_from_other_threads_and_from_libraries() -> None:
    program = (
        "import logging\nfrom threading import Thread\n"
        "from shared.logs import configure_logging, get_logger\n"
        "from shared.settings import Settings\n"
        'configure_logging(Settings(log_format="json"), "test")\n'
        'thread = Thread(target=lambda: get_logger().warning("ours"))\n'
        'thread.start()\nthread.join()\nlogging.getLogger("kafka").warning("theirs")\n'
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["service"]) for line in lines] == [("ours", "test"), ("theirs", "test")]


def test_what_a_library_repeats_is_told_once_and_counted() -> None:
    now = 0.0
    kept = NotTooOften(lambda: now)

    def said(name: str, text: str) -> str | None:
        record = logging.LogRecord(name, logging.WARNING, "", 0, "%s", (text,), None)
        return record.getMessage() if kept.filter(record) else None

    assert [said("kafka.net", "no node") for _ in range(3)] == ["no node", None, None]
    assert said("kafka.net", "another") == "another"
    assert [said("lajmi", "refused") for _ in range(2)] == ["refused", "refused"]
    now = 31.0
    assert said("kafka.net", "no node") == "no node (and 2 times more before)"
    now = 62.0
    assert said("kafka.net", "no node") == "no node"
