"""One article as the labelled lines of a layout."""

from __future__ import annotations

import random
from dataclasses import replace

from training.splitter.layout import Layout, draw
from training.splitter.pool import Story, printed, sentences
from training.splitter.prints import cased
from training.splitter.tails import TailWriter

R = random.Random
Row = tuple[str, str, str]  # label, text, gap: article | section | meta | head | paragraph | tight


class Writer(TailWriter):
    """Writes articles of one layout."""

    def article(self, story: Story) -> list[Row]:
        if self.layout.kind == "digest" and self.r.random() < self.layout.mixture:
            usual, self.layout = self.layout, self.varied()
            try:
                return self._article(story)
            finally:
                self.layout = usual
        return self._article(story)

    def varied(self) -> Layout:
        """The layout for an article that is set otherwise: a long one among briefs, one with a deck or a kicker."""
        r, usual = self.r, self.layout
        other = draw(r, usual.language)
        changes: dict[str, object] = {}
        for name in ("body", "deck", "inline", "inline_tail", "tail", "insert", "related"):
            if r.random() < 0.5:
                changes[name] = getattr(other, name)
        if r.random() < 0.3:
            changes["section"] = r.choice(("none", "prefix", "line", "after"))
        if r.random() < 0.2:
            changes.update(above=other.above, below=other.below, at_end=other.at_end, joined=other.joined)
        return replace(usual, **changes)

    def _article(self, story: Story) -> list[Row]:
        r, layout = self.r, self.layout
        self.index += 1
        self.clock = max(0, self.clock - r.randrange(1, 40))
        if layout.kind == "briefs":
            return self.brief(story)
        if layout.kind == "runin":
            return self.run_in(story)
        rows: list[Row] = []
        section = self.section()
        if layout.section == "line" and r.random() >= layout.dropout:
            mark = self.underlined(layout.section_style)
            rows.append(
                ("LABEL" + mark, self.dress(section, layout.section_style.removesuffix(mark)), "article")
            )
        rows.extend(("PRE", text, "section") for text in self.fields(layout.above))
        title = self.title_text(story)
        if layout.section == "prefix" and r.random() < 0.7:
            title = r.choice(("{}: {}", "{} | {}", "{} – {}", "[{}] {}", "{} / {}", "{}: {}")).format(
                section, title
            )
        mark = self.underlined(layout.title)
        rows.append(("TITLE" + mark, self.dress(title, layout.title.removesuffix(mark)), "section"))
        rows[0] = (rows[0][0], rows[0][1], "article")
        if r.random() < layout.deck:
            rows.append(("DECK", self.deck(), r.choice(("meta", "meta", "head"))))
        below = self.fields(layout.below)
        if layout.section == "after" and r.random() < 0.8:
            below = (
                [f"{section}{r.choice((' | ', ' · ', ' – ', ', '))}{below[0]}", *below[1:]]
                if below
                else [section]
            )
        rows.extend(("POST", text, "meta") for text in below)
        if r.random() < 0.04:
            rows.append(("INSERT", self.caption(), "meta"))
        size = layout.body
        if size == "mixed":
            size = r.choice(("teaser", "short", "short", "long", "long"))
        subheads = layout.kind == "single" or self.distinct_subheads() or r.random() < 0.15
        body, truncated = self.body(story, size, subheads=subheads)
        if rows[-1][0] == "DECK" and r.random() < 0.35:
            # A deck that stands apart from the headline and right on top of the text.
            rows[-1] = ("DECK", rows[-1][1], "head")
            body[0] = (body[0][0], body[0][1], "tight")
        rows.extend(body)
        rows.extend(("END", text, r.choice(("tight", "paragraph"))) for text in self.fields(layout.at_end))
        rows.extend(self.tail("readmore" if truncated and r.random() < 0.15 else None))
        if r.random() < layout.related:
            rows.extend(self.related())
        return rows

    def distinct_subheads(self) -> bool:
        """Whether a careful reader could tell this layout's sub-headings from its headlines."""
        layout = self.layout
        plain = layout.title == "{}"
        cues = (
            bool(layout.below or layout.above)
            or layout.section == "line"
            or layout.gap_article > max(1, layout.gap_paragraph)
        )
        return (
            cues
            or layout.subheads != layout.title
            or not plain
            or layout.title_case == "upper"
            or bool(layout.separator)
        )

    def deck(self) -> str:
        r = self.r
        text = r.choice(sentences(r.choice(self.pool).paragraphs[0]))
        if len(text) > 170:
            text = " ".join(text.split()[:16]).rstrip(",;:–")
        keeps_point = (
            self.layout.deck_style != "{}"
            or self.layout.below
            or self.layout.gap_paragraph == 0 < self.layout.gap_head
        )
        text = text if keeps_point and r.random() < 0.4 else text.rstrip(".")
        return self.dress(text, self.layout.deck_style)

    def brief(self, story: Story) -> list[Row]:
        text = " ".join(sentences(story.paragraphs[0])[: self.r.choice((1, 2, 3))])
        text = (self.lead_in() if self.layout.inline else "") + text + self.inline_tail()
        mark = (
            self.layout.title.replace("{}", "")
            if any(c in self.layout.title for c in "•*■►»●◆") and "**" not in self.layout.title
            else ""
        )
        return [("BRIEF", self.dress("", mark) + text if mark else text, "article"), *self.tail()]

    def run_in(self, story: Story) -> list[Row]:
        r = self.r
        title = story.title.rstrip(".")
        body, _ = self.body(story, r.choice(("teaser", "short")), subheads=False)
        style = self.layout.date_form % 6
        lead = (
            ("**{}.** ", "**{}** – ", "{U} – ", "{U}. ", "**{}**: ", "{U}: ")[style]
            .replace("{U}", title.upper())
            .replace("{}", title)
        )
        number = {"{i}. {}": f"{self.index}. ", "• {}": "• ", "* {}": "* ", "- {}": "- "}.get(
            self.layout.title, ""
        )
        rows: list[Row] = [("BRIEF", number + lead + body[0][1], "article"), *body[1:]]
        rows.extend(("END", text, "tight") for text in self.fields(self.layout.at_end))
        return rows + self.tail()

    def related(self) -> list[Row]:
        r = self.r
        rows: list[Row] = [
            (
                "FURN",
                cased(r, r.choice(printed(self.language, "related"))) + r.choice(("", ":", "")),
                "paragraph",
            )
        ]
        mark = r.choice(("", "• ", "- ", "{}. ", "» ", "* ", ""))
        gap = "tight" if r.random() < 0.85 else "paragraph"
        for number in range(1, r.randrange(2, 6)):
            rows.append(("FURN", mark.format(number) + r.choice(self.pool).title, gap))
        return rows
