//! Letters that did not go out, in words: whose they are, and what the server said.

use crate::domain::account::{SkipReason, Skipped, Trouble};
use crate::domain::outbox::{Grounds, Reason, State};
use crate::domain::pause::WhyPaused;
use crate::domain::series::Series;
use crate::letters::english;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::frame::LetterFrame;
use crate::letters::matters::source::moment;
use crate::letters::matters::{Item, names};
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// A letter of the week that failed, waits for another try, or may have arrived.
pub(super) fn item(trouble: &Trouble, frame: &LetterFrame, words: &Words) -> Result<Item, ComposeError> {
    let mut details = Vec::new();
    match (trouble.state, &trouble.reason) {
        (State::Failed, _) => details.push(words.text("trouble-failed")?),
        (State::Unknown, _) => details.push(words.text("trouble-unknown")?),
        (State::Skipped, _) => details.push(words.text("trouble-too-late")?),
        (_, Some(Reason::SenderRefused(_))) => details.push(words.text("trouble-sender")?),
        _ => {}
    }
    let said = said(trouble.reason.as_ref());
    if !said.is_empty() {
        details.push(words.say("trouble-words", [("words", said.into())])?);
    }
    if let Some(at) = trouble.again_at {
        details.push(words.say("deferred-again", [("when", moment(at, frame.zone, words).into())])?);
    }
    Ok(Item { what: whose(trouble, words)?, details })
}

/// A reason in the words of the mail server, of who decided, or of nyttja.
fn said(why: Option<&Reason>) -> String {
    one_line(&why.map(english::reason).unwrap_or_default())
}

/// A letter of an earlier week.
pub(super) fn earlier(trouble: &Trouble, frame: &LetterFrame, words: &Words) -> Result<Item, ComposeError> {
    let Item { what, details } = item(trouble, frame, words)?;
    let what = words.say("trouble-week", [("what", what.into()), ("week", trouble.week.number().into())])?;
    Ok(Item { what, details })
}

fn whose(trouble: &Trouble, words: &Words) -> Result<String, ComposeError> {
    let address = ("address", one_line(&trouble.address).into());
    match trouble.series {
        Series::Letters => {
            words.say("trouble-letter", [("units", names(&trouble.units, words)?.into()), address])
        }
        Series::Summaries => words.say("trouble-summary", [address]),
        Series::Receipt | Series::Hold | Series::Doubt => words.say("trouble-notice", [address]),
    }
}

/// Letters that are not sent, for one reason.
pub(super) fn skipped(group: &Skipped, words: &Words) -> Result<Item, ComposeError> {
    let said = |why: &Option<Reason>| ("words", said(why.as_ref()).into());
    let why = match &group.reason {
        SkipReason::Vacant => words.text("skipped-vacant")?,
        SkipReason::NotJudged => words.text("skipped-not-judged")?,
        SkipReason::TooLate => words.text("skipped-too-late")?,
        SkipReason::DeadAddress => words.text("skipped-dead-address")?,
        SkipReason::Paused(why) => paused(why, words)?,
        SkipReason::TakenBack(why) => match why.as_ref().and_then(Reason::grounds) {
            Some(Grounds { who, why }) => {
                let values = [("who", one_line(who).into()), ("words", one_line(why).into())];
                words.say("skipped-taken-back-by", values)?
            }
            None => words.say("skipped-taken-back", [said(why)])?,
        },
        SkipReason::Other(why) => words.say("skipped-other", [said(why)])?,
    };
    let what = words.say("skipped-letters", [("letters", group.letters.into()), ("why", why.into())])?;
    // Vacant units stand in a list of their own, with the reason for each.
    let listed = group.reason == SkipReason::Vacant || group.units.is_empty();
    let details = if listed { Vec::new() } else { vec![names(&group.units, words)?] };
    Ok(Item { what, details })
}

/// Why somebody is left in peace.
fn paused(why: &WhyPaused, words: &Words) -> Result<String, ComposeError> {
    let date = |day| ("date", figures::date(words.language(), day).into());
    match why {
        WhyPaused::Agreed { until, reason } => {
            words.say("skipped-paused", [date(*until), ("words", one_line(reason).into())])
        }
        WhyPaused::Wished { on } => words.say("skipped-wished", [date(*on)]),
    }
}
