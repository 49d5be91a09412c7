//! Fetches usage from every source. One that fails leaves what it gave before.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days, TimeDelta, Utc};
use tokio::sync::mpsc;

use super::WeeklyError;
use super::receipt_form::last_receipt;
use crate::domain::account::SourceHealth;
use crate::domain::account::receipt::SourceReport;
use crate::domain::municipality::Municipality;
use crate::domain::series::Series;
use crate::domain::unit::SchoolForm;
use crate::domain::usage::files::FilesRead;
use crate::domain::usage::reading::Sifted;
use crate::domain::usage::refusal::{Place, Refusal};
use crate::domain::week::Week;
use crate::sources::{Asked, Reading, Source};
use crate::store::{LastFetch, RecordCounts, Runs, UsageStore, UsageWriter};

/// How many refused rows a letter shows.
const FIRST_REFUSED: usize = 3;

/// How long before the days asked for an earlier reading may have had records for an empty one to be a failure.
const LATELY: Days = Days::new(35);

/// The longest that a server is left alone: what asks for more may be a clock that is wrong.
const MOST_PATIENCE: TimeDelta = TimeDelta::days(1);

/// Reads the sources, and keeps what they give.
#[derive(Debug, Clone)]
pub struct Fetcher {
    pub(super) municipality: Arc<Municipality>,
    pub(super) usage: UsageStore,
    pub(super) runs: Runs,
    /// Where usage comes from.
    pub(super) sources: Arc<[Source]>,
    /// Where the lists of refused rows go.
    pub(super) refused_dir: PathBuf,
}

impl Fetcher {
    /// Reads every source as it is at `now`, but for files that are as they were, and keeps what it gives.
    ///
    /// # Errors
    ///
    /// [`WeeklyError::Store`] when nothing can be kept. A source that cannot be
    /// read is no error: its report says why.
    pub async fn fetch(&self, now: DateTime<Utc>) -> Result<Vec<SourceReport>, WeeklyError> {
        self.fetch_all(now, false).await
    }

    /// Reads sources that are a single file each, which somebody names: as it is, be it as it was, and
    /// to say nothing of the other files of its source.
    ///
    /// # Errors
    ///
    /// As [`Self::fetch`].
    pub async fn import(&self, now: DateTime<Utc>) -> Result<Vec<SourceReport>, WeeklyError> {
        self.fetch_all(now, true).await
    }

    async fn fetch_all(&self, now: DateTime<Utc>, is_single: bool) -> Result<Vec<SourceReport>, WeeklyError> {
        let asked = Asked::by(&self.municipality, now);
        let mut reports = Vec::with_capacity(self.sources.len());
        for source in &*self.sources {
            let report = Box::pin(self.fetch_one(source, &asked, now, is_single)).await?;
            if !report.failures.is_empty() {
                // What servers and files say may name people: `nyttja status` shows it, and no log.
                tracing::warn!(
                    source = report.name,
                    failures = report.failures.len(),
                    "a source could not be read, and what it gave before stays; `nyttja status` says why"
                );
            }
            tracing::info!(
                source = report.name,
                rows = report.rows,
                kept = report.kept,
                refused = report.refused,
                ignored = report.ignored,
                "read a source"
            );
            reports.push(report);
        }
        Ok(reports)
    }

    /// The same for `series`, unless the letters that these follow were written already: both
    /// show the same figures.
    pub(super) async fn fetch_for(
        &self,
        series: Series,
        week: Week,
        now: DateTime<Utc>,
    ) -> Result<Vec<SourceReport>, WeeklyError> {
        let leading = match series.follows() {
            Some(leading) => last_receipt(&self.runs, leading, week).await?,
            None => None,
        };
        match leading {
            Some(receipt) => Ok(receipt.sources),
            None => self.fetch(now).await,
        }
    }

