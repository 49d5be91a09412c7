# Ord till samordnaren: veckans kvitto, och beskedet om stoppade brev.

## Kvittots ämne och inledning

receipt-masthead = Kvitto · vecka { $week }
receipt-subject-well = { $sent ->
    [one] Allt är väl, ett brev har gått ut
   *[other] Allt är väl, { $sent } brev har gått ut
} – kvitto vecka { $week }
receipt-subject-none-due = Allt är väl, inga brev skulle ut – kvitto vecka { $week }
receipt-subject-taken-back = Inga brev går ut, alla är tillbakadragna – kvitto vecka { $week }
receipt-subject-paused = Inga brev går ut, alla har paus – kvitto vecka { $week }
receipt-subject-paused-or-taken-back = Inga brev går ut, alla har paus eller är tillbakadragna – kvitto vecka { $week }
receipt-subject-none-sent = Inga brev går ut – kvitto vecka { $week }
receipt-subject-look = { $sent ->
    [0] Inga brev har gått ut
    [one] Ett brev har gått ut
   *[other] { $sent } brev har gått ut
}, något behöver en titt – kvitto vecka { $week }
receipt-subject-act = { $sent } av { $expected } brev har gått ut, något behöver göras – kvitto vecka { $week }
receipt-subject-act-none-due = Inga brev skulle ut, något behöver göras – kvitto vecka { $week }
receipt-subject-held = Stoppat: { $held ->
    [one] ett brev
   *[other] { $held } brev
} väntar på dig – kvitto vecka { $week }
receipt-subject-not-run = Inga brev är skrivna – kvitto vecka { $week }
receipt-none-due = Ingen enhet har undervisning den här veckan, så inga brev skulle ut.
receipt-sent = { $sent ->
    [one] Ett brev har gått ut.
   *[other] { $sent } brev har gått ut.
}
receipt-taken-back = Inga brev går ut den här veckan. Alla är tillbakadragna.
receipt-paused = Inga brev går ut den här veckan. Alla som skulle få ett har paus, eller har bett om det.
receipt-paused-or-taken-back = Inga brev går ut den här veckan. Några som skulle få ett har paus, eller har bett om det. De andra breven är tillbakadragna.
receipt-none-sent = Inga brev har gått ut.
receipt-lead-well = Allt är väl. { $what }
receipt-lead-look = { $what } Något behöver en titt.
receipt-lead-act-none = { $what } Något behöver göras.
receipt-lead-act = { $sent } av { $expected } brev har gått ut. Något behöver göras.
receipt-lead-held = { $held ->
    [one] Ett brev är stoppat och väntar på ditt beslut.
   *[other] { $held } brev är stoppade och väntar på ditt beslut.
}
receipt-lead-not-run = Veckans brev är inte skrivna än. Körningen har inte börjat.
receipt-lead-broken-off = Veckans körning blev avbruten. Den kan köras igen, och inget brev går ut två gånger.

## Summan

count-heading = Breven till rektorer
count-caption = De senare raderna blir tillsammans den första.
count-what = Brev
count-number = Antal
count-expected = Skulle gå ut
count-sent = Har gått ut
count-skipped = Skickas inte
count-held = Stoppade, väntar på dig
count-failed = Kom inte fram
count-unknown = Kanske framme
count-waiting = Väntar på sin tur

## Att göra

