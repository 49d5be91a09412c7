//! How a source fares, in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Item, Section};
use crate::domain::account::SourceHealth;
use crate::domain::usage::refusal::{Place, Refusal};
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// The section about the sources.
pub(in crate::letters) fn section(
    sources: &[SourceHealth],
    mixed_lengths: bool,
    zone: Tz,
    words: &Words,
) -> Result<Option<Section>, ComposeError> {
    let text = mixed_lengths.then_some("source-mixed");
    Section::of("source-heading", text, sources, |source| item(source, zone, words), words)
}

fn item(source: &SourceHealth, zone: Tz, words: &Words) -> Result<Item, ComposeError> {
    let report = &source.report;
    let mut details = vec![reading(source, zone, words)?];
    if source.read_at.is_some() && (report.rows > 0 || !source.is_failing()) {
        details.push(words.say(
            "source-rows",
            [
                ("rows", report.rows.into()),
                ("kept", report.kept.into()),
                ("ignored", report.ignored.into()),
                ("refused", report.refused.into()),
            ],
        )?);
    }
    for (key, texts) in [("source-failure", &report.failures), ("source-note", &report.notes)] {
        for text in texts {
            details.push(words.say(key, [("words", one_line(text).into())])?);
        }
    }
    for refusal in &source.first_refused {
        details.push(refused(refusal, words)?);
    }
    if let Some(file) = &source.refused_list {
        details.push(words.say("source-refused-list", [("file", one_line(file).into())])?);
    }
    Ok(Item { what: one_line(&report.name), details })
}

/// When it was read, and whether that went well.
fn reading(source: &SourceHealth, zone: Tz, words: &Words) -> Result<String, ComposeError> {
    let Some(read_at) = source.read_at else { return words.text("source-never") };
    let on = |key, at| words.say(key, [("when", moment(at, zone, words).into())]);
    if !source.is_failing() {
        return on("source-read", read_at);
    }
    let failed = on("source-failed", read_at)?;
    let before = match source.succeeded_at {
        Some(at) => on("source-last-good", at)?,
        None => words.text("source-never")?,
    };
    Ok(format!("{failed} {before}"))
}

fn refused(refusal: &Refusal, words: &Words) -> Result<String, ComposeError> {
    let why = ("words", one_line(&refusal.reason).into());
    match &refusal.place {
        Place::Line { file, line } => {
            words.say("source-refused-line", [("file", one_line(file).into()), ("line", (*line).into()), why])
        }
        Place::Record { page, record } => {
            words.say("source-refused-record", [("page", (*page).into()), ("record", (*record).into()), why])
        }
        Place::Named { page, part, record } => {
            let page = format!("{page} ({})", one_line(part));
            words.say("source-refused-record", [("page", page.into()), ("record", (*record).into()), why])
        }
    }
}

/// A moment in local time: `måndag 23 november kl. 05.00`.
pub(in crate::letters) fn moment(at: DateTime<Utc>, zone: Tz, words: &Words) -> String {
    let (language, local) = (words.language(), at.with_timezone(&zone));
    format!("{} {}", figures::weekday(language, local.date_naive()), figures::time(language, local.time()))
}
