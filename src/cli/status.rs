//! `nyttja status`: the last run, the sources, what is waiting, what is next.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, Utc};
use clap::Args;
use serde::Serialize;

use super::args::Format;
use super::bounces::{self, BouncesForm};
use super::pause::{self, PausesForm};
use super::screen::{self, out, outln};
use super::{Exit, Failure, Folders, opening};
use crate::app::{Job, Plan};
use crate::causes::chain;
use crate::clock::Clock;
use crate::domain::account::receipt::{Conversation, Tally};
use crate::domain::municipality::Municipality;
use crate::domain::outbox::Barrier;
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::settings::Settings;
use crate::store::{LastContact, LastFetch, LetterFilter, Outbox, RunRecord, Store, StoreError};
use crate::web::Health;
use crate::weekly::{ReceiptForm, conversations, point_to_refused, refused_dir};

/// Show when the last run was, how the sources fare, and what is waiting
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Print one line: whether the daemon lives, and if not, why; the exit code says the same, 0 or 1
    #[arg(long)]
    healthy: bool,
    /// How to print it
    ///
    /// As JSON it is one object with the keys municipality, health, mail, next, sources, outbox,
    /// unreported, conversations, pauses, wishes, bounces, `last_runs` and `last_corrections`; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// The status as JSON.
#[derive(Debug, Serialize)]
struct StatusForm {
    municipality: String,
    health: Health,
    /// How it went with the mail server the last time; none where none was tried.
    mail: Option<MailForm>,
    next: Vec<NextForm>,
    sources: Vec<LastFetch>,
    outbox: Vec<CountForm>,
    /// The units that had not reported when the newest letters were written.
    unreported: Vec<UnreportedForm>,
    /// What the newest letters left to the coordinator.
    conversations: Vec<TalkForm>,
    #[serde(flatten)]
    pauses: PausesForm,
    bounces: BouncesForm,
    /// The newest run of each job that writes letters.
    last_runs: Vec<RunForm>,
    /// The newest corrections of each job.
    last_corrections: Vec<RunForm>,
}

#[derive(Debug, Serialize)]
struct MailForm {
    tried_at: DateTime<Utc>,
    answered_at: Option<DateTime<Utc>>,
    barrier: Option<&'static str>,
    words: Option<String>,
    /// The same as a sentence goes on after the name of the server.
    #[serde(skip)]
    told: String,
}

#[derive(Debug, Serialize)]
struct RunForm {
    job: &'static str,
    finished_at: Option<DateTime<Utc>>,
    receipt: Option<ReceiptForm>,
}

#[derive(Debug, Serialize)]
struct UnreportedForm {
    unit: UnitKey,
    name: String,
}

#[derive(Debug, Serialize)]
struct NextForm {
    job: &'static str,
    due: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize)]
struct TalkForm {
    name: String,
    module: String,
    #[serde(flatten)]
    conversation: Conversation,
}

#[derive(Debug, Serialize)]
struct CountForm {
    state: &'static str,
    letters: u64,
}

/// Gathers and prints.
pub async fn status(folders: &Folders, args: &StatusArgs) -> Result<Exit, Failure> {
    if args.healthy {
        return healthy(folders).await;
    }
    let settings = opening::settings(folders)?;
    let store = opening::store(folders, &settings).await?;
    let now = Clock::system().now();
    let health = Health::of(&store, now).await?;
    let bounces = bounces::gather(&store.bounces, &settings, &folders.data).await?;
    let whole = matches!(args.format, Format::Json);
    let form = gather(&settings, &store, (health, bounces), &refused_dir(&folders.data), now, whole).await?;
    match args.format {
        Format::Text => out!("{}", render(&form, settings.municipality.zone)),
        Format::Json => screen::json_pretty(&form),
    }
    Ok(Exit::Done)
}

/// Whether the daemon lives. It goes on with the last good files when somebody
/// makes a mistake in them, so that mistake makes it no less healthy.
async fn healthy(folders: &Folders) -> Result<Exit, Failure> {
    let store = opening::settings(folders).map(|settings| settings.store).unwrap_or_default();
    let health = async {
        let store = Store::open(&store, &folders.data).await?;
        Health::of(&store, Clock::system().now()).await
    };
    let why = match health.await {
        Ok(health) => health.why,
        Err(error) => Some(format!("the store cannot be read: {}", chain(&error))),
    };
    outln!("{}", why.as_deref().unwrap_or("the daemon lives"));
    Ok(if why.is_none() { Exit::Done } else { Exit::Error })
}