step-heading = Det här kan du göra
step-mend-and-run = Är siffrorna fel? Rätta källan och kör veckan igen, medan det är samma vecka. Då skrivs breven på nytt.
step-release = Stämmer siffrorna? Släpp breven.
step-release-because = Siffrorna stämmer
step-discard = Ska inga brev ut den här veckan? Dra tillbaka dem.
step-discard-because = Siffrorna är fel
step-take-back-doubles = Har breven redan kommit fram? Dra tillbaka de här, så får ingen två.
step-take-back-doubles-because = Breven hade redan kommit
step-release-missing = Har de inte kommit? Släpp breven.
step-release-missing-because = Breven hade inte kommit
step-run = Kör veckan nu. Brev som har gått ut skickas inte igen.
step-mend-addresses = Är adressen fel? Rätta den i units.csv och kör veckan igen. Då går brevet till den nya.
step-clear-address = Stämmer adressen ändå? Säg till, så går breven dit igen.
step-clear-address-because = Adressen stämmer
step-dismiss-bounces = Stämmer adresserna? Säg till, så går breven dit som förut.
step-dismiss-bounces-because = Servern hade fel
step-accept-bounces = Finns ingen där? Stryk dem. Inga fler brev går dit förrän adressen är rättad.
step-accept-bounces-because = Ingen finns där
step-retry-failed = Är allt rätt på vår sida? Skicka det som inte gick fram en gång till.
step-retry-failed-because = Adressen stämmer
step-retry-late = Några brev hann inte gå ut i tid. Fungerar mejlen igen, och gör breven ännu nytta? Skicka dem ändå.
step-retry-late-because = Mejlen fungerar igen
step-retry-unknown = Några kan ha fått sitt brev ändå. Fråga en av dem. Har det inte kommit, skicka de breven en gång till.
step-retry-unknown-because = Det hade inte kommit
step-answer-wishes = Svara den som har bett om paus: brevet kommer inte förrän du har sagt ja eller nej.
step-mend-rows = Rätta raderna som inte går att läsa där de kommer från. De står längre ner.
step-name-principals = Skriv in en rektor med adress i units.csv för de enheter som saknar det.

## Därför är breven stoppade

cause-heading = Därför är breven stoppade
cause-no-data = Det finns inga siffror alls. De borde gå till { $expected }.
cause-old-data = De senaste siffrorna går till { $newest }. De borde gå till { $expected }.
cause-old-data-check = Se efter om exporten har kommit. Längre ner står när varje källa lästes.
cause-few-units = { $reported ->
    [0] Ingen av { $expected } enheter har nya siffror.
   *[other] Bara { $reported } av { $expected } enheter har nya siffror.
}
cause-few-units-check = Se efter om några enheter fattas i exporten.
cause-levels-fell = { $fallen } av { $judged } bedömningar har fallit ett steg på en vecka.
cause-levels-fell-check = Så mycket ändras sällan på en gång. Se efter om källan räknar på ett nytt sätt.
cause-vanished = Ingen enhet använder { $module } längre, säger siffrorna. Förra veckan var det annorlunda.
cause-vanished-check = Se efter om modulen har ett nytt namn i källan.
cause-verdicts-lost = { $lost } av { $had } enheter har inte längre någon bedömning av { $module }. Förra veckan hade de det.
cause-verdicts-lost-words = Ord i källorna som ingen modul svarar mot: { $words }.
cause-restored = nyttja har återställts från en säkerhetskopia { $restored }. Breven kan ha gått ut före det.
cause-restored-copied = nyttja har återställts { $restored } från en säkerhetskopia från { $copied }. Breven kan ha gått ut däremellan.
cause-restored-check = Fråga en rektor om veckans brev har kommit. Har det kommit ska breven inte gå ut en gång till.
unreported-heading = Enheter utan nya siffror

## Brev som inte gick fram

trouble-heading = Brev som inte kom fram
late-heading = Brev från tidigare veckor som inte kom fram
trouble-letter = { $units } ({ $address })
trouble-summary = Sammanfattning till { $address }
trouble-notice = Besked till { $address }
trouble-week = { $what }, vecka { $week }
trouble-failed = Brevet kom inte fram.
trouble-unknown = Kontakten bröts, så brevet kan ha kommit fram eller inte.
trouble-too-late = Brevet hann inte gå ut i tid, och skickas inte.
trouble-sender = Mejlservern tar inte emot vår egen adress som avsändare. Rätta den under [mail] i nyttja.toml.
trouble-words = Svaret var: { $words }
address-heading = Adresser att rätta
address-dead = Ett brev kom tillbaka den { $date }. Inga fler brev går dit.
address-dead-coordinator = Ett brev kom tillbaka den { $date }.
address-troubled = Brev har kommit tillbaka { $weeks } veckor i rad. De skickas fortfarande. Se efter om adressen stämmer.
unread-heading = Att läsa i brevlådan för brev som kommer tillbaka
unread-leaving = { $messages ->
    [one] Ett autosvar säger att någon har slutat eller att en adress har upphört.
   *[other] { $messages } autosvar säger att någon har slutat eller att en adress har upphört.
}
unread-system = { $messages ->
    [one] Ett meddelande från ett mejlsystem förstår inte nyttja.
   *[other] { $messages } meddelanden från mejlsystem förstår inte nyttja.
}
mailbox-heading = Brevlådan för brev som kommer tillbaka
mailbox-what = [bounces] i nyttja.toml
mailbox-failed = Gick inte att läsa { $when }. Brev som har kommit tillbaka kan saknas här.
deferred-heading = Brev som väntar på ett nytt försök
deferred-again = Nästa försök blir { $when }.
skipped-heading = Brev som inte skickas
skipped-letters = { $letters ->
    [one] Ett brev
   *[other] { $letters } brev
}: { $why }
skipped-vacant = ingen rektor att skriva till
skipped-not-judged = det fanns inget att bedöma
skipped-dead-address = ett tidigare brev till adressen kom tillbaka
skipped-too-late = hann inte gå ut i tid
skipped-paused = paus enligt överenskommelse till och med { $date } ({ $words })
skipped-wished = mottagaren bad om paus den { $date }, och ingen har svarat än
skipped-taken-back = någon drog tillbaka det och skrev ”{ $words }”
skipped-taken-back-by = { $who } drog tillbaka det och skrev ”{ $words }”
skipped-other = { $words }
vacant-heading = Enheter utan rektor att skriva till
vacant-no-address = Ingen adress finns.
vacant-unusable = Adressen går inte att använda: { $words }
units-and-more = { $units } och { $count } till

