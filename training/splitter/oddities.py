"""What pages print that is no article's own text: live entries, readers' comments, running heads, scanned letters, notes of cutting."""

# ruff: noqa: E501 (tables of printed words: one language a line)

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from training.splitter.pool import choice, printed, sentences

if TYPE_CHECKING:
    from training.splitter.body import BodyWriter

R = random.Random
Row = tuple[str, str, str]  # label, text, gap

REMARKS = {
    "en": "Finally somebody said it.|And who is going to pay for this?|I live there, nothing has changed in years.|Well done!|The author forgot the most important thing: the money.|Same story every spring.",
    "sq": "Më në fund dikush e tha.|Po kush do ta paguajë këtë?|Unë banoj aty, asgjë nuk ka ndryshuar.|Të lumtë!|Çdo vit e njëjta histori.",
    "hbs": "Napokon da je netko to rekao.|A tko će to platiti?|Živim tu i ništa se nije promenilo.|Svaka čast!|Svake godine ista priča.|Opet ćemo mi građani izvući deblji kraj.",
    "mk": "Конечно некој го кажа тоа.|А кој ќе го плати ова?|Јас живеам таму, ништо не се смени.|Браво!|Секоја година иста приказна.",
    "de": "Endlich sagt es einmal jemand.|Und wer soll das bezahlen?|Ich wohne dort, geändert hat sich nichts.|Gut so!|Jedes Jahr dasselbe.",
    "it": "Finalmente qualcuno lo dice.|E chi paga?|Io ci abito, non è cambiato niente.|Bravi!|Ogni anno la stessa storia.",
    "fr": "Enfin quelqu'un le dit.|Et qui va payer ?|J'y habite, rien n'a changé.|Bravo !|Chaque année la même histoire.",
    "el": "Επιτέλους κάποιος το είπε.|Και ποιος θα πληρώσει;|Μένω εκεί, τίποτα δεν άλλαξε.|Μπράβο!",
    "tr": "Sonunda biri söyledi.|Peki bunu kim ödeyecek?|Orada oturuyorum, hiçbir şey değişmedi.|Helal olsun!|Her yıl aynı hikâye.",
}
REPLIES = {
    "en": "Reply|Report|Like · Reply", "sq": "Përgjigju|Raporto", "hbs": "Odgovori|Prijavi|Sviđa mi se · Odgovori", "mk": "Одговори|Пријави",
    "de": "Antworten|Melden", "it": "Rispondi|Segnala", "fr": "Répondre|Signaler", "el": "Απάντηση|Αναφορά", "tr": "Yanıtla|Şikâyet et",
}  # fmt: skip
READING = {
    "en": "Reading time: {n} min|{n} min read|Reading time {n} minutes", "sq": "Koha e leximit: {n} min", "hbs": "Vrijeme čitanja: {n} min|Vreme čitanja: {n} minuta",
    "mk": "Време за читање: {n} мин", "de": "Lesezeit: {n} Min.|Lesedauer {n} Minuten", "it": "Tempo di lettura: {n} min", "fr": "Temps de lecture : {n} min",
    "el": "Χρόνος ανάγνωσης: {n} λεπτά", "tr": "Okuma süresi: {n} dk",
}  # fmt: skip
SOURCES = {
    "en": "Source", "sq": "Burimi", "hbs": "Izvor", "mk": "Извор", "de": "Quelle", "it": "Fonte", "fr": "Source", "el": "Πηγή", "tr": "Kaynak",
}  # fmt: skip
FIRST_APPEARED = {
    "en": "The post {t} appeared first on {p}.|The post “{t}” first appeared on {p}.", "sq": "Postimi {t} u shfaq fillimisht në {p}.",
    "hbs": "Članak {t} pojavio se prvi put na {p}.|Objava {t} prvi put objavljeno na {p}.", "mk": "Објавата {t} првпат објавено на {p}.",
    "de": "Der Beitrag {t} erschien zuerst auf {p}.", "it": "L'articolo {t} proviene da {p}.", "fr": "L'article {t} est apparu en premier sur {p}.",
    "el": "Το άρθρο {t} εμφανίστηκε πρώτα στο {p}.", "tr": "{t} yazısı ilk önce {p} üzerinde ortaya çıktı.",
}  # fmt: skip
CUT_NOTES = {
    "en": "text shortened|abridged|continued on page 7|continues at {p}|transcript ends|excerpt", "sq": "tekst i shkurtuar|vazhdon në faqen 5|vazhdon në {p}|ndërpritet",
    "hbs": "tekst skraćen|nastavak na {p}|nastavlja se|skraćeno|nastavak na str. 6", "mk": "текстот е скратен|продолжува на {p}|скратено",
    "de": "gekürzt|Fortsetzung auf Seite 4|Fortsetzung auf {p}|Text gekürzt", "it": "continua a pagina 8|segue su {p}|testo ridotto", "fr": "suite en page 6|texte abrégé|la suite sur {p}",
    "el": "συνέχεια στη σελίδα 9|απόσπασμα", "tr": "devamı sayfada|kısaltılmıştır|devamı {p} sitesinde",
}  # fmt: skip
LIVE = {
    "en": "LIVE|Live updates|As it happened|Live blog", "sq": "DREJTPËRDREJT|Minutë pas minute", "hbs": "UŽIVO|Iz minute u minut|Uživo", "mk": "ВО ЖИВО|Минута по минута",
    "de": "Liveticker|LIVE|Ticker", "it": "DIRETTA|In diretta|Minuto per minuto", "fr": "EN DIRECT|Le direct|Minute par minute", "el": "ΖΩΝΤΑΝΑ|Λεπτό προς λεπτό", "tr": "CANLI|Dakika dakika|Canlı anlatım",
}  # fmt: skip
CLOSINGS = {
    "en": "You are receiving this because you signed up. No longer wish to receive it? Unsubscribe here.|End of bulletin. Total articles: {n}|End of file|Printed and published by {paper}, {place}.|For more information: {name}, tel. 555 0123|To unsubscribe, reply with the word STOP.|{paper} is published by the press office of {place}.",
    "sq": "E merrni këtë mesazh sepse jeni regjistruar. Për t'u çregjistruar klikoni këtu.|Gjithsej artikuj: {n}. Fundi i buletinit.|Shtypur në {place}.|Për më shumë informacion: {name}, tel. 555 0123|Përgatiti për botim: {name}",
    "hbs": "Ovu poruku primate jer ste se prijavili. Ne želite je više primati? Odjavite se.|Kraj biltena. Ukupno članaka: {n}|Štampa: {paper}, {place}. Tiraž 2.000|Za više informacija: {name}, tel. 555 0123|Sva prava zadržana. Strana {n}|Priredila press služba, {place}",
    "mk": "Ја добивате оваа порака бидејќи сте пријавени. Одјавете се во секое време.|Крај на билтенот. Вкупно написи: {n}|Печати: {paper}, {place}|За повеќе информации: {name}, тел. 555 0123|Сите права се задржани. Страница {n}",
    "de": "Sie erhalten diese Mail, weil Sie sich angemeldet haben. Abmelden ist jederzeit möglich.|Ende des Pressespiegels. Anzahl der Artikel: {n}|Druck und Verlag: {paper}, {place}|Weitere Informationen: {name}, Tel. 555 0123|Pressekontakt: {name}|Nur zum internen Gebrauch. Seite {n}",
    "it": "Ricevete questa mail perché siete iscritti. Per cancellarsi cliccare qui.|Fine della rassegna. Totale articoli: {n}|Stampato da {paper}, {place}|Per informazioni: {name}, tel. 555 0123|Ufficio stampa: {name}|Pagina {n}",
    "fr": "Vous recevez ce message parce que vous êtes inscrit. Se désabonner.|Fin de la revue. Nombre d'articles : {n}|Imprimé par {paper}, {place}|Contact presse : {name}, tél. 555 0123|Page {n}",
    "el": "Λαμβάνετε αυτό το μήνυμα επειδή εγγραφήκατε. Απεγγραφή.|Τέλος δελτίου. Σύνολο άρθρων: {n}|Για περισσότερες πληροφορίες: {name}, τηλ. 555 0123",
    "tr": "Bu e-postayı kayıtlı olduğunuz için aldınız. Abonelikten çık.|Bültenin sonu. Toplam haber: {n}|Ayrıntılı bilgi için: {name}, tel. 555 0123",
}
_MISREAD = (
    ("l", "1"),
    ("rn", "m"),
    ("e", "c"),
    ("h", "b"),
    ("i", "í"),
    (", ", " ,"),
    ("o", "0"),
    ("и", "п"),
    ("н", "п"),
)


