//! How the receipt opens: one line that says whether all is well.

use crate::domain::account::{Account, RunState, Wellness};
use crate::letters::error::ComposeError;
use crate::letters::frame::{LetterFrame, Opening};
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// What the receipt says of itself.
pub(super) fn opening(
    account: &Account,
    frame: &LetterFrame,
    words: &Words,
) -> Result<Opening, ComposeError> {
    let tally = &account.tally;
    let week = || ("week", account.week().number().into());
    let sent = || ("sent", tally.sent.into());
    let held = || ("held", tally.held.into());
    let of_all = || [("expected", tally.expected.into()), sent()];
    let (subject, lead) = match (account.wellness(), account.run) {
        (Wellness::Well, _) => {
            (words.say("receipt-subject-well", [sent(), week()])?, words.say("receipt-lead-well", [sent()])?)
        }
        (Wellness::Look, _) => {
            (words.say("receipt-subject-look", [sent(), week()])?, words.say("receipt-lead-look", [sent()])?)
        }
        (Wellness::Act, _) if tally.held > 0 => {
            (words.say("receipt-subject-held", [held(), week()])?, words.say("receipt-lead-held", [held()])?)
        }
        (Wellness::Act, RunState::NotRun) if tally.expected > 0 => {
            (words.say("receipt-subject-not-run", [week()])?, words.text("receipt-lead-not-run")?)
        }
        (Wellness::Act, run) => {
            let [expected, sent] = of_all();
            let subject = words.say("receipt-subject-act", [expected, sent, week()])?;
            let lead = if run == RunState::BrokenOff {
                words.text("receipt-lead-broken-off")?
            } else {
                words.say("receipt-lead-act", of_all())?
            };
            (subject, lead)
        }
    };
    let municipality = one_line(&frame.municipality);
    Ok(Opening {
        subject,
        preview: lead.clone(),
        masthead: words.say("receipt-masthead", [week()])?,
        lead,
        because: words.say("because-coordinator", [("municipality", municipality.into())])?,
        data_until: None,
        pause: None,
    })
}
