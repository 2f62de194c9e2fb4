"""Which language and script a text is in, and when to say that it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.enrich.language import load
from services.enrich.language.candidates import CANDIDATES, declared_code, group
from services.enrich.language.identifier import CODES, Identifier
from services.enrich.stage import Draft, Stage
from shared.contracts import Language

STAGE: Stage[Language] = load()

ALBANIAN = (
    "Këshilli bashkiak miratoi të martën buxhetin për vitin e ardhshëm, ku pjesa më e madhe e fondeve shkon për "
    "rrugët dhe shkollat. Opozita votoi kundër dhe kërkoi një seancë të re dëgjimore me banorët."
)
CROATIAN = (
    "Gradsko vijeće prihvatilo je u utorak proračun za iduću godinu, u kojem najviše novca odlazi na ceste i škole. "
    "Oporba je glasovala protiv i zatražila novu javnu raspravu sa stanovnicima."
)
SERBIAN_CYRILLIC = (
    "Градско веће усвојило је у уторак буџет за наредну годину, у којем највише новца одлази на путеве и школе. "
    "Опозиција је гласала против и затражила нову јавну расправу са становницима."
)
MACEDONIAN = (
    "Градскиот совет го усвои во вторникот буџетот за идната година, во кој најголемиот дел од парите одат за патишта "
    "и училишта. Опозицијата гласаше против и побара нова јавна расправа со жителите."
)
BULGARIAN = (
    "Общинският съвет прие във вторник бюджета за следващата година, в който най-много средства са за пътища и училища. "
    "Опозицията гласува против и поиска ново обществено обсъждане с жителите."
)
ENGLISH = (
    "The city council adopted next year's budget on Tuesday, with most of the money going to roads and schools. "
    "The opposition voted against it and asked for another public hearing with residents."
)
GREEK = (
    "Το δημοτικό συμβούλιο ενέκρινε την Τρίτη τον προϋπολογισμό του επόμενου έτους για δρόμους και σχολεία."
)


def judge(body: str, title: str = "Buxheti", declared: str | None = None) -> Language:
    return STAGE(Draft(title=title, body=body, declared_language=declared))


@pytest.mark.parametrize(
    ("text", "code", "script"),
    [
        (ALBANIAN, "sq", "Latn"),
        (CROATIAN, "hbs", "Latn"),
        (SERBIAN_CYRILLIC, "hbs", "Cyrl"),
        (MACEDONIAN, "mk", "Cyrl"),
        (BULGARIAN, "bg", "Cyrl"),
        (ENGLISH, "en", "Latn"),
        (GREEK, "el", "Grek"),
        ("市议会星期二通过了明年的预算，大部分资金用于道路和学校。反对派投了反对票。", "zh", "Hani"),
        ("市議会は火曜日に来年の予算を可決した。資金の大半は道路と学校に充てられる。", "ja", "Jpan"),
        ("أقر مجلس المدينة يوم الثلاثاء ميزانية العام المقبل ومعظم الأموال للطرق والمدارس", "ar", "Arab"),
    ],
)
def test_plain_news_is_recognised_with_its_script(text: str, code: str, script: str) -> None:
    found = judge(text)
    assert (found.code, found.script) == (code, script)
    assert found.confidence > 0.8


def test_albanian_and_croatian_typed_without_their_diacritics_are_still_recognised() -> None:
    bare = str.maketrans("ëËçÇčćžšđ", "eEcCcczsd")
    assert judge(ALBANIAN.translate(bare)).code == "sq"
    assert judge(CROATIAN.translate(bare)).code == "hbs"


def test_the_headline_does_not_count_beside_a_body() -> None:
    assert (
        judge(ALBANIAN, title="Breaking: the mayor of the city said today that this is the end").code == "sq"
    )


@pytest.mark.parametrize(
    "nothing",
    [
        "12 345,67 89 % 2024-05-06 — 3:1 (2:0)",
        "aGVsbG8gd29ybGQgdGhpcyBpcyBiYXNlNjQgZW5jb2RlZCBnYXJiYWdlIHRleHQ=",
        ".menu { margin: 0 auto; } .menu li a:hover { background: url(img/bg.png) no-repeat; } #footer{clear:both}",
        "https://www.example.org/a/b?c=d http://example.com/e.html",
        "😀 🎉 ❤️",
        "NATO",
    ],
)
def test_what_is_no_language_is_undetermined(nothing: str) -> None:
    assert judge(nothing, title="—").code == "und"


def test_no_letters_have_no_script() -> None:
    assert judge("12 345 — 67 %", title="2:1") == Language(code="und", script="Zyyy", confidence=0)


def test_half_a_text_in_each_of_two_languages_is_undetermined() -> None:
    assert judge(f"{ALBANIAN}\n\n{ENGLISH}").code == "und"


def test_a_quotation_in_another_language_changes_nothing() -> None:
    assert (
        judge(f"{ALBANIAN} {ALBANIAN} {ALBANIAN}\n\n“We voted against the budget,” he wrote in English.").code
        == "sq"
    )


def test_a_short_text_follows_what_the_source_declared_and_is_undetermined_without() -> None:
    assert judge("Koncerti sonte.", title="Video").code == "und"
    assert judge("Koncerti sonte.", title="Video", declared="sq-AL").code == "sq"


def test_a_wrong_declaration_cannot_outvote_clear_text() -> None:
    found = judge(ALBANIAN, declared="en-US")
    assert (found.code, found.declared) == ("sq", "en-US")


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("sr-Cyrl-RS", "hbs"),
        ("hr_HR", "hbs"),
        ("EN-us", "en"),
        ("sqi", "sq"),
        ("nb", "no"),
        ("xx", None),
        ("", None),
    ],
)
def test_declared_tags_are_understood_or_ignored(tag: str, code: str | None) -> None:
    assert declared_code(tag) == code


@given(st.text(max_size=400), st.none() | st.text(max_size=12))
def test_any_text_gets_an_answer_within_the_contract(text: str, declared: str | None) -> None:
    found = judge(text, declared=declared)
    assert found.declared == declared
    assert found == judge(text, declared=declared)  # and the same one again


def test_pieces_are_judged_together_as_each_by_the_model_itself() -> None:
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(CANDIDATES["Latn"])
    texts = [
        "Qeveria miratoi buxhetin për vitin e ardhshëm.",
        "Vlada je usvojila proračun.",
        "ROYAL MAIL",
        "…",
    ]
    found = Identifier().distributions(texts, "Latn")
    for text, odds in zip(texts, found, strict=True):
        expected = dict.fromkeys(CODES, 0.0)
        for label, probability in model.rank(text):
            expected[group(label)] += probability if probability >= 1e-4 else 0
        assert dict(zip(CODES, odds.tolist(), strict=True)) == pytest.approx(expected, abs=1e-5)
