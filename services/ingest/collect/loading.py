"""The text of ``sources.yaml`` to its sources, or to one error that says where and what to do. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import ValidationError

from services.ingest.collect.sources import Source, SourcesFile
from services.ingest.collect.wording import worded

# The parser in C, where it is there: 2,000 sources in 0.2 s rather than 2 s.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LONGEST_SHOWN = 60
_MAX_DEPTH = 12


class SourcesInvalidError(Exception):
    """``str()`` is a sentence for a person: file, line, key, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Sources:
    """``sources``: in the file's order, enabled ones only, each under its key once. ``aliases``: (line, label, label of the
    source that is the same)."""

    sources: tuple[Source, ...]
    aliases: tuple[tuple[int, str, str], ...] = ()
    disabled: int = 0


def parse_sources(text: str, name: str, folder: Path) -> Sources:
    """``name``: of the file, for errors; ``folder``: where its relative paths begin. Raises SourcesInvalidError."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise SourcesInvalidError(_misspelt(error, name)) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise SourcesInvalidError(f"{name}: not valid YAML: {' '.join(str(error).split())}") from error
    if node is None:
        return Sources(())
    _check_node(node, name)
    try:
        content = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader
    except yaml.MarkedYAMLError as error:
        raise SourcesInvalidError(_misspelt(error, name)) from error
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        raise SourcesInvalidError(f"{name}: not valid YAML: {' '.join(str(error).split())}") from error
    if isinstance(content, list):
        raise SourcesInvalidError(f"{name}:1: begin with the line 'sources:', and put the list under it")
    if not isinstance(content, dict):
        raise SourcesInvalidError(f"{name}:1: must be a mapping with the key 'sources'")
    _with_defaults(content)
    try:
        parsed = SourcesFile.model_validate(content)
    except ValidationError as error:
        raise SourcesInvalidError(_explained(error, node, name)) from error
    return _unique(parsed.sources, node, folder)


def _misspelt(error: yaml.MarkedYAMLError, name: str) -> str:
    mark = error.problem_mark or error.context_mark
    where = f"{name}:{mark.line + 1}" if mark else name
    problem = " ".join((error.problem or error.context or "broken").split())
    if "cannot start any token" in problem:
        problem += " (a tab? YAML is indented with spaces; text with special characters needs quotes)"
    return f"{where}: not valid YAML: {problem}"


def _with_defaults(content: dict[str, object]) -> None:
    defaults, sources = content.get("defaults"), content.get("sources")
    if content.get("sources", ...) is None:
        content["sources"] = []
    if isinstance(defaults, dict) and isinstance(sources, list):
        content["sources"] = [{**defaults, **one} if isinstance(one, dict) else one for one in sources]


def _unique(sources: Sequence[Source], root: yaml.Node, folder: Path) -> Sources:
    kept: dict[str, Source] = {}
    aliases = []
    disabled = 0
    for number, given in enumerate(sources):
        if not given.enabled:
            disabled += 1
            continue
        source = given.model_copy(update={"path": str(folder / given.path)}) if given.path else given
        first = kept.setdefault(source.key, source)
        if first is not source:
            line = _node_at(root, ("sources", number))[0].start_mark.line + 1
            aliases.append((line, source.url or source.label, first.url or first.label))
    return Sources(tuple(kept.values()), tuple(aliases), disabled)


def _check_node(node: yaml.Node, name: str, depth: int = 0, seen: set[int] | None = None) -> None:
    """YAML lets a later key silently replace an earlier one; here that is a mistake. Each node is looked at once, however
    many aliases lead to it."""
    seen = set() if seen is None else seen
    if id(node) in seen:
        return
    seen.add(id(node))
    if depth > _MAX_DEPTH:
        raise SourcesInvalidError(f"{name}:{node.start_mark.line + 1}: nested too deeply")
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_node(item, name, depth + 1, seen)
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            where = f"{name}:{key.start_mark.line + 1}"
            if not isinstance(key, yaml.ScalarNode):
                raise SourcesInvalidError(f"{where}: a key must be a word, not a list or mapping")
            if key.value != "<<" and key.value in keys:
                raise SourcesInvalidError(f"{where}: {key.value!r} stands twice in one mapping: remove one")
            keys.add(str(key.value))
            _check_node(value, name, depth + 1, seen)


def _explained(error: ValidationError, root: yaml.Node, name: str) -> str:
    problems = error.errors(include_url=False)
    problem = problems[0]
    location = [part for part in problem["loc"] if isinstance(part, int | str)]
    node, path = _node_at(root, location)
    field = str(location[-1]) if location else ""
    message = worded(problem)
    if problem["type"] not in {"missing", "extra_forbidden"} and isinstance(node, yaml.ScalarNode):
        value = str(node.value)
        shown = value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
        message = f"{shown!r}: {message}"
    if len(problems) > 1:
        message += f" (and {len(problems) - 1} more)"
    shown_path = _shown(path) or field
    return f"{name}:{node.start_mark.line + 1}: {shown_path}: {message}"


def _node_at(root: yaml.Node, location: Sequence[int | str]) -> tuple[yaml.Node, list[int | str]]:
    """The node that a place of the content comes from, or the nearest around it; and the path to the place."""
    node, path = root, list(location)
    for part in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(part)), None)
            if found is None:
                break
            # Of a broken list or mapping the line of its key is what a person looks for.
            node = found[1] if found[1].value != "" else found[0]
        else:
            break
    return node, path


def _shown(path: Sequence[int | str]) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
