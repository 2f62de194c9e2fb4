"""Physical lines of a document, each with its place in the text as stored and its repaired text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import ftfy

# Deleted without a trace: byte order mark, soft hyphen, zero-width marks, directional marks, C0 controls but white space,
# and what only asks for a picture in place of a sign (variation selectors).
_INVISIBLE = re.compile(
    "[\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\ufe0e\ufe0f]"
)
_SPACES = re.compile(r"\s{2,}|[^\S ]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
# A letter that UTF-8 bytes read as Latin-1 or Windows-1252 (or -1250, -1251) begin with, and one that they go on with;
# only where a text holds such a pair is ftfy asked, as asking costs more than the rest of the cleaning together.
_MOJIBAKE = re.compile(
    "[ÃÂÄÅÆÇÐÑÎÏØÙâĂĹÐРС][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u2122ђѓ‚„…†‡€‰‹ЊЌЋЏ‘’“”•–—™љ›њќћџ]"
)
_SOFT_HYPHEN_END = re.compile("\u00ad\\s*$")
# What a mail program puts before each line of the text that it forwards or answers: layout, no part of the text.
_QUOTED = re.compile(r"[^\S\n]{0,3}(?:>[^\S\n]?){1,6}")
_QUOTED_RUN = 4  # lines in a row, empty ones included: fewer are a list, a pull quote or a marked headline


@dataclass(slots=True)
class Line:
    """``text`` is clean; ``[start, end)`` its place in the document, white space around it excluded."""

    text: str
    start: int
    end: int
    blank_before: int = 0
    indent: int = 0
    separated: bool = False  # a rule such as --- or *** stood before it
    underlined: bool = False  # a rule stood right below it (setext heading)
    new_page: bool = False  # a form feed stood before it


def has_mojibake(text: str) -> bool:
    return _MOJIBAKE.search(text) is not None


def clean(raw: str, *, mojibake: bool = False) -> str:
    """``raw`` with its encoding repaired, invisible marks removed and white space normalised; quotation marks stay."""
    stripped = raw.strip()
    if _is_clean(stripped) and not (mojibake and _MOJIBAKE.search(stripped) is not None):
        return stripped
    if mojibake and _MOJIBAKE.search(stripped) is not None:
        stripped = ftfy.fix_encoding(stripped)
    if "&" in stripped and _ENTITY.search(stripped) is not None:
        stripped = html.unescape(stripped)
    return _SPACES.sub(" ", _INVISIBLE.sub("", stripped)).strip()


def _is_clean(stripped: str) -> bool:
    """Whether a line needs nothing but its ends stripped. Of what is deleted only variation selectors are printable."""
    return (
        stripped.isprintable()
        and "  " not in stripped
        and "&" not in stripped
        and "\ufe0f" not in stripped
        and "\ufe0e" not in stripped
    )


def stored_offset(raw: str, cleaned: str, offset: int) -> int:
    """Where in ``raw`` the character ``cleaned[offset]`` (``cleaned`` being ``clean(raw)``) is stored.

    Found by walking back from the end over what differs in white space and marks; the furniture that ends lines is plain,
    so this is exact where it is used, and linear.
    """
    if len(raw) == len(cleaned):
        return offset
    position = len(raw)
    for index in range(len(cleaned) - 1, offset - 1, -1):
        found = raw.rfind(cleaned[index], max(0, position - 64), position)
        if found < 0:
            break
        position = found
    return position


def physical_lines(text: str) -> list[Line]:
    """The lines of ``text`` that hold something, in order; rules and empty lines become properties of their neighbours."""
    mojibake = has_mojibake(text)
    # What the whole text lacks need not be looked for in each line.
    plain = not (mojibake or "&" in text or "  " in text or "\ufe0f" in text or "\ufe0e" in text)
    form_feeds = "\x0c" in text
    lines: list[Line] = []
    offset = blanks = 0
    separated = new_page = ends_page = False
    stored = text.splitlines(keepends=True)
    for whole, quotation in zip(stored, _quotations(stored), strict=True):
        begin = offset + quotation
        offset += len(whole)
        if quotation:
            whole = whole[quotation:]  # noqa: PLW2901 (the line as it was before it was forwarded)
        if form_feeds:  # splitlines() ends a line at a form feed
            new_page, ends_page = new_page or ends_page, "\x0c" in whole
        cleaned = whole.strip()
        clean_already = (
            cleaned.isprintable()
            if plain
            else _is_clean(cleaned) and not (mojibake and _MOJIBAKE.search(cleaned) is not None)
        )
        if not clean_already:
            cleaned = clean(whole, mojibake=mojibake)
            if "\u00ad" in whole and _SOFT_HYPHEN_END.search(whole) is not None:
                cleaned += "-"  # a word broken by a soft hyphen goes on in the next line
        if not cleaned:
            blanks += 1
            continue
        if not cleaned[0].isalnum() and is_rule(cleaned):
            if blanks == 0 and lines and cleaned[0] in "=-~^" and _is_heading_like(lines[-1]):
                lines[-1].underlined = True
            else:
                separated = True
            continue
        # Most lines begin at once: an indent is only measured where there is one.
        start = begin + (len(whole) - len(whole.lstrip()) if whole[0] != cleaned[0] else 0)
        end = start + len(cleaned) if clean_already else _stored_end(text, start, offset)
        if not clean_already:
            while start < end and _INVISIBLE.match(text[start]):
                start += 1
        lines.append(Line(cleaned, start, end, blanks, start - begin, separated, False, new_page))
        blanks, separated, new_page = 0, False, False
    return lines


def _quotations(stored: list[str]) -> list[int]:
    """For each line the length of the marks of quotation before it, 0 outside a run of quoted lines with an empty one."""
    lengths = [0] * len(stored)
    if not any(">" in line[:4] for line in stored):
        return lengths
    first = 0
    while first < len(stored):
        if ">" not in stored[first][:4] or _QUOTED.match(stored[first]) is None:
            first += 1
            continue
        last = first
        while last < len(stored) and (match := _QUOTED.match(stored[last])) is not None:
            lengths[last] = match.end()
            last += 1
        empty = sum(not stored[i][lengths[i] :].strip() for i in range(first, last))
        if last - first < _QUOTED_RUN or not empty:
            lengths[first:last] = [0] * (last - first)
        first = last
    return lengths


def _stored_end(text: str, start: int, end: int) -> int:
    """``end`` moved back over white space and invisible marks."""
    while end > start and (text[end - 1].isspace() or _INVISIBLE.match(text[end - 1])):
        end -= 1
    return end


def _is_heading_like(line: Line) -> bool:
    """Whether a rule right below ``line`` underlines it, rather than closing the text that it ends."""
    return not line.underlined and len(line.text) <= 120 and line.text[-1] not in ".…!:;,"


def opens_quotation(text: str) -> bool:
    """Whether a line begins with a quotation mark as German, Danish and Croatian printers set it: »So«, not with a bullet.

    ``« Так », » „Titel“`` and ``» Der «Bund»`` are none: the mark stands right at a word, and the next one closes it.
    """
    if text[:1] not in ("»", "›") or text[1:2].isspace():
        return False
    closing = "«" if text[0] == "»" else "‹"
    end = text.find(closing, 1)
    return end > 1 and not text[end - 1].isspace() and text.find(text[0], 1, end) < 0


def is_rule(text: str) -> bool:
    """Whether a line is only a rule or an ornament: ``---``, ``* * *``, ``=====``, ``•••``, ``§``."""
    if len(text) > 200:
        return False
    if any(c.isalnum() for c in text):
        return False
    bare = text.replace(" ", "")
    return (len(bare) >= 3 and len(set(bare)) <= 2 and bare[0] not in ".…?!") or bare in _ORNAMENTS


_ORNAMENTS = frozenset(
    ("*", "**", "§", "#", "⁂", "※", "◆", "●", "■", "•", "❖", "✦", "~", "–", "—", "-", "_", "--", "|", "~~")
)
