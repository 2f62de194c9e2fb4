"""Labelled digests from their marked sources: ``python -m tests.quality.mark_digests``.

Marks in ``digests/marked/PART/NAME.txt`` (they vanish from the text; offsets are counted, never guessed):
``⟪s=Section;a=Author, Author;d=2025-06-23;p=Place;tr⟫`` where an article begins, ``⟦title⟧``, ``⟨subtitle⟩``,
``⟮body⟯`` (its first and last words are kept), ``¶`` where the article ends when that is after its body.
A digest may ask for other bytes than it shows by a first line ``%crlf``, ``%bom`` or ``%nbsp``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "digests"
MARKS = re.compile(r"⟪(?P<attributes>[^⟫]*)⟫|(?P<mark>[⟦⟧⟨⟩⟮⟯¶])")


def compile_digest(source: str) -> tuple[str, list[dict[str, object]]]:
    """(text, expected articles) of a marked source."""
    wishes: list[str] = []
    while source.startswith("%"):
        wish, _, source = source.partition("\n")
        wishes.append(wish)
    if "%crlf" in wishes:
        source = source.replace("\n", "\r\n")
    if "%nbsp" in wishes:
        source = re.sub(r"(?<=\w) (?=\w)", lambda m: "\u00a0" if m.start() % 5 == 0 else " ", source)
    if "%bom" in wishes:
        source = "\ufeff" + source
    text = ""
    articles: list[dict[str, object]] = []
    opened: dict[str, int] = {}
    position = 0
    for match in MARKS.finditer(source):
        text += source[position : match.start()]
        position = match.end()
        mark = match["mark"]
        if mark is None:
            articles.append(_article(match["attributes"], len(text)))
        elif mark in "⟦⟨⟮":
            opened[mark] = len(text)
        else:
            _close(mark, text, opened, articles[-1])
    text += source[position:]
    for article in articles:
        span = article["span"]
        assert isinstance(span, list) and len(span) == 2, f"an article without a body: {article}"
        assert article["title"], f"an article without a title: {article}"
    return text, articles


def _article(attributes: str, start: int) -> dict[str, object]:
    values = dict(part.partition("=")[::2] for part in " ".join(attributes.split()).split(";") if part)
    return {
        "title": None,
        "section": values.get("s"),
        "subtitle": None,
        "authors": [name.strip() for name in values["a"].split(",")] if "a" in values else [],
        "published_at": values.get("d"),
        "dateline": values.get("p"),
        "truncated": "tr" in values,
        "body_starts_with": None,
        "body_ends_with": None,
        "span": [start],
    }


def _close(mark: str, text: str, opened: dict[str, int], article: dict[str, object]) -> None:
    if mark == "⟧":
        article["title"] = " ".join(text[opened["⟦"] :].split())
    elif mark == "⟩":
        article["subtitle"] = " ".join(text[opened["⟨"] :].split())
    else:
        span = article["span"]
        assert isinstance(span, list)
        article["span"] = [span[0], len(text)]
        if mark == "⟯":
            body = " ".join(text[opened["⟮"] :].split())
            article["body_starts_with"] = _clip(body[:40], forwards=True) if len(body) > 40 else body
            article["body_ends_with"] = _clip(body[-40:], forwards=False) if len(body) > 40 else body


def _clip(piece: str, *, forwards: bool) -> str:
    """Whole words only, and none that a wrap has broken (a hyphen at its end is not in the joined body)."""
    words = piece.split(" ")
    words = words[:-1] if forwards else words[1:]
    for index, word in enumerate(words):
        if word.endswith("-") and len(word) > 1:
            words = words[:index] if forwards else words[index + 2 :]
            break
    return " ".join(words)


def main() -> None:
    for source in sorted((FOLDER / "marked").rglob("*.txt")):
        text, articles = compile_digest(source.read_text(encoding="utf-8"))
        target = FOLDER / source.parent.name / source.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))
        target.with_name(target.stem + ".expected.json").write_text(
            json.dumps(articles, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
