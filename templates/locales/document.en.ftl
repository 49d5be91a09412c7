# The words of the expectations document in English. The Swedish file is the
# original; every message there is here too, with the same variables.

## Beginning

doc-title = What we expect of the learning platform
doc-title-in = What we expect of the learning platform – { $municipality }
doc-valid-on = Valid on { $date }
doc-contents = Contents
doc-to-content = Skip to the content
doc-to-top = To the contents
doc-read = How to read this document
doc-read-same = This is what { $municipality } expects schools and preschools to do in the learning platform. The weekly letters to principals use exactly the same targets. Nothing else counts.
doc-read-why = The targets are there for children's learning and for the contact with homes. It may take time to get there. So we ask for few things at a time, and we are glad to help.
doc-read-monday = Each week is judged by what is valid on its Monday. When a target changes, the weeks that have been judged stay as they are.
doc-words = Words that come back
doc-word-week = Teaching week
doc-word-week-means = A week with at least one day of teaching in the school form. Breaks do not count. We measure only weeks with at least three days.
doc-word-near = Close to the target
doc-word-near-means = Almost there. Each target says where the line is.
doc-word-items = Posts
doc-word-items-means = Everything made in the module, such as a text, a task or a note.
doc-word-forms = Several school forms
doc-word-forms-means = A unit with several school forms follows the school year and the target of the first of them that the expectation is for. Where that has no target of its own, we go on to the next form.

## The targets in brief

doc-overview = The targets in brief
doc-overview-caption = All targets valid on { $date }
doc-module = Module
doc-whom = Who
doc-target = Target
doc-forms = School forms
doc-until = Valid
doc-none-in-force = No target is valid on this day.

## Changes

doc-changes = Changed since { $date }
doc-no-changes = No target has changed since then.
doc-coming = What comes next
doc-coming-lead = This is decided but not valid yet. The letters count on it only from the day given here.
doc-no-coming = No changes are decided.
doc-new = New
doc-changed = Changed
doc-ended = Ends
doc-change-new = New from { $date }
doc-change-changed = Changed from { $date }
doc-change-ended = Ended on { $date }
doc-change-ends = Ends on { $date }, the last day is { $last }
doc-goal-changed = Target: { $before } before, now { $after } from { $date }.
doc-goal-changing = Target: now { $before }, then { $after } from { $date }.
doc-goal-of-changed = { $form }: { $before } before, now { $after } from { $date }.
doc-goal-of-changing = { $form }: now { $before }, then { $after } from { $date }.
doc-forms-changed = School forms: first { $before }, then { $after }.
doc-weeks-changed = Measured over { $after }, before that over { $before }.
doc-near-changed = The line for close: first { $before }, then { $after }.
doc-near-changed-of = { $form }, the line for close: first { $before }, then { $after }.
doc-path-changed = The way to the target is new.
doc-path-changed-of = { $form }: the way to the target is new.
doc-measure-changed = Before: { $before }
doc-text-changed = The text on why, or the place in the document, is new.
doc-same = The target is the same.

## A module

doc-modules = Module by module
doc-no-expectation = Nothing is expected of this module right now. The letters do not follow it up.
doc-who-in = { $who } in { $forms }
doc-why = Why
doc-measured = How it is measured
doc-near = Close to the target
doc-validity = Valid
doc-place = Stands in
doc-training = The help there is
doc-no-training = There is no ready-made help here yet. Get in touch with the coordinator, and we will find a way that suits you.
doc-sessions = Next dates
doc-valid-from = from { $from }
doc-valid-to = up to and including { $to }
doc-valid-between = from { $from } up to and including { $to }
doc-valid-always = until further notice
doc-all-forms = all school forms

## Targets in words

doc-goal-share = At least { $target } of { $who } use { $module }, as an average over { $weeks }.
doc-goal-share-all = All { $who } use { $module }, as an average over { $weeks }.
doc-goal-items-person = At least { $target } posts per { $who } in { $module } in { $weeks }.
doc-goal-items-week = At least { $target } posts a week in { $module } at each unit, as an average over { $weeks }.
doc-goal-covered = { $module }: done for at least { $target } of { $who } by { $date }. The way there goes step by step.
doc-goal-covered-all = { $module }: done for all { $who } by { $date }. The way there goes step by step.
doc-goal-days = { $days ->
    [0] { $who } uses { $module } every teaching day.
    [one] No more than one teaching day passes before { $who } uses { $module }.
   *[other] No more than { $days } teaching days pass before { $who } uses { $module }.
}
doc-goal-by-form = The target differs between school forms, see below.
doc-weeks = { $weeks ->
    [one] the latest teaching week
   *[other] the latest { $weeks } teaching weeks
}
doc-weeks-count = { $weeks ->
    [one] one teaching week
   *[other] { $weeks } teaching weeks
}
doc-short-items-person = { $target } posts per { $who }
doc-short-items-week = { $target } posts a week
doc-short-days = { $days ->
    [one] at most 1 day
   *[other] at most { $days } days
}
doc-short-covered = { $target } by { $date }
doc-by-form-caption = Targets for different school forms
doc-form = School form
doc-other-all = all other school forms
doc-near-from = From { $near } you are close to the target.
doc-near-days = { $days ->
    [one] Up to 1 day is close to the target.
   *[other] Up to { $days } days is close to the target.
}
doc-near-path = At most { $points } percentage points behind is close to the milestone.
doc-near-none = The target has no line of its own for close. Everything short of it counts as some way to go.
doc-near-same = same as the target
doc-near-table = The line for each school form stands above.
doc-points = { $points } percentage points behind
doc-path-caption = The way to the target
doc-path-caption-of = The way to the target: { $forms }
doc-date = By
doc-share = At least this share
doc-path-now = Between the days the milestone rises in a straight line. On { $date } it is { $target }.

