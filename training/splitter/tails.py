"""Furniture inside and after articles: captions, read-more lines, share bars, related titles."""

# ruff: noqa: PLR0911 (one case for each kind of thing that newspapers print)

from __future__ import annotations

import random

from training.splitter import words as w
from training.splitter.body import BodyWriter
from training.splitter.pool import choice, printed
from training.splitter.prints import cased

R = random.Random
Row = tuple[str, str, str]  # label, text, gap: article | section | meta | head | paragraph | tight


class TailWriter(BodyWriter):
    """Writes the furniture of one layout."""

    def insert(self) -> list[Row]:
        """Furniture that stands inside an article."""
        r = self.r
        roll = r.random()
        if roll < 0.4:
            form = r.choice(
                ("{}: {t}", "{}: {t}", "{} – {t}", "» {}: {t}", "{}\n{t}", "[{}: {t}]", "**{}:** {t}")
            )
            head = r.choice(printed(self.language, "related")).capitalize()
            text = form.format(head, t=r.choice(self.pool).title)
            return [
                ("INSERT", part, "paragraph" if not n else "tight") for n, part in enumerate(text.split("\n"))
            ]
        if roll < 0.7:
            return [("INSERT", self.caption(), "paragraph")]
        if roll < 0.9:
            rows: list[Row] = [("INSERT", cased(r, r.choice(printed(self.language, "advert"))), "paragraph")]
            if r.random() < 0.4:
                rows.append(("INSERT", choice(r, w.ADS[self.language]), "tight"))
            return rows
        return [("INSERT", cased(r, r.choice(printed(self.language, "share"))), "paragraph")]

    def caption(self) -> str:
        return choice(self.r, w.CAPTIONS[self.language]).format(
            name=self.name(), place=self.place(), agency=self.r.choice(w.AGENCIES)
        )

    def tail(self, kind: str | None = None) -> list[Row]:
        """Furniture after an article."""
        r = self.r
        kind = kind if kind is not None else self.layout.tail
        if not kind or r.random() < self.layout.dropout:
            return []
        gap = "tight" if r.random() < 0.6 else "paragraph"
        if kind == "several":
            picks = r.sample(
                ("readmore", "share", "comments", "tags", "url", "original"), r.choice((2, 2, 3))
            )
            return [row for pick in picks for row in self.tail(pick)]
        if kind == "readmore":
            text = r.choice(printed(self.language, "readmore")).capitalize()
            if self.layout.title.startswith(("#", "**")) and r.random() < 0.5:
                text = f"[{text}](https://example.com/{r.randrange(9999)})"
            return [
                (
                    "FURN",
                    r.choice(
                        ("{}", "{} »", "{} →", "[{}]", "{}...", "> {}", "({})", "{} >>", "→ {}", "{}…")
                    ).format(text),
                    gap,
                )
            ]
        if kind == "ends":
            return [("FURN", r.choice(w.ENDS), "tight")]
        if kind == "bio":
            return [
                ("FURN", choice(r, w.BIOS[self.language]).format(n=self.name(), p=self.place()), "paragraph")
            ]
        if kind == "share":
            picks = r.sample(printed(self.language, "share"), r.choice((1, 2, 3)))
            text = r.choice((" | ", " ", " · ", "  ")).join(p.capitalize() for p in picks)
            return [("FURN", text, gap)]
        if kind == "original":
            return [
                (
                    "FURN",
                    r.choice(("Original post Here", *printed(self.language, "original"))).capitalize()
                    + r.choice(("", "", f": {self.paper}", ": example.com")),
                    gap,
                )
            ]
        if kind == "comments":
            word = r.choice(printed(self.language, "comments"))
            if r.random() < 0.25:
                filed = {
                    "en": "Filed under: {}",
                    "sq": "Kategoria: {}",
                    "hbs": "Kategorija: {}",
                    "mk": "Категорија: {}",
                    "de": "Kategorie: {}",
                    "it": "Categoria: {}",
                    "fr": "Classé dans : {}",
                    "el": "Κατηγορία: {}",
                    "tr": "Kategori: {}",
                }
                return [
                    (
                        "FURN",
                        filed[self.language].format(self.section())
                        + r.choice(("", f" | {r.randrange(20)} {word} »", f" | {word}")),
                        gap,
                    )
                ]
            return [
                (
                    "FURN",
                    r.choice(("{} {}", "{1} ({0})", "{1}: {0}", "{0} {1} | 12")).format(
                        r.randrange(120), word.capitalize() if r.random() < 0.5 else word
                    ),
                    gap,
                )
            ]
        if kind == "tags":
            head = w.TAG_FIELDS
            picks = [self.place(), self.section(), self.name(), self.place()][: r.choice((2, 3, 4))]
            return [
                (
                    "FURN",
                    r.choice(
                        (
                            f"{head[self.language]}: " + ", ".join(picks),
                            " ".join("#" + p.replace(" ", "") for p in picks),
                        )
                    ),
                    gap,
                )
            ]
        return [
            (
                "FURN",
                r.choice(
                    (
                        "https://example.com/{}/story",
                        "www.example.com/news/{}",
                        "→ https://example.com/a/{}",
                        "Link: https://example.com/{}",
                    )
                ).format(r.randrange(10_000)),
                gap,
            )
        ]
