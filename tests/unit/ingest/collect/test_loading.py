"""sources.yaml: what it may say, and one clear line with its place for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.ingest.collect.loading import SourcesInvalidError, parse_sources
from services.ingest.collect.outcomes import bounds_of
from services.ingest.collect.reference import DOCUMENT, EXAMPLE, sources_reference
from services.ingest.collect.schedule import Bounds
from services.ingest.collect.sources import Follow, Kind, Lane, Source
from services.ingest.collect.watching import SourcesWatch

_FOLDER = Path("/somewhere")


def _sources(text: str) -> tuple[Source, ...]:
    return parse_sources(text, "sources.yaml", _FOLDER).sources


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources:\n- url: ftp://a.org/x\n", "sources.yaml:2: sources[1].url: 'ftp://a.org/x'"),
        (
            "sources:\n- url: http://a.org\n- url: http://b.org\n  intervall: 5m\n",
            "sources.yaml:4: sources[2].intervall: unknown key (is interval meant?); known are",
        ),
        ("sources:\n- name: A\n", "sources.yaml:2: sources[1]: needs either url or path"),
        (
            "sources:\n- url: http://a.org\n  interval: {min: 2h, max: 1h}\n",
            "sources.yaml:3: sources[1].interval: min is longer than max",
        ),
        ("sources:\n- url: http://a.org\n  url: http://b.org\n", "sources.yaml:3: 'url' stands twice"),
        (
            "sources:\n- url: http://a.org\n  follow: perhaps\n",
            "sources.yaml:3: sources[1].follow: 'perhaps'",
        ),
        (
            "sources:\n- url: http://a.org\n  links: {xpath: '//a['}\n",
            "sources.yaml:3: sources[1].links.xpath",
        ),
        ("sources:\n- url: http://a.org\n  links: {css: 'h2 >'}\n", "is no CSS selector"),
        ("sources:\n- url: http://a.org\n  links: {css: h2, xpath: //h2}\n", "give either css or xpath"),
        ("sources:\n- url: http://a.org\n  links: {pattern: '('}\n", "is no regular expression"),
        (
            "sources:\n- url: http://a.org\n  kind: folder\n",
            "sources.yaml:2: sources[1]: kind folder needs path",
        ),
        ("sources:\n- path: x\n  kind: feed\n", "sources.yaml:2: sources[1]: kind feed needs url"),
        ("- url: http://a.org\n", "sources.yaml:1: begin with the line 'sources:'"),
        ("sources: [a\n", "sources.yaml:2: not valid YAML"),
        (
            "sources:\n- url: http://a.org\n  delay_seconds: -1\n",
            "sources.yaml:3: sources[1].delay_seconds: '-1'",
        ),
        (
            "sources:\n- url: http://a.org\n  nmae: A\n",
            "unknown key (is name meant?); known are delay_seconds",
        ),
        (
            "sources:\n- url: http://a.org\n  links: {xpat: //h2}\n",
            "sources[1].links.xpat: unknown key (is xpath meant?); known are css, pattern, xpath",
        ),
        ("sources:\n- http://a.org\n", "a source is a mapping: begin it with '- url:'"),
        (
            "sources:\n- url: http://a.org\n  interval: 10 years\n",
            "sources[1].interval: '10 years': should be a duration such as 10m",
        ),
        ("sources:\n- url: http://a.org\n  delay_seconds: soon\n", "'soon': should be a duration: 30s"),
        ("sources:\n- url: http://a.org\n  tags: sport\n", "'sport': should be a list such as [one, two]"),
        ("sources:\n- url: http://a.org\n  language: Albanian!\n", "should be a language's code, such as sq"),
        ("sources:\n- url: http://a.org\n  enabled: maybe\n", "'maybe': should be true or false"),
        ("sources:\n- url: http://a.org\n  lane: x\n  kind: rss\n", "(and 1 more)"),
        ("sources:\n\t- url: http://a.org\n", "sources.yaml:2: not valid YAML: found character"),
        ("defaults:\n  language: Albanian!\nsources: []\n", "sources.yaml:2: defaults.language"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(text: str, said: str) -> None:
    with pytest.raises(SourcesInvalidError) as caught:
        _sources(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_defaults_hold_where_a_source_says_nothing() -> None:
    one, two = _sources(
        "defaults: {language: sq, lane: backfill, interval: 10m}\n"
        "sources:\n- url: http://a.org/rss\n- {url: http://b.org/rss, language: mk, lane: live}\n"
    )
    assert (one.language, one.lane) == ("sq", Lane.BACKFILL)
    assert (two.language, two.lane) == ("mk", Lane.LIVE)
    assert one.interval is not None
    assert one.interval.min == one.interval.max == 600


def test_one_feed_under_several_addresses_is_one_source() -> None:
    loaded = parse_sources(
        "sources:\n"
        "- url: https://www.a.org/rss/\n"
        "- url: http://a.org/rss\n"
        "- url: HTTPS://A.ORG:443/rss#top\n"
        "- url: https://a.org/rss?type=sport\n",
        "sources.yaml",
        _FOLDER,
    )
    assert [source.url for source in loaded.sources] == [
        "https://www.a.org/rss/",
        "https://a.org/rss?type=sport",
    ]
    assert [line for line, _, _ in loaded.aliases] == [3, 4]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ("url: http://a.org/news.jsonl", Kind.JSONL),
        ("url: http://a.org/2026.warc.gz", Kind.WARC),
        ("url: http://a.org/sitemap-news.xml", Kind.SITEMAP),
        ("url: http://a.org/feed", None),
        ("path: incoming/", Kind.FOLDER),
        ("path: old.warc", Kind.WARC),
        ("{url: http://a.org/x, links: {pattern: x}}", Kind.LIST),
    ],
)
def test_the_kind_is_guessed_from_the_name_where_it_says_it(given: str, kind: Kind | None) -> None:
    text = f"sources:\n- {given}\n"
    assert _sources(text)[0].guessed_kind is kind


def test_paths_are_relative_to_the_file_and_disabled_sources_are_left_out() -> None:
    loaded = parse_sources(
        "sources:\n- path: in\n- {url: http://a.org, enabled: false}\n", "sources.yaml", _FOLDER
    )
    assert [source.location for source in loaded.sources] == [_FOLDER / "in"]
    assert loaded.disabled == 1


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "sources:\n", "sources: []\n"])
def test_an_empty_file_has_no_sources(text: str) -> None:
    assert _sources(text) == ()


def test_the_example_of_the_documentation_is_valid_and_the_page_current() -> None:
    assert [source.follow for source in _sources(EXAMPLE)] == [Follow.AUTO] * 4
    assert DOCUMENT.read_text() == sources_reference(), (
        "run: python -m services.ingest.collect.reference > docs/sources.md"
    )


def test_what_changes_how_a_source_is_read_changes_its_fingerprint() -> None:
    before, quicker, renamed = (
        _sources(f"sources:\n- {{url: http://a.org/rss, {more}}}\n")[0]
        for more in ("interval: 1h", "interval: 2h", "name: A")
    )
    assert before.fingerprint == quicker.fingerprint != renamed.fingerprint


@pytest.mark.parametrize(
    ("interval", "least", "most"),
    [
        ("1h", 3_600, 3_600),
        ("{min: 12h}", 43_200, 43_200),
        ("{max: 2m}", 120, 120),
        ("{max: 1h}", 300, 3_600),
    ],
)
def test_one_bound_of_the_interval_moves_the_other_where_it_must(
    interval: str, least: float, most: float
) -> None:
    (one,) = _sources(f"sources:\n- {{url: http://a.org/rss, interval: {interval}}}\n")
    assert bounds_of(one, "feed") == Bounds(least, most)


_PIECES = st.sampled_from(
    ["sources:", "defaults:", "- ", "url", "path", ": ", "http://a.org", "\n",
     "  ", "{", "}", "[", "]", "&a ", "*a", "<<", "!!int x",
     "? ", "|", "'", '"', "interval", "links", "1e999", "2026-01-01", "kind", "feed", "\x00", "\t", "ё", "-1", "null", ","]
)  # fmt: skip


_LAUGHS = "a: &a [1]\n" + "".join(
    f"{name}: &{name} [{', '.join(9 * [f'*{before}'])}]\n"
    for name, before in zip("bcdefghijk", "abcdefghij", strict=True)
)


@given(st.lists(_PIECES, max_size=30).map("".join) | st.text(max_size=80))
@example("? [a]\n: b\n")
@example("a: &a [*a]\n")
@example("x: !!python/object/apply:os.system [ls]\n")
@example(_LAUGHS)
def test_whatever_the_file_holds_is_sources_or_one_line(text: str) -> None:
    try:
        loaded = parse_sources(text, "sources.yaml", _FOLDER)
    except SourcesInvalidError as error:
        assert str(error).startswith("sources.yaml")
        assert "\n" not in str(error)
    else:
        assert all(source.key for source in loaded.sources)


def test_a_broken_edit_keeps_the_sources_and_a_repaired_one_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "sources.yaml"
    watch = SourcesWatch(file)
    assert not watch.poll()  # no file is no problem
    file.write_text("sources:\n- url: http://a.org/rss\n")
    assert watch.poll()
    assert not watch.poll()
    file.write_text("sources:\n- url: http://a.org/rss\n- url: nonsense\n")
    assert watch.poll()
    assert len(watch.current.sources) == 1
    assert watch.problem is not None
    assert f"{file}:3: sources[2].url" in watch.problem
    file.write_text("sources:\n- url: http://a.org/rss\n- url: http://b.org/rss2\n")
    assert watch.poll()
    assert (len(watch.current.sources), watch.problem) == (2, None)
    file.unlink()
    assert watch.poll()
    assert watch.current.sources == ()
