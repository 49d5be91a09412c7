# Words to the coordinator: the week's receipt, and the notice of held letters.

## Subject and opening of the receipt

receipt-masthead = Receipt · week { $week }
receipt-subject-well = { $sent ->
    [one] All is well, one letter went out
   *[other] All is well, { $sent } letters went out
} – receipt, week { $week }
receipt-subject-none-due = All is well, no letters were due – receipt, week { $week }
receipt-subject-taken-back = No letters go out, all were taken back – receipt, week { $week }
receipt-subject-paused = No letters go out, all are paused – receipt, week { $week }
receipt-subject-paused-or-taken-back = No letters go out, all are paused or taken back – receipt, week { $week }
receipt-subject-none-sent = No letters go out – receipt, week { $week }
receipt-subject-look = { $sent ->
    [0] No letters went out
    [one] One letter went out
   *[other] { $sent } letters went out
}, something wants a look – receipt, week { $week }
receipt-subject-act = { $sent } of { $expected } letters went out, something must be done – receipt, week { $week }
receipt-subject-act-none-due = No letters were due, something must be done – receipt, week { $week }
receipt-subject-held = Held: { $held ->
    [one] one letter waits
   *[other] { $held } letters wait
} for you – receipt, week { $week }
receipt-subject-not-run = No letters are written – receipt, week { $week }
receipt-none-due = No unit has teaching this week, so no letters were due.
receipt-sent = { $sent ->
    [one] One letter went out.
   *[other] { $sent } letters went out.
}
receipt-taken-back = No letters go out this week. All of them were taken back.
receipt-paused = No letters go out this week. All who were to get one are paused, or have asked to be.
receipt-paused-or-taken-back = No letters go out this week. Some who were to get one are paused, or have asked to be. The other letters were taken back.
receipt-none-sent = No letters went out.
receipt-lead-well = All is well. { $what }
receipt-lead-look = { $what } Something wants a look.
receipt-lead-act-none = { $what } Something must be done.
receipt-lead-act = { $sent } of { $expected } letters went out. Something must be done.
receipt-lead-held = { $held ->
    [one] One letter is held and waits for you to decide.
   *[other] { $held } letters are held and wait for you to decide.
}
receipt-lead-not-run = This week's letters are not written yet. The run has not begun.
receipt-lead-broken-off = This week's run was broken off. It can be run again, and no letter goes out twice.

## The sum

count-heading = Letters to principals
count-caption = The later rows add up to the first one.
count-what = Letters
count-number = Number
count-expected = Were to go out
count-sent = Went out
count-skipped = Not to be sent
count-held = Held, waiting for you
count-failed = Did not arrive
count-unknown = May have arrived
count-waiting = Waiting their turn

## What to do

step-heading = What you can do
step-mend-and-run = Are the figures wrong? Mend the source and run the week again, while it is still the same week. The letters are then written anew.
step-release = Are the figures right? Let the letters go.
step-release-because = The figures are right
step-discard = Should no letters go out this week? Take them back.
step-discard-because = The figures are wrong
step-take-back-doubles = Have the letters come already? Take these back, so that nobody gets two.
step-take-back-doubles-because = The letters had come
step-release-missing = Have they not come? Let the letters go.
step-release-missing-because = The letters had not come
step-run = Run the week now. Letters that went out are not sent again.
step-mend-addresses = Is the address wrong? Mend it in units.csv and run the week again. The letter then goes to the new one.
step-clear-address = Is the address right after all? Say so, and letters go there again.
step-clear-address-because = The address is right
step-dismiss-bounces = Are the addresses right? Say so, and letters go there as before.
step-dismiss-bounces-because = The server was wrong
step-accept-bounces = Is nobody there? Strike them off. No more letters go there until the address is mended.
step-accept-bounces-because = Nobody is there
step-retry-failed = Is everything right on our side? Send once more what failed.
step-retry-failed-because = The address is right
step-retry-late = Some letters could not go out in time. Does the mail work again, and are they still of use? Send them after all.
step-retry-late-because = The mail works again
step-retry-unknown = Some may have their letter already. Ask one of them; if it has not come, send those once more.
step-retry-unknown-because = It had not come
step-answer-wishes = Answer those who have asked for a pause: no letter goes to them until you have said yes or no.
step-mend-rows = Mend the rows that cannot be read where they come from. They stand further down.
step-name-principals = Name a principal with an address in units.csv for the units that have none.

## Why letters are held

cause-heading = Why the letters are held
cause-no-data = There are no figures at all. They should go until { $expected }.
cause-old-data = The newest figures go until { $newest }. They should go until { $expected }.
cause-old-data-check = See whether the export has come. Further down stands when each source was read.
cause-few-units = { $reported ->
    [0] None of { $expected } units has new figures.
   *[other] Only { $reported } of { $expected } units have new figures.
}
cause-few-units-check = See whether some units are missing from the export.
cause-levels-fell = { $fallen } of { $judged } verdicts fell a step in one week.
cause-levels-fell-check = So much rarely changes at once. See whether the source counts in a new way.
cause-vanished = No unit uses { $module } any more, the figures say. Last week it was otherwise.
cause-vanished-check = See whether the module has a new name in the source.
cause-verdicts-lost = { $lost } of { $had } units no longer have a verdict on { $module }. Last week they had one.
cause-verdicts-lost-words = Words in the sources that stand for no module: { $words }.
cause-restored = nyttja was restored from a backup on { $restored }. The letters may have gone out before that.
cause-restored-copied = nyttja was restored on { $restored } from a backup of { $copied }. The letters may have gone out in between.
cause-restored-check = Ask a principal whether the letter of the week has come. If it has, the letters should not go out again.
unreported-heading = Units without new figures

