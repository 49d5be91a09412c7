//! `nyttja import`: looks into a file of usage, or reads it into the store.

use std::path::{Path, PathBuf};

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::screen::table;
use super::screen::{out, outln};
use super::{Exit, Failure, Folders, opening};
use crate::app::{self, Job};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::sources::{Guess, Inspection, SourceSettings, inspect};
use crate::store::JobLock;

/// How many refused rows are shown.
const SHOWN: usize = 20;

/// Look into a file of usage, or read it into the store
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file: CSV or XLSX
    file: PathBuf,
    /// Only show its columns, guess what they mean, and print the settings to read it by
    #[arg(long)]
    inspect: bool,
    /// The source in nyttja.toml to read it by; needed where several read files
    #[arg(long, value_name = "NAME", conflicts_with = "inspect")]
    source: Option<String>,
}

/// Inspects or reads.
pub async fn import(folders: &Folders, args: &ImportArgs) -> Result<Exit, Failure> {
    if !args.file.is_file() {
        let what = if args.file.is_dir() { "is a folder" } else { "is not there" };
        return Err(Failure::new(format!("`{}` {what}", args.file.display())).hint(
            "name one file of usage: CSV or XLSX; `nyttja run` reads whole folders, as [[source]] says",
        ));
    }
    if args.inspect {
        return look(folders, args);
    }
    let mut settings = opening::settings(folders)?;
    let file = std::path::absolute(&args.file).map_err(|error| Failure::of(&error))?;
    let source = match sheet(&settings, args)? {
        SourceSettings::Sheet(sheet) => SourceSettings::Sheet(sheet.for_file(&file)),
        other @ SourceSettings::HttpJson(_) => other,
    };
    let name = source.name().to_owned();
    settings.sources = vec![source];
    let weekly = app::build(&settings, &folders.data).await?;
    let lock = JobLock::acquire(
        &weekly.store.leases,
        &folders.data,
        Job::Fetch.lock_name(),
        &CancellationToken::new(),
    )
    .await?;
    let reports = weekly.fetcher.fetch(Clock::system().now()).await;
    lock.release().await;
    let mut reports = reports?;
    weekly.fetcher.point_to_refused(&mut reports);
    let Some(report) = reports.first() else { return Err(Failure::new("nothing was read")) };
    if let Some(failure) = report.failures.first() {
        return Err(Failure::new(format!("`{}` could not be read: {failure}", args.file.display())));
    }
    outln!(
        "{} rows: {} kept, {} ignored, {} refused",
        report.rows,
        report.kept,
        report.ignored,
        report.refused
    );
    for refusal in weekly.store.usage.refusals(&name, SHOWN).await?.first {
        outln!("  {}: {}", refusal.place, refusal.reason);
    }
    for note in &report.notes {
        outln!("{note}");
    }
    Ok(Exit::Done)
}

fn look(folders: &Folders, args: &ImportArgs) -> Result<Exit, Failure> {
    let mut inspection = inspect(&args.file)
        .map_err(|error| Failure::new(format!("`{}`: {error}", args.file.display())).hint(error.hint()))?;
    let name = args.file.file_stem().map_or_else(|| "export".into(), |stem| stem.to_string_lossy());
    // A path in the settings starts in the data folder, wherever the command was typed.
    let file = std::path::absolute(&args.file).map_err(|error| Failure::of(&error))?;
    let data = std::path::absolute(&folders.data).map_err(|error| Failure::of(&error))?;
    inspection.path = file.strip_prefix(data).map_or_else(|_| file.clone(), Path::to_path_buf);
    outln!("{}", columns(&inspection));
    outln!("\n# Paste this into nyttja.toml, and mend what was guessed wrong:\n");
    out!("{}", inspection.to_toml(&name));
    Ok(Exit::Done)
}

/// What the file is made of, and what each of its columns may be for.
fn columns(inspection: &Inspection) -> String {
    let rows = inspection.columns.iter().map(|column| {
        let guess = match &column.guess {
            Guess::Field(field, why) => format!("{}: {why}", field.key()),
            Guess::NamesPeople => "names people: never read".to_owned(),
            Guess::Nothing => "not needed: never read".to_owned(),
        };
        [column.name.clone(), column.samples.join(" · "), guess]
    });
    let encoding = inspection.encoding.map(|encoding| format!(", {encoding}")).unwrap_or_default();
    let broken = match inspection.broken_rows {
        0 => String::new(),
        broken => format!(", {broken} of them broken"),
    };
    let makeup = format!("{}{encoding}: {} rows{broken}", inspection.kind, inspection.rows);
    format!("{makeup}\n{}", table(["Column", "For example", "Looks like"], rows))
}

/// The settings of the source to read the file by.
fn sheet(settings: &Settings, args: &ImportArgs) -> Result<SourceSettings, Failure> {
    let sheets: Vec<_> =
        settings.sources.iter().filter(|source| matches!(source, SourceSettings::Sheet(_))).collect();
    let names = || sheets.iter().map(|source| source.name()).collect::<Vec<_>>().join(", ");
    match (&args.source, sheets.as_slice()) {
        (Some(name), _) => {
            sheets.iter().find(|source| source.name() == name).map(|source| (*source).clone()).ok_or_else(
                || {
                    Failure::new(format!("there is no sheet source `{name}`"))
                        .hint(format!("the sources are: {}", names()))
                },
            )
        }
        (None, [only]) => Ok((*only).clone()),
        (None, []) => Err(Failure::new("there is no [[source]] of kind sheet in nyttja.toml")
            .hint("let `nyttja import FILE --inspect` write one")),
        (None, _) => Err(Failure::new("there are several sources to read it by")
            .hint(format!("name one with --source: {}", names()))),
    }
}
