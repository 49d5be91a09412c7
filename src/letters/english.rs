//! Reasons in English, as commands and their JSON tell them.

use crate::domain::bounce::WhyDead;
use crate::domain::gate::Alarm;
use crate::domain::outbox::{Grounds, LettersTakenBack, Reason};
use crate::domain::pause::WhyPaused;

/// Why a letter is where it is, in one line.
#[must_use]
pub fn reason(reason: &Reason) -> String {
    let behind = |what: &str, last: Option<&Reason>| {
        last.map_or_else(|| what.to_owned(), |last| format!("{what}: {}", self::reason(last)))
    };
    match reason {
        Reason::Vacant(why) => format!("vacant: {why}"),
        Reason::Paused(why) => paused(why),
        Reason::DeadAddress(why) => dead(why),
        Reason::NotJudged => "nothing could be judged".to_owned(),
        Reason::Held(found) => alarms(found).join("; "),
        Reason::LettersTakenBack(LettersTakenBack { why, but_for_skipped }) => {
            let which = if *but_for_skipped { " that were to go out" } else { "" };
            let why: Vec<_> = why.iter().map(self::reason).collect();
            format!("the letters of the week{which} were taken back: {}", why.join("; "))
        }
        Reason::Decided(Grounds { why, who }) => format!("{who} wrote “{why}”"),
        Reason::Replaced => "somebody else is written to about its units now".to_owned(),
        Reason::NoLongerHeld => "the week is no longer held".to_owned(),
        Reason::TooLate(last) => behind("too late", last.as_deref()),
        Reason::NotSentAgain { last, why } => {
            let last = last.as_deref().map(|last| format!("{}; ", self::reason(last))).unwrap_or_default();
            format!("{last}not sent again: {}", self::reason(why))
        }
        Reason::SenderRefused(words) => format!("the mail server refuses the sender address: {words}"),
        Reason::LeftBehind => "nyttja ended while this letter was being sent".to_owned(),
        Reason::Restored { copied } => {
            let of = copied.map(|at| at.format(" of %Y-%m-%d %H:%M").to_string()).unwrap_or_default();
            format!("restored from a backup{of}; it may have gone out since")
        }
        Reason::Accepted(words)
        | Reason::Deferred(words)
        | Reason::Refused(words)
        | Reason::Nobody(words)
        | Reason::Unclear(words)
        | Reason::CameBack(words)
        | Reason::Unreadable(words)
        | Reason::Words(words) => words.clone(),
    }
}

/// The same for a letter that may have none.
#[must_use]
pub fn known(reason: Option<&Reason>) -> String {
    reason.map_or_else(|| "no reason is known".to_owned(), self::reason)
}

/// Why somebody decided so: who it was stands beside it.
#[must_use]
pub fn decided(why: &Reason) -> String {
    match why {
        Reason::Decided(grounds) => grounds.why.clone(),
        other => reason(other),
    }
}

/// That somebody took a letter back, and what they wrote.
#[must_use]
pub fn taken_back(why: Option<&Reason>) -> String {
    match why {
        None => "taken back: nobody said why".to_owned(),
        Some(Reason::Decided(Grounds { why, who })) => format!("{who} took it back and wrote “{why}”"),
        Some(why) => format!("taken back: {}", reason(why)),
    }
}

/// Why somebody is left in peace.
#[must_use]
pub fn paused(why: &WhyPaused) -> String {
    match why {
        WhyPaused::Agreed { until, reason } => format!("paused until {until}: {reason}"),
        WhyPaused::Wished { on } => {
            format!("asked for a pause on {on}; the coordinator has not answered yet")
        }
    }
}

/// Why nobody is written to at an address.
#[must_use]
pub fn dead(why: &WhyDead) -> String {
    format!("a letter to this address came back on {}: {}", why.on, why.words)
}

/// Why a run is held, each alarm in a line.
#[must_use]
pub fn alarms(alarms: &[Alarm]) -> Vec<String> {
    alarms.iter().map(alarm).collect()
}

/// What is wrong with the figures.
#[must_use]
pub fn alarm(alarm: &Alarm) -> String {
    match alarm {
        Alarm::OldData { newest: None, expected } => {
            format!("there is no usage at all; it should reach {expected}")
        }
        Alarm::OldData { newest: Some(newest), expected } => {
            format!("the newest usage ends on {newest}; it should reach {expected}")
        }
        Alarm::FewUnits { reported, expected, missing } => {
            let missing: Vec<_> = missing.iter().map(|unit| &*unit.0).collect();
            let missing = if missing.is_empty() {
                String::new()
            } else {
                format!("; those without are {}", missing.join(", "))
            };
            format!("only {reported} of {expected} units have fresh figures{missing}")
        }
        Alarm::LevelsFell { fallen, judged } => {
            format!("{fallen} of {judged} verdicts fell a level since last week")
        }
        Alarm::VerdictsLost { module, expectation, lost, had, passed_over } => {
            let words = match passed_over.as_slice() {
                [] => String::new(),
                words => format!("; words for modules that were passed over: {}", words.join(", ")),
            };
            format!(
                "{lost} of {had} units lost their verdicts on {expectation} (`{module}`) for want of figures{words}"
            )
        }
        Alarm::ModuleVanished { module } => format!("the use of `{module}` fell to nothing everywhere"),
        Alarm::Restored { copied: None, restored } => {
            format!("nyttja was restored on {restored} from a backup; these letters may have gone out before")
        }
        Alarm::Restored { copied: Some(copied), restored } => format!(
            "nyttja was restored on {restored} from a backup of {copied}; these letters may have gone out in between"
        ),
    }
}