    async fn fetch_one(
        &self,
        source: &Source,
        asked: &Asked,
        now: DateTime<Utc>,
        is_single: bool,
    ) -> Result<SourceReport, WeeklyError> {
        let patience = Patience { usage: &self.usage, source: source.name() };
        let left_alone = patience.until(now).await?;
        if let Some(until) = left_alone.filter(|until| now < *until) {
            let local = until.with_timezone(&self.municipality.zone).format("%Y-%m-%d %H:%M");
            let failure = format!(
                "it was not asked: its server wants to be left alone until {local} (the next fetch after that asks again)"
            );
            let report =
                SourceReport { failures: vec![failure], ..SourceHealth::unread(source.name()).report };
            self.usage.record_fetch(source.name(), None, now, &report, &[]).await?;
            return Ok(report);
        }
        let meaning = source.meaning();
        let mut files = self.usage.files_read(source.name(), &meaning).await?;
        if is_single {
            files = FilesRead { read_all: true, is_single, ..files };
        }
        let (readings, coming) = mpsc::channel(1);
        let (read, keeping) =
            tokio::join!(source.read_into(asked, files, readings), self.take_in(source, coming, now));
        let mut keeping = keeping?;
        let mut leave_alone = None;
        let (reading, mut failures, was_read) = match read {
            Ok(reading) => match self.emptiness(source, &reading, asked).await? {
                None => (reading, Vec::new(), true),
                Some(failure) => {
                    drop(keeping.take());
                    (reading, vec![failure], false)
                }
            },
            Err(error) => {
                // What was handed over until then does not count, and nobody can write before it is let go.
                drop(keeping.take());
                leave_alone = error.retry_after();
                (Reading::default(), vec![format!("{error} ({})", error.hint())], false)
            }
        };
        let failed = reading.failed.iter().map(|file| format!("{file} ({})", file.error.hint()));
        failures.extend(failed);
        if let Some(files) = &reading.files {
            let keeping = self.keeping(source, &mut keeping, now).await?;
            keeping.remember(files).await?;
        }
        let counts = match keeping {
            Some(keeping) => keeping.commit().await?,
            None => RecordCounts::default(),
        };
        let mut report = SourceReport {
            name: source.name().to_owned(),
            rows: reading.rows,
            kept: reading.kept,
            ignored: reading.ignored,
            refused: reading.refused,
            changed: counts.changed,
            passed_over: reading.passed_over,
            failures,
            notes: reading.notes,
        };
        let list = self.refused_list(source.name());
        if let Err(error) = write_refusals(&list, &reading.refusals) {
            report.notes.push(format!("the list of refused rows could not be written: {error}"));
        }
        // What could not be read at all is still to be read by these settings.
        let meaning = was_read.then_some(meaning.as_str());
        self.usage.record_fetch(source.name(), meaning, now, &report, &reading.refusals).await?;
        self.usage.count_rows(source.name(), report.fates().without(reading.told_before)).await?;
        patience.keep(left_alone, leave_alone, now).await?;
        Ok(report)
    }

    /// Why a reading without a record is none: it was asked for days on which a unit is taught, and
    /// an earlier one had records for such days.
    async fn emptiness(
        &self,
        source: &Source,
        reading: &Reading,
        asked: &Asked,
    ) -> Result<Option<String>, WeeklyError> {
        let Some([from, to]) = reading.days.filter(|_| reading.rows == 0) else { return Ok(None) };
        let calendar = &self.municipality.calendar;
        let taught: BTreeSet<(SchoolForm, &str)> =
            self.municipality.roster.units.iter().map(|unit| (unit.leading_form(), &*unit.area)).collect();
        let mut days = from.iter_days().take_while(|day| *day <= to && *day < asked.today);
        let is_taught =
            days.any(|day| taught.iter().any(|(form, area)| calendar.is_teaching_day(*form, area, day)));
        if !is_taught || !self.usage.gave_for(source.name(), from - LATELY, to).await? {
            return Ok(None);
        }
        Ok(Some(format!(
            "it gave no records for {from} to {to}, and gave some before (what was read before stays; the rights of \
             its token, a filter in `url` or the platform's own export may have changed)"
        )))
    }

    /// Takes what a source hands over; none where it hands nothing over.
    async fn take_in(
        &self,
        source: &Source,
        mut coming: mpsc::Receiver<Sifted>,
        now: DateTime<Utc>,
    ) -> Result<Option<UsageWriter>, WeeklyError> {
        let mut keeping = None;
        while let Some(reading) = coming.recv().await {
            // Not before there is something: nobody else could write while a source is waited for.
            self.keeping(source, &mut keeping, now).await?.add(&reading).await?;
        }
        Ok(keeping)
    }

