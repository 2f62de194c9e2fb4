"""Strict span and type F1 of the whole entities stage, on development sentences as they would be printed.

    python -m tests.quality.score_entities [--accurate] [--errors N]

Universal NER is read from ../shared where a checkout has it; the project's own sentences by writer. A sentence stands alone,
so what the stage learns from the rest of an article does not count here.
"""

# ruff: noqa: T201 (a command that prints a table)

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.enrich.entities import load
from services.enrich.entities.profile import parse_profile
from services.enrich.entities.recognizer import spans
from services.enrich.entities.stage import EntityStage
from services.enrich.stage import Draft
from shared.contracts import Language
from training.entities.plain_texts import printed
from training.entities.sentences import files
from training.entities.sets import OWN, Sentence, cyrillic, own_sentences, read_iob2

UNIVERSAL_NER = Path(__file__).resolve().parents[3] / "shared" / "data" / "ner"
_KINDS = {"person": "PER", "organization": "ORG", "place": "LOC"}


@dataclass(slots=True)
class Score:
    wanted: int = 0
    found: int = 0
    right: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(self.wanted + self.found, 1)

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.right / max(self.wanted, 1)
        return f"precision {precision:.3f} recall {recall:.3f} F1 {self.f1:.3f} ({self.wanted} names)"


def score(stage: EntityStage, sentences: Iterable[Sentence], language: str, script: str = "Latn") -> Score:
    total = Score()
    for words, labels in sentences:
        text, offsets = printed(words)
        truth = {(kind, offsets[start][0], offsets[end - 1][1]) for kind, start, end in spans(labels)}
        of_text = Language(code=language, script=script, confidence=1.0)
        # A title would share its names with the body.
        entities = stage(Draft(title="-", body=text, language=of_text))
        guess = {
            (_KINDS[entity.type.value], entity.start, entity.end)
            for entity in entities
            if entity.field == "body"
        }
        total.wanted, total.found = total.wanted + len(truth), total.found + len(guess)
        total.right += len(truth & guess)
        total.errors.update(f"missed {kind} {text[start:end]}" for kind, start, end in truth - guess)
        total.errors.update(f"wrong {kind} {text[start:end]}" for kind, start, end in guess - truth)
    return total


def sets() -> Iterator[tuple[str, Iterable[Sentence], str, str]]:
    """(name, sentences, language, script)."""
    for name, language in (("en", "en"), ("hr", "hbs"), ("sr", "hbs")):
        path = UNIVERSAL_NER / f"uner_{name}_dev.iob2"
        if path.exists():
            yield name, read_iob2(path), language, "Latn"
            if name == "sr":
                turned = ((cyrillic(words), labels) for words, labels in read_iob2(path))
                yield "sr_cyrillic", turned, language, "Cyrl"
    for language in OWN:
        for writer in range(1, len(list(files(language))) + 1):
            own = own_sentences(language, dev=True, writer=writer)
            yield f"{language}{writer}", own, language, "Cyrl" if language == "mk" else "Latn"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accurate", action="store_true", help="the accurate profile")
    parser.add_argument("--errors", type=int, default=0, help="show so many of each set's errors")
    arguments = parser.parse_args()
    stage = load(parse_profile("accurate")) if arguments.accurate else load()
    for name, sentences, language, script in sets():
        result = score(stage, sentences, language, script)
        print(name, result, flush=True)
        for error, count in result.errors.most_common(arguments.errors):
            print(f"  {count} {error}")


if __name__ == "__main__":
    main()
