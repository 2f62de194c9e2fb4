"""Markup that costs a parser time quadratic in its length, taken out before the parser sees it. Pure."""

from __future__ import annotations

import re

# libxml2 and feedparser compare each attribute with all others of its element: thousands in one take them minutes, and
# nobody can stop them. Written as libxml2 reads a tag, so that nothing passes by: a ">" between quotation marks ends none.
_CROWDED_TAG = re.compile(
    r"""<([A-Za-z_][^\s>/]*+)(?:[\s/]*+[^\s>=/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+){200,}+"""
)


def without_crowded_tags(markup: str) -> str:
    """Elements with hundreds of attributes lose them all."""
    return _CROWDED_TAG.sub(r"<\1", markup)
