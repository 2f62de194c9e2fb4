"""What the topic model learns from: labelled articles, keyword lists and the IPTC's own definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
# Keywords are learnt from in handfuls: one alone would be taken as certain, a whole list as a single article.
_KEYWORDS_TOGETHER = 6


@dataclass(frozen=True, slots=True)
class Example:
    """A text and the top-level codes it is about, the main one first.

    ``scenario`` and ``writing`` are empty for what is no article. ``subtopics``: codes of the second level; None where
    nobody has looked for any.
    """

    title: str
    body: str
    codes: tuple[str, ...]
    language: str
    scenario: str = ""
    writing: str = ""
    subtopics: tuple[str, ...] | None = None


def articles() -> list[Example]:
    found = []
    for path in sorted((_HERE / "corpus").glob("*/*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            try:
                article = json.loads(line)
                example = Example(
                    title=article["title"],
                    body=article["body"],
                    codes=tuple(article["topics"]),
                    language=path.parent.name,
                    scenario=article["scenario"],
                    writing=f"{path.parent.name}-{article['writing']}",
                    subtopics=tuple(article["subtopics"]) if "subtopics" in article else None,
                )
            except (ValueError, KeyError) as error:
                raise SystemExit(f"{path}:{number}: not a labelled article: {error!r}") from error
            found.append(example)
    return found


def keywords() -> Iterator[Example]:
    for path in sorted((_HERE / "keywords").glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("#") or not line.strip():
                continue
            code, *words = line.split()
            for start in range(0, len(words), _KEYWORDS_TOGETHER):
                yield Example("", " ".join(words[start : start + _KEYWORDS_TOGETHER]), (code,), path.stem)


def definitions(iptc: Path) -> tuple[list[Example], dict[str, str]]:
    """The Media Topics that are not retired, each as an example of its top level; and the top level's labels by code.

    ``iptc``: ``iptc_media_topics.json`` (IPTC NewsCodes, CC BY 4.0).
    """
    topics = json.loads(iptc.read_text("utf-8"))
    labels = {
        key.removeprefix("medtop:"): topic["Name (en-GB)"]
        for key, topic in topics.items()
        if topic.get("Level1/NewsCode") == key and not isinstance(topic.get("RetiredDate"), str)
    }
    examples = []
    for topic in topics.values():
        name, definition = topic.get("Name (en-GB)"), topic.get("Definition (en-GB)")
        code = str(topic.get("Level1/NewsCode")).removeprefix("medtop:")
        if isinstance(name, str) and code in labels and not isinstance(topic.get("RetiredDate"), str):
            body = definition if isinstance(definition, str) else ""
            examples.append(Example(name, body, (code,), "en"))
    return examples, dict(sorted(labels.items()))
