//! How the receipt opens: one line that says whether all is well.

use crate::domain::account::{Account, Outcome, RunState, Wellness};
use crate::letters::error::ComposeError;
use crate::letters::frame::{LetterFrame, Opening};
use crate::letters::words::Words;

/// What the receipt says of itself.
pub(super) fn opening(
    account: &Account,
    frame: &LetterFrame,
    words: &Words,
) -> Result<Opening, ComposeError> {
    let (tally, outcome) = (&account.tally, account.outcome());
    let week = || ("week", account.week().number().into());
    let sent = || ("sent", tally.sent.into());
    let held = || ("held", tally.held.into());
    let of_all = || [("expected", tally.expected.into()), sent()];
    let what = words.say(came_of(outcome), [sent()])?;
    let lead = |key| words.say(key, [("what", what.clone().into())]);
    let (subject, lead) = match (account.wellness(), account.run) {
        (Wellness::Well, _) => {
            let (subject, lead) = match outcome {
                Outcome::Sent => ("receipt-subject-well", lead("receipt-lead-well")?),
                Outcome::NoneDue => ("receipt-subject-none-due", lead("receipt-lead-well")?),
                Outcome::AllTakenBack => ("receipt-subject-taken-back", what),
                Outcome::AllPaused => ("receipt-subject-paused", what),
                Outcome::PausedOrTakenBack => ("receipt-subject-paused-or-taken-back", what),
                Outcome::NoneSent => ("receipt-subject-none-sent", what),
            };
            (words.say(subject, [sent(), week()])?, lead)
        }
        (Wellness::Look, _) => {
            (words.say("receipt-subject-look", [sent(), week()])?, lead("receipt-lead-look")?)
        }
        (Wellness::Act, _) if tally.held > 0 => {
            (words.say("receipt-subject-held", [held(), week()])?, words.say("receipt-lead-held", [held()])?)
        }
        (Wellness::Act, RunState::NotRun) if tally.expected > 0 => {
            (words.say("receipt-subject-not-run", [week()])?, words.text("receipt-lead-not-run")?)
        }
        (Wellness::Act, run) => {
            let [expected, sent] = of_all();
            let subject = match outcome {
                Outcome::NoneDue => words.say("receipt-subject-act-none-due", [week()])?,
                _ => words.say("receipt-subject-act", [expected, sent, week()])?,
            };
            let lead = match outcome {
                _ if run == RunState::BrokenOff => words.text("receipt-lead-broken-off")?,
                Outcome::Sent | Outcome::NoneSent => words.say("receipt-lead-act", of_all())?,
                Outcome::NoneDue
                | Outcome::AllTakenBack
                | Outcome::AllPaused
                | Outcome::PausedOrTakenBack => lead("receipt-lead-act-none")?,
            };
            (subject, lead)
        }
    };
    let masthead = words.say("receipt-masthead", [week()])?;
    Opening::to_coordinator(subject, masthead, lead, frame, words)
}

/// The message that tells what came of the letters.
fn came_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NoneDue => "receipt-none-due",
        Outcome::Sent => "receipt-sent",
        Outcome::AllTakenBack => "receipt-taken-back",
        Outcome::AllPaused => "receipt-paused",
        Outcome::PausedOrTakenBack => "receipt-paused-or-taken-back",
        Outcome::NoneSent => "receipt-none-sent",
    }
}
