"""The same pages in every language: wire items, roles, source lines of readers, paywalls and reservations."""

# ruff: noqa: E501 (pages with their paragraphs as printed)

from __future__ import annotations

from dataclasses import dataclass

import pytest

from services.ingest.split import split

# Two headlines, each with its text.
TEXTS = {
    "fr": (
        "Le conseil reporte le vote sur la piscine",
        "Le conseil communautaire a repoussé jeudi soir le vote du budget de la future piscine, faute de majorité. Le président invoque la hausse des taux et la chaudière à bois.",
        "Un loup filmé près des fermes",
        "Un piège photographique a saisi dans la nuit de dimanche le passage d'un loup adulte, à six cents mètres des maisons. Les éleveurs ont été prévenus.",
    ),
    "tr": (
        "Belediye havuz oylamasını erteledi",
        "Belediye meclisi yeni havuzun bütçesini perşembe gecesi erteledi, çünkü çoğunluk sağlanamadı. Başkan faizlerin yükseldiğini söyledi ve yeni bir toplantı istedi.",
        "Çiftliklerin yanında kurt görüldü",
        "Pazar gecesi bir fotokapan, evlerden altı yüz metre uzakta yetişkin bir kurdu görüntüledi. Çobanlar uyarıldı ve sürüler ağıllara alındı.",
    ),
    "el": (
        "Αναβλήθηκε η ψηφοφορία για την πισίνα",
        "Το δημοτικό συμβούλιο ανέβαλε την Πέμπτη το βράδυ την ψηφοφορία για τη νέα πισίνα, επειδή δεν υπήρχε πλειοψηφία. Ο πρόεδρος μίλησε για τα επιτόκια.",
        "Λύκος κοντά στα σπίτια",
        "Μια κάμερα κατέγραψε τη νύχτα της Κυριακής έναν λύκο εξακόσια μέτρα από τα πρώτα σπίτια. Οι κτηνοτρόφοι ειδοποιήθηκαν αμέσως.",
    ),
    "sq": (
        "Këshilli shtyn votimin për pishinën",
        "Këshilli bashkiak e shtyu të enjten në mbrëmje votimin për pishinën e re, sepse nuk pati shumicë. Kryetari përmendi rritjen e interesave dhe kërkoi një mbledhje tjetër.",
        "Ujku afër shtëpive",
        "Një kamerë kapi natën e së dielës një ujk të rritur, gjashtëqind metra larg shtëpive të para. Barinjtë u njoftuan menjëherë.",
    ),
    "sr": (
        "Скупштина одложила гласање о базену",
        "Скупштина је у четвртак увече одложила гласање о новом базену, јер није било већине. Председник је поменуо раст камата и затражио нову седницу.",
        "Вук близу кућа",
        "Камера је у ноћи на недељу снимила одраслог вука, шест стотина метара од првих кућа. Сточари су одмах обавештени.",
    ),
    "it": (
        "Rinviato il voto sulla piscina",
        "Il consiglio ha rinviato giovedì sera il voto sul bilancio della nuova piscina, perché mancava la maggioranza. Il presidente cita i tassi e la caldaia a legna.",
        "Un lupo vicino alle case",
        "Una fototrappola ha ripreso nella notte di domenica un lupo adulto a seicento metri dalle prime case. Gli allevatori sono stati avvisati.",
    ),
    "de": (
        "Rat verschiebt Abstimmung über das Bad",
        "Der Rat hat am Donnerstagabend die Abstimmung über das neue Bad verschoben, weil die Mehrheit fehlte. Der Vorsitzende verwies auf die Zinsen und den Kessel.",
        "Wolf nahe den Häusern",
        "Eine Kamera hat in der Nacht auf Sonntag einen Wolf gefilmt, sechshundert Meter von den ersten Häusern. Die Bauern wurden gewarnt.",
    ),
    "mk": (
        "Советот го одложи гласањето за базенот",
        "Советот во четвртокот вечерта го одложи гласањето за новиот базен, бидејќи немаше мнозинство. Претседателот ги спомена каматите и побара нова седница.",
        "Волк близу до куќите",
        "Камера во ноќта кон недела сними возрасен волк, шестотини метри од првите куќи. Сточарите веднаш беа известени.",
    ),
}
# Two desks, an advisory, what ends an item, a byline, a role, a time, a paywall, a reservation.
WORDS = {
    "fr": (
        "POLITIQUE",
        "CULTURE",
        "AVIS AUX RÉDACTIONS",
        "FIN",
        "Par Anne Morel",
        "Correspondante à Besançon",
        "il y a 3 heures",
        "Cet article est réservé aux abonnés.",
        "Les textes n'engagent que leurs auteurs.",
    ),
    "tr": (
        "POLİTİKA",
        "KÜLTÜR",
        "EDİTÖRLERE NOT",
        "SON",
        "Haber: Ayşe Demir",
        "Eğitim Muhabiri",
        "3 saat önce",
        "Bu haber abonelere özeldir.",
        "Yazılar gazetenin görüşlerini yansıtmaz.",
    ),
    "el": (
        "ΠΟΛΙΤΙΚΗ",
        "ΠΟΛΙΤΙΣΜΟΣ",
        "ΠΡΟΣ ΣΥΝΤΑΚΤΕΣ",
        "ΤΕΛΟΣ",
        "Της Άννας Παππά",
        "Ανταποκρίτρια στα Γιάννενα",
        "πριν από 3 ώρες",
        "Το άρθρο είναι διαθέσιμο σε συνδρομητές.",
        "Τα κείμενα δεν εκφράζουν απαραίτητα την εφημερίδα.",
    ),
    "sq": (
        "POLITIKË",
        "KULTURË",
        "NJOFTIM PËR REDAKSITË",
        "FUND",
        "Nga Blerta Gashi",
        "Gazetare për ekonominë",
        "para 3 orësh",
        "Ky artikull është për abonentët.",
        "Mendimet nuk pasqyrojnë domosdoshmërisht qëndrimin e gazetës.",
    ),
    "sr": (
        "ПОЛИТИКА",
        "КУЛТУРА",
        "НАЈАВА",
        "КРАЈ",
        "Пише: Ана Ковач",
        "дописница из Ниша",
        "пре 3 сата",
        "Текст је доступан претплатницима.",
        "Ставови аутора не одражавају нужно став редакције.",
    ),
    "it": (
        "POLITICA",
        "CULTURA",
        "AVVISO ALLE REDAZIONI",
        "FINE",
        "di Ada Conti",
        "Inviata a Trieste",
        "3 ore fa",
        "Questo articolo è riservato agli abbonati.",
        "Le opinioni non riflettono necessariamente la linea del giornale.",
    ),
    "de": (
        "POLITIK",
        "KULTUR",
        "HINWEIS AN DIE REDAKTIONEN",
        "ENDE",
        "Von Ute Kranz",
        "Wirtschaftskorrespondentin",
        "vor 3 Stunden",
        "Dieser Artikel ist für Abonnenten.",
        "Die Beiträge geben nicht unbedingt die Meinung der Redaktion wieder.",
    ),
    "mk": (
        "ПОЛИТИКА",
        "КУЛТУРА",
        "НАЈАВА",
        "КРАЈ",
        "Пишува: Ана Ристова",
        "Дописничка од Битола",
        "пред 3 часа",
        "Оваа статија е за претплатници.",
        "Текстовите не го одразуваат ставот на редакцијата.",
    ),
}
LANGUAGES = sorted(TEXTS)


