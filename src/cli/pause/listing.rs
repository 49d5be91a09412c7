//! Who is paused, who will be, and who has asked to be.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{ListArgs, named, store};
use crate::cli::args::Format;
use crate::cli::opening;
use crate::cli::screen::{self, out, outln};
use crate::cli::{Exit, Failure, Folders};
use crate::domain::municipality::Municipality;
use crate::domain::pause::{Paused, Wish};
use crate::domain::recipient::RecipientMark;

/// Pauses and wishes as JSON.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct PausesForm {
    /// Those that hold or are to come, in the order of the file.
    pauses: Vec<PauseForm>,
    /// Those that nobody has answered, the oldest first.
    wishes: Vec<WishForm>,
}

#[derive(Debug, Serialize)]
struct PauseForm {
    recipient: Option<String>,
    unit: Option<String>,
    #[serde(skip)]
    named: String,
    holds: bool,
    from: Option<NaiveDate>,
    until: NaiveDate,
    reason: String,
    agreed_with: String,
}

#[derive(Debug, Serialize)]
struct WishForm {
    recipient: String,
    #[serde(skip)]
    named: String,
    at: DateTime<Utc>,
    on: NaiveDate,
}

pub(super) async fn list(folders: &Folders, args: &ListArgs) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    let wishes = match store(folders, &settings).await? {
        Some(store) => store.wishes.unanswered().await?,
        None => Vec::new(),
    };
    let form = gather(&settings.municipality, &wishes, opening::clock(args.at).now());
    match args.format {
        Format::Json => screen::json_pretty(&form),
        Format::Text => match render(&form).trim_start() {
            "" => outln!("nobody is paused, and nobody has asked to be"),
            text => out!("{text}"),
        },
    }
    Ok(Exit::Done)
}

/// What holds at `now`, or is to come.
pub(in crate::cli) fn gather(municipality: &Municipality, wishes: &[Wish], now: DateTime<Utc>) -> PausesForm {
    let local = |at: DateTime<Utc>| at.with_timezone(&municipality.zone).date_naive();
    let (today, roster) = (local(now), &municipality.roster);
    let pauses = municipality.agreements.pauses.iter().filter(|pause| pause.until >= today);
    let pauses = pauses.map(|pause| {
        let (recipient, unit) = match &pause.paused {
            Paused::Recipient(address) => (Some(address.to_string()), None),
            Paused::Unit(unit) => (None, Some(unit.to_string())),
        };
        PauseForm {
            recipient,
            unit,
            named: named(&pause.paused, roster),
            holds: pause.holds_on(today),
            from: pause.from,
            until: pause.until,
            reason: pause.reason.clone(),
            agreed_with: pause.agreed_with.clone(),
        }
    });
    let wishes = wishes.iter().filter_map(|wish| {
        // Who is gone from the roster gets no letter anyway.
        let person =
            roster.recipients.iter().find(|person| RecipientMark::of(&person.address) == wish.recipient)?;
        Some(WishForm {
            recipient: person.address.to_string(),
            named: named(&Paused::Recipient(person.address.clone()), roster),
            at: wish.at,
            on: local(wish.at),
        })
    });
    PausesForm { pauses: pauses.collect(), wishes: wishes.collect() }
}

/// For people; nothing where there is nothing to tell. Starts with an empty line.
pub(in crate::cli) fn render(form: &PausesForm) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    for (holds, heading) in [(true, "Paused"), (false, "To be paused")] {
        let pauses: Vec<_> = form.pauses.iter().filter(|pause| pause.holds == holds).collect();
        if !pauses.is_empty() {
            let _ = writeln!(text, "\n{heading}:");
        }
        for pause in pauses {
            let PauseForm { named, from, until, reason, agreed_with, .. } = pause;
            let from = from.filter(|_| !holds).map(|from| format!("from {from} ")).unwrap_or_default();
            let _ = writeln!(text, "  {named}, {from}until {until}: {reason}; agreed with {agreed_with}");
        }
    }
    if !form.wishes.is_empty() {
        text.push_str("\nAsked for a pause with one click; no letter goes to them until you answer:\n");
        for wish in &form.wishes {
            let _ = writeln!(text, "  {}, on {}", wish.named, wish.on);
        }
        text.push_str("  yes: nyttja pause ADDRESS --until DATE --because TEXT --agreed-with NAME\n");
        text.push_str("  no:  nyttja pause decline ADDRESS --because TEXT\n");
    }
    text
}
