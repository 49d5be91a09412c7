//! `nyttja outbox show`: everything about one letter, down to its bytes.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use clap::Args;
use serde::Serialize;

use super::list::{EntryForm, kind};
use crate::cli::args::Format;
use crate::cli::screen::{self, out};
use crate::cli::{Exit, Failure};
use crate::domain::bounce::{Standing, TracedBy};
use crate::domain::outbox::{Decision, Entry, State, is_vacant};
use crate::domain::week::Week;
use crate::letters::english;
use crate::store::{BounceStore, KeptBounce, LetterFilter, LetterTimes, Outbox};

/// Which letter to show.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Its key, as in the logs, or the address it goes to
    #[arg(value_name = "KEY|ADDRESS")]
    which: String,
    /// The ISO week of the letter, such as 2026-W47; the newest with a letter where absent
    #[arg(long)]
    week: Option<Week>,
    /// Write the message itself to stdout, byte for byte
    #[arg(long, conflicts_with = "format")]
    message: bool,
    /// How to print it; as JSON, one object a line
    ///
    /// Each letter has the keys of outbox list: key, job, week, edition, attempts, recipient, units,
    /// state, reason and `message_id`; and `next_attempt`, `written_at`, `changed_at`, `message_bytes`,
    /// decisions and `came_back`. docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// A letter with its whole record as JSON.
#[derive(Debug, Serialize)]
struct RecordForm {
    #[serde(flatten)]
    entry: EntryForm,
    next_attempt: Option<DateTime<Utc>>,
    written_at: Option<DateTime<Utc>>,
    changed_at: Option<DateTime<Utc>>,
    /// How long the message is, in bytes; null where it is no longer kept, or never was written.
    message_bytes: Option<usize>,
    decisions: Vec<DecisionForm>,
    came_back: Vec<CameBackForm>,
}

/// A report about the letter.
#[derive(Debug, Serialize)]
struct CameBackForm {
    at: DateTime<Utc>,
    gravity: &'static str,
    standing: &'static str,
    /// What led from the report to the letter; null where that was not kept.
    traced: Option<&'static str>,
    words: String,
}

impl From<&KeptBounce> for CameBackForm {
    fn from(kept: &KeptBounce) -> Self {
        Self {
            at: kept.at,
            gravity: kept.gravity.word(),
            standing: kept.standing.word(),
            traced: kept.traced.map(TracedBy::word),
            words: kept.words.clone(),
        }
    }
}

#[derive(Debug, Serialize)]
struct DecisionForm {
    at: DateTime<Utc>,
    what: &'static str,
    who: Option<String>,
    why: String,
}

impl From<&Decision> for DecisionForm {
    fn from(decision: &Decision) -> Self {
        let Decision { at, what, who, why } = decision;
        Self { at: *at, what: what.word(), who: who.clone(), why: english::decided(why) }
    }
}

/// A letter with its whole record.
struct Record {
    entry: Entry,
    times: Option<LetterTimes>,
    message: Option<Vec<u8>>,
    decisions: Vec<Decision>,
    came_back: Vec<KeptBounce>,
}

pub(super) async fn show(
    outbox: &Outbox,
    bounces: &BounceStore,
    args: &ShowArgs,
    zone: Tz,
) -> Result<Exit, Failure> {
    let mut records = Vec::new();
    for entry in meant(outbox, args).await? {
        let key = entry.id.key();
        let (times, message) = (outbox.times_of(&key).await?, outbox.message(&key).await?);
        let (decisions, came_back) = (outbox.decisions(&key).await?, bounces.of_letter(&key).await?);
        records.push(Record { entry, times, message, decisions, came_back });
    }
    if args.message {
        return message(&records, args);
    }
    match args.format {
        Format::Text => {
            let pages: Vec<_> = records.iter().map(|record| page(record, zone)).collect();
            out!("{}", pages.join("\n"));
        }
        Format::Json => records.iter().for_each(|record| screen::json(&form(record))),
    }
    Ok(Exit::Done)
}

/// The letters that are meant: one by its key, or those to an address in one week.
async fn meant(outbox: &Outbox, args: &ShowArgs) -> Result<Vec<Entry>, Failure> {
    // Addresses and keys are in lower case; what stands for a vacant unit has the unit's own.
    let which = args.which.trim();
    let which = if is_vacant(which) { which.to_owned() } else { which.to_lowercase() };
    let by_key = LetterFilter::of_key(which.as_str());
    let mut entries = outbox.recent_entries(&by_key, 1).await?;
    if entries.is_empty() {
        let to = LetterFilter { recipient: Some(which), week: args.week, ..LetterFilter::default() };
        entries = outbox.recent_entries(&to, usize::MAX).await?;
        let newest = entries.first().map(|entry| entry.id.week);
        entries.retain(|entry| Some(entry.id.week) == newest);
    }
    if entries.is_empty() {
        let of_week = args.week.map(|week| format!(" of {week}")).unwrap_or_default();
        return Err(Failure::new(format!("there is no letter{of_week} to or with the key `{}`", args.which))
            .hint("see which there are: nyttja outbox list"));
    }
    Ok(entries)
}

