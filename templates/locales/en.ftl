# The words of the letters in English. The Swedish file is the original; every
# message there is here too, with the same variables.

## Subject

subject-asks = { $count ->
    [one] One thing
    [2] Two things
    [3] Three things
   *[other] { $count } things
} to lift – { $units }, week { $week }
subject-praise = All targets reached – { $units }, week { $week }
subject-calm = Nothing new to do – { $units }, week { $week }

## Correcting a letter that has gone out

subject-correction = Correction: { $subject }
correction = This letter corrects the one you got before. The reason: { $why }.

## Opening

masthead = Weekly letter · week { $week }
greeting = Hello { $name }!
greeting-nobody = Hello!
score = You reach { $met } of { $judged } targets.
push = { $count ->
    [one] One thing is worth lifting this week.
    [2] Two things are worth lifting this week. The first is a good place to start.
    [3] Three things are worth lifting this week. The first is a good place to start.
   *[other] { $count } things are worth lifting this week. The first is a good place to start.
}
lead-praise = { $judged ->
    [one] You reach the one target that can be measured right now. Well done – please pass that on to everyone who helped!
   *[other] You reach all { $judged } targets that can be measured right now. Well done – please pass that on to everyone who helped!
}
lead-calm = We ask for nothing new this week.

## Headings

heading-progress = Going well
heading-asks = Worth lifting
heading-coming = Dates to keep in sight
heading-notes = Under way
heading-table = All modules at a glance

## Audiences

staff = teachers and staff
staff-the = teachers and staff
staff-one = member of staff
students = pupils
students-the = pupils
students-one = pupil
children = children
children-the = children
children-one = child
guardians = guardians
guardians-the = guardians
guardians-one = guardian

## Figures

and = { $first } and { $last }
percent = { $number }%
percent-under-one = less than 1%
under = under { $number }
people-active = { $active ->
    [0] none of { $eligible } { $who } have started yet
    [one] { $active } of { $eligible } { $who } is up and running
   *[other] { $active } of { $eligible } { $who } are up and running
}
people-covered = { $active ->
    [0] none of { $eligible } { $who } are done yet
    [one] { $active } of { $eligible } { $who } is done
   *[other] { $active } of { $eligible } { $who } are done
}
share-active = { $share } of { $who } are up and running
share-covered = { $share } of { $who } are done
items-person = { $weeks ->
    [one] { $items } posts per { $who } in one week
   *[other] { $items } posts per { $who } in { $weeks } weeks
}
items-week = { $items } posts a week
figure-withheld = the source keeps the figure for { $who } to itself
days-since = { $days ->
    [0] last used on the last teaching day
    [one] last used one teaching day ago
   *[other] last used { $days } teaching days ago
}
module-for = { $module } ({ $who })
short-people = { $active } of { $eligible }
short-items-person = { $items } per { $who }
short-items-week = { $items } a week
short-days = { $days ->
    [0] on the last teaching day
    [one] one teaching day ago
   *[other] { $days } teaching days ago
}

## What went well

rose = { $module } is growing: { $figure }, up from { $before }.
rose-days = { $module } is used more often: last { $figure }, compared with { $before ->
    [one] one teaching day
   *[other] { $before } teaching days
} before.
reached = { $module } reaches its target: { $figure }.

## Asks