fn mail_form(contact: LastContact) -> MailForm {
    let LastContact { tried_at, answered_at, barred } = contact;
    let (barrier, words) = barred.unzip();
    let told = barrier.map(|barrier| barrier.to_string()).unwrap_or_default();
    MailForm { tried_at, answered_at, barrier: barrier.map(Barrier::word), words, told }
}

async fn gather(
    settings: &Settings,
    store: &Store,
    (health, bounces): (Health, BouncesForm),
    refused_dir: &Path,
    now: DateTime<Utc>,
    whole: bool,
) -> Result<StatusForm, Failure> {
    let plan = Plan::new(settings.schedules.clone());
    let next = Job::ALL.map(|job| NextForm { job: job.name(), due: plan.next(job, now) });
    let mut sources = store.usage.last_fetches().await?;
    for fetch in &mut sources {
        point_to_refused(refused_dir, &mut fetch.report);
    }
    let counts = store.outbox.count_by_state().await?.into_iter();
    let outbox = counts.map(|(state, letters)| CountForm { state: state.word(), letters }).collect();
    let conversations = talks(&settings.municipality, &store.outbox, now).await?;
    let pauses = pause::gather(&settings.municipality, &store.wishes.unanswered().await?, now);
    let (mut last_runs, mut last_corrections) = (Vec::new(), Vec::new());
    for series in Series::OF_RUNS {
        let (run, correction) =
            (store.runs.last_finished(series).await?, store.runs.last_correction(series).await?);
        if let Some(run) = run {
            last_runs.push(run_form(series, run, &store.outbox, whole).await?);
        }
        if let Some(run) = correction {
            last_corrections.push(run_form(series, run, &store.outbox, whole).await?);
        }
    }
    let letters = last_runs.iter().find(|run| run.job == Series::Letters.name());
    let unreported = letters.and_then(|run| run.receipt.as_ref()).map(|receipt| receipt.unreported.iter());
    let unreported = unreported.into_iter().flatten().map(|unit| UnreportedForm {
        unit: unit.clone(),
        name: settings.municipality.roster.unit(unit).map(|unit| unit.name.clone()).unwrap_or_default(),
    });
    Ok(StatusForm {
        unreported: unreported.collect(),
        municipality: settings.municipality.name.clone(),
        health,
        mail: store.contacts.last().await?.map(mail_form),
        next: next.into(),
        sources,
        outbox,
        conversations,
        pauses,
        bounces,
        last_runs,
        last_corrections,
    })
}

/// A run with its receipt, which only a `whole` one tells every letter of.
async fn run_form(
    series: Series,
    run: RunRecord,
    outbox: &Outbox,
    whole: bool,
) -> Result<RunForm, StoreError> {
    let receipt: Option<ReceiptForm> = run.receipt.and_then(|text| serde_json::from_str(&text).ok());
    let receipt = match receipt {
        Some(receipt) if whole => Some(receipt.with_sent(outbox, series, run.edition).await?),
        receipt => receipt,
    };
    Ok(RunForm { job: series.name(), finished_at: run.finished_at, receipt })
}

