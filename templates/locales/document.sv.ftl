# Orden i förväntansdokumentet på svenska. Variabler heter $så. Korta meningar
# och vanliga ord: dokumentet läses av rektorer och politiker.

## Början

doc-title = Det här förväntar vi oss av lärplattformen
doc-title-in = Det här förväntar vi oss av lärplattformen – { $municipality }
doc-valid-on = Gäller den { $date }
doc-contents = Innehåll
doc-to-content = Hoppa till innehållet
doc-to-top = Till innehållet
doc-read = Så läser du dokumentet
doc-read-same = Här står vad { $municipality } förväntar sig att skolor och förskolor gör i lärplattformen. Veckobreven till rektorerna utgår från exakt samma mål. Inget annat räknas.
doc-read-why = Målen finns för barnens och elevernas lärande och för kontakten med hemmen. Det får ta tid att nå dit. Därför ber vi om få saker åt gången, och vi hjälper gärna till.
doc-read-monday = Varje vecka bedöms efter det som gäller på måndagen. När ett mål ändras står de veckor som redan är bedömda kvar.
doc-words = Ord som återkommer
doc-word-week = Undervisningsvecka
doc-word-week-means = En vecka med minst en dag undervisning i skolformen. Lov räknas alltså inte. Vi mäter bara veckor med minst tre dagar.
doc-word-near = Nära målet
doc-word-near-means = Nästan framme. Varje mål säger var gränsen går.
doc-word-items = Inlägg
doc-word-items-means = Allt som skapas i modulen, till exempel en text, en uppgift eller en notering.
doc-word-forms = Flera skolformer
doc-word-forms-means = En enhet med flera skolformer följer läsåret och målet för den första av dem som förväntan gäller. Har den inget eget mål går vi till nästa form.

## Målen i korthet

doc-overview = Målen i korthet
doc-overview-caption = Alla mål som gäller den { $date }
doc-module = Modul
doc-whom = Vilka
doc-target = Mål
doc-forms = Skolformer
doc-until = Gäller
doc-none-in-force = Inga mål gäller den här dagen.

## Ändringar

doc-changes = Ändrat sedan { $date }
doc-no-changes = Inget mål har ändrats sedan dess.
doc-coming = Det som kommer
doc-coming-lead = Det här är beslutat men gäller inte än. Breven räknar med det först från dagen som står här.
doc-no-coming = Inga ändringar är beslutade.
doc-new = Nytt
doc-changed = Ändrat
doc-ended = Upphör
doc-change-new = Nytt från { $date }
doc-change-changed = Ändrat från { $date }
doc-change-ended = Upphörde { $date }
doc-change-ends = Upphör { $date }, sista dagen är den { $last }
doc-goal-changed = Mål: tidigare { $before }, nu { $after } från { $date }.
doc-goal-changing = Mål: nu { $before }, sedan { $after } från { $date }.
doc-goal-of-changed = { $form }: tidigare { $before }, nu { $after } från { $date }.
doc-goal-of-changing = { $form }: nu { $before }, sedan { $after } från { $date }.
doc-forms-changed = Skolformer: tidigare { $before }, sedan { $after }.
doc-weeks-changed = Mäts över { $after }, tidigare över { $before }.
doc-near-changed = Gränsen för nära: först { $before }, sedan { $after }.
doc-near-changed-of = { $form }, gränsen för nära: först { $before }, sedan { $after }.
doc-path-changed = Vägen till målet är ny.
doc-path-changed-of = { $form }: vägen till målet är ny.
doc-measure-changed = Tidigare: { $before }
doc-text-changed = Texten om varför, eller platsen i dokumentet, är ny.
doc-same = Målet är detsamma.

## En modul

doc-modules = Modul för modul
doc-no-expectation = Ingen förväntan gäller för modulen just nu. Den följs inte upp i breven.
doc-who-in = { $who } i { $forms }
doc-why = Varför
doc-measured = Så mäts det
doc-near = Nära målet
doc-validity = Gäller
doc-place = Står i
doc-training = Hjälp som finns
doc-no-training = Här finns ingen färdig hjälp än. Hör av dig till samordnaren, så hittar vi ett sätt som passar er.
doc-sessions = Nästa tillfällen
doc-valid-from = från { $from }
doc-valid-to = till och med { $to }
doc-valid-between = från { $from } till och med { $to }
doc-valid-always = tills vidare
doc-all-forms = alla skolformer

## Mål i ord