## Samtal och överenskommelser

talk-heading = Att ta upp i ett samtal
talk-text = Många brev har bett om det här, och inget har ändrats. Breven frågar inte mer.
talk-since = { $what }, sedan vecka { $week }
about-module = { $unit }: { $module } ({ $who })
ending-heading = Överenskommelser som slutar
ending-over = Den gick ut { $date }. Nu gäller målet för alla.
ending-soon = Den går ut { $date }.
ending-with = Gjord med { $name }.

## Källor

source-heading = Källorna
source-read = Lästes { $when }.
source-never = Den har aldrig gått att läsa.
source-failed = Gick inte att läsa { $when }. Det som lästes förut finns kvar.
source-last-good = Den gick senast att läsa { $when }.
source-rows = { $rows ->
    [one] En rad
   *[other] { $rows } rader
}: { $kept } är med, { $ignored } handlar om annat, { $refused } gick inte att läsa.
source-failure = Felet, med programmets ord: { $words }
source-note = Programmets not: { $words }
source-refused-line = { $file }, rad { $line }: { $words }
source-refused-record = Sida { $page }, post { $record }: { $words }
source-refused-list = Alla sådana rader står i { $file }
source-mixed = En källa blandar långa och korta perioder. En lång räknas bara där de korta inte täcker den.
more-items = { $count ->
    [one] … och en till.
   *[other] … och { $count } till.
}

## Beskedet om stoppade brev

hold-masthead = Stoppade brev · vecka { $week }
hold-subject = Stoppat: breven vecka { $week } väntar på dig
hold-lead = { $letters ->
    [one] Ett brev är stoppat, och inget har gått ut.
   *[other] { $letters } brev är stoppade, och inget har gått ut.
} Siffrorna ser konstiga ut, så du får avgöra.
hold-lead-restored = { $letters ->
    [one] Ett brev är stoppat.
   *[other] { $letters } brev är stoppade.
} De kan redan ha gått ut, så du får avgöra.
hold-text = Gör du inget ligger breven kvar.
hold-unwritten = { $letters ->
    [one] Ett av dem är inte skrivet än, för siffrorna saknas. Det går inte att släppa.
   *[other] { $letters } av dem är inte skrivna än, för siffrorna saknas. De går inte att släppa.
}

## Fot

because-coordinator = Du får brevet för att du står som samordnare för { $municipality }.

## Beskedet om adresser som sägs vara döda

doubt-masthead = Många adresser sägs vara döda
doubt-subject = Många adresser sägs vara döda: du får avgöra
doubt-lead = Mejlservrar säger nästan samtidigt att ingen finns på { $addresses ->
    [one] en adress
   *[other] { $addresses } adresser
}. Så många på en gång kan bero på en spärrlista eller på ett fel hos en server. Därför är ingen av dem struken, och du får avgöra.
doubt-heading = Det här svarade servrarna
doubt-of = { $addresses ->
    [one] Om en adress
   *[other] Om { $addresses } adresser
}
doubt-text = Gör du inget är ingen adress struken. De brev som en server vägrade ta emot väntar så länge.
