"""Reads the annotated news sentences that train the Albanian and Macedonian entity models, and checks them.

    python -m training.entities.sentences [FILE…]

prints one line for each mistake (file:line: what is wrong) and the counts of each file; exit status 1 if there was one.
The format and the rules of annotation are in training/entities/sentences/README.md. A file's name is its language and,
from the second writer on, the writer's number: mk.txt, mk2.txt.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.enrich.entities.tokens import tokenize
from shared.errors import UserError

FOLDER = Path(__file__).with_name("sentences")
SCENARIO_SIZES = range(
    2, 6
)  # A scenario is a mini-article: fewer sentences give no context, more are a whole one.

_MARK = re.compile(r"\[(PER|ORG|LOC) ([^\[\]]+)\]")
_SLUG = re.compile(r"# ([a-z0-9]+(?:-[a-z0-9]+)*)")
_SENTENCE_END = re.compile(r"[.!?…:][\"”“’»)]*$")

Span = tuple[int, int, str]


def language_of(path: Path) -> str:
    return path.stem.rstrip("0123456789")


def files(language: str, writer: int | None = None) -> list[Path]:
    """The files of one language; with ``writer`` (1, 2, …) only the one by that person's hand."""
    if writer is not None:
        return [FOLDER / f"{language}{writer if writer > 1 else ''}.txt"]
    return sorted(path for path in FOLDER.glob("*.txt") if language_of(path) == language)


@dataclass(slots=True)
class Sentence:
    """``spans`` are (start, end, type) in code points of ``text``, which is the line without its brackets."""

    scenario: str
    line: int
    text: str
    spans: list[Span]

    @property
    def is_headline(self) -> bool:
        return not _SENTENCE_END.search(self.text)


@dataclass(slots=True)
class Checked:
    """A whole file: what could be read, and what has to be mended first ("line 12: …")."""

    sentences: list[Sentence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def parse_line(line: str) -> tuple[str, list[Span]]:
    """The text without brackets, and its spans. Raises ValueError for a bracket that is no annotation."""
    text = ""
    spans: list[Span] = []
    position = 0
    for mark in _MARK.finditer(line):
        text += line[position : mark.start()]
        name = mark.group(2)
        if name != name.strip():
            raise ValueError(f"a space at the edge of {mark.group()}")
        spans.append((len(text), len(text) + len(name), mark.group(1)))
        text += name
        position = mark.end()
    text += line[position:]
    if "[" in text or "]" in text:
        raise ValueError("a square bracket that does not belong to [PER …], [ORG …] or [LOC …]")
    return text, spans


def label(text: str, spans: list[Span], language: str) -> tuple[list[str], list[str]]:
    """Words and IOB2 labels, as the entity model sees them. Raises ValueError where a span cuts a token in two."""
    tokens = tokenize(text, language)
    labels = ["O"] * len(tokens)
    for start, end, kind in spans:
        inside = [
            index for index in range(len(tokens)) if tokens.starts[index] < end and tokens.ends[index] > start
        ]
        if not inside or tokens.starts[inside[0]] != start or tokens.ends[inside[-1]] != end:
            seen = " ".join(tokens.words[index] for index in inside)
            raise ValueError(f"the edges of {text[start:end]!r} are not those of its tokens: {seen!r}")
        for index in inside:
            labels[index] = f"I-{kind}"
        labels[inside[0]] = f"B-{kind}"
    return tokens.words, labels


def check(content: str, language: str) -> Checked:
    """Reads a file's text to its end, however many mistakes it has."""
    checked = Checked()
    sizes: Counter[str] = Counter()
    first_line: dict[str, int] = {}
    seen: dict[str, int] = {}
    scenario = ""
    for number, line in enumerate(content.splitlines(), start=1):
        problem = ""
        if not line:
            scenario = ""
        elif line.startswith("#"):
            slug = _SLUG.fullmatch(line)
            if scenario:
                problem = "a new scenario without a blank line before it"
            elif not slug:
                problem = "a scenario's name must look like `# flood-in-the-old-town`"
            elif slug.group(1) in first_line:
                problem = f"scenario {slug.group(1)} stands already at line {first_line[slug.group(1)]}"
            scenario = slug.group(1) if slug else line
            first_line.setdefault(scenario, number)
        elif not scenario:
            problem = "a sentence outside a scenario: put `# its-name` on the line before"
        else:
            sizes[scenario] += 1
            problem = _take(line, language, Sentence(scenario, number, "", []), seen, checked)
        if problem:
            checked.problems.append(f"line {number}: {problem}")
    for slug_name, number in first_line.items():
        if sizes[slug_name] not in SCENARIO_SIZES:
            checked.problems.append(
                f"line {number}: scenario {slug_name} has {sizes[slug_name]} sentences, not 2 to 5"
            )
    return checked


def _take(line: str, language: str, sentence: Sentence, seen: dict[str, int], checked: Checked) -> str:
    if line != " ".join(line.split()):
        return "white space at an end, or two spaces in a row"
    try:
        sentence.text, sentence.spans = parse_line(line)
        label(sentence.text, sentence.spans, language)
    except ValueError as error:
        return str(error)
    if sentence.text in seen:
        return f"the same sentence as at line {seen[sentence.text]}"
    seen[sentence.text] = sentence.line
    checked.sentences.append(sentence)
    return ""


def load(path: Path) -> list[Sentence]:
    """Raises UserError with the first mistake."""
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    checked = check(content, language_of(path))
    if checked.problems:
        more = f" (and {len(checked.problems) - 1} more)" if len(checked.problems) > 1 else ""
        raise UserError(f"{path}, {checked.problems[0]}{more}")
    return checked.sentences


def read_sentences(path: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """(scenario, words, IOB2 labels) of each sentence. Split train and dev by scenario, never by sentence."""
    for sentence in load(path):
        words, labels = label(sentence.text, sentence.spans, language_of(path))
        yield sentence.scenario, words, labels


def counts(sentences: list[Sentence]) -> dict[str, int]:
    """How many sentences, scenarios, headlines, sentences without a name, names by type, distinct persons."""
    kinds = Counter(kind for sentence in sentences for _, _, kind in sentence.spans)
    persons = {
        sentence.text[start:end]
        for sentence in sentences
        for start, end, kind in sentence.spans
        if kind == "PER"
    }
    return {
        "sentences": len(sentences),
        "scenarios": len({sentence.scenario for sentence in sentences}),
        "headlines": sum(sentence.is_headline for sentence in sentences),
        "without_names": sum(not sentence.spans for sentence in sentences),
        **{kind: kinds[kind] for kind in ("PER", "ORG", "LOC")},
        "distinct_persons": len(persons),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", type=Path, nargs="*", default=sorted(FOLDER.glob("*.txt")))
    wrong = False
    for path in parser.parse_args().files:
        checked = check(path.read_text(encoding="utf-8"), language_of(path))
        for problem in checked.problems:
            print(f"{path}: {problem}")
        print(path.stem, counts(checked.sentences))
        wrong = wrong or bool(checked.problems)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