doc-goal-share = Minst { $target } av { $who } använder { $module }, som snitt över { $weeks }.
doc-goal-share-all = Alla { $who } använder { $module }, som snitt över { $weeks }.
doc-goal-items-person = Minst { $target } inlägg per { $who } i { $module } på { $weeks }.
doc-goal-items-week = Minst { $target } inlägg i veckan i { $module } på varje enhet, som snitt över { $weeks }.
doc-goal-covered = { $module }: klart för minst { $target } av { $who } senast den { $date }. Vägen dit går steg för steg.
doc-goal-covered-all = { $module }: klart för alla { $who } senast den { $date }. Vägen dit går steg för steg.
doc-goal-days = { $days ->
    [0] { $who } använder { $module } varje undervisningsdag.
    [one] Det går högst en undervisningsdag utan att { $who } använder { $module }.
   *[other] Det går högst { $days } undervisningsdagar utan att { $who } använder { $module }.
}
doc-goal-by-form = Målet skiljer sig mellan skolformerna, se nedan.
doc-weeks = { $weeks ->
    [one] den senaste undervisningsveckan
   *[other] de senaste { $weeks } undervisningsveckorna
}
doc-weeks-count = { $weeks ->
    [one] en undervisningsvecka
   *[other] { $weeks } undervisningsveckor
}
doc-short-items-person = { $target } inlägg per { $who }
doc-short-items-week = { $target } inlägg i veckan
doc-short-days = { $days ->
    [one] högst 1 dag
   *[other] högst { $days } dagar
}
doc-short-covered = { $target } senast { $date }
doc-by-form-caption = Mål för olika skolformer
doc-form = Skolform
doc-other-all = övriga skolformer
doc-near-from = Från { $near } är man nära målet.
doc-near-days = { $days ->
    [one] Upp till 1 dag är nära målet.
   *[other] Upp till { $days } dagar är nära målet.
}
doc-near-path = Den som ligger högst { $points } procentenheter efter är nära delmålet.
doc-near-none = Målet har ingen egen gräns för nära. Allt under målet räknas som en bit kvar.
doc-near-same = samma som målet
doc-near-table = Gränsen för varje skolform står ovan.
doc-points = { $points } procentenheter efter
doc-path-caption = Vägen till målet
doc-path-caption-of = Vägen till målet: { $forms }
doc-date = Senast
doc-share = Minst så stor andel
doc-path-now = Mellan dagarna stiger delmålet rakt. Den { $date } är det { $target }.

## Så mäts det

doc-how-share = Vi räknar dem som har använt modulen, och delar med alla som kan. Det är ett snitt av det vi känner till, så en enstaka vecka avgör inte.
doc-how-items-person = Vi räknar inläggen över { $weeks }, och delar med antalet { $who }. Känner vi inte till alla veckor räknas bara de vi känner till. Då blir målet lika mycket mindre.
doc-how-items-week = Vi räknar inläggen över { $weeks }, och delar med antalet veckor som vi känner till.
doc-how-covered = Vi räknar hur många det är klart för enligt de nyaste uppgifterna, och delar med alla. Det jämförs med delmålet för dagen. Den som följer vägen är i mål varje vecka.
doc-how-days = Vi räknar undervisningsdagarna från att modulen senast användes till slutet av den senaste vecka vi känner till. Har den aldrig använts räknar vi från den första vecka vi känner till. Helger, lov och röda dagar räknas inte. Färre dagar är bättre.

## Målgrupper

doc-young = barn och elever
doc-young-the = barnen och eleverna
doc-young-one = barn eller elev
doc-anyone-staff = någon pedagog
doc-anyone-students = någon elev
doc-anyone-children = något barn
doc-anyone-young = något barn eller någon elev
doc-anyone-guardians = någon vårdnadshavare

## Skolformer

doc-form-fs = förskola
doc-form-fklass = förskoleklass
doc-form-fth = fritidshem
doc-form-gr = grundskola
doc-form-gran = anpassad grundskola
doc-form-gy = gymnasieskola
doc-form-gyan = anpassad gymnasieskola
doc-form-vux = vuxenutbildning

## Andra system

doc-handled = Sköts i andra system
doc-handled-lead = De här delarna sköter vi inte i lärplattformen. Därför påminner vi aldrig om dem.
doc-handled-in = { $module } sköts i { $system }. Den följs inte upp i breven.

## Så följer vi upp