## How it is measured

doc-how-share = We count those who have used the module, and divide by all who can. It is an average of what we know, so a single week does not decide.
doc-how-items-person = We count the posts over { $weeks }, and divide by the number of { $who }. Where we do not know of all weeks, only those that we know of count. The target is then smaller by as much.
doc-how-items-week = We count the posts over { $weeks }, and divide by the number of weeks that we know of.
doc-how-covered = We count for how many it is done by the newest figures, and divide by all. That is compared with the milestone of the day. Whoever follows the way is on target every week.
doc-how-days = We count the teaching days from when the module was last used to the end of the latest week that we know of. Where it was never used, we count from the first week that we know of. Weekends, breaks and public holidays do not count. Fewer days are better.

## Audiences

doc-young = children and pupils
doc-young-the = children and pupils
doc-young-one = child or pupil
doc-anyone-staff = somebody of the staff
doc-anyone-students = a pupil
doc-anyone-children = a child
doc-anyone-young = a child or pupil
doc-anyone-guardians = a guardian

## School forms

doc-form-fs = preschool
doc-form-fklass = preschool class
doc-form-fth = leisure-time centre
doc-form-gr = compulsory school
doc-form-gran = adapted compulsory school
doc-form-gy = upper secondary school
doc-form-gyan = adapted upper secondary school
doc-form-vux = adult education

## Other systems

doc-handled = Done in other systems
doc-handled-lead = We do not use the learning platform for these parts. So we never remind anybody about them.
doc-handled-in = { $module }: done in { $system }. The letters do not follow it up.

## How we follow up

doc-rules = How we follow up
doc-rules-lead = This holds for all targets.
doc-rule-levels = Three levels
doc-rule-levels-text = A target is reached, close, or some way off. We never rank units.
doc-rule-known = What we do not know
doc-rule-known-text = A week that we do not know of is left out. It counts neither for nor against anybody. Posts are expected only for the weeks that we know of.
doc-rule-few = Few things at a time
doc-rule-few-text = { $asks ->
    [0] The letter tells how things are going. It asks for nothing.
    [one] A letter asks for one thing at most: the one with the longest way to go and the most weight.
   *[other] A letter asks for { $asks } things at most. First comes what has the longest way to go and the most weight.
}
doc-rule-repeat = No nagging
doc-rule-repeat-text = { $letters ->
    [one] The same thing may come up every week until something changes.
    [2] While nothing changes, the same thing comes up in every second letter at most.
    [3] While nothing changes, the same thing comes up in every third letter at most.
   *[other] While nothing changes, the same thing comes up in one letter of { $letters } at most.
} A new level is a change. So is a difference of at least { $notable } percentage points.
doc-rule-handover = A talk instead of a letter
doc-rule-handover-text = { $letters ->
    [one] If one letter does not help, we stop asking. The coordinator gets in touch, and you talk about what is needed.
   *[other] When we have asked for the same thing in { $letters } letters and nothing has changed, we stop asking. The coordinator gets in touch, and you talk about what is needed.
}
doc-rule-help = Help brings calm
doc-rule-help-text = While help is booked, the letter does not ask for that module. The same goes for { $weeks } teaching weeks afterwards. The letter still shows where you are.
doc-rule-small = Small groups
doc-rule-small-text = In a small group one single person can change the figure a lot. If the difference may be chance, it counts as close to the target, and the letter asks for nothing.
doc-rule-small-method = Method: the upper end of the Wilson interval at { $confidence } confidence.
doc-rule-floor = Nobody is pointed out
doc-rule-floor-text = { $floor ->
    [0] The letters show whole groups only, never single persons.
    [one] The letters show whole groups only, never single persons.
   *[other] The letters show whole groups only, never single persons. A group of fewer than { $floor } people is not judged at all.
}
doc-rule-silent = When nothing is judged
doc-silent-handled = When another system does the job of the module.
doc-silent-applies = When the target does not concern the unit's school form, or the group is not there.
doc-silent-exempt = When the unit has an exemption.
doc-silent-term = In breaks, and in the first weeks of term where the school year says so.
doc-silent-path = Before the way to a target has begun, and from the third teaching week after its last day.
doc-silent-stale = { $weeks ->
    [one] When there are no figures for the latest teaching week.
   *[other] When there are no figures for the latest { $weeks } teaching weeks.
}
doc-silent-incomplete = When we know of fewer than half of the weeks.
doc-silent-small = When the group is too small.
doc-silent-kept-back = When the source keeps back a figure that decides, to protect single persons.

## The school year

doc-year = The school year
doc-year-lead = Weekdays in term count, but not breaks, staff days or public holidays. A week without teaching is never judged.
doc-no-terms = No terms are written down for this school year.
doc-terms = Terms
doc-closures = Breaks and closed days
doc-name = Name
doc-days = Days
doc-days-between = { $from } – { $to }
doc-grace = Calm start
doc-grace-weeks = { $weeks ->
    [0] none
    [one] 1 week
   *[other] { $weeks } weeks
}
doc-grace-means = A calm start means that nothing is judged in the first weeks. A week with fewer than three days is none of them.
doc-areas = Areas
doc-all-areas = all
doc-open = Open all year: { $forms }.

## Agreements

doc-agreements = Agreements
doc-agreements-lead = A unit may have reasons of its own. It can then agree with the coordinator on another target for a time, or on help. The agreement comes before the targets here.
doc-agreements-private = They concern single units, so they are not listed here.
doc-agreements-some = There are such agreements right now.
doc-agreements-none = There are none right now.
doc-made = This document is written from the same files that the letters are judged by.