goal-people = { $missing } more and you reach the target.
goal-withheld = At least { $missing } more would reach the target.
goal-covered = The milestone for { $date } is { $needed }, which is { $missing } more.
goal-covered-share = The milestone for { $date } is { $target }.
goal = The target is { $target }.
goal-days = The target is at most { $days ->
    [0] 0 teaching days
    [one] one teaching day
   *[other] { $days } teaching days
}.
bar-target = target { $target }
window = { $weeks ->
    [one] The latest teaching week
   *[other] Average over the latest { $weeks } teaching weeks
}
known-weeks = rests on { $known } of { $weeks } weeks
trend-title = Chart: { $module } over the latest { $weeks } teaching weeks.
trend-title-days = Chart: teaching days since { $module } was used, over the latest { $weeks } teaching weeks.
trend-up = from { $first } in week { $from } up to { $last } in week { $to }
trend-down = from { $first } in week { $from } down to { $last } in week { $to }
trend-level = { $last } both in week { $from } and in week { $to }
trend-days = { $days ->
    [one] one teaching day
   *[other] { $days } teaching days
}
trend-target-moved = The target has gone from { $first } to { $last }.
trend-pauses = Breaks: { $pauses }.
trend-pause = { $count ->
    [one] week { $from } ({ $name })
   *[other] weeks { $from }–{ $to } ({ $name })
}
trend-between-terms = between terms
trend-gaps = { $count ->
    [one] One of the weeks has no figure.
   *[other] { $count } of the weeks have no figure.
}
trend-line = Over the latest { $weeks } teaching weeks: { $course }.
chart-week = wk{ "\u00A0" }{ $week }
chart-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}
chart-target-days = at most { $days }
next = Next step
more = More help
minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
session = Next date: { $when }
no-training = We would be glad to find a way that suits you. Answer this letter and we will talk.
kind-film = film
kind-guide = guide
kind-course = course
kind-hands-on = hands-on session at your school
kind-demo = demo environment
kind-poster = poster
kind-contact = contact
button-film = Watch the film
button-guide = Open the guide
button-course = See the course
button-hands-on = Book a session
button-demo = Try it out
button-poster = Get the poster
button-contact = Get in touch
button-session = Book a place

offer = Would you like help on the spot? We are happy to come to you.
offer-answer = Answer this letter and write “visit about { $module }”.
offer-label = Ask for a visit
offer-subject = Visit about { $module } – { $unit }
offer-body = Hello!

    We would like a visit about { $module } at { $unit }.

    Days and times that suit us:

    How many we will be:

    { $name }

## Dates to keep in sight

coming = { $module }: by { $date } the target is { $share } of { $who }.
coming-reached = You are there already.
coming-people = { $active ->
    [0] Nobody is done yet, { $missing } to go.
   *[other] { $active } done, { $missing } to go.
}
coming-share = { $share } are done now.

## Under way

note-help-planned = { $module }: help is booked, see you on { $date }.
note-help-given = { $module }: we met on { $date }. Now let it settle.
note-help = { $module }: help is on its way.
note-handed-over = We will be in touch about { $module }, to find a way together that suits you.
note-small = { $module }: the group is small, so the figure can swing by chance. We wait and see.
note-recent = We recently brought up { $modules }. Let it take the time it needs.
note-crowded = { $modules } can wait. One step at a time is enough.

## The table

column-module = Module
column-level = Where you are
level-met = on target
level-near = close to target
level-below = some way to go
level-silent = nothing to judge now
silent-handled = done in another system
silent-not-applicable = does not concern you
silent-exempt = exempt, as we agreed
silent-out-of-term = rests in breaks and at the start of term
silent-stale = no new data lately
silent-no-data = no data yet
silent-too-small = too few people to show
silent-not-begun = has not begun yet
silent-ended = is over
silent-incomplete = too few weeks are known
handled = { $modules }: done in { $system }.
handled-somewhere = { $modules }: done in another system.

## Foot

data-until = The figures come from { $source } and go up to and including { $date } (week { $week }).
platform = the learning platform
only-sums = The figures show whole groups, never single persons.
because-principal = You get this letter as principal of { $units } in { $municipality }.
because-other = You get this letter because you follow { $units } in { $municipality }.
rhythm = It comes once a week at most.
answer = Questions or ideas? Answer this letter to reach { $who }.
your-units = { $count ->
    [one] your unit
   *[other] your { $count } units
}
regards = Kind regards
pause = Is this not the right time? You can ask for a pause.
pause-answer = Answer with the subject “{ $subject }” and say until when.
pause-label = Ask for a pause
pause-subject = Pause of the weekly letter about { $units }
pause-body = Hello!

    I would like to pause the weekly letter about { $units } until (date):

    Because:

    { $name }
pause-at-once = Hello!

    Please pause the weekly letter about { $units } until further notice.

    { $name }