/// Writes the one message, and nothing else.
fn message(records: &[Record], args: &ShowArgs) -> Result<Exit, Failure> {
    let [record] = records else {
        let keys: Vec<_> = records
            .iter()
            .map(|Record { entry, .. }| format!("{} ({})", entry.id.key(), kind(&entry.id)))
            .collect();
        return Err(Failure::new(format!("`{}` has several letters of the week", args.which))
            .hint(format!("name one by its key: {}", keys.join(", "))));
    };
    let Some(bytes) = &record.message else {
        return Err(Failure::new("the message of this letter is not kept")
            .hint("it was never written, or `keep_letters` is over; the rest is shown without --message"));
    };
    screen::bytes(bytes);
    Ok(Exit::Done)
}

fn form(record: &Record) -> RecordForm {
    let Record { entry, times, message, decisions, came_back } = record;
    RecordForm {
        entry: entry.into(),
        next_attempt: entry.next_attempt,
        written_at: times.map(|times| times.written_at),
        changed_at: times.map(|times| times.changed_at),
        message_bytes: message.as_ref().map(Vec::len),
        decisions: decisions.iter().map(Into::into).collect(),
        came_back: came_back.iter().map(Into::into).collect(),
    }
}

/// What led from a report to the letter, in words.
fn found_by(traced: TracedBy) -> &'static str {
    match traced {
        TracedBy::Conversation => ", said when it was handed over",
        TracedBy::Tag => ", known by the address that the report was sent to",
        TracedBy::Envelope => ", known by the name that the report brought back",
        TracedBy::Headers => ", known by the headers of the report",
        TracedBy::Letter => ", known by the letter in the report",
        TracedBy::Text => ", known by the text of the report",
    }
}

/// The record of one letter for people, a line for each thing that is known.
fn page(record: &Record, zone: Tz) -> String {
    let local = |at: DateTime<Utc>| screen::local(at, zone);
    let Record { entry, times, message, decisions, came_back } = record;
    let mut lines = vec![
        ("letter", format!("{} of {}", kind(&entry.id), entry.id.week)),
        ("to", entry.id.recipient.clone()),
    ];
    if !entry.units.is_empty() {
        let units: Vec<_> = entry.units.iter().map(ToString::to_string).collect();
        lines.push(("about", units.join(", ")));
    }
    if let Some(times) = times {
        lines.push(("written", local(times.written_at)));
        lines.push(("state", format!("{} since {}", entry.state, local(times.changed_at))));
    }
    if let Some(reason) = &entry.reason {
        let is_answer = matches!(entry.state, State::Sent | State::Failed | State::Retry | State::Unknown);
        lines.push((if is_answer { "mail server" } else { "because" }, english::reason(reason)));
    }
    lines.push(("attempts", entry.attempts.to_string()));
    if let Some(again) = entry.next_attempt {
        lines.push(("again", local(again)));
    }
    for Decision { at, what, who, why } in decisions {
        let (who, why) = (who.as_deref().unwrap_or("nyttja"), english::decided(why));
        lines.push(("decided", format!("{} {} by {who}: {why}", local(*at), what.done())));
    }
    for KeptBounce { at, gravity, standing, traced, words } in came_back {
        let by = traced.map_or("", found_by);
        let (gravity, at) = (gravity.word(), local(*at));
        let standing = match standing {
            Standing::Counted => "",
            Standing::Doubted => ", waits for a decision",
            Standing::Accepted => ", accepted by somebody",
            Standing::Dismissed => ", dismissed by somebody",
        };
        lines.push(("came back", format!("{at} ({gravity}{by}{standing}): {words}")));
    }
    lines.push(("key", entry.id.key()));
    if let Some(message_id) = &entry.message_id {
        lines.push(("Message-ID", message_id.clone()));
    }
    lines.push((
        "message",
        message.as_ref().map_or_else(
            || "not kept".to_owned(),
            |bytes| format!("{} bytes; written out by --message", bytes.len()),
        ),
    ));
    lines.iter().fold(String::new(), |mut text, (label, what)| {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{label:<12}{what}");
        text
    })
}
