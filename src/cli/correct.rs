//! `nyttja correct`: letters that answer those which have gone out wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use super::args::{Format, JobName, parse_moment};
use super::process::{self, who};
use super::run::receipt;
use super::screen::{self, errln, out};
use super::{Exit, Failure, Folders, finding, opening};
use crate::app::Job;
use crate::domain::account::receipt::Tally;
use crate::domain::correction::Untouched;
use crate::domain::outbox::Grounds;
use crate::domain::week::Week;
use crate::letters::english;
use crate::store::{JobLock, LetterFilter};
use crate::weekly::{Corrected, Correcting, LetterForm, ReceiptForm, Weekly};

/// How many addresses are listed.
const LISTED: usize = 20;

/// Correct letters that have gone out, where figures or rules were wrong
///
/// Put the right figures or files in place first. nyttja reads the sources again, judges
/// again, and writes to those whose letter would now say something else: another letter
/// that says at its top that it corrects the one before, and why, and that answers it in
/// mail programs. A letter that waits to go out is written anew in its place, so that
/// nobody gets the wrong one first. The gate holds corrections like any letters. For example:
/// `nyttja correct --week 2026-W48 --because "the export lacked a week"`
#[derive(Debug, Args)]
pub struct CorrectArgs {
    /// The ISO week of the letters, such as 2026-W47
    #[arg(long)]
    week: Week,
    /// What was wrong: the letters say it as it stands here, and it is kept with them
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    because: String,
    /// Who decides; it is kept with the letters. Your user name where absent
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    by: Option<String>,
    /// Which letters to correct
    #[arg(long, value_enum, default_value_t)]
    job: JobName,
    /// Only the letter to this address
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
    /// Only the letters about this unit, by its key in units.csv
    #[arg(long, value_name = "KEY")]
    unit: Option<String>,
    /// Also where the letter would say the same, unless it is a correction for this very reason
    #[arg(long)]
    all: bool,
    /// Read the sources and show who would get a correction, but queue and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Take this for the present moment, such as 2026-11-25T09:00:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
    /// How to print what came of it
    ///
    /// As JSON it is one object with the keys week, edition, corrected, `written_anew`, `not_sent`,
    /// `taken_back`, left and receipt; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What came of a correction as JSON; letters are named by their addresses.
#[derive(Debug, Serialize)]
struct CorrectedForm {
    week: Week,
    edition: u32,
    corrected: Vec<String>,
    written_anew: Vec<String>,
    not_sent: Vec<LetterForm>,
    taken_back: Vec<String>,
    left: Vec<LeftForm>,
    receipt: Option<ReceiptForm>,
}

#[derive(Debug, Serialize)]
struct LeftForm {
    recipient: String,
    reason: Untouched,
}

/// Corrects.
pub async fn correct(folders: &Folders, args: &CorrectArgs) -> Result<Exit, Failure> {
    let (_, weekly) = opening::weekly(folders).await?;
    let clock = opening::clock(args.at);
    let unit = opening::unit(args.unit.as_deref(), &weekly)?;
    let recipient = match &args.recipient {
        Some(text) => Some(addressed(text, args.week, &weekly).await?),
        None => None,
    };
    let order = Correcting {
        series: args.job.into(),
        week: args.week,
        grounds: Grounds { who: who(args.by.as_deref()), why: args.because.clone() },
        recipient,
        unit,
        all: args.all,
        dry_run: args.dry_run,
    };
    let stop = process::stop()?;
    let lock = JobLock::acquire(&weekly.store.leases, &folders.data, Job::Letters.lock_name(), &stop).await?;
    let done = weekly.corrector.correct(&order, clock, lock.stop()).await;
    lock.release().await;
    weekly.store.close().await;
    let mut done = done?;
    if let Some(receipt) = &mut done.receipt {
        weekly.fetcher.point_to_refused(&mut receipt.sources);
    }
    match args.format {
        Format::Text => out!("{}", render(&done, args)),
        Format::Json => screen::json(&form(&done, args)),
    }
    if args.dry_run {
        errln!("This was a dry run: nothing was queued or sent.");
    }
    Ok(exit(&done))
}

/// By the corrections, and by the letters that were written anew.
fn exit(done: &Corrected) -> Exit {
    let corrections = done.receipt.as_ref().map_or(Exit::Done, |receipt| Exit::of(&receipt.tally));
    match Exit::of(&Tally::of(&done.not_sent)) {
        Exit::Done => corrections,
        not_sent => not_sent,
    }
}

/// The recipient who is meant, as the outbox spells the address.
async fn addressed(text: &str, week: Week, weekly: &Weekly) -> Result<String, Failure> {
    let unknown = match finding::recipient(&weekly.municipality.roster, text) {
        Ok(person) => return Ok(person.address.identity()),
        Err(unknown) => unknown,
    };
    let recipient = text.trim().to_lowercase();
    let had = LetterFilter { week: Some(week), recipient: Some(recipient), ..LetterFilter::default() };
    if weekly.store.outbox.recent_entries(&had, 1).await?.is_empty() {
        return Err(unknown);
    }
    let gone = format!("units.csv no longer has `{text}`, so no correction can be written to it");
    Err(Failure::new(gone)
        .hint("correct what is said about the units to those who have them now: --unit KEY"))
}

fn form(done: &Corrected, args: &CorrectArgs) -> CorrectedForm {
    let left =
        done.left.iter().map(|(recipient, why)| LeftForm { recipient: recipient.clone(), reason: *why });
    CorrectedForm {
        week: args.week,
        edition: done.edition,
        corrected: done.further.clone(),
        written_anew: done.anew.clone(),
        not_sent: done.not_sent.iter().map(Into::into).collect(),
        taken_back: done.taken_back.clone(),
        left: left.collect(),
        receipt: done.receipt.as_ref().map(ReceiptForm::from),
    }
}

fn render(done: &Corrected, args: &CorrectArgs) -> String {
    let mut text = format!("Letters of {}\n", args.week);
    let groups = [
        ("get a correction", &done.further),
        ("had not gone out, and are written anew", &done.anew),
        ("had not gone out, and are taken back: they are not needed any more", &done.taken_back),
    ];
    // Writing to a text cannot fail.
    for (what, addresses) in groups.iter().filter(|(_, addresses)| !addresses.is_empty()) {
        let _ = writeln!(text, "\n{:>6} {what}", addresses.len());
        for address in addresses.iter().take(LISTED) {
            let _ = writeln!(text, "         {address}");
        }
        if addresses.len() > LISTED {
            let _ = writeln!(text, "         and {} more: --format json", addresses.len() - LISTED);
        }
    }
    if !done.not_sent.is_empty() {
        text.push_str("\n       of those that were written anew, these have not gone out:\n");
        for entry in done.not_sent.iter().take(LISTED) {
            let why = entry.reason.as_ref().map_or_else(|| "it waits its turn".to_owned(), english::reason);
            let _ = writeln!(text, "         {}: {}, {why}", entry.id.recipient, entry.state);
        }
        if done.not_sent.len() > LISTED {
            let _ = writeln!(text, "         and {} more: nyttja outbox list", done.not_sent.len() - LISTED);
        }
    }
    if groups.iter().all(|(_, addresses)| addresses.is_empty()) {
        let is_same = !args.all && done.left.iter().all(|(_, why)| *why == Untouched::Same);
        text.push_str("\nNothing is to be corrected");
        text.push_str(if is_same { ": no letter would say anything else.\n" } else { ".\n" });
        let earlier = done.receipt.as_ref().map(|receipt| receipt.tally.is_settled());
        text.push_str(match earlier {
            None => "",
            Some(true) => "Corrections of an earlier command waited, and were sent on.\n",
            Some(false) => "Corrections of an earlier command wait still.\n",
        });
    }
    let mut left: BTreeMap<Untouched, usize> = BTreeMap::new();
    for (_, why) in &done.left {
        *left.entry(*why).or_default() += 1;
    }
    for (why, letters) in left {
        let _ = writeln!(text, "\n{letters:>6} left alone: {why}");
    }
    if let Some(account) = &done.receipt {
        let _ = write!(
            text,
            "\n{}{}",
            receipt::render(account),
            receipt::next(account, "this command once more")
        );
    }
    text
}