doc-rules = Så följer vi upp
doc-rules-lead = Det här gäller för alla mål.
doc-rule-levels = Tre lägen
doc-rule-levels-text = Ett mål är nått, nära eller en bit bort. Vi rangordnar aldrig enheter.
doc-rule-known = Det vi inte vet
doc-rule-known-text = En vecka som vi inte känner till lämnar vi utanför. Den räknas varken för eller emot någon. Inlägg förväntas bara för de veckor som vi känner till.
doc-rule-few = Få saker åt gången
doc-rule-few-text = { $asks ->
    [0] Brevet berättar hur det går. Det ber inte om något.
    [one] Ett brev ber om högst en sak. Det är den som har längst kvar och väger tyngst.
   *[other] Ett brev ber om högst { $asks } saker. Först kommer det som har längst kvar och väger tyngst.
}
doc-rule-repeat = Inget tjat
doc-rule-repeat-text = { $letters ->
    [one] Samma sak kan tas upp varje vecka tills något ändras.
    [2] Så länge inget ändras tas samma sak upp högst i vartannat brev.
    [3] Så länge inget ändras tas samma sak upp högst i vart tredje brev.
   *[other] Så länge inget ändras tas samma sak upp högst i ett brev av { $letters }.
} Ett nytt läge är en ändring. Det är också en skillnad på minst { $notable } procentenheter.
doc-rule-handover = Samtal i stället för brev
doc-rule-handover-text = { $letters ->
    [one] Hjälper inte ett brev slutar vi fråga. Då hör samordnaren av sig, och ni pratar om vad som behövs.
   *[other] Har vi bett om samma sak i { $letters } brev utan att något ändrats slutar vi fråga. Då hör samordnaren av sig, och ni pratar om vad som behövs.
}
doc-rule-help = Hjälp ger lugn
doc-rule-help-text = När hjälp är bokad ber brevet inte om den modulen. Så är det också i { $weeks } undervisningsveckor efteråt. Läget syns ändå i brevet.
doc-rule-small = Små grupper
doc-rule-small-text = I en liten grupp kan en enda person ändra siffran mycket. Kan skillnaden vara en slump räknas det som nära målet, och brevet ber inte om något.
doc-rule-small-method = Metod: övre gränsen i Wilsons intervall för { $confidence } säkerhet.
doc-rule-floor = Ingen pekas ut
doc-rule-floor-text = { $floor ->
    [0] Breven visar bara hela grupper, aldrig enskilda personer.
    [one] Breven visar bara hela grupper, aldrig enskilda personer.
   *[other] Breven visar bara hela grupper, aldrig enskilda personer. En grupp med färre än { $floor } personer bedöms inte alls.
}
doc-rule-silent = När inget bedöms
doc-silent-handled = När modulen sköts i ett annat system.
doc-silent-applies = När målet inte gäller enhetens skolform, eller gruppen inte finns där.
doc-silent-exempt = När enheten har ett undantag.
doc-silent-term = Under lov, och de första veckorna på terminen om läsåret säger så.
doc-silent-path = Innan vägen till ett mål har börjat, och från den tredje undervisningsveckan efter dess sista dag.
doc-silent-stale = { $weeks ->
    [one] När det saknas uppgifter för den senaste undervisningsveckan.
   *[other] När det saknas uppgifter för de senaste { $weeks } undervisningsveckorna.
}
doc-silent-incomplete = När vi känner till mindre än hälften av veckorna.
doc-silent-small = När gruppen är för liten.
doc-silent-kept-back = När källan håller inne en siffra som avgör, för att skydda enskilda.

## Läsåret

doc-year = Läsåret
doc-year-lead = Vardagar i terminen räknas, men inte lov, studiedagar eller röda dagar. En vecka utan undervisning bedöms aldrig.
doc-no-terms = Inga terminer finns inlagda för läsåret.
doc-terms = Terminer
doc-closures = Lov och stängda dagar
doc-name = Namn
doc-days = Dagar
doc-days-between = { $from } – { $to }
doc-grace = Lugn start
doc-grace-weeks = { $weeks ->
    [0] ingen
    [one] 1 vecka
   *[other] { $weeks } veckor
}
doc-grace-means = Lugn start betyder att inget bedöms de första veckorna. En vecka med färre än tre dagar räknas inte dit.
doc-areas = Områden
doc-all-areas = alla
doc-open = Öppet hela året: { $forms }.

## Överenskommelser

doc-agreements = Överenskommelser
doc-agreements-lead = En enhet kan ha särskilda skäl. Då kan den komma överens med samordnaren om ett annat mål för en tid, eller om hjälp. Överenskommelsen går före målen här.
doc-agreements-private = De gäller enskilda enheter och räknas därför inte upp här.
doc-agreements-some = Just nu finns det sådana överenskommelser.
doc-agreements-none = Just nu finns det inga.
doc-made = Dokumentet skrivs ur samma filer som breven bedöms efter.