## Letters that did not arrive

trouble-heading = Letters that did not arrive
late-heading = Letters of earlier weeks that did not arrive
trouble-letter = { $units } ({ $address })
trouble-summary = Summary to { $address }
trouble-notice = Notice to { $address }
trouble-week = { $what }, week { $week }
trouble-failed = The letter did not arrive.
trouble-unknown = The connection broke, so the letter may have arrived or not.
trouble-too-late = The letter could not go out in time, and was given up.
trouble-sender = The mail server does not take our own address as a sender. Mend it under [mail] in nyttja.toml.
trouble-words = The answer was: { $words }
address-heading = Addresses to mend
address-dead = A letter came back on { $date }. No more letters go there.
address-dead-coordinator = A letter came back on { $date }.
address-troubled = Letters have come back { $weeks } weeks in a row. They are still sent. See whether the address is right.
unread-heading = To read in the mailbox for letters that come back
unread-leaving = { $messages ->
    [one] One automatic answer says that somebody has left, or that an address has ended.
   *[other] { $messages } automatic answers say that somebody has left, or that an address has ended.
}
unread-system = { $messages ->
    [one] One message of a mail system is not understood by nyttja.
   *[other] { $messages } messages of mail systems are not understood by nyttja.
}
mailbox-heading = The mailbox for letters that come back
mailbox-what = [bounces] in nyttja.toml
mailbox-failed = Could not be read on { $when }. Letters that came back may be missing here.
deferred-heading = Letters that wait for another try
deferred-again = The next try is { $when }.
skipped-heading = Letters that are not sent
skipped-letters = { $letters ->
    [one] One letter
   *[other] { $letters } letters
}: { $why }
skipped-vacant = no principal to write to
skipped-not-judged = there was nothing to judge
skipped-dead-address = an earlier letter to the address came back
skipped-too-late = could not go out in time
skipped-paused = a pause is agreed until { $date } ({ $words })
skipped-wished = the recipient asked for a pause on { $date }, and nobody has answered yet
skipped-taken-back = somebody took it back and wrote “{ $words }”
skipped-taken-back-by = { $who } took it back and wrote “{ $words }”
skipped-other = { $words }
vacant-heading = Units without a principal to write to
vacant-no-address = There is no address.
vacant-unusable = The address cannot be used: { $words }
units-and-more = { $units } and { $count } more

## Conversations and agreements

talk-heading = To take up in person
talk-text = Many letters have asked for this, and nothing has changed. The letters ask no more.
talk-since = { $what }, since week { $week }
about-module = { $unit }: { $module } ({ $who })
ending-heading = Agreements that end
ending-over = It ended on { $date }. The target for all holds now.
ending-soon = It ends on { $date }.
ending-with = Made with { $name }.

## Sources

source-heading = The sources
source-read = Read on { $when }.
source-never = It could never be read.
source-failed = Could not be read on { $when }. What was read before is still there.
source-last-good = It could last be read on { $when }.
source-rows = { $rows ->
    [one] One row
   *[other] { $rows } rows
}: { $kept } are in use, { $ignored } are about something else, { $refused } could not be read.
source-failure = The fault, in the program's words: { $words }
source-note = The program notes: { $words }
source-refused-line = { $file }, line { $line }: { $words }
source-refused-record = Page { $page }, record { $record }: { $words }
source-refused-list = All such rows stand in { $file }
source-mixed = A source mixes long and short periods. A long one counts only where the short ones do not cover it.
more-items = { $count ->
    [one] … and one more.
   *[other] … and { $count } more.
}

## The notice of held letters

hold-masthead = Held letters · week { $week }
hold-subject = Held: the letters of week { $week } wait for you
hold-lead = { $letters ->
    [one] One letter is held, and none went out.
   *[other] { $letters } letters are held, and none went out.
} The figures look odd, so you decide.
hold-lead-restored = { $letters ->
    [one] One letter is held.
   *[other] { $letters } letters are held.
} They may have gone out already, so you decide.
hold-text = If you do nothing, the letters stay where they are.
hold-unwritten = { $letters ->
    [one] One of them is not written yet, because its figures are missing. It cannot be let go.
   *[other] { $letters } of them are not written yet, because their figures are missing. They cannot be let go.
}

## Foot

because-coordinator = You get this letter because you are named as a coordinator of { $municipality }.

## The notice of addresses that are called dead

doubt-masthead = Many addresses are called dead
doubt-subject = Many addresses are called dead: you decide
doubt-lead = Mail servers say at almost the same time that nobody is at { $addresses ->
    [one] one address
   *[other] { $addresses } addresses
}. So many at once may come from a block list or a fault of a server. Therefore none of them is struck off, and you decide.
doubt-heading = What the servers answered
doubt-of = { $addresses ->
    [one] About one address
   *[other] About { $addresses } addresses
}
doubt-text = If you do nothing, no address is struck off. The letters that a server refused wait meanwhile.
