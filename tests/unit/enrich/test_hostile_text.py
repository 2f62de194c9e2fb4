"""Whatever a text holds: a result within the contract or one clear refusal, the same each time, in linear time."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.enrich.commands import enrich_line
from services.enrich.pipeline import Enrichment, Pipeline, load_pipeline
from services.enrich.stage import Draft
from services.enrich.transform import Message, Record, transform
from shared.contracts import MAX_TITLE_CHARS, EnrichedArticle, InputFormat, Origin, RawArticle, Source
from shared.topics import DEAD_LETTER, ENRICHED

AT = datetime(2026, 5, 1, tzinfo=UTC)
LENGTH = 4_000
PROSE = (
    "Kryeministri i Kosovës, Albin Kurti, u takua të hënën në Bruksel me zyrtarë të Bashkimit Evropian. "
    "Premijer Crne Gore sastao se juče u Beogradu sa predsjednikom Srbije. "
    "The prime minister of Kosovo met officials of the European Union in Brussels. "
)
ARTICLE: dict[str, object] = {
    "id": "0" * 32, "revision": 1, "source": {"name": "Paper"}, "title": "Kurti in Brussels", "body": PROSE,
    "origin": {"format": "text", "uri": "x"}, "content_hash": "h", "fetched_at": "2026-01-01T00:00:00Z",
}  # fmt: skip


@cache
def pipeline() -> Pipeline:
    return load_pipeline()


def repeated(piece: str, length: int = LENGTH) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def drawn(alphabet: str, length: int = LENGTH) -> str:
    return "".join(random.Random(1).choices(alphabet, k=length))


def words(write: Callable[[str], str], length: int = LENGTH) -> str:
    """Different words of 4 to 8 letters."""
    chance = random.Random(2)
    made = ("".join(chance.choices("abdegiklmnorstuvz", k=chance.randint(4, 8))) for _ in range(length // 5))
    return " ".join(map(write, made))[:length]


TEXTS = {
    "one letter": repeated("a"),
    "one capital": repeated("A"),
    "one long name": "K" + repeated("a") + "ovima",
    "one capital a word": repeated("A "),
    "different words": words(str),
    "different words in capitals": words(str.upper),
    "sentences of one word": words(lambda word: f"{word.capitalize()}."),
    "quotation marks": repeated("\"“”'‘’«»"),
    "brackets": repeated("()[]{}<>"),
    "stops": repeated("."),
    "stops apart": repeated(". "),
    "initials": repeated("A. B. C. "),
    "initials without spaces": repeated("A.B.C."),
    "beginnings of known names": repeated("New United Republic of Saint Los Novi Kuvendi i "),
    "countries alone": repeated("Kosovo Albania Serbia "),
    "places that are names too": repeated("Georgia and Jordan, Washington. Paris Hilton "),
    "quoted names": repeated("group “Northern Lantern” "),
    "surnames": PROSE + repeated("Kurti, Kurtit Kurtin. "),
    "hyphens": repeated("-"),
    "hyphenated": repeated("Ab-"),
    "apostrophes": repeated("l'A’s"),
    "one mark": "e" + repeated("\u0301"),
    "marks in turns": "日" + repeated("\u0301\u0323", 2_000),
    "what cannot be seen": repeated("a\u200b\u200c\u200d\ufeff\u00ad"),
    "right to left": repeated("A\u200f\u202eb\u202c "),
    "nothing but zeros": repeated("\0"),
    "control signs": repeated("A\x01\x0b\x1c\x1d\x1e\x1f\x85\u2028\u2029 B"),
    "emoji": repeated("👨‍👩‍👧😀🇽🇰"),
    "no spaces": drawn("中国人民在北京上海東京"),
    "a script a letter": drawn("aЖλאك日ไक가ა"),
    "one sign that folds to many": "K" + repeated("\ufdfa", 2_000),
    "letters beyond the first plane": repeated("𐐀𐐨 𝐀𝐁 "),
    "letters that grow": repeated("ŉǰΐΰİẞﬃǅ "),
    "numbers": drawn("0123456789 ,."),
    "one number": repeated("7"),
    "addresses": repeated("https://www.example.org/a?b=c&d=%20 "),
    "packed bytes": drawn("ABCDEFabcdef0123456789+/"),
    "lines": "a" + repeated("\n") + "b",
    "letters on lines": repeated("A\n"),
    "spaces at line ends": repeated("A" + " " * 50 + "\n"),
}


def assert_within_the_contract(draft: Draft, found: Enrichment) -> None:
    fields = {"title": draft.title, "body": draft.body}
    last = {"title": 0, "body": 0}
    order = [(entity.field == "body", entity.start) for entity in found.entities]
    assert order == sorted(order)
    for entity in found.entities:
        assert entity.text and entity.text == fields[entity.field][entity.start : entity.end]
        assert last[entity.field] <= entity.start < entity.end <= len(fields[entity.field])
        assert entity.canonical.strip()
        assert entity.id is None or entity.id.startswith(("wikidata:Q", "geonames:"))
        last[entity.field] = entity.end
    assert len({topic.code for topic in found.topics}) == len(found.topics)
    assert len(set(found.fingerprint)) == len(found.fingerprint) <= 66
    raw = RawArticle(
        id="0" * 32, revision=1, source=Source(name="Paper"), title=draft.title, body=draft.body,
        origin=Origin(format=InputFormat.TEXT, uri="x"), content_hash="h", fetched_at=AT,
    )  # fmt: skip
    article = pipeline().enrich(raw, AT)
    assert isinstance(article, EnrichedArticle)
    # Ranges of confidences, codes of topics: the contract's own checks.
    assert EnrichedArticle.model_validate_json(article.model_dump_json()) == article


@pytest.mark.parametrize("kind", TEXTS)
def test_any_text_is_enriched_within_the_contract(kind: str) -> None:
    draft = Draft(title=TEXTS[kind][:MAX_TITLE_CHARS].strip() or "x", body=f"{TEXTS[kind]} x")
    found = pipeline().analyse(draft)
    assert isinstance(found, Enrichment), found
    assert_within_the_contract(draft, found)


def test_a_result_does_not_depend_on_what_was_read_before() -> None:
    drafts = [Draft(title="x", body=PROSE + text[:1_000]) for text in TEXTS.values()]
    forward = [pipeline().analyse(draft) for draft in drafts]
    assert [pipeline().analyse(draft) for draft in reversed(drafts)] == forward[::-1]


_PIECES = st.one_of(
    st.sampled_from([*PROSE.split(), "A.", "Al-", "(", ")", "“", "”", "’s", "U.S.", "BE-së", "Вучић", "New York"]),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    st.text("ǰŉİıẞßΣς\u0301\u0323\u0345\u200d\u00ad\u2028\u3099ﬃ\ufdfaAb.'-", min_size=1, max_size=8),
)  # fmt: skip


@given(
    title=st.lists(_PIECES, max_size=8).map(" ".join),
    body=st.lists(st.tuples(_PIECES, st.sampled_from([" ", "", "\n", ", ", ". "])), max_size=60),
    section=st.none() | st.text(max_size=40),
    url=st.none() | st.text(max_size=40).map(lambda path: f"https://{path}/sport/x"),
    tags=st.lists(st.text(max_size=12), max_size=4),
)
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_mixture_is_enriched_within_the_contract(
    title: str, body: list[tuple[str, str]], section: str | None, url: str | None, tags: list[str]
) -> None:
    text = "".join(piece + joint for piece, joint in body)
    draft = Draft(title=f"{title} x", body=f"{text} x", section=section, url=url, tags=tuple(tags))
    found = pipeline().analyse(draft)
    assert isinstance(found, Enrichment), found
    assert_within_the_contract(draft, found)


@pytest.mark.parametrize("kind", ["one letter", "quotation marks", "letters on lines"])
def test_time_grows_with_the_length(kind: str) -> None:
    def seconds(length: int) -> float:
        draft = Draft(title="x", body=repeated(TEXTS[kind], length))
        started = time.process_time()
        assert isinstance(pipeline().analyse(draft), Enrichment)
        return time.process_time() - started

    seconds(1_000)  # what is worked out once
    # Twelve times the text; the square of that would be 144.
    assert min(seconds(36_000), seconds(36_000)) < 40 * max(seconds(3_000), 0.005)


def transformed(value: bytes) -> Message:
    return transform(Record("articles.raw", 0, 7, b"key", value, ()), pipeline(), AT)


def with_more(more: str) -> bytes:
    return json.dumps(ARTICLE)[:-1].encode() + more.encode() + b"}"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", "invalid_json"),
        (b"null", "invalid_field"),
        (b"[]", "invalid_field"),
        (b"\xff\xfe{", "invalid_json"),
        (b'{"title": "a\\ud800"}', "invalid_json"),
        (b'{"title": "a\xed\xa0\x80"}', "invalid_json"),
        (b"{", "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (with_more(', "x": ' + "9" * 5_000), "invalid_json"),
        (with_more(', "revision": 99999999999999999999'), "invalid_field"),
        (with_more(', "title": 5'), "invalid_field"),
        (with_more(', "title": "\\u2003\\n"'), "invalid_field"),
        (with_more(', "tags": "sport"'), "invalid_field"),
        (with_more(', "tags": [["sport"], null, 5]'), "invalid_field"),
        (with_more(', "language": {"code": "sq"}'), "invalid_field"),
        (with_more(f', "body": "{"a " * 500_001}"'), "body_too_large"),
    ],
)  # fmt: skip
def test_what_is_no_article_is_one_dead_letter_with_its_reason(value: bytes, reason: str) -> None:
    message = transformed(value)
    assert message.topic == DEAD_LETTER
    assert message.rejection is not None and message.rejection.reason == reason
    assert message.value is not None and json.loads(message.value)["reason"] == reason


@pytest.mark.parametrize(
    "more",
    [
        ', "title": "first", "title": "second"',
        ', "tags": ' + json.dumps(["sport", ""] * 5_000),
        ', "section": "' + "> " * 50_000 + '"',
        ', "url": "http://[::1/sport/x"',
        ', "url": "http://a:99999999/%ff%00/sport/x"',
        ', "url": "", "section": "", "subtitle": ""',
        ', "subtitle": "' + "Kosovo " * 100_000 + '"',
        ', "language": "' + "x" * 100_000 + '"',
        ', "entities": 5, "topics": null, "pipeline": "x", "generation": -1',
        ', "x": NaN, "y": [-Infinity]',
    ],
    ids=lambda more: str(more)[:30],
)
def test_what_else_a_record_holds_never_stops_its_article(more: str) -> None:
    message = transformed(with_more(more))
    assert message.topic == ENRICHED, message.rejection
    assert message.value is not None
    assert EnrichedArticle.model_validate_json(message.value).model_dump_json().encode() == message.value


def test_the_command_enriches_its_own_output_to_the_same() -> None:
    more = (
        ', "language": {"declared": "sq"}, "entities": [5], "topics": {}, "generation": "x", "": {"a": [1e3]}'
    )
    once = enrich_line(with_more(more), pipeline(), AT)
    assert isinstance(once, str)
    assert enrich_line(once.encode(), pipeline(), AT) == once