@dataclass(frozen=True)
class Words:
    first: str
    second: str
    advisory: str
    end: str
    byline: str
    role: str
    ago: str
    paywall: str
    reservation: str

    @property
    def name(self) -> str:
        return " ".join(self.byline.split()[-2:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_wire_items_have_their_desk_as_section(language: str) -> None:
    title, body, other, text = TEXTS[language]
    words = Words(*WORDS[language])
    page = (
        f"AGENCIJA X\n\nABC-101   06:12   {words.first}\n{title}\n{body}\n{words.end}\n\nABC-102   06:20   {words.advisory}\nABC 98: {other}.\n\n"
        f"ABC-103   07:12   {words.second}\n{other}\n{text}\n{words.end}\n\nABC-104   08:12   {words.first}\n{title} 2\n{body}\n{words.end}\n"
    )
    found = [(a.title, a.section, a.body) for a in split(page)]
    assert found == [
        (title, words.first, body),
        (other, words.second, text),
        (f"{title} 2", words.first, body),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_role_below_a_byline_is_no_author_and_no_deck(language: str) -> None:
    title, body, other, text = TEXTS[language]
    words = Words(*WORDS[language])
    head = f"{words.byline}\n{words.role}"
    page = f"X\n\n{title}\n{head}\n\n{body}\n\n{body}\n\n\n{other}\n{head}\n\n{text}\n\n{text}\n"
    found = [(a.title, a.authors, a.subtitle) for a in split(page)]
    assert found == [(title, (words.name,), None), (other, (words.name,), None)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_source_line_of_a_reader_gives_the_author(language: str) -> None:
    title, body, other, text = TEXTS[language]
    words = Words(*WORDS[language])
    page = (
        f"X / Y\n\n\n{title}\nBora News / {words.name} / {words.ago}\n{body}\n\n\n{other}\nKoha / {words.name} / {words.ago}\n{text}\n\n\n"
        f"{title} 2\nBora News / {words.ago}\n{body}\n"
    )
    found = [(a.title, a.authors, a.subtitle, a.body) for a in split(page)]
    assert found == [
        (title, (words.name,), None, body),
        (other, (words.name,), None, text),
        (f"{title} 2", (), None, body),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_paywalls_and_reservations_belong_to_no_article(language: str) -> None:
    title, body, other, text = TEXTS[language]
    words = Words(*WORDS[language])
    page = (
        f"{title}\n\n{words.byline}\n\n{body}\n\n{body}\n\n\n{other}\n\n{words.byline}\n\n{text}\n\n{words.paywall}\n\n\n"
        f"{title} 2\n\n{words.byline}\n\n{body}\n\n{body}\n\n{words.reservation}\n"
    )
    found = [(a.title, a.body) for a in split(page)]
    assert found == [(title, f"{body}\n\n{body}"), (other, text), (f"{title} 2", f"{body}\n\n{body}")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_article_with_a_role_and_a_reservation_stays_one(language: str) -> None:
    title, body, _, text = TEXTS[language]
    words = Words(*WORDS[language])
    page = f"{title}\n\n{words.byline}\n{words.role}\n\n{body}\n\n{text}\n\n{body}\n\n{words.reservation}\n"
    assert [(a.title, a.authors) for a in split(page)] == [(title, (words.name,))]
