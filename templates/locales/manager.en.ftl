# The words of the manager's summary and of the table that goes along, in English.

## Subject

manager-subject-support = { $count ->
    [one] One unit to support
   *[other] { $count } units to support
} – week { $week } at a glance
manager-subject-calm = On the way – week { $week } at a glance
manager-subject-praise = All targets reached – week { $week } at a glance

## Opening

manager-masthead = Your units at a glance · week { $week }
manager-met = { $units ->
    [one] Your unit reaches all targets.
   *[other] { $met ->
        [one] One of { $units } units reaches all targets.
       *[other] { $met } of { $units } units reach all targets.
    }
}
manager-met-all = { $units ->
    [one] Your unit reaches all targets. Well done – please pass that on!
   *[other] All { $units } units reach their targets. Well done – please pass that on!
}
manager-way = { $count ->
    [one] One of { $units } units is on the way.
   *[other] { $count } of { $units } units are on the way.
}
manager-support = { $count ->
    [one] In one unit several targets are some way off.
   *[other] In { $count } units several targets are some way off.
}
manager-no-support = No unit needs extra support right now.
manager-because = { $count ->
    [one] You get this letter because you manage one unit in { $municipality }.
   *[other] You get this letter because you manage { $count } units in { $municipality }.
}

## Areas

area-heading = In short
area-support = Several targets some way off
area-helped = Help is on its way
area-way = On the way, close or one target to go
area-met = Reach all targets that can be measured
area-unseen = Nothing to show right now
area-count = { $count ->
    [one] 1{ "\u00A0" }unit
   *[other] { $count }{ "\u00A0" }units
}
support-about = This is where your support does most good. Please ask what would make it easier.
unit-below = Some way to go: { $modules }
unit-near = Close: { $modules }
unit-more = { $count } more

## Next step

support-step = We would be glad to come and help on site.
support-step-answer = Answer this letter and say which units it is about.
support-step-label = Ask for help on site
support-step-subject = Help on site, week { $week }
support-step-body = Hello!

    We would like help on site at:

    { $units }

    This is how you reach me:

    { $name }
support-step-unit = – { $unit } ({ $modules })

## In common

common-heading = The same thing in several places
common-about = One session for all can go a long way.
common-line = { $module }: { $below } of { $judged } units have some way to go.
common-help = This can help: { $title } ({ $about })
children-students = children and pupils

## Since last week

moved-heading = Since last week
moved-line = { $module } at { $unit }: { $to }, before { $from }
moved-more = { $count ->
    [one] One more is in the table.
   *[other] { $count } more are in the table.
}
moved-small = { $count ->
    [one] One more target is at another level, but the difference is small.
   *[other] { $count } more targets are at another level, but the difference is small.
}
moved-only-small = { $count ->
    [one] One target is at another level, but the difference is small.
   *[other] { $count } targets are at another level, but the difference is small.
}
moved-none = All targets are where they were.

## Agreements

agreements-heading = Agreements
agreement-exempt = exempt until { $date }
agreement-other-target = another target until { $date }
agreement-pause = no letters until { $date }
agreement-help-planned = { $kind } on { $date }
agreement-help-given = { $kind }, given on { $date }
agreement-hands-on = hands-on session on site
agreement-soon = ends soon, a good time to talk
agreement-help-soon = coming up soon
agreements-more = { $count ->
    [one] One more is in the table.
   *[other] { $count } more are in the table.
}

## Good to know

facts-heading = Good to know
fact-vacant = { $count ->
    [one] One unit has no principal with an address. It gets no letter.
   *[other] { $count } units have no principal with an address. They get no letter.
}
fact-closed = Closed this week:
fact-paused = Letters are paused for these, so they are not shown here:
fact-table = The table that goes along has a row for each unit and target. You can sort and search it.

## The table

sheet-file = units
sheet-title = Your units at a glance, week { $week }
sheet-units = Units
sheet-about = About the table
column-unit = Unit
column-area = Area
column-audience = Audience
column-measure = Measure
column-value = Value
column-target = Target
column-eligible = People
column-previous = Earlier value
column-change = Change
column-last-week = Level last week
column-reason = Explanation
column-agreement = Agreement or help
level-none = not shown
reason-small-numbers = the group is small, so the figure can swing by chance
measure-active-share = share up and running
measure-coverage-by = share done
measure-items-per-person = posts per person
measure-items-per-week = posts a week
measure-days-since-last = teaching days since last use
sheet-agreement-exempt = Exempt until { $date }: { $reason }
sheet-agreement-target = Another target until { $date }: { $reason }
sheet-agreement-help = Help: { $kind } on { $date }
about-data = Data
about-week = Week
about-met = The value is at the target, or better.
about-near = The value is close to the target, or the group is so small that it may be chance.
about-below = There is some way to go to the target.
about-none = The target cannot be measured. The column { $column } says why.
about-value = Shares are rounded down to a tenth of one per cent. The unit's own target stands beside them.
about-previous = The same measure for as many teaching weeks right before.
about-change = The value minus the earlier value. For days, a lower number is better.
about-floor = Groups that are too small are not shown, so that no single person can be recognised.
