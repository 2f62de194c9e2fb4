"""What pages print around articles besides the furniture in ``words``: remarks, reading times, sources, notes, by language."""

# ruff: noqa: E501 (tables of printed words: one language a line)

from __future__ import annotations

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