    /// What keeps what a source tells, which begins where it has not begun.
    async fn keeping<'a>(
        &self,
        source: &Source,
        keeping: &'a mut Option<UsageWriter>,
        now: DateTime<Utc>,
    ) -> Result<&'a mut UsageWriter, WeeklyError> {
        Ok(match keeping {
            Some(keeping) => keeping,
            none => none.insert(self.usage.writer(source.name(), &source.meaning(), now).await?),
        })
    }

    /// Adds to the notes of each report where the rows stand that its source refused.
    pub fn point_to_refused(&self, reports: &mut [SourceReport]) {
        for report in reports {
            point_to_refused(&self.refused_dir, report);
        }
    }

    /// Where every refused row of a source stands, while there are any.
    fn refused_list(&self, source: &str) -> PathBuf {
        refused_list(&self.refused_dir, source)
    }

    /// How every source fares, in the order of the settings.
    pub(super) async fn source_health(&self) -> Result<Vec<SourceHealth>, WeeklyError> {
        let mut fetches = self.usage.last_fetches().await?;
        let mut found = Vec::with_capacity(self.sources.len());
        for source in &*self.sources {
            let name = source.name();
            let Some(place) = fetches.iter().position(|fetch| fetch.report.name == name) else {
                found.push(SourceHealth::unread(name));
                continue;
            };
            let LastFetch { at, succeeded_at, report } = fetches.swap_remove(place);
            let refused = self.usage.refusals(name, FIRST_REFUSED).await?;
            let list = (report.refused > 0).then(|| self.refused_list(name).display().to_string());
            found.push(SourceHealth {
                report,
                read_at: Some(at),
                succeeded_at,
                first_refused: refused.first,
                refused_list: list,
            });
        }
        Ok(found)
    }
}

/// How long the server of a source is left alone, as it asked us to.
struct Patience<'a> {
    usage: &'a UsageStore,
    source: &'a str,
}

impl Patience<'_> {
    /// Until when, where that is not further off than anybody is left alone.
    async fn until(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, WeeklyError> {
        let until = self.usage.left_alone_until(self.source).await?;
        Ok(until.filter(|until| *until - now <= MOST_PATIENCE))
    }

    /// Keeps what its server asked for, where that is another moment than before.
    async fn keep(
        &self,
        before: Option<DateTime<Utc>>,
        asked: Option<Duration>,
        now: DateTime<Utc>,
    ) -> Result<(), WeeklyError> {
        let asked = asked.map(|time| TimeDelta::from_std(time).unwrap_or(MOST_PATIENCE).min(MOST_PATIENCE));
        let until = asked.map(|time| now + time);
        if until != before {
            self.usage.leave_alone(self.source, until).await?;
        }
        Ok(())
    }
}

/// The folder of the lists of refused rows. It begins at the root: who reads of it may stand
/// elsewhere than who wrote it.
#[must_use]
pub fn refused_dir(data_dir: &Path) -> PathBuf {
    std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned()).join("refused")
}

fn refused_list(refused_dir: &Path, source: &str) -> PathBuf {
    refused_dir.join(format!("{}.csv", file_name(source)))
}

/// Adds to the notes of a report where the rows stand that the source refused, while there are
/// any. The store keeps no such note: the folder may have another path for who reads it there.
pub fn point_to_refused(refused_dir: &Path, report: &mut SourceReport) {
    let list = refused_list(refused_dir, &report.name);
    if report.refused > 0 && list.is_file() {
        report.notes.push(format!("every refused row: {}", list.display()));
    }
}

/// A source's name as a file name.
fn file_name(source: &str) -> String {
    source
        .chars()
        .map(|letter| if letter.is_alphanumeric() || letter == '-' { letter } else { '_' })
        .collect()
}

/// Writes every refused row with its place and reason, all or none; none leaves no file.
fn write_refusals(file: &Path, refusals: &[Refusal]) -> io::Result<()> {
    if refusals.is_empty() {
        return match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        };
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    // On a full disk half a list would look like a whole one.
    let draft = file.with_extension("part");
    let written = write_list(&draft, refusals).and_then(|()| fs::rename(&draft, file));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}

fn write_list(file: &Path, refusals: &[Refusal]) -> io::Result<()> {
    let mut writer = csv::Writer::from_path(file)?;
    writer.write_record(["where", "line", "reason"])?;
    for refusal in refusals {
        let (part, line) = match &refusal.place {
            Place::Line { file, line } => (file.to_string(), *line),
            Place::Record { page, record } => (format!("page {page}"), *record),
            Place::Named { page, part, record } => (format!("page {page} ({part})"), *record),
        };
        writer.write_record([&part, &line.to_string(), &refusal.reason])?;
    }
    writer.flush()
}
