# Brevens ord på svenska. Variabler heter $så. Tal skrivs med svenska
# mellanrum av sig själva; $count och liknande väljer också böjning.

## Ämnesrad

subject-asks = { $count ->
    [one] En sak
    [2] Två saker
    [3] Tre saker
   *[other] { $count } saker
} att lyfta – { $units }, vecka { $week }
subject-praise = Alla mål nådda – { $units }, vecka { $week }
subject-calm = Inget nytt att göra – { $units }, vecka { $week }

## Rättelse av ett brev som redan har gått ut

subject-correction = Rättelse: { $subject }
correction = Det här brevet rättar det du fick förut. Skälet: { $why }.

## Inledning

masthead = Veckobrev · vecka { $week }
greeting = Hej { $name }!
greeting-nobody = Hej!
score = Ni når { $met } av { $judged } mål.
push = { $count ->
    [one] En sak är värd att lyfta den här veckan.
    [2] Två saker är värda att lyfta den här veckan. Börja gärna med den första.
    [3] Tre saker är värda att lyfta den här veckan. Börja gärna med den första.
   *[other] { $count } saker är värda att lyfta den här veckan. Börja gärna med den första.
}
lead-praise = { $judged ->
    [one] Ni når målet som går att mäta just nu. Fint arbetat – hälsa gärna det till alla som bidrar!
   *[other] Ni når alla { $judged } mål som går att mäta just nu. Fint arbetat – hälsa gärna det till alla som bidrar!
}
lead-calm = Den här veckan ber vi inte om något nytt.

## Rubriker

heading-progress = Det här går bra
heading-asks = Värt att lyfta
heading-coming = Datum att ha i sikte
heading-notes = På gång
heading-table = Läget i alla moduler

## Målgrupper

staff = pedagoger
staff-the = pedagogerna
staff-one = pedagog
students = elever
students-the = eleverna
students-one = elev
children = barn
children-the = barnen
children-one = barn
guardians = vårdnadshavare
guardians-the = vårdnadshavarna
guardians-one = vårdnadshavare

## Siffror

and = { $first } och { $last }
percent = { $number }{ "\u00A0" }%
percent-under-one = mindre än 1{ "\u00A0" }%
under = under { $number }
people-active = { $active ->
    [0] ingen av { $eligible } { $who } är igång än
   *[other] { $active } av { $eligible } { $who } är igång
}
people-covered = { $active ->
    [0] ingen av { $eligible } { $who } är klar än
    [one] { $active } av { $eligible } { $who } är klar
   *[other] { $active } av { $eligible } { $who } är klara
}
share-active = { $share } av { $who } är igång
share-covered = { $share } av { $who } är klara
items-person = { $weeks ->
    [one] { $items } inlägg per { $who } på en vecka
   *[other] { $items } inlägg per { $who } på { $weeks } veckor
}
items-week = { $items } inlägg i veckan
figure-withheld = källan lämnar inte ut siffran för { $who }
days-since = { $days ->
    [0] användes senast den sista undervisningsdagen
    [one] användes senast för en undervisningsdag sedan
   *[other] användes senast för { $days } undervisningsdagar sedan
}
module-for = { $module } ({ $who })
short-people = { $active } av { $eligible }
short-items-person = { $items } per { $who }
short-items-week = { $items } i veckan
short-days = { $days ->
    [0] den sista undervisningsdagen
    [one] för en undervisningsdag sedan
   *[other] för { $days } undervisningsdagar sedan
}

## Det som går bra

rose = { $module } ökar: { $figure }, upp från { $before }.
rose-days = { $module } används tätare: senast { $figure }, mot { $before ->
    [one] en undervisningsdag
   *[other] { $before } undervisningsdagar
} tidigare.
reached = { $module } når målet: { $figure }.

## Önskemål

