//! `nyttja run`: this week's job, now.

pub(super) mod receipt;

use chrono::{DateTime, Utc};
use clap::Args;

use super::args::{Format, JobName, parse_moment};
use super::process;
use super::screen::{self, errln, out};
use super::{Exit, Failure, Folders, opening};
use crate::app::Job;
use crate::domain::outbox::{FIRST_EDITION, State};
use crate::domain::series::Series;
use crate::store::JobLock;
use crate::weekly::{Order, ReceiptForm, Weekly};

/// Do this week's job now: fetch, judge, write, send, account
///
/// Run it again, and it goes on where it stopped: letters that were sent are not
/// sent again; those that wait are sent, and those that are missing are written.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// Which letters to write and send; with the summaries go the receipts to the coordinators
    #[arg(long, value_enum, default_value_t)]
    job: JobName,
    /// Take this for the present moment, such as 2026-11-23T06:30:00+01:00; it decides the week
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
    /// Read the sources and show the receipt, but queue and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Only the letters about this unit, by its key in units.csv
    #[arg(long, value_name = "KEY")]
    unit: Option<String>,
    /// How to print the receipt
    ///
    /// As JSON it is one object with the keys week, run, expected, sent, skipped, `too_late`, held,
    /// failed, unknown, waiting, `refused_rows`, `held_because`, alarms, unreported, `mixed_lengths`,
    /// conversations, sources and letters; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the week.
pub async fn run(folders: &Folders, args: &RunArgs) -> Result<Exit, Failure> {
    let (_, weekly) = opening::weekly(folders).await?;
    let clock = opening::clock(args.at);
    let unit = opening::unit(args.unit.as_deref(), &weekly)?;
    let week = opening::week(None, &weekly, clock.now());
    let order = Order { series: args.job.into(), week, unit, dry_run: args.dry_run };
    // A letter that is being handed over is finished; nothing new begins.
    let stop = process::stop()?;
    let lock = JobLock::acquire(&weekly.store.leases, &folders.data, Job::Letters.lock_name(), &stop).await?;
    let done = weekly.run_and_report(&order, false, clock, lock.stop()).await;
    lock.release().await;
    let mut done = done?;
    weekly.fetcher.point_to_refused(&mut done.sources);
    if !order.dry_run && args.at.is_none() {
        weekly.watchdog.tell(clock.now()).await;
    }
    let followers = followers_held(&weekly, &order).await?;
    let form = match args.format {
        Format::Text => None,
        Format::Json => {
            let form = ReceiptForm::from(&done);
            Some(form.with_sent(&weekly.store.outbox, order.series, FIRST_EDITION).await?)
        }
    };
    weekly.store.close().await;
    match form {
        None => {
            // What was only tried is held nowhere.
            let next = if args.dry_run { String::new() } else { receipt::next(&done, again(args.job)) };
            out!("{}{next}", receipt::render(&done));
        }
        Some(form) => screen::json(&form),
    }
    if args.dry_run {
        errln!("This was a dry run: nothing was queued or sent.");
        return Ok(if done.tally.held > 0 { Exit::Held } else { Exit::Done });
    }
    if followers > 0 && done.tally.held == 0 {
        errln!("The week's summaries are still held: write them anew with nyttja run --job summaries.");
    }
    Ok(Exit::of(&done.tally))
}

/// The command that writes the letters of a job anew.
fn again(job: JobName) -> &'static str {
    match job {
        JobName::Letters => "nyttja run",
        JobName::Summaries => "nyttja run --job summaries",
    }
}

/// How many letters are held that follow those of `order`.
async fn followers_held(weekly: &Weekly, order: &Order) -> Result<usize, Failure> {
    let mut held = 0;
    for series in Series::OF_RUNS.into_iter().filter(|series| series.follows() == Some(order.series)) {
        let entries = weekly.store.outbox.entries(series, order.week).await?;
        held += entries.iter().filter(|entry| entry.state == State::Held).count();
    }
    Ok(held)
}
