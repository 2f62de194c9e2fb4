"""Links of Markdown within lines: ``[Bridge opens](https://…)`` is read as ``Bridge opens``; pictures stay as they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from services.ingest.split.lines import Line

_TARGET = re.compile(
    r"\]\((?:<[^<>\n]{0,500}>|[^\s()<>]{0,500}(?:\([^\s()]{0,100}\)[^\s()]{0,300})?)(?:\s\"[^\"]{0,200}\")?\)"
)
_LONGEST = 400  # characters of the text of a link


def without_links(lines: Sequence[Line]) -> list[Line]:
    """``lines`` with the text of links in place of the links, also of one that began on the line before."""
    result = list(lines)
    for i, line in enumerate(lines):
        if "](" not in line.text or "![" in line.text:
            continue
        text, above = _texts(line.text, result[i - 1].text if i and not line.blank_before else "")
        if text == line.text or not any(map(str.isalnum, text)):
            continue
        # A link that is all of its line begins at its first letter; a mark of a list or heading before it stays.
        start = line.start + 1 if line.text[0] == "[" and text[0] != "[" else line.start
        result[i] = replace(line, text=text, start=start)
        if above is not None and above:
            before = result[i - 1]
            moved = before.text[0] == "[" and above[0] != "["
            result[i - 1] = replace(before, text=above, start=before.start + moved)
    return result


def opens_link(raw: str, text: str) -> bool:
    """Whether ``raw``, what is stored, begins with the bracket of a link that ``text``, what was read, no longer holds."""
    return raw[:1] == "[" and "](" in raw and "](" not in text


def _texts(text: str, above: str) -> tuple[str, str | None]:
    """(line without links, line above without the bracket that opened one of them, or null)."""
    kept: list[str] = []
    opened: str | None = None
    position = 0
    for match in _TARGET.finditer(text):
        piece = text[position : match.start()]
        at = _opening(piece)
        if at >= 0:
            kept.append(piece[:at] + piece[at + 1 :])
        elif not kept and above and (before := _opening(above)) >= 0 and len(above) - before <= _LONGEST:
            kept.append(piece)
            opened = above[:before] + above[before + 1 :]
        else:
            kept.append(piece + match.group())
        position = match.end()
    return "".join((*kept, text[position:])).strip(), opened


def _opening(piece: str) -> int:
    """Where the bracket stands that a closing one behind ``piece`` closes; -1 for none."""
    depth = 0
    for at in range(len(piece) - 1, max(-1, len(piece) - _LONGEST), -1):
        if piece[at] == "]":
            depth += 1
        elif piece[at] == "[":
            if not depth:
                return at
            depth -= 1
    return -1