async fn talks(
    municipality: &Municipality,
    outbox: &Outbox,
    now: DateTime<Utc>,
) -> Result<Vec<TalkForm>, Failure> {
    // A run may have been for a later week than this one.
    let newest = outbox.recent_entries(&LetterFilter::default(), 1).await?;
    let this = Week::of(now.with_timezone(&municipality.zone).date_naive());
    let week = newest.first().map_or(this, |entry| entry.id.week.max(this));
    let talks = conversations(outbox, &municipality.roster, week).await?;
    let form = |talk: &Conversation| {
        let expectation = municipality.expectation(&talk.expectation, week.monday());
        TalkForm {
            name: municipality.roster.unit(&talk.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
            module: expectation.map(|expectation| expectation.module.0.clone()).unwrap_or_default(),
            conversation: talk.clone(),
        }
    };
    Ok(talks.iter().map(form).collect())
}

/// A run, or another account of letters, in one sentence.
fn told(what: &str, finished: &str, receipt: &ReceiptForm) -> String {
    let week = receipt.week;
    let Tally { expected, sent, skipped, late, held, failed, unknown, waiting } = receipt.tally;
    let late = match late {
        0 => String::new(),
        late => format!(" ({late} of them too late)"),
    };
    format!(
        "The last {what} was for {week}, and ended {finished}: {expected} expected, {sent} sent, \
         {skipped} skipped{late}, {held} held, {failed} failed, {unknown} unknown, {waiting} waiting."
    )
}

fn render(form: &StatusForm, zone: chrono_tz::Tz) -> String {
    let local = |at: DateTime<Utc>| screen::local_day(at, zone);
    let mut text = format!("{}\n\n", form.municipality);
    // Writing to a text cannot fail.
    let _ = match (form.health.alive, form.health.last_beat) {
        (true, Some(beat)) => writeln!(text, "The daemon lives; its heart last beat {}.", local(beat)),
        (_, Some(beat)) => writeln!(text, "The daemon is not running; its heart last beat {}.", local(beat)),
        (_, None) => writeln!(text, "The daemon has never run here."),
    };
    if let Some(at) = form.health.settings_refused_at {
        let _ = writeln!(
            text,
            "The files have changed, and cannot be used since {}; those of before are in use. \
             `nyttja check` shows what is wrong.",
            local(at)
        );
    }
    for next in &form.next {
        let due = next.due.map_or_else(|| "turned off".to_owned(), local);
        let _ = writeln!(text, "  next {:<10} {due}", next.job);
    }
    if let (Some(week), Some(at)) = (&form.health.complete_run_week, form.health.complete_run_finished) {
        let _ =
            writeln!(text, "\nThe last complete run of the letters was for {week}, and ended {}.", local(at));
    }
    if form.last_runs.is_empty() {
        text.push_str("\nNo run has ended yet.\n");
    }
    for RunForm { job, finished_at, receipt } in &form.last_runs {
        let finished = finished_at.map(local).unwrap_or_default();
        let _ = match receipt {
            Some(receipt) => writeln!(text, "\n{}", told(&format!("run of {job}"), &finished, receipt)),
            None => writeln!(text, "\nThe last run of {job} ended {finished}; its receipt cannot be read."),
        };
        for reason in receipt.iter().flat_map(|receipt| &receipt.held_because) {
            let _ = writeln!(text, "  held: {reason}");
        }
    }
    if !form.unreported.is_empty() {
        let names: Vec<_> =
            form.unreported.iter().map(|unit| format!("{} ({})", unit.name, unit.unit)).collect();
        let _ = writeln!(text, "\nUnits without new figures, {}: {}.", names.len(), names.join(", "));
    }
    for RunForm { job, finished_at, receipt } in &form.last_corrections {
        if let (Some(at), Some(receipt)) = (finished_at, receipt) {
            let _ = writeln!(text, "\n{}", told(&format!("correction of {job}"), &local(*at), receipt));
        }
    }
    for source in &form.sources {
        let report = &source.report;
        let _ = writeln!(
            text,
            "\nSource {}, read {}: {} rows, {} kept, {} ignored, {} refused.",
            report.name,
            local(source.at),
            report.rows,
            report.kept,
            report.ignored,
            report.refused
        );
        for failure in &report.failures {
            let _ = writeln!(text, "  could not be read: {failure}");
        }
        for note in &report.notes {
            let _ = writeln!(text, "  {note}");
        }
    }
    let counts = form.outbox.iter().filter(|count| count.letters > 0);
    let counts: Vec<_> = counts.map(|count| format!("{} {}", count.letters, count.state)).collect();
    let counts = if counts.is_empty() { "empty".to_owned() } else { counts.join(", ") };
    let _ = writeln!(text, "\nOutbox: {counts}.");
    if let Some(MailForm { tried_at, words: Some(words), told, .. }) = &form.mail {
        let _ = writeln!(text, "The mail server {told}, tried {}: {words}", local(*tried_at));
    }
    if !form.conversations.is_empty() {
        text.push_str("\nTo take up in person, because many letters asked and nothing changed:\n");
    }
    for TalkForm { name, module, conversation } in &form.conversations {
        let Conversation { unit, expectation, since } = conversation;
        let _ = writeln!(text, "  {name} ({unit}): {module}, {}, since {since}", expectation.0);
    }
    text.push_str(&bounces::render(&form.bounces, zone));
    text.push_str(&pause::render(&form.pauses));
    text
}
