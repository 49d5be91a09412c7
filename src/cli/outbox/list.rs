//! `nyttja outbox list`: letters, one a line.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use crate::cli::args::Format;
use crate::cli::screen::{self, errln, outln, table};
use crate::cli::{Exit, Failure};
use crate::domain::outbox::{Entry, FIRST_EDITION, LetterId, State};
use crate::domain::week::Week;
use crate::letters::english;
use crate::store::{LetterFilter, Outbox};
use crate::weekly::LetterForm;

/// Which letters to list.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Only this ISO week, such as 2026-W47
    #[arg(long)]
    week: Option<Week>,
    /// Only letters in this state
    #[arg(long, value_parser = states())]
    state: Option<State>,
    /// Only letters to this address
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
    /// At most so many letters: 1 or more
    #[arg(long, value_name = "NUMBER", default_value = "100", value_parser = limit)]
    limit: usize,
    /// How to print them; as JSON, one object a line
    ///
    /// Each letter has the keys key, job, week, edition, attempts, recipient, units, state, reason
    /// and `message_id`; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Reads a state, and says which there are where it is none.
fn states() -> impl TypedValueParser<Value = State> {
    let states = State::ALL.map(|state| PossibleValue::new(state.word()).help(meaning(state)));
    PossibleValuesParser::new(states).try_map(|word| word.parse::<State>())
}

/// What a state means, in a few words.
fn meaning(state: State) -> &'static str {
    match state {
        State::Queued => "Written, to be sent",
        State::Sending => "Being handed over",
        State::Sent => "Taken by the mail server",
        State::Retry => "Deferred, and tried again",
        State::Failed => "Refused for good, or come back",
        State::Unknown => "Perhaps sent",
        State::Held => "Kept back until you decide",
        State::Skipped => "Not to be sent, with a reason",
        State::Cancelled => "Taken back by somebody",
    }
}

/// Reads how many letters to list.
fn limit(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("a list has at least 1 letter".to_owned()),
        Ok(limit) => Ok(limit),
        Err(_) => Err("write a whole number, 1 or more".to_owned()),
    }
}

/// A letter in the outbox as JSON.
#[derive(Debug, Serialize)]
pub(super) struct EntryForm {
    key: String,
    job: &'static str,
    week: Week,
    edition: u32,
    attempts: u32,
    #[serde(flatten)]
    letter: LetterForm,
}

impl From<&Entry> for EntryForm {
    fn from(entry: &Entry) -> Self {
        Self {
            key: entry.id.key(),
            job: entry.id.series.name(),
            week: entry.id.week,
            edition: entry.id.edition,
            attempts: entry.attempts,
            letter: entry.into(),
        }
    }
}

/// The kind of a letter; of a correction its edition too.
pub(super) fn kind(id: &LetterId) -> String {
    if id.edition == FIRST_EDITION {
        id.series.to_string()
    } else {
        format!("{}, edition {}", id.series, id.edition)
    }
}

pub(super) async fn list(outbox: &Outbox, args: &ListArgs) -> Result<Exit, Failure> {
    let filter = LetterFilter {
        week: args.week,
        states: args.state.into_iter().collect(),
        recipient: args.recipient.as_ref().map(|address| address.to_lowercase()),
        ..LetterFilter::default()
    };
    let mut entries = outbox.recent_entries(&filter, args.limit.saturating_add(1)).await?;
    let is_cut = entries.len() > args.limit;
    entries.truncate(args.limit);
    match args.format {
        Format::Text if entries.is_empty() => outln!("no letters"),
        Format::Text => outln!("{}", for_people(&entries)),
        Format::Json => entries.iter().for_each(|entry| screen::json(&EntryForm::from(entry))),
    }
    if is_cut {
        errln!("There are more: --limit NUMBER shows them.");
    }
    Ok(Exit::Done)
}

fn for_people(entries: &[Entry]) -> String {
    let rows = entries.iter().map(|entry| {
        let units: Vec<_> = entry.units.iter().map(ToString::to_string).collect();
        [
            entry.id.week.to_string(),
            kind(&entry.id),
            entry.id.recipient.clone(),
            units.join(", "),
            entry.state.to_string(),
            entry.reason.as_ref().map(english::reason).unwrap_or_default(),
        ]
    });
    table(["Week", "Job", "Recipient", "Units", "State", "Why"], rows)
}
