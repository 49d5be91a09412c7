//! `nyttja outbox release`, `discard` and `retry`: what people decide, with who and why.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::cli::process::who;
use crate::cli::screen::{counted, outln};
use crate::cli::{Exit, Failure, Folders};
use crate::clock::Clock;
use crate::domain::outbox::{Entry, Grounds, Reason, State};
use crate::domain::recipient::Roster;
use crate::domain::week::Week;
use crate::settings::Settings;
use crate::store::{Change, ChangeCounts, JobLock, LetterFilter, Outbox, Store};

/// Which letters to decide about, and why.
#[derive(Debug, Args)]
pub struct ChangeArgs {
    /// The ISO week of the letters, such as 2026-W47
    #[arg(long)]
    week: Week,
    #[command(flatten)]
    reasons: Reasons,
}

/// Which letters to send once more, and why.
#[derive(Debug, Args)]
pub struct RetryArgs {
    /// The ISO week of the letters, such as 2026-W47; the newest there is where absent
    #[arg(long)]
    week: Option<Week>,
    /// Only letters that failed or were too late: their recipients have missed them
    #[arg(long)]
    failed: bool,
    /// Only letters of which nobody knows whether they arrived
    #[arg(long)]
    unknown: bool,
    #[command(flatten)]
    reasons: Reasons,
}

/// Whose letters, and what is kept about the decision.
#[derive(Debug, Args)]
struct Reasons {
    /// Only the letters to this address; all of the week where absent
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
    /// Why; it is kept with the letters
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    because: String,
    /// Who decides; it is kept too. Your user name where absent
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    by: Option<String>,
}

impl Reasons {
    fn why(&self) -> Reason {
        Reason::Decided(Grounds { who: who(self.by.as_deref()), why: self.because.clone() })
    }

    fn address(&self) -> Option<String> {
        self.recipient.as_ref().map(|address| address.trim().to_lowercase())
    }
}

const SOON: &str = "to go out with the next run, or at once where the daemon runs";

pub(super) async fn change(
    folders: &Folders,
    store: &Store,
    change: Change,
    args: &ChangeArgs,
) -> Result<Exit, Failure> {
    let _lock = JobLock::acquire_unless_shared(&store.leases, &folders.data)?;
    let filter =
        LetterFilter { week: Some(args.week), recipient: args.reasons.address(), ..LetterFilter::default() };
    let changed = store.outbox.change(&filter, change, &args.reasons.why(), Clock::system().now()).await?;
    let ChangeCounts { letters, doubtful, released } = changed;
    let (verb, next) = match change {
        Change::Release => ("released", SOON),
        Change::Discard => ("discarded", "not to be sent"),
        Change::Retry => ("queued again", SOON),
    };
    if letters == 0 {
        return Err(Failure::new(format!("no letter of {} could be {verb}", args.week))
            .hint("see which there are: nyttja outbox list"));
    }
    outln!("{} {verb}, {next}", counted(letters, "letter"));
    if released > 0 {
        outln!("{released} of them had been released, and waited to be sent");
    }
    if doubtful > 0 {
        outln!(
            "{doubtful} of them may have arrived before: they are `unknown` now, as nobody can say that they \
             were not sent"
        );
    }
    Ok(Exit::Done)
}

pub(super) async fn retry(
    folders: &Folders,
    settings: &Settings,
    store: &Store,
    args: &RetryArgs,
) -> Result<Exit, Failure> {
    let _lock = JobLock::acquire_unless_shared(&store.leases, &folders.data)?;
    let week = match args.week {
        Some(week) => week,
        None => newest(&store.outbox).await?,
    };
    let recipient = args.reasons.address();
    let missed = LetterFilter {
        week: Some(week),
        recipient: recipient.clone(),
        states: Change::Retry.from().to_vec(),
        ..LetterFilter::default()
    };
    let found = missing(&store.outbox, &missed).await?;
    let states = match (args.failed, args.unknown) {
        (true, false) => vec![State::Failed, State::Skipped],
        (false, true) => vec![State::Unknown],
        _ => Change::Retry.from().to_vec(),
    };
    let wanted = |entry: &&Entry| states.contains(&entry.state);
    // Who is named is meant, wherever the address stands.
    let gone = |entry: &&Entry| recipient.is_none() && is_gone(entry, &settings.municipality.roster);
    let except: Vec<_> =
        found.iter().filter(wanted).filter(gone).map(|entry| entry.id.recipient.clone()).collect();
    let away = except.len();
    let missed_anywhere = LetterFilter { week: None, ..missed.clone() };
    let filter = LetterFilter { states: states.clone(), except, ..missed };
    let changed =
        store.outbox.change(&filter, Change::Retry, &args.reasons.why(), Clock::system().now()).await?;

    let changed = changed.letters;
    let other = found.iter().filter(|entry| !states.contains(&entry.state)).count();
    let forgotten =
        (found.len() - other - away).saturating_sub(usize::try_from(changed).unwrap_or(usize::MAX));
    let left = left_alone(other, &states, away, forgotten);
    if changed == 0 {
        let failure = Failure::new(format!("no letter of {week} could be queued again"));
        let elsewhere = missing(&store.outbox, &missed_anywhere).await?;
        return Err(failure.hint(match (left.as_slice(), elsewhere.iter().find(wanted)) {
            ([], Some(entry)) => {
                format!("there are such letters of {week}: --week {week}", week = entry.id.week)
            }
            ([], None) => "see which there are: nyttja outbox list".to_owned(),
            (left, _) => left.join("; "),
        }));
    }
    outln!("{} of {week} queued again, {SOON}", counted(changed, "letter"));
    for left in left {
        outln!("{left}");
    }
    Ok(Exit::Done)
}

/// The letters that can be sent once more, the newest week first.
async fn missing(outbox: &Outbox, filter: &LetterFilter) -> Result<Vec<Entry>, Failure> {
    let mut found = outbox.recent_entries(filter, usize::MAX).await?;
    found.retain(|entry| entry.state != State::Skipped || entry.is_too_late());
    Ok(found)
}

/// What was left alone and why, a sentence each.
fn left_alone(other: usize, states: &[State], away: usize, forgotten: usize) -> Vec<String> {
    let mut left = Vec::new();
    match states {
        [State::Failed, State::Skipped] if other > 0 => left
            .push(format!("{other} that may have arrived were left alone: --unknown sends those once more")),
        [State::Unknown] if other > 0 => {
            left.push(format!(
                "{other} that failed or were too late were left alone: --failed sends those once more"
            ));
        }
        _ => {}
    }
    if away > 0 {
        left.push(format!(
            "{away} to addresses that units.csv no longer has were left alone: nyttja run writes to the \
             new ones, and --recipient ADDRESS names an old one"
        ));
    }
    if forgotten > 0 {
        left.push(format!(
            "{forgotten} cannot go out: nobody is at their addresses (nyttja bounces list; after a mailbox is \
             mended: nyttja bounces forget ADDRESS), or their messages are no longer kept"
        ));
    }
    left
}

/// Whether the roster has nobody of this address any more. Coordinators stand elsewhere.
fn is_gone(entry: &Entry, roster: &Roster) -> bool {
    let here = |recipient: &str| roster.recipients.iter().any(|one| one.address.identity() == recipient);
    !entry.id.series.is_for_coordinators() && !here(&entry.id.recipient)
}

/// The newest week with letters.
async fn newest(outbox: &Outbox) -> Result<Week, Failure> {
    let newest = outbox.recent_entries(&LetterFilter::default(), 1).await?;
    newest.first().map(|entry| entry.id.week).ok_or_else(|| Failure::new("there are no letters yet"))
}