def comments(r: R, writer: BodyWriter) -> list[Row]:
    """Readers' comments below an article: names, times and a sentence or two, none of it an article."""
    language = writer.language
    rows: list[Row] = []
    count = r.randrange(1, 6)
    if r.random() < 0.85:
        head = r.choice(printed(language, "comments")[:3]).capitalize()
        head = head.upper() if r.random() < 0.3 else head
        rows.append(
            (
                "FURN",
                r.choice((head, f"{head} ({count})", f"{count} {head.lower()}", f"{head}:")),
                "paragraph",
            )
        )
    form, reply = r.randrange(5), r.choice((0, 0, 1))
    for _ in range(count):
        name = r.choice(
            (writer.name(), writer.name().split()[0], f"{writer.name().split()[0].lower()}{r.randrange(99)}")
        )
        when = writer.date(bare=True) + r.choice(
            ("", f" {r.randrange(24):02}:{r.randrange(60):02}", f", {r.randrange(24)}:{r.randrange(60):02}")
        )
        text = choice(r, REMARKS[language])
        if r.random() < 0.5:
            text += " " + r.choice(sentences(r.choice(writer.pool).paragraphs[0]))
        if form == 0:
            parts = [name, when, text]
        elif form == 1:
            parts = [f"{name}{r.choice((' | ', ', ', ' · ', ' – '))}{when}", text]
        elif form == 2:
            parts = [f"{name}: {text} {when if r.random() < 0.5 else ''}"]
        elif form == 3:
            parts = [f"{name} ({when})", text]
        else:
            parts = [name, text, when]
        if reply:
            parts.append(choice(r, REPLIES[language]))
        rows.extend(
            ("FURN", part, "paragraph" if not n and r.random() < 0.7 else "tight")
            for n, part in enumerate(parts)
        )
    return rows


