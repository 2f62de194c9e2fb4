"""White space, entities and encoding of short and long text put right; typographic quotes stay. Pure."""

from __future__ import annotations

import re

import ftfy
from ftfy import TextFixerConfig

from services.ingest.split.lines import has_mojibake

# Mojibake only: what the author typed (curly quotes, ligatures, full-width letters) is the author's.
_MOJIBAKE = TextFixerConfig(
    unescape_html=False, uncurl_quotes=False, fix_latin_ligatures=False, fix_character_width=False,
    fix_line_breaks=False, normalization="NFC", explain=False,
)  # fmt: skip
# Zero-width characters, soft hyphens, direction marks, byte order marks, control characters other than tab and newline,
# and surrogates, which are no text and cannot be stored.
# So do those of C1, which some terminals obey as they do an escape; U+0085 is white space.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE = re.compile(
    "[\ud800-\udfff\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
# Normalising takes time quadratic in the marks in a row; UAX #15 (Stream-Safe Text) knows no letter with more than 30.
_MARK = r"[^\w\s!-~\u00a1-\u00bf\u2010-\u20cf\u2100-\u2bff\u3000-\u3029\u3030-\u303f]"
_HEAP_OF_MARKS = re.compile(f"({_MARK}{{30}}){_MARK}+")
_NARROWEST_WRAP, _WIDEST_WRAP = 45, 110  # mail wraps at 72, typewriters at 65, editors at up to 100 or so
_ITEM = re.compile(r"[•●▪■►▶◆*·–—-]\s|\(?\d{1,2}[.)]\s")
_TITLE_MARK = re.compile(r"^(?:[•●▪■►▶◆*·–—-]\s+|#{1,6}\s+)+")
_WRAPPED = re.compile(r"^(\*\*|__)(?P<inside>.+)\1$")


def is_repaired(text: str) -> bool:
    """Whether nothing in it is invisible or controls a terminal."""
    return _INVISIBLE.search(text) is None


def repair(text: str) -> str:
    """Mojibake undone (``VuÄiÄ‡`` → ``Vučić``), invisible characters removed; nothing else changes."""
    if text.isascii():
        return _CONTROLS.sub("", text)
    if has_mojibake(text):  # a quick look spares ordinary text the slow repair
        text = ftfy.fix_text(_HEAP_OF_MARKS.sub(r"\1", text), _MOJIBAKE)
    return _INVISIBLE.sub("", text)


def one_line(text: str | None) -> str:
    """Repaired text with every run of white space as one space."""
    return " ".join(repair(text).split()) if text else ""


def tidy_title(text: str | None) -> str:
    """A headline as printed, without list and heading markers around it."""
    title = _TITLE_MARK.sub("", one_line(text))
    if match := _WRAPPED.match(title):
        title = match["inside"].strip()
    return title


def tidy_paragraphs(text: str) -> str:
    """Plain text as a body: a blank line between paragraphs, hard-wrapped lines joined, other lines left alone."""
    unix = repair(text).replace("\r\n", "\n").replace("\r", "\n")
    blocks = [[" ".join(line.split()) for line in block.split("\n")] for block in re.split(r"\n\s*\n", unix)]
    paragraphs = [[line for line in block if line] for block in blocks]
    paragraphs = [lines for lines in paragraphs if lines]
    if len(paragraphs) == 1 and _one_paragraph_a_line(paragraphs[0]):
        return "\n\n".join(paragraphs[0])
    return "\n\n".join(" ".join(lines) if _hard_wrapped(lines) else "\n".join(lines) for lines in paragraphs)


def _one_paragraph_a_line(lines: list[str]) -> bool:
    """Text without any blank line whose lines are mostly too long to be lines: each is a paragraph."""
    return sum(len(line) > _WIDEST_WRAP for line in lines) * 2 > len(lines)


def _hard_wrapped(lines: list[str]) -> bool:
    """Lines broken for width: all but the last about as wide as a page, and going on in mid-sentence."""
    if len(lines) < 2 or not all(_NARROWEST_WRAP <= len(line) <= _WIDEST_WRAP for line in lines[:-1]):
        return False
    going_on = sum(not line[0].isupper() and not _ITEM.match(line) for line in lines[1:])
    return going_on * 3 > len(lines) - 1


def comparable(text: str | None) -> str:
    """For telling whether two short texts say the same: letters and digits only, case folded."""
    return " ".join(re.findall(r"\w+", one_line(text).casefold()))
