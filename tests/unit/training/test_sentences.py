"""The annotated sentences are what their README promises, and a mistake in them is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.errors import UserError
from training.entities import sentences as module
from training.entities.sentences import FOLDER, check, counts, label, load, parse_line, read_sentences

LANGUAGES = ["sq", "mk"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_parses(language: str) -> None:
    path = FOLDER / f"{language}.txt"
    assert check(path.read_text(encoding="utf-8"), language).problems == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_give_back_exactly_the_bracketed_names(language: str) -> None:
    path = FOLDER / f"{language}.txt"
    read = list(read_sentences(path))
    for sentence, (scenario, words, labels) in zip(load(path), read, strict=True):
        assert scenario == sentence.scenario
        assert len(words) == len(labels)
        names: list[str] = []
        for word, tag in zip(words, labels, strict=True):
            if tag.startswith("B-"):
                names.append(word)
            elif tag.startswith("I-"):
                names[-1] += word
        assert names == [sentence.text[start:end].replace(" ", "") for start, end, _ in sentence.spans]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_enough_of_everything(language: str) -> None:
    count = counts(load(FOLDER / f"{language}.txt"))
    assert count["sentences"] >= 450
    assert count["scenarios"] >= 130
    assert count["headlines"] >= 0.12 * count["sentences"]
    assert count["without_names"] >= 0.15 * count["sentences"]
    assert count["distinct_persons"] >= 250
    assert min(count["PER"], count["ORG"], count["LOC"]) >= 200


def test_a_name_keeps_its_ending_and_loses_its_brackets() -> None:
    text, spans = parse_line("[PER Albin Kurti] do ta nisë dialogun me [ORG BE-në].")
    words, labels = label(text, spans, "sq")
    assert text == "Albin Kurti do ta nisë dialogun me BE-në."
    assert words == ["Albin", "Kurti", "do", "ta", "nisë", "dialogun", "me", "BE-në", "."]
    assert labels == ["B-PER", "I-PER", "O", "O", "O", "O", "O", "B-ORG", "O"]


def test_two_names_side_by_side_stay_two() -> None:
    text, spans = parse_line("[LOC Скопје] [ORG МИА]")
    assert label(text, spans, "mk")[1] == ["B-LOC", "B-ORG"]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("# a\n[PER Ana] erdhi.\n[PER Ana erdhi.\n", "line 3: a square bracket"),
        ("# a\n[PRS Ana] erdhi.\nFund.\n", "line 2: a square bracket"),
        ("# a\n[PER Ana ] erdhi.\nFund.\n", "line 2: a space at the edge"),
        ("# a\nNë [LOC Tiranë]s.\nFund.\n", "line 2: the edges of 'Tiranë'"),
        ("# a\nVjen  shi.\nFund.\n", "line 2: white space"),
        ("# a\nFund.\nFund.\n", "line 3: the same sentence as at line 2"),
        ("Fund.\n", "line 1: a sentence outside a scenario"),
        ("# a\nNjë.\nDy.\n\n# a\nTre.\n", "line 5: scenario a stands already at line 1"),
        ("# a\nNjë.\nDy.\n# b\nTre.\nKatër.\n", "line 4: a new scenario without a blank line"),
        ("# Not A Slug\nNjë.\nDy.\n", "line 1: a scenario's name"),
        ("# a\nNjë.\n", "line 1: scenario a has 1 sentences"),
    ],
)
def test_a_mistake_is_told_with_its_line(content: str, complaint: str) -> None:
    problems = check(content, "sq").problems
    assert any(problem.startswith(complaint) for problem in problems), problems


def test_reading_a_faulty_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sq.txt"
    path.write_text("# a\n[PER Ana erdhi.\nFund.\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"sq\.txt, line 2: a square bracket"):
        list(read_sentences(path))


def test_the_checker_fails_where_there_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sq.txt"
    path.write_text("# a\n[PER Ana erdhi.\nFund.\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["sentences", str(path)])
    with pytest.raises(SystemExit) as stopped:
        module.main()
    assert stopped.value.code == 1
    assert "line 2: a square bracket" in capsys.readouterr().out