def live_entries(r: R, writer: BodyWriter, texts: list[str]) -> list[Row]:
    """The text of live coverage: a lead, then entries that each begin with their time."""
    rows: list[Row] = [("BODY", texts[0], "head")]
    clock = r.randrange(8 * 60, 24 * 60)
    down = r.random() < 0.6
    form = r.randrange(8)
    mark = r.choice((":", ":", "."))
    gap = r.choice(("tight", "paragraph", "subhead"))
    for text in [*texts[1:], *(s for t in texts[1:3] for s in sentences(t)[:1])][: r.randrange(3, 14)]:
        clock = max(1, clock - r.randrange(3, 60)) if down else min(1439, clock + r.randrange(3, 60))
        time = f"{clock // 60:02}{mark}{clock % 60:02}"
        head = r.choice(writer.pool).title
        head = " ".join(head.split()[: r.randrange(3, 9)]).rstrip(",:;–- ") if r.random() < 0.6 else head
        if form == 0:
            rows += [("SUBHEAD", time, "paragraph"), ("BODY", text, "tight")]
        elif form in (1, 2):
            rows += [("SUBHEAD", time, "paragraph"), ("SUBHEAD", head, "tight"), ("BODY", text, gap)]
        elif form in (3, 4):
            join = (" ", " | ", " – ", " - ", ": ")[(clock if form == 9 else writer.layout.date_form) % 5]
            rows += [("SUBHEAD", f"{time}{join}{head}", "paragraph"), ("BODY", text, gap)]
        elif form == 5:
            rows += [("SUBHEAD", f"[{time}] {head}", "paragraph"), ("BODY", text, gap)]
        elif form == 6:
            rows += [("BODY", f"{time}{' – ' if writer.layout.date_form % 2 else ' '}{text}", "paragraph")]
        else:
            rows += [
                ("SUBHEAD", f"{time}{' Uhr' if writer.language == 'de' else ''}", "paragraph"),
                ("BODY", text, "paragraph"),
            ]
    return rows


def misread(r: R, text: str) -> str:
    """``text`` as a scanner reads it: a few letters wrong, a space too many."""
    for _ in range(max(1, len(text) // 120)):
        wrong, right = r.choice(_MISREAD)
        at = text.find(wrong, r.randrange(max(1, len(text))))
        if at > 0:
            text = text[:at] + right + text[at + len(wrong) :]
    if r.random() < 0.2 and len(text) > 60:
        at = r.randrange(10, len(text) - 10)
        text = text[:at] + " " + text[at:]
    return " ".join(text.split())


_TEXT = ("BODY", "BODY_I", "ITEM", "ITEM_I", "SUBHEAD", "BRIEF", "INSERT")


def paginate(
    r: R, printed_lines: list[tuple[str, str]], head: str, word: str, length: int
) -> list[tuple[str, str]]:
    """(line, label) with the page's running head and number between pages, also in the middle of paragraphs."""
    result: list[tuple[str, str]] = []
    on_page, number = 0, r.randrange(1, 12)
    form, feed, blank = r.randrange(5), r.random() < 0.3, r.random() < 0.6
    for position, (line, label) in enumerate(printed_lines):
        result.append((line, label))
        on_page += bool(label)
        if on_page < length or not label or position + 2 > len(printed_lines):
            continue
        after = next((name for _, name in printed_lines[position + 1 :] if name), "")
        if not after or label in ("TITLE", "TITLE_I", "LABEL", "PRE", "DECK", "POST"):
            continue
        rest = ""
        if label == "BODY" and len(line) > 220 and r.random() < 0.6:
            tokens = line.split(" ")
            cut = r.randrange(8, len(tokens) - 4)
            rest = " ".join(tokens[cut:])
            result[-1] = (" ".join(tokens[:cut]), label)
        inner = "INSERT" if rest or (label in _TEXT and after in _TEXT and after != "BRIEF") else "FURN"
        furniture = {
            0: [f"{word} {number}", head], 1: [str(number), head], 2: [f"{head} {number}"], 3: [f"{number}", ""], 4: [f"– {number} –", head.upper()],
        }[form]  # fmt: skip
        if blank:
            result.append(("", ""))
        for text in furniture:
            if text:
                if feed and text == furniture[-1]:
                    result.append(("\x0c", ""))
                result.append((text, inner))
        if blank:
            result.append(("", ""))
        if rest:
            result.append((rest, "BODY_I"))
        on_page, number = 0, number + 1
    return result