goal-people = Med { $missing } till når ni målet.
goal-withheld = Minst { $missing } till behövs för att nå målet.
goal-covered = Delmålet till { $date } är { $needed }, alltså { $missing } till.
goal-covered-share = Delmålet till { $date } är { $target }.
goal = Målet är { $target }.
goal-days = Målet är högst { $days ->
    [0] 0 undervisningsdagar
    [one] en undervisningsdag
   *[other] { $days } undervisningsdagar
}.
bar-target = mål { $target }
window = { $weeks ->
    [one] Senaste undervisningsveckan
   *[other] Snitt för de senaste { $weeks } undervisningsveckorna
}
known-weeks = bygger på { $known } av { $weeks } veckor
trend-title = Diagram: { $module } de senaste { $weeks } undervisningsveckorna.
trend-title-days = Diagram: undervisningsdagar sedan { $module } användes, de senaste { $weeks } undervisningsveckorna.
trend-up = från { $first } i vecka { $from } upp till { $last } i vecka { $to }
trend-down = från { $first } i vecka { $from } ner till { $last } i vecka { $to }
trend-level = { $last } både i vecka { $from } och i vecka { $to }
trend-days = { $days ->
    [one] en undervisningsdag
   *[other] { $days } undervisningsdagar
}
trend-target-moved = Målet har gått från { $first } till { $last }.
trend-pauses = Uppehåll: { $pauses }.
trend-pause = { $count ->
    [one] vecka { $from } ({ $name })
   *[other] vecka { $from }–{ $to } ({ $name })
}
trend-between-terms = mellan terminerna
trend-gaps = { $count ->
    [one] En av veckorna har ingen siffra.
   *[other] { $count } av veckorna har ingen siffra.
}
trend-line = De senaste { $weeks } undervisningsveckorna: { $course }.
chart-week = v.{ "\u00A0" }{ $week }
chart-days = { $days ->
    [one] 1 dag
   *[other] { $days } dagar
}
chart-target-days = högst { $days }
next = Nästa steg
more = Mer hjälp
minutes = { $minutes ->
    [one] 1 minut
   *[other] { $minutes } minuter
}
session = Nästa tillfälle: { $when }
no-training = Vi hittar gärna ett sätt som passar er. Svara på brevet så hörs vi.
kind-film = film
kind-guide = guide
kind-course = kurs
kind-hands-on = praktisk träff hos er
kind-demo = demomiljö
kind-poster = affisch
kind-contact = kontakt
button-film = Se filmen
button-guide = Öppna guiden
button-course = Till kursen
button-hands-on = Boka en träff
button-demo = Prova själv
button-poster = Hämta affischen
button-contact = Ta kontakt
button-session = Boka plats

offer = Vill ni ha hjälp på plats? Vi kommer gärna till er.
offer-answer = Svara på brevet och skriv ”träff om { $module }”.
offer-label = Be om en träff
offer-subject = Träff om { $module } – { $unit }
offer-body = Hej!

    Vi vill gärna ha en träff om { $module } hos oss på { $unit }.

    Dagar och tider som passar:

    Så många blir vi:

    { $name }

## Datum att ha i sikte

coming = { $module }: till { $date } är målet { $share } av { $who }.
coming-reached = Där är ni redan.
coming-people = { $active ->
    [0] Ingen är klar än, så { $missing } är kvar.
    [one] { $active } är klar, { $missing } är kvar.
   *[other] { $active } är klara, { $missing } är kvar.
}
coming-share = Nu är { $share } klara.

## På gång

note-help-planned = { $module }: hjälp är inbokad, vi ses den { $date }.
note-help-given = { $module }: vi sågs den { $date }. Nu får det nya landa.
note-help = { $module }: hjälp är på gång.
note-handed-over = Vi hör av oss om { $module }, så hittar vi tillsammans en väg som passar er.
note-small = { $module }: gruppen är liten och siffran kan svänga av en slump. Vi väntar och ser.
note-recent = Vi tog nyligen upp { $modules }. Det får ta den tid det behöver.
note-crowded = { $modules } kan vänta. Ett steg i taget räcker.

## Tabellen

column-module = Modul
column-level = Läge
level-met = når målet
level-near = nära målet
level-below = en bit kvar
level-silent = inget att bedöma nu
silent-handled = sköts i ett annat system
silent-not-applicable = gäller inte er
silent-exempt = undantag, som vi kommit överens om
silent-out-of-term = vilar vid lov och terminsstart
silent-stale = inga nya uppgifter på sistone
silent-no-data = inga uppgifter än
silent-too-small = för få personer för att visa
silent-not-begun = har inte börjat än
silent-ended = är avslutat
silent-incomplete = för få veckor är kända
handled = { $modules } sköts i { $system }.
handled-somewhere = { $modules } sköts i ett annat system.

## Fot

data-until = Uppgifterna kommer från { $source } och gäller till och med { $date } (v.{ "\u00A0" }{ $week }).
platform = lärplattformen
only-sums = Siffrorna visar hela gruppen, aldrig enskilda personer.
because-principal = Du får brevet som rektor för { $units } i { $municipality }.
because-other = Du får brevet för att du följer { $units } i { $municipality }.
rhythm = Det kommer högst en gång i veckan.
answer = Frågor eller idéer? Svara på brevet, så når du { $who }.
your-units = { $count ->
    [one] din enhet
   *[other] dina { $count } enheter
}
regards = Vänliga hälsningar
pause = Passar brevet inte just nu? Du kan be om en paus.
pause-answer = Svara med ämnet ”{ $subject }” och skriv till när.
pause-label = Be om paus
pause-subject = Paus för veckobrevet om { $units }
pause-body = Hej!

    Jag vill pausa veckobrevet om { $units } till och med den (datum):

    Därför:

    { $name }
pause-at-once = Hej!

    Jag vill pausa veckobrevet om { $units } tills vidare.

    { $name }
