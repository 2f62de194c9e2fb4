"""What analysts may type, and find: the template on a real Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from elasticsearch import BadRequestError, Elasticsearch

from services.index.analysis import FOLDING_ANALYZER, STEMMING, stemming_analyzer
from services.index.document import to_document
from services.index.generations import Names, ensure_index
from services.index.mapping import MAPPING_VERSION
from shared.elastic import make_elasticsearch
from shared.errors import UserError
from shared.settings import Settings
from tests.unit.index.enriched import article_id, enriched

pytestmark = pytest.mark.servers

NAMES = Names(
    read="test-mapping", write="test-mapping-write", prefix="test-mapping-", template="test-mapping"
)
INDEX = NAMES.generation(1)


@pytest.fixture(scope="module")
def client(servers: Settings) -> Iterator[Elasticsearch]:
    client = make_elasticsearch(servers)
    ensure_index(client, NAMES)
    client.cluster.health(index=INDEX, wait_for_status="yellow", timeout="60s")
    yield client
    client.indices.delete(index=INDEX)
    client.indices.delete_index_template(name=NAMES.template)
    client.close()


def tokens(client: Elasticsearch, text: str, analyzer: str = FOLDING_ANALYZER) -> list[str]:
    answer = client.indices.analyze(index=INDEX, analyzer=analyzer, text=text)
    return [token["token"] for token in answer.body["tokens"]]


@pytest.mark.parametrize(
    "spellings",
    [
        "Đoković Djokovic Djoković Ђоковић djokovic ĐOKOVIĆ ЂОКОВИЋ DJOKOVIC ЂоковиЋ Đokovic\u0301",
        "Љубљана Ljubljana LJUBLJANA љубљана ǈubǉana",
        "Његош Njegoš Njegos ЊЕГОШ ǋegoš",
        "Џамија Džamija Dzamija ЏАМИЈА ǅamija",
        "Ђинђић Đinđić Djindjic ĐINĐIĆ",
        "Ѓорѓи Gjorgji Ǵorǵi ЃОРЃИ Г\u0301орг\u0301и",
        "Ќосев Kjosev Ḱosev ЌОСЕВ",
        "Ѕвезда Dzvezda ЅВЕЗДА",
        "Шабац Šabac Sabac ШАБАЦ S\u030cabac",
        "Ћуприја Ćuprija Cuprija",
        "Чачак Čačak Cacak",
        "Жабљак Žabljak Zabljak",
        "Prishtinë Prishtine PRISHTINË Prishtine\u0308",
        "Αθήνα ΑΘΗΝΑ Αθηνα αθήνα",
        "İzmir Izmir izmir ızmır IZMIR",
        "Łódź Lodz ŁÓDŹ",
        "Straße Strasse STRASSE",
        "co\u00adoperation cooperation coopera\u200btion",
    ],
)
def test_every_spelling_is_one_term(client: Elasticsearch, spellings: str) -> None:
    assert len(set(tokens(client, spellings))) == 1
    assert len(tokens(client, spellings)) == len(spellings.split())


def test_every_letter_of_serbian_and_macedonian_has_a_latin_form(client: Elasticsearch) -> None:
    letters = "абвгдђѓежзѕијклљмнњопрстћќуфхцчџш"
    for letter in letters + letters.upper():
        (token,) = tokens(client, letter)
        assert token.isascii(), letter


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vučić’s government", "vucic"),
        ("le elezioni dell'Albania", "albania"),
        ("l’Aquila", "aquila"),
        ("Türkiye'nin kararı", "turkiye"),
        ("NATO-s", "nato"),
    ],
)
def test_a_name_is_found_inside_its_clitics(client: Elasticsearch, text: str, name: str) -> None:
    assert name in tokens(client, text)


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("en", "election elections"),
        ("hbs", "избори изборима izbori izborima"),
        ("hbs", "Đoković Djoković Ђоковићу"),
        ("hbs", "mlijeko mleko млеко млијеко"),
        ("de", "Haus Häuser"),
        ("it", "elezione elezioni"),
        ("fr", "élection l'élection élections"),
        ("el", "εκλογές εκλογών ΕΚΛΟΓΕΣ"),
        ("tr", "kitap kitaplar KİTAPLAR"),
        ("es", "elección elecciones"),
        ("ro", "alegeri alegerile"),
        ("bg", "избори изборите"),
    ],
)
def test_inflected_forms_share_a_stem(client: Elasticsearch, code: str, forms: str) -> None:
    assert len(set(tokens(client, forms, stemming_analyzer(code)))) == 1


def test_every_stemming_analyzer_works_here(client: Elasticsearch) -> None:
    for code in STEMMING:
        assert tokens(client, "Skopje", stemming_analyzer(code))


def put(client: Elasticsearch, number: int, **changes: object) -> None:
    client.index(
        index=NAMES.write,
        id=article_id(number),
        document=to_document(enriched(number, **changes)),
        refresh=True,
    )


def found(client: Elasticsearch, query: dict[str, object]) -> set[str]:
    return {hit["_id"] for hit in client.search(index=NAMES.read, query=query).body["hits"]["hits"]}


def test_only_the_own_language_is_stemmed_and_its_text_is_stored_once(client: Elasticsearch) -> None:
    put(client, 1, title="Ministers resign", language={"code": "en", "script": "Latn", "confidence": 1})
    put(
        client,
        2,
        title="Ministers",
        body="Ministers",
        subtitle=None,
        language={"code": "sq", "script": "Latn", "confidence": 1},
    )
    assert found(client, {"match": {"stemmed.en": "minister"}}) == {article_id(1)}
    assert "stemmed" not in client.get(index=NAMES.read, id=article_id(1)).body["_source"]


def test_a_title_is_found_by_phrase_and_by_its_beginnings_and_both_can_be_highlighted(
    client: Elasticsearch,
) -> None:
    put(client, 3, title="Новак Ђоковић побиједио у Паризу")
    for query in (
        {"match": {"title.prefix": {"query": "nov djok", "operator": "and"}}},
        {"match_phrase": {"title": "Djokovic pobijedio"}},
        {"match_phrase_prefix": {"title": "Đoković pob"}},
        {"prefix": {"title": "pari"}},
    ):
        answer = client.search(
            index=NAMES.read,
            query=query,
            highlight={
                "fields": {"title": {"matched_fields": ["title", "title.prefix"], "number_of_fragments": 0}}
            },
        ).body["hits"]["hits"]
        assert [hit["_id"] for hit in answer] == [article_id(3)], query
        assert "<em>" in answer[0]["highlight"]["title"][0], query


def test_a_stemmed_match_is_highlighted_in_the_body(client: Elasticsearch) -> None:
    put(client, 4, body="They held an election on Monday.")
    (hit,) = client.search(
        index=NAMES.read,
        query={
            "bool": {
                "must": {"match": {"stemmed.en": "elections"}},
                "filter": {"term": {"id": article_id(4)}},
            }
        },
        highlight={"fields": {"body": {"matched_fields": ["body", "stemmed.en"]}}},
    ).body["hits"]["hits"]
    assert "<em>election</em>" in hit["highlight"]["body"][0]


def test_the_longest_body_can_be_highlighted(client: Elasticsearch) -> None:
    put(client, 5, body="😀 needle " + "😀" * 999_000)  # two UTF-16 units each
    (hit,) = client.search(
        index=NAMES.read, query={"match": {"body": "needle"}}, highlight={"fields": {"body": {}}}
    ).body["hits"]["hits"]
    assert "<em>needle</em>" in hit["highlight"]["body"][0]


def test_a_name_too_long_for_a_facet_is_kept_but_not_counted(client: Elasticsearch) -> None:
    put(client, 6, authors=["x" * 40_000])
    assert found(client, {"exists": {"field": "authors"}}).isdisjoint({article_id(6)})
    assert client.get(index=NAMES.read, id=article_id(6)).body["_source"]["authors"] == ["x" * 40_000]


def test_a_field_nobody_planned_is_refused(client: Elasticsearch) -> None:
    with pytest.raises(BadRequestError, match="strict"):
        client.index(index=NAMES.write, document={"title": "x", "surprise": 1})


def test_ensuring_again_changes_nothing(client: Elasticsearch) -> None:
    before = client.indices.get(index=INDEX).body
    assert ensure_index(client, NAMES) == INDEX
    assert client.indices.get(index=INDEX).body == before


def test_an_older_installed_template_is_replaced_and_a_newer_one_left_alone(client: Elasticsearch) -> None:
    def installed() -> int:
        (found,) = client.indices.get_index_template(name=NAMES.template).body["index_templates"]
        return int(found["index_template"]["version"])

    for version, expected in [(0, MAPPING_VERSION), (MAPPING_VERSION + 7, MAPPING_VERSION + 7)]:
        client.indices.put_index_template(
            name=NAMES.template, index_patterns=[f"{NAMES.prefix}0*"], version=version, priority=500
        )
        ensure_index(client, NAMES)
        assert installed() == expected


def test_an_index_in_the_place_of_an_alias_is_explained(client: Elasticsearch) -> None:
    names = Names(read="test-taken", write="test-taken-write", prefix="test-taken-", template="test-taken")
    client.indices.create(index=names.read)
    try:
        with pytest.raises(UserError, match="'test-taken'"):
            ensure_index(client, names)
    finally:
        client.indices.delete(index=names.read)
        client.indices.delete_index_template(name=names.template)
