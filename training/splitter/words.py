"""What the layout generator prints around texts, by language: names, places, newspapers, sub-headings, questions, fillers."""

# ruff: noqa: E501 (tables of printed words: one language a line)

from __future__ import annotations

NAMES = {
    "en": "Sarah Whitfield|James Okoro|Emma Lindqvist|Daniel Hart|Priya Nair|Tom Beckett|Lucy Marsh|Owen Pryce|Nora Kelly|Adam J. Reeves|Fatima Aziz|Ben Carter|H. Dalton|Ruth Ann Cole",
    "sq": "Arben Hoxha|Mirela Dervishi|Besnik Krasniqi|Ilir Gjoka|Vjosa Berisha|Drita Kelmendi|Agron Shala|Elona Prifti|Gent Marku|Teuta Sahatçiu|Fatos Lubonja Leka|Ardita Çela|E. Hysa",
    "hbs": "Ana Kovač|Marko Petrović|Ivana Jurić|Nikola Đurić|Jelena Šarić|Damir Hadžić|Amra Begić|Tomislav Grgić|Milica Vuković|Stefan Ilić|Lejla Softić|Petar Čović|M. Babić|Vesna Radić-Tomić",
    "mk": "Марија Николовска|Горан Стојанов|Елена Трајковска|Бојан Ристов|Весна Ангелова|Дарко Митревски|Сања Поповска|Петар Илиев|Ивана Костова|А. Димитров",
    "de": "Anna Schreiber|Peter Lindner|Julia Hofmann|Markus Weiß|Sabine Köhler|Jan Petersen|Claudia Brandt|Thomas von Arnim|Lena Kurz|K. Vogt",
    "it": "Maria Rossetti|Luca Ferrante|Giulia Moretti|Andrea De Santis|Chiara Bellini|Paolo Greco|Francesca Riva|Marco D'Angelo|Sara Conti|G. Longo",
    "fr": "Claire Dubois|Julien Moreau|Sophie Lambert|Pierre Garnier|Camille Renaud|Thomas Lefèvre|Jeanne de la Croix|Hugo Perrin|Marie-Laure Petit|A. Fabre",
    "el": "Γιώργος Παππάς|Μαρία Νικολάου|Ελένη Δημητρίου|Νίκος Αντωνίου|Κατερίνα Βλάχου|Δημήτρης Ράπτης|Σοφία Μακρή|Αλέξανδρος Κώτσης|Άννα Ζέρβα|Θ. Λάμπρου",
    "tr": "Mehmet Aydın|Ayşe Demir|Elif Şahin|Mustafa Yıldız|Zeynep Çelik|Emre Koç|Selin Arslan|Hakan Öztürk|Deniz Kılıç|B. Tunç",
}  # fmt: skip
PLACES = {
    "en": "London|Tirana|Brussels|Pristina|Sarajevo|Belgrade|Washington|Skopje|Zagreb|Athens|Podgorica|New York|The Hague|Vienna|Rome|Novi Sad",
    "sq": "Tiranë|Prishtinë|Durrës|Shkodër|Vlorë|Korçë|Shkup|Tetovë|Gjakovë|Prizren|Pejë|Bruksel|Fier|Sarandë|Berat|Kukës",
    "hbs": "Zagreb|Beograd|Sarajevo|Split|Rijeka|Novi Sad|Mostar|Banja Luka|Podgorica|Niš|Osijek|Dubrovnik|Tuzla|Bruxelles|Kragujevac|Cetinje",
    "mk": "Скопје|Битола|Охрид|Тетово|Куманово|Прилеп|Струмица|Брисел|Велес|Струга|Гевгелија",
    "de": "Berlin|Wien|Zürich|Hamburg|München|Brüssel|Graz|Köln|Dresden|Frankfurt am Main",
    "it": "Roma|Milano|Trieste|Napoli|Bari|Bruxelles|Torino|Venezia|Firenze|Reggio Calabria",
    "fr": "Paris|Lyon|Marseille|Bruxelles|Strasbourg|Lille|Bordeaux|Genève|Nantes|Toulouse",
    "el": "Αθήνα|Θεσσαλονίκη|Πάτρα|Ηράκλειο|Ιωάννινα|Βρυξέλλες|Λάρισα|Βόλος|Λευκωσία",
    "tr": "Ankara|İstanbul|İzmir|Bursa|Edirne|Brüksel|Trabzon|Antalya|Gaziantep",
}
PAPERS = {
    "en": "The Adriatic Observer|Valley Post|Balkan Monitor|The Harbour Times|Morning Courier|Highland Gazette|Regional Desk Daily",
    "sq": "Gazeta Drini|Koha Jonë e Re|Lajmi i Ditës|Tribuna|Zëri i Bregut|Panorama e Jugut",
    "hbs": "Dnevni glasnik|Jadranski list|Večernji pregled|Sarajevska hronika|Podunavske novine|Novi portal|Gradski list",
    "mk": "Утрински гласник|Нов весник|Вардарски преглед|Градски весник",
    "de": "Donaukurier am Abend|Tagesblatt|Neue Stadtzeitung|Morgenpost Süd",
    "it": "Il Corriere del Golfo|La Gazzetta di Confine|Il Mattino Adriatico",
    "fr": "Le Courrier du Lac|La Gazette du Soir|L'Écho des Alpes",
    "el": "Η Εφημερίδα του Βορρά|Πρωινός Ταχυδρόμος|Τα Νέα της Πόλης",
    "tr": "Sabah Postası|Boğaz Gazetesi|Yeni Gündem|Ege Haber",
}
SUBHEADS = {
    "en": "What happens next|A long road ahead|Background|Key points of the plan|The opposition's view|“Not a single euro”|Why it matters|Who pays|A divided council|Numbers that worry|Reactions from the region|Old disputes, new rules|The road to 2030|How it works|Voices from the village|A question of trust|Costs and benefits|What the law says|Looking for a compromise|Three scenarios|The Brussels connection|First results|Fear of higher prices|An unfinished bridge|Lessons from the neighbours|Conclusion|Key Provisions of the Draft|Serbia’s Position|Regional Context and Next Steps|Economic Implications|Is there enough water?|Method and data",
    "sq": "Çfarë ndodh më tej|Rruga e gjatë përpara|Sfondi|Pikat kryesore të planit|Reagimi i opozitës|Pse ka rëndësi|Kush paguan|Një këshill i ndarë|Shifrat që shqetësojnë|Zëra nga fshati|Çështje besimi|Kostot dhe përfitimet|Çfarë thotë ligji|Në kërkim të një kompromisi|Tre skenarë|Rezultatet e para|Frika nga rritja e çmimeve|Ura e papërfunduar|Mësime nga fqinjët|Përfundim|“Asnjë euro më shumë”|Kosova dhe rajoni",
    "hbs": "Što slijedi|Dug put pred nama|Pozadina|Ključne točke plana|Reakcije oporbe|Zašto je važno|Tko plaća|Podijeljeno vijeće|Brojke koje zabrinjavaju|Glasovi iz sela|Pitanje povjerenja|Troškovi i koristi|Šta kaže zakon|Potraga za kompromisom|Tri scenarija|Prvi rezultati|Strah od poskupljenja|Nedovršeni most|Pouke iz susjedstva|Zaključak|„Ni jedan euro više“|Stav Beograda|Šta dalje|Regionalni kontekst|Borba za vodu|Novi rokovi",
    "mk": "Што следува|Долг пат|Позадина|Клучни точки на планот|Реакции од опозицијата|Зошто е важно|Кој плаќа|Поделен совет|Бројки што загрижуваат|Гласови од селото|Прашање на доверба|Трошоци и придобивки|Што вели законот|Во потрага по компромис|Три сценарија|Први резултати|Незавршениот мост|Заклучок|„Ниту едно евро“",
    "de": "Wie es weitergeht|Ein langer Weg|Hintergrund|Die wichtigsten Punkte|Kritik der Opposition|Warum es zählt|Wer zahlt|Gespaltener Rat|Zahlen, die Sorgen machen|Stimmen aus dem Dorf|Eine Frage des Vertrauens|Kosten und Nutzen|Was das Gesetz sagt|Suche nach dem Kompromiss|Drei Szenarien|Erste Ergebnisse|Fazit|„Kein einziger Euro“",
    "it": "Che cosa succede ora|Una lunga strada|Il contesto|I punti chiave del piano|La replica dell'opposizione|Perché conta|Chi paga|Un consiglio diviso|Numeri che preoccupano|Le voci del paese|Una questione di fiducia|Costi e benefici|Cosa dice la legge|Tre scenari|I primi risultati|Conclusioni|«Nemmeno un euro»",
    "fr": "Et maintenant ?|Un long chemin|Le contexte|Les points clés du plan|La réaction de l'opposition|Pourquoi c'est important|Qui paie|Un conseil divisé|Des chiffres qui inquiètent|Paroles du village|Une question de confiance|Coûts et bénéfices|Ce que dit la loi|Trois scénarios|Premiers résultats|Conclusion|« Pas un euro de plus »",
    "el": "Τι ακολουθεί|Ένας μακρύς δρόμος|Το υπόβαθρο|Τα βασικά σημεία|Η αντίδραση της αντιπολίτευσης|Γιατί έχει σημασία|Ποιος πληρώνει|Διχασμένο συμβούλιο|Αριθμοί που ανησυχούν|Φωνές από το χωριό|Ζήτημα εμπιστοσύνης|Κόστος και όφελος|Τι λέει ο νόμος|Τρία σενάρια|Πρώτα αποτελέσματα|Συμπέρασμα",
    "tr": "Bundan sonra ne olacak|Uzun bir yol|Arka plan|Planın ana maddeleri|Muhalefetin tepkisi|Neden önemli|Kim ödeyecek|Bölünmüş meclis|Kaygı veren rakamlar|Köyden sesler|Güven meselesi|Maliyet ve fayda|Yasa ne diyor|Üç senaryo|İlk sonuçlar|Sonuç",
}
QUESTIONS = {
    "en": "What changes for citizens next year?|Why did the talks take so long?|Are you worried about the budget?|Is there a plan B?|How do you answer your critics?|When will the works begin?|Do you expect early elections?|And what about the schools?",
    "sq": "Çfarë ndryshon për qytetarët vitin e ardhshëm?|Pse zgjatën kaq shumë bisedimet?|A jeni të shqetësuar për buxhetin?|A ka një plan tjetër?|Si u përgjigjeni kritikëve?|Kur do të nisin punimet?|A prisni zgjedhje të parakohshme?",
    "hbs": "Što se mijenja za građane iduće godine?|Zašto su pregovori trajali toliko dugo?|Jeste li zabrinuti za proračun?|Postoji li rezervni plan?|Kako odgovarate kritičarima?|Kada počinju radovi?|Da li očekujete prevremene izbore?|A šta je sa školama?",
    "mk": "Што се менува за граѓаните следната година?|Зошто преговорите траеја толку долго?|Дали сте загрижени за буџетот?|Има ли резервен план?|Како им одговарате на критичарите?|Кога почнуваат работите?",
    "de": "Was ändert sich für die Bürger im kommenden Jahr?|Warum haben die Gespräche so lange gedauert?|Sorgen Sie sich um den Haushalt?|Gibt es einen Plan B?|Was antworten Sie Ihren Kritikern?|Wann beginnen die Arbeiten?",
    "it": "Che cosa cambia per i cittadini l'anno prossimo?|Perché le trattative sono durate così tanto?|È preoccupata per il bilancio?|Esiste un piano B?|Come risponde ai suoi critici?|Quando cominciano i lavori?",
    "fr": "Qu'est-ce qui change pour les citoyens l'an prochain ?|Pourquoi les négociations ont-elles duré si longtemps ?|Êtes-vous inquiète pour le budget ?|Y a-t-il un plan B ?|Que répondez-vous à vos critiques ?|Quand commencent les travaux ?",
    "el": "Τι αλλάζει για τους πολίτες τον επόμενο χρόνο;|Γιατί κράτησαν τόσο πολύ οι συνομιλίες;|Ανησυχείτε για τον προϋπολογισμό;|Υπάρχει εναλλακτικό σχέδιο;|Τι απαντάτε στους επικριτές σας;|Πότε ξεκινούν τα έργα;",
    "tr": "Gelecek yıl vatandaşlar için ne değişecek?|Görüşmeler neden bu kadar uzun sürdü?|Bütçe konusunda endişeli misiniz?|Bir B planı var mı?|Eleştirilere ne yanıt veriyorsunuz?|Çalışmalar ne zaman başlıyor?",
}
GREETINGS = {
    "en": "Dear reader,|Good morning,|Hello and welcome to today's briefing.|Here is what you need to know this morning.|Good evening. These are the stories we followed today.|Below you will find today's selection of stories from our newsroom.",
    "sq": "Të nderuar lexues,|Mirëmëngjes,|Ja çfarë duhet të dini sot.|Më poshtë gjeni lajmet e zgjedhura nga redaksia jonë.",
    "hbs": "Dragi čitatelji,|Poštovani čitaoci,|Dobro jutro,|Donosimo pregled najvažnijih vijesti dana.|U nastavku pročitajte izbor vesti naše redakcije.",
    "mk": "Почитувани читатели,|Добро утро,|Ви ги носиме најважните вести од денот.|Во продолжение е изборот на нашата редакција.",
    "de": "Liebe Leserinnen und Leser,|Guten Morgen,|Das sind die wichtigsten Nachrichten des Tages.|Unten finden Sie die Auswahl unserer Redaktion.",
    "it": "Cari lettori,|Buongiorno,|Ecco le notizie più importanti di oggi.|Di seguito la selezione della nostra redazione.",
    "fr": "Chers lecteurs,|Bonjour,|Voici l'essentiel de l'actualité du jour.|Retrouvez ci-dessous la sélection de notre rédaction.",
    "el": "Αγαπητοί αναγνώστες,|Καλημέρα,|Αυτές είναι οι σημαντικότερες ειδήσεις της ημέρας.|Ακολουθεί η επιλογή της σύνταξής μας.",
    "tr": "Değerli okurlar,|Günaydın,|Günün öne çıkan haberleri aşağıda.|Editörlerimizin seçtiği haberleri aşağıda bulabilirsiniz.",
}
FOOTERS = {
    "en": "© 2025 {paper}. All rights reserved.|Contact: newsroom@example.com|Subscribe to our newsletter and never miss a story.|Terms of use | Privacy policy | Contact|You are receiving this email because you subscribed at example.com.|Unsubscribe | Update your preferences|Follow us on Facebook, Instagram and X|{paper}, 12 Harbour Street, tel. +44 20 5550 0123|Editor-in-chief: {name}|No part of this publication may be reproduced without permission.|Made with care in {place}.|Download our app for Android and iOS|Advertise with us|About us|Support independent journalism: donate today|Printed by Harbour Press. Circulation 12,400.",
    "sq": "© 2025 {paper}. Të gjitha të drejtat e rezervuara.|Kontakt: redaksia@example.com|Abonohuni në buletinin tonë.|Kushtet e përdorimit | Privatësia | Kontakt|Na ndiqni në Facebook dhe Instagram|{paper}, Rruga e Kavajës 12, tel. +355 4 555 0123|Kryeredaktor: {name}|Ndalohet riprodhimi pa leje.|Shkarko aplikacionin tonë|Reklamo me ne|Rreth nesh|Na mbështetni",
    "hbs": "© 2025 {paper}. Sva prava pridržana.|Kontakt: redakcija@example.com|Pretplatite se na naš newsletter.|Uvjeti korištenja | Privatnost | Kontakt|Pratite nas na Facebooku i Instagramu|{paper}, Glavna ulica 12, tel. +385 1 555 0123|Glavni urednik: {name}|Zabranjeno preuzimanje sadržaja bez dozvole.|Preuzmite aplikaciju|Marketing|O nama|Impressum|Sva prava zadržana 2025|Podržite nezavisno novinarstvo|Naklada 12.400 primjeraka",
    "mk": "© 2025 {paper}. Сите права се задржани.|Контакт: redakcija@example.com|Претплатете се на нашиот билтен.|Услови за користење | Приватност | Контакт|Следете нè на Фејсбук и Инстаграм|Главен уредник: {name}|Забрането преземање без дозвола.|За нас|Маркетинг|Импресум",
    "de": "© 2025 {paper}. Alle Rechte vorbehalten.|Kontakt: redaktion@example.com|Abonnieren Sie unseren Newsletter.|Impressum | Datenschutz | AGB|Folgen Sie uns auf Facebook und Instagram|Chefredakteurin: {name}|Nachdruck verboten.|Über uns|Mediadaten|Vom Newsletter abmelden",
    "it": "© 2025 {paper}. Tutti i diritti riservati.|Riproduzione riservata|Contatti: redazione@example.com|Iscriviti alla newsletter|Privacy | Note legali | Contatti|Seguici su Facebook e Instagram|Direttore responsabile: {name}|Chi siamo|Pubblicità",
    "fr": "© 2025 {paper}. Tous droits réservés.|Contact : redaction@example.com|Abonnez-vous à notre newsletter|Mentions légales | Confidentialité | Contact|Suivez-nous sur Facebook et Instagram|Directrice de la publication : {name}|Reproduction interdite.|Qui sommes-nous|Se désabonner",
    "el": "© 2025 {paper}. Με επιφύλαξη παντός δικαιώματος.|Επικοινωνία: news@example.com|Εγγραφείτε στο newsletter μας|Όροι χρήσης | Πολιτική απορρήτου | Επικοινωνία|Ακολουθήστε μας στο Facebook|Εκδότης: {name}|Απαγορεύεται η αναδημοσίευση.|Διαφήμιση",
    "tr": "© 2025 {paper}. Tüm hakları saklıdır.|İletişim: haber@example.com|Bültenimize abone olun|Kullanım koşulları | Gizlilik | İletişim|Bizi Facebook ve Instagram'da takip edin|Genel Yayın Yönetmeni: {name}|İzinsiz kopyalanamaz.|Hakkımızda|Künye",
}
COOKIES = {
    "en": "We use cookies to improve your experience. By continuing you accept our cookie policy.|This site uses cookies.|Accept all|Reject all|Manage preferences|Cookie settings",
    "sq": "Kjo faqe përdor cookies për t'ju ofruar përvojën më të mirë.|Pranoj|Prano të gjitha|Politika e privatësisë",
    "hbs": "Ova stranica koristi kolačiće kako bi vam pružila bolje iskustvo.|Ovaj sajt koristi kolačiće.|Prihvati sve|Odbij|Postavke kolačića|Slažem se",
    "mk": "Оваа страница користи колачиња за подобро искуство.|Прифати ги сите|Се согласувам|Политика за приватност",
    "de": "Wir verwenden Cookies, um Ihr Erlebnis zu verbessern.|Alle akzeptieren|Ablehnen|Einstellungen",
    "it": "Questo sito utilizza cookie per migliorare l'esperienza di navigazione.|Accetta tutti|Rifiuta|Preferenze",
    "fr": "Nous utilisons des cookies pour améliorer votre expérience.|Tout accepter|Refuser|Paramétrer",
    "el": "Χρησιμοποιούμε cookies για να βελτιώσουμε την εμπειρία σας.|Αποδοχή όλων|Απόρριψη",
    "tr": "Bu site deneyiminizi iyileştirmek için çerez kullanır.|Tümünü kabul et|Reddet|Ayarlar",
}
ADS = {
    "en": "New apartments by the sea from 1,200 euros per square metre. Call 069 555 0123.|Fly to Vienna from 39 euros!|Summer sale: up to 50 % off|Your bank. Your future.|Visit our new showroom on Station Road",
    "sq": "Apartamente të reja buzë detit, nga 1200 euro për metër katror.|Oferta e verës: deri në 50% ulje|Banka juaj, e ardhmja juaj|Telefononi në 069 555 0123",
    "hbs": "Novi stanovi uz more već od 2.200 eura po kvadratu. Nazovite 01 555 0123.|Ljetna akcija: do 50 % popusta|Vaša banka, vaša budućnost|Posjetite naš novi salon",
    "mk": "Нови станови од 1.200 евра за квадрат. Јавете се на 02 555 0123.|Летна акција: до 50 % попуст|Вашата банка, вашата иднина",
    "de": "Neue Wohnungen am See ab 3.900 Euro pro Quadratmeter.|Sommerschlussverkauf: bis zu 50 % Rabatt|Ihre Bank. Ihre Zukunft.",
    "it": "Nuovi appartamenti vista mare da 2.400 euro al metro quadro.|Saldi estivi: fino al 50 %|La tua banca, il tuo futuro",
    "fr": "Appartements neufs au bord du lac à partir de 4 900 euros le mètre carré.|Soldes d'été : jusqu'à 50 %|Votre banque, votre avenir",
    "el": "Νέα διαμερίσματα δίπλα στη θάλασσα από 2.000 ευρώ το τετραγωνικό.|Εκπτώσεις έως 50 %|Η τράπεζά σας, το μέλλον σας",
    "tr": "Deniz kenarında yeni daireler, metrekaresi 45.000 liradan.|Yaz indirimi: yüzde 50'ye varan|Bankanız, geleceğiniz",
}
BYLINES = {
    "en": "By {n}|by {n}|By: {n}|Written by {n}|Author: {n}|Words by {n}|Reporting by {n}|BY {N}|Interview by {n}",
    "sq": "Nga {n}|Nga: {n}|Shkruan: {n}|Shkruan {n}|Autor: {n}|NGA {N}|Përgatiti: {n}",
    "hbs": "Piše: {n}|Piše {n}|Autor: {n}|Autor {n}|Napisala: {n}|PIŠE: {N}|Priredio: {n}|Autorica: {n}|Tekst: {n}|Razgovarala: {n}",
    "mk": "Пишува: {n}|Пишува {n}|Автор: {n}|Од {n}|Подготви: {n}|ПИШУВА: {N}",
    "de": "Von {n}|von {n}|VON {N}|Text: {n}|Autorin: {n}|Ein Bericht von {n}|Von: {n}",
    "it": "di {n}|Di {n}|a cura di {n}|dal nostro inviato {n}|DI {N}|Autore: {n}",
    "fr": "Par {n}|par {n}|PAR {N}|Texte : {n}|Propos recueillis par {n}|De notre correspondante {n}",
    "el": "Του {n}|Της {n}|Γράφει ο {n}|Γράφει η {n}|Ρεπορτάζ: {n}|ΤΟΥ {N}|Συντάκτης: {n}",
    "tr": "Yazan: {n}|Haber: {n}|{n} yazdı|Muhabir: {n}|HABER: {N}|Hazırlayan: {n}|{n} / Ankara",
}
ROLES = {
    "en": "senior reporter|political editor|correspondent in Brussels|staff writer",
    "sq": "korrespondent|gazetare|redaktor i politikës",
    "hbs": "dopisnik iz Bruxellesa|novinarka|urednik",
    "mk": "дописник|новинарка|уредник",
    "de": "Korrespondentin|Redakteur|Brüssel",
    "it": "corrispondente|redazione esteri|inviato",
    "fr": "correspondante|envoyé spécial|journaliste",
    "el": "ανταποκρίτρια|δημοσιογράφος|συντάκτης",
    "tr": "muhabir|Dış Haberler Servisi|editör",
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "hbs": "siječnja veljače marta travnja maja lipnja jula kolovoza rujna oktobra studenog prosinca",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "el": "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}
WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "sq": "E hënë|E martë|E mërkurë|E enjte|E premte|E shtunë|E diel",
    "hbs": "Ponedjeljak Utorak Srijeda Četvrtak Petak Subota Nedjelja",
    "mk": "Понеделник Вторник Среда Четврток Петок Сабота Недела",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "el": "Δευτέρα Τρίτη Τετάρτη Πέμπτη Παρασκευή Σάββατο Κυριακή",
    "tr": "Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar",
}
DATE_FORMS = {
    "en": "{m} {d}, {y}|{d} {m} {y}|{d} {m}, {y}|{w}, {m} {d}, {y}|{w} {d} {m} {y}|{y}-{mm}-{dd}|{dd}/{mm}/{y}|{dd}.{mm}.{y}|{m3} {d}, {y}|{d} {m3} {y}",
    "sq": "{d} {m} {y}|{d} {M}, {y}|{w}, {d} {m} {y}|{dd}.{mm}.{y}|{dd}/{mm}/{y}|{d} {M} {y}|{y}-{mm}-{dd}",
    "hbs": "{d}. {m} {y}.|{dd}.{mm}.{y}.|{d}.{n}.{y}.|{w}, {d}. {m} {y}.|{w}, {dd}.{mm}.{y}.|{d}. {m} {y}|{dd}. {mm}. {y}.|{y}-{mm}-{dd}|{dd}/{mm}/{y}",
    "mk": "{d} {m} {y}|{dd}.{mm}.{y}|{w}, {d} {m} {y}|{d}.{n}.{y}|{d} {m} {y} г.|{y}-{mm}-{dd}",
    "de": "{d}. {m} {y}|{dd}.{mm}.{y}|{w}, {d}. {m} {y}|{d}.{n}.{y}|{w}, {dd}.{mm}.{y}",
    "it": "{d} {m} {y}|{w} {d} {m} {y}|{dd}/{mm}/{y}|{dd}.{mm}.{y}|{M} {d}, {y}",
    "fr": "{d} {m} {y}|{w} {d} {m} {y}|le {d} {m} {y}|{dd}/{mm}/{y}|{dd}.{mm}.{y}",
    "el": "{d} {m} {y}|{w} {d} {m} {y}|{w}, {d} {m} {y}|{dd}/{mm}/{y}|{dd}.{mm}.{y}",
    "tr": "{d} {m} {y}|{d} {m} {y} {w}|{dd}.{mm}.{y}|{dd}/{mm}/{y}|{w}, {d} {m} {y}",
}
DATED = {
    "en": "Published: |Published on |Posted on |Updated: |Date: |Last updated: |First published: ",
    "sq": "Publikuar më |Publikuar: |Postuar më |Data: ",
    "hbs": "Objavljeno: |Objavljeno |Datum: |Ažurirano: |Objava: ",
    "mk": "Објавено: |Објавено на |Датум: ",
    "de": "Veröffentlicht am |Stand: |Aktualisiert am |vom ",
    "it": "Pubblicato il |Aggiornato il |Data: ",
    "fr": "Publié le |Mis à jour le |Date : ",
    "el": "Δημοσιεύθηκε: |Δημοσίευση: |Ενημερώθηκε: ",
    "tr": "Yayınlanma: |Güncelleme: |Tarih: ",
}
RELATIVE = {
    "en": "2 hours ago|yesterday|5 min read|3 min read", "sq": "2 orë më parë|dje|3 min lexim", "hbs": "prije 2 sata|pre 3 sata|jučer|3 min čitanja",
    "mk": "пред 2 часа|вчера|3 мин читање", "de": "vor 2 Stunden|gestern|3 Min. Lesezeit", "it": "2 ore fa|ieri|3 min di lettura",
    "fr": "il y a 2 heures|hier|3 min de lecture", "el": "πριν 2 ώρες|χθες|3 λεπτά ανάγνωσης", "tr": "2 saat önce|dün|3 dk okuma",
}  # fmt: skip
CAPTIONS = {
    "en": "Photo: {name}|Photo by {name}/{agency}|Image: {agency}|File photo of the city hall in {place}. Photo: {agency}|The old bridge in {place} last week (photo: {name})|Photo: Illustration",
    "sq": "Foto: {name}|Foto: {agency}|Foto ilustruese|Pamje nga sheshi në {place}. Foto: {name}",
    "hbs": "Foto: {name}|Foto: {agency}|FOTO: {name}/{agency}|Ilustracija|Pogled na {place}. Foto: {name}|Snimio: {name}",
    "mk": "Фото: {name}|Фото: {agency}|Илустрација", "de": "Foto: {name}|Foto: {agency}|Symbolbild|Bild: {agency}",
    "it": "Foto: {name}|Foto {agency}|Foto d'archivio", "fr": "Photo : {name}|Photo {agency}|Crédit photo : {name}",
    "el": "Φωτογραφία: {name}|Φωτο: {agency}|Φωτογραφία αρχείου", "tr": "Fotoğraf: {name}|Foto: {agency}|Arşiv fotoğrafı",
}  # fmt: skip
AGENCIES = "AFP AP Reuters Tanjug Beta Hina FENA MIA ATSH dpa ANSA AA".split()
DESKS = {
    "en": "{paper} Editorial Board|Editorial Board|Staff Reporter|{paper} Staff|Business Desk|{paper}", "sq": "Redaksia|Bordi Editorial|{paper}", "hbs": "Redakcija|Uredništvo|{paper}|Sportska redakcija",
    "mk": "Редакција|{paper}", "de": "Redaktion|Sportredaktion|{paper}", "it": "Redazione|Redazione Esteri", "fr": "La rédaction|Service Économie",
    "el": "Συντακτική ομάδα|Newsroom", "tr": "Haber Merkezi|Dış Haberler Servisi",
}  # fmt: skip
EMOJI = ("📰", "🚢", "🌧", "📚", "⚽", "🔴", "🎬", "💶", "🏛", "🚆", "✅", "👉")
ENDS = (
    "(ENDS)",
    "(MORE)",
    "-30-",
    "###",
    "(kraj)",
    "(FUND)",
    "(END)",
    "xxx",
    "ENDS",
    "(KRAJ)",
    "(FINE)",
    "(SON)",
)
TEXT_FIELDS = {
    "en": ("Text", "Summary", "Description", "Body"),
    "sq": ("Teksti", "Përmbledhje"),
    "hbs": ("Tekst", "Sažetak"),
    "mk": ("Текст", "Опис"),
    "de": ("Text", "Zusammenfassung"),
    "it": ("Testo",),
    "fr": ("Texte", "Résumé"),
    "el": ("Κείμενο",),
    "tr": ("Metin", "Özet"),
}
BIOS = {
    "en": "{n} is a writer and lives in {p}.|{n} teaches history at the university.|The author is an analyst based in {p}.|The views expressed are the author's own.",
    "sq": "{n} është analist dhe jeton në {p}.|Autorja jep histori në universitet.|Mendimet janë të autorit.",
    "hbs": "{n} je književnik i živi u gradu {p}.|Autorica predaje povijest na sveučilištu.|Stavovi autora ne odražavaju stav redakcije.",
    "mk": "{n} е писател и живее во {p}.|Ставовите се на авторот.",
    "de": "{n} lebt als Autorin in {p}.|Der Autor lehrt Geschichte.",
    "it": "{n} insegna storia e vive a {p}.|L'autore è analista.",
    "fr": "{n} est écrivain et vit à {p}.|L'auteure enseigne l'histoire.",
    "el": "Ο συγγραφέας διδάσκει ιστορία.|Η {n} ζει στην πόλη {p}.",
    "tr": "{n} yazar, {p} kentinde yaşıyor.|Yazar tarih dersleri veriyor.",
}
BULLETINS = {
    "en": "Morning Briefing|Daily Digest|News Bulletin|Weekly Review|Press Review|Media Monitor|Evening Edition|News in Brief|The Week in Short|Daily File|Noon Bulletin",
    "sq": "Buletini i Mëngjesit|Përmbledhja e Ditës|Buletin Lajmesh|Revista e Shtypit|Lajmet e Orës 12|Java në Pak Fjalë",
    "hbs": "Jutarnji pregled|Dnevni bilten|Pregled vijesti|Pregled štampe|Vijesti u 16 sati|Tjedni pregled|Večernje izdanje|Nedeljni pregled|Servis vesti",
    "mk": "Утрински преглед|Дневен билтен|Преглед на печатот|Вести во 16 часот|Неделен преглед",
    "de": "Morgenlage|Nachrichtenüberblick|Presseschau|Wochenrückblick|Abendausgabe|Meldungen des Tages",
    "it": "Rassegna stampa|Notiziario del mattino|Bollettino|Edizione della sera|La settimana in breve",
    "fr": "Revue de presse|Journal du matin|Bulletin d'information|L'essentiel de la semaine|Édition du soir",
    "el": "Πρωινό δελτίο|Ανασκόπηση τύπου|Δελτίο ειδήσεων|Εβδομαδιαία επισκόπηση",
    "tr": "Sabah Bülteni|Basın Özeti|Haber Bülteni|Haftalık Özet|Akşam Baskısı",
}
TAGLINES = {
    "en": "Independent news since 1991|In this issue: {n} stories|Issued {date} at 06:30 CEST. For subscribers only.|Your guide to {place} and beyond|Trains, rivers and other slow things|Week of {date}|Not for redistribution|Edition for {place}|Prepared by the night desk|{n} stories, five minutes",
    "sq": "Gazetë e pavarur që nga 1992|Në këtë numër: {n} lajme|Botim për {place}|Përgatitur nga redaksia|Java e {date}",
    "hbs": "Nezavisne novine od 1991.|U ovom broju: {n} tema|Izdanje za {place}|Redakcija: Kej slobode 4, {place}|Izlazi svakog četvrtka|Tjedan {date}|Samo za pretplatnike|Pripremila dežurna ekipa",
    "mk": "Независен весник од 1993|Во овој број: {n} теми|Редакција: Кеј 13 Ноември 4, {place}|Излегува секој петок|Само за претплатници",
    "de": "Unabhängig seit 1949|In dieser Ausgabe: {n} Themen|Ausgabe {place}|Erscheint wöchentlich|Redaktionsschluss: 18 Uhr|Nur für Abonnenten",
    "it": "Quotidiano indipendente dal 1948|In questo numero: {n} articoli|Edizione di {place}|Esce il sabato|A cura della redazione",
    "fr": "Journal indépendant depuis 1944|Dans ce numéro : {n} sujets|Édition de {place}|Paraît le samedi|Réservé aux abonnés",
    "el": "Ανεξάρτητη εφημερίδα από το 1975|Σε αυτό το φύλλο: {n} θέματα|Έκδοση {place}|Κυκλοφορεί κάθε Σάββατο",
    "tr": "1946'dan beri bağımsız|Bu sayıda: {n} haber|{place} baskısı|Her cuma çıkar|Yalnızca aboneler için",
}
SIGN_OFFS = {
    "en": "That is all for today. See you tomorrow!|Thank you for reading. Tell a friend, or reply to this email.|Have a good weekend,|Your morning team|Until next week|We read every letter. Write to us.|Did someone forward this to you? Subscribe here.|This bulletin was prepared by the night desk.",
    "sq": "Kaq për sot. Shihemi nesër!|Faleminderit që na lexuat.|Redaksia juaj|Ky buletin u përgatit nga redaksia.|Fundjavë të mbarë!",
    "hbs": "To je sve za danas. Čitamo se sutra!|Hvala što nas čitate.|Vaša redakcija|Bilten je pripremila dežurna ekipa.|Ugodan vikend!|Ako vam je netko proslijedio ovaj mail, prijavite se ovdje.",
    "mk": "Толку за денес. До утре!|Ви благодариме што нè читате.|Вашата редакција|Билтенот го подготви дежурната екипа.",
    "de": "Das war's für heute. Bis morgen!|Danke fürs Lesen.|Ihre Redaktion|Einen schönen Tag wünscht Ihr Team|Hat Ihnen jemand diese Mail weitergeleitet? Hier anmelden.",
    "it": "È tutto per oggi. A domani!|Grazie per averci letto.|La vostra redazione|Buon fine settimana!",
    "fr": "C'est tout pour aujourd'hui. À demain !|Merci de nous avoir lus.|Votre rédaction|Bonne fin de semaine !|Revue préparée par la rédaction.",
    "el": "Αυτά για σήμερα. Τα λέμε αύριο!|Ευχαριστούμε που μας διαβάζετε.|Η σύνταξη",
    "tr": "Bugünlük bu kadar. Yarın görüşürüz!|Bizi okuduğunuz için teşekkürler.|Haber merkezi|İyi hafta sonları!",
}
AND = {
    "en": "and",
    "sq": "dhe",
    "hbs": "i",
    "mk": "и",
    "de": "und",
    "it": "e",
    "fr": "et",
    "el": "και",
    "tr": "ve",
}
TITLE_FIELDS = {
    "en": "Title",
    "sq": "Titulli",
    "hbs": "Naslov",
    "mk": "Наслов",
    "de": "Titel",
    "it": "Titolo",
    "fr": "Titre",
    "el": "Τίτλος",
    "tr": "Başlık",
}
QUESTION_MARKS = {
    "en": "Q",
    "sq": "Pyetje",
    "hbs": "Pitanje",
    "mk": "Прашање",
    "de": "Frage",
    "it": "Domanda",
    "fr": "Question",
    "el": "Ερώτηση",
    "tr": "Soru",
}
ANSWER_MARKS = {
    "en": "A",
    "sq": "Përgjigje",
    "hbs": "Odgovor",
    "mk": "Одговор",
    "de": "Antwort",
    "it": "Risposta",
    "fr": "Réponse",
    "el": "Απάντηση",
    "tr": "Cevap",
}
TAG_FIELDS = {
    "en": "Tags",
    "sq": "Etiketa",
    "hbs": "Tagovi",
    "mk": "Тагови",
    "de": "Schlagworte",
    "it": "Tag",
    "fr": "Mots clés",
    "el": "Ετικέτες",
    "tr": "Etiketler",
}
