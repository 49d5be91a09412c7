# Orden i verksamhetschefens sammanfattning och i tabellen som följer med.

## Ämnesrad

manager-subject-support = { $count ->
    [one] En enhet att stötta
   *[other] { $count } enheter att stötta
} – läget vecka { $week }
manager-subject-calm = På god väg – läget vecka { $week }
manager-subject-praise = Alla mål nådda – läget vecka { $week }

## Inledning

manager-masthead = Läget i dina enheter · vecka { $week }
manager-met = { $units ->
    [one] Din enhet når alla mål.
   *[other] { $met ->
        [one] En av { $units } enheter når alla mål.
       *[other] { $met } av { $units } enheter når alla mål.
    }
}
manager-met-all = { $units ->
    [one] Din enhet når alla mål. Fint – hälsa gärna det!
   *[other] Alla { $units } enheter når sina mål. Fint – hälsa gärna det!
}
manager-way = { $count ->
    [one] En av { $units } enheter är på väg.
   *[other] { $count } av { $units } enheter är på väg.
}
manager-support = { $count ->
    [one] I en enhet är flera mål en bit bort.
   *[other] I { $count } enheter är flera mål en bit bort.
}
manager-no-support = Ingen enhet behöver extra stöd just nu.
manager-because = { $count ->
    [one] Du får brevet för att du är chef för en enhet i { $municipality }.
   *[other] Du får brevet för att du är chef för { $count } enheter i { $municipality }.
}

## Områden

area-heading = Läget i korthet
area-support = Flera mål en bit bort
area-helped = Hjälp är på gång
area-way = På väg, nära eller ett mål kvar
area-met = Når alla mål som går att mäta
area-unseen = Inget att visa just nu
area-count = { $count ->
    [one] 1{ "\u00A0" }enhet
   *[other] { $count }{ "\u00A0" }enheter
}
support-about = Här gör ditt stöd mest nytta. Fråga gärna vad som skulle underlätta.
unit-below = En bit kvar: { $modules }
unit-near = Nära: { $modules }
unit-more = { $count } till

## Nästa steg

support-step = Vi kommer gärna ut och hjälper till på plats.
support-step-answer = Svara på brevet och skriv vilka enheter det gäller.
support-step-label = Be om hjälp på plats
support-step-subject = Hjälp på plats, vecka { $week }
support-step-body = Hej!

    Vi vill gärna ha hjälp på plats i:

    { $units }

    Så här når ni mig:

    { $name }
support-step-unit = – { $unit } ({ $modules })

## Gemensamt

common-heading = Samma sak på flera håll
common-about = Ett tillfälle för alla kan räcka långt.
common-line = { $module }: { $below } av { $judged } enheter har en bit kvar.
common-help = Det här kan hjälpa: { $title } ({ $about })
children-students = barn och elever

## Sedan förra veckan

moved-heading = Sedan förra veckan
moved-line = { $module } i { $unit }: { $to }, förut { $from }
moved-more = { $count ->
    [one] En till finns i tabellen.
   *[other] { $count } till finns i tabellen.
}
moved-small = { $count ->
    [one] Ett mål till har bytt läge, men skillnaden är liten.
   *[other] { $count } mål till har bytt läge, men skillnaden är liten.
}
moved-only-small = { $count ->
    [one] Ett mål har bytt läge, men skillnaden är liten.
   *[other] { $count } mål har bytt läge, men skillnaden är liten.
}
moved-none = Alla mål är kvar i samma läge.

## Överenskommelser

agreements-heading = Överenskommelser
agreement-exempt = undantag till och med { $date }
agreement-other-target = annat mål till och med { $date }
agreement-pause = paus i breven till och med { $date }
agreement-help-planned = { $kind } den { $date }
agreement-help-given = { $kind }, gavs den { $date }
agreement-hands-on = praktisk träff på plats
agreement-soon = går ut snart, bra att stämma av
agreement-help-soon = snart dags
agreements-more = { $count ->
    [one] En till finns i tabellen.
   *[other] { $count } till finns i tabellen.
}

## Bra att veta

facts-heading = Bra att veta
fact-vacant = { $count ->
    [one] En enhet har ingen rektor med adress. Den får inget brev.
   *[other] { $count } enheter har ingen rektor med adress. De får inget brev.
}
fact-closed = Stängt den här veckan:
fact-paused = Har paus i breven, och är inte med här:
fact-table = Tabellen som följer med har en rad för varje enhet och mål. Där kan du sortera och söka.

## Tabellen

sheet-file = enheter
sheet-title = Läget i dina enheter, vecka { $week }
sheet-units = Enheter
sheet-about = Om tabellen
column-unit = Enhet
column-area = Område
column-audience = Målgrupp
column-measure = Mått
column-value = Värde
column-target = Mål
column-eligible = Antal personer
column-previous = Tidigare värde
column-change = Förändring
column-last-week = Läge förra veckan
column-reason = Förklaring
column-agreement = Överenskommelse eller hjälp
level-none = visas inte
reason-small-numbers = gruppen är liten, siffran kan svänga av en slump
measure-active-share = andel igång
measure-coverage-by = andel klara
measure-items-per-person = inlägg per person
measure-items-per-week = inlägg i veckan
measure-days-since-last = undervisningsdagar sedan sist
sheet-agreement-exempt = Undantag till och med { $date }: { $reason }
sheet-agreement-target = Annat mål till och med { $date }: { $reason }
sheet-agreement-help = Hjälp: { $kind } den { $date }
about-data = Uppgifter
about-week = Vecka
about-met = Värdet är vid målet eller bättre.
about-near = Värdet är nära målet, eller så är gruppen så liten att det kan vara en slump.
about-below = Det är en bit kvar till målet.
about-none = Målet går inte att mäta. I kolumnen { $column } står varför.
about-value = Andelar är avrundade nedåt till tiondels procent. Enhetens eget mål står bredvid.
about-previous = Samma mått för lika många undervisningsveckor strax före.
about-change = Värdet minus det tidigare värdet. För dagar är ett lägre tal bättre.
about-floor = Grupper som är för små visas inte, så att ingen enskild person kan kännas igen.
