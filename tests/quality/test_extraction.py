"""The text of a page through our path against trafilatura alone, on pages invented for the project."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import trafilatura

from services.ingest.html import parse_html

FOLDER = Path(__file__).parent / "html"
# Below this our title, dates, sub-headings and digests would be paid for with text.
LARGEST_LOSS = 0.003


def _f1(found: str, wanted: str) -> float:
    one, other = (Counter(re.findall(r"\w+", text.casefold())) for text in (found, wanted))
    both = (one & other).total()
    return 2 * both / (one.total() + other.total()) if both else 0.0


def test_our_text_is_as_good_as_trafilaturas() -> None:
    ours, theirs, worst = [], [], []
    for path in sorted(FOLDER.glob("extraction/*.html")):
        page = path.read_text(encoding="utf-8")
        wanted = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
        articles = parse_html(page, f"https://www.gazeta.example/{path.stem}")
        assert [article.title for article in articles] == [wanted["title"]], path.stem
        ours.append(_f1(articles[0].body, wanted["body"]))
        # Its text begins with the headline, which is no part of a body.
        text = trafilatura.extract(page, include_comments=False) or ""
        theirs.append(_f1(text.removeprefix(wanted["title"]), wanted["body"]))
        worst.append((round(ours[-1], 3), path.stem))
    assert len(ours) >= 30
    average = sum(ours) / len(ours)
    assert average >= sum(theirs) / len(theirs) - LARGEST_LOSS, sorted(worst)[:8]
    assert average >= 0.97, sorted(worst)[:8]
