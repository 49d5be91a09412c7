//! `nyttja import`: looks into a file of usage, or reads it into the store.

use std::path::{Path, PathBuf};

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::screen::table;
use super::screen::{out, outln};
use super::{Exit, Failure, Folders, opening, reading};
use crate::app::{self, Job};
use crate::clock::Clock;
use crate::settings::Settings;
use crate::sources::{Asked, Guess, Inspection, Known, Source, SourceSettings, inspect};
use crate::store::JobLock;

/// How many refused rows are shown.
const SHOWN: usize = 20;

/// How many records and refused rows `--inspect` shows.
const SHOWN_AS_READ: usize = 5;

/// Look into a file of usage, or read it into the store
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file: CSV or XLSX
    file: PathBuf,
    /// Only show its columns, guess what they mean, and print the settings to read it by; with
    /// `--source`, show what those settings read
    #[arg(long)]
    inspect: bool,
    /// The source in nyttja.toml to read it by; needed where several read files
    #[arg(long, value_name = "NAME")]
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
        return look(folders, args).await;
    }
    let mut settings = opening::settings(folders)?;
    let file = std::path::absolute(&args.file).map_err(|error| Failure::of(&error))?;
    let source = match sheet(&settings, args)? {
        SourceSettings::Sheet(sheet) => SourceSettings::Sheet(Box::new(sheet.for_file(&file))),
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
    let reports = weekly.fetcher.import(Clock::system().now()).await;
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

async fn look(folders: &Folders, args: &ImportArgs) -> Result<Exit, Failure> {
    // A newcomer has no settings yet; then no words can be looked up.
    let settings = opening::settings(folders).ok();
    let known = settings.as_ref().map(known).unwrap_or_default();
    let mut inspection = inspect(&args.file, known)
        .map_err(|error| Failure::new(format!("`{}`: {error}", args.file.display())).hint(error.hint()))?;
    let name = args.file.file_stem().map_or_else(|| "export".into(), |stem| stem.to_string_lossy());
    // A path in the settings starts in the data folder, wherever the command was typed.
    let file = std::path::absolute(&args.file).map_err(|error| Failure::of(&error))?;
    let data = std::path::absolute(&folders.data).map_err(|error| Failure::of(&error))?;
    inspection.path = file.strip_prefix(&data).map_or_else(|_| file.clone(), Path::to_path_buf);
    outln!("{}", columns(&inspection));
    let asked_by = |settings: &Settings| Asked::by(&settings.municipality, Clock::system().now());
    if args.source.is_some() {
        // What is wrong with the settings is told where they are needed.
        let settings = settings.map_or_else(|| opening::settings(folders), Ok)?;
        let asked = asked_by(&settings);
        let source = sheet(&settings, args)?;
        outln!("\n{}", as_read(Some(source), "settings", &file, &data, &asked).await);
        return Ok(Exit::Done);
    }
    let block = inspection.to_toml(&name);
    if let Some(asked) = settings.as_ref().map(asked_by) {
        outln!("\n{}", as_read(proposed(&block), "settings below", &file, &data, &asked).await);
    }
    outln!("\n# Paste this into nyttja.toml, and fill in what is missing:\n");
    out!("{block}");
    Ok(Exit::Done)
}

/// The names of the municipality, and the words that its sources have for them.
fn known(settings: &Settings) -> Known {
    settings.sources.iter().fold(Known::of(&settings.municipality), Known::with_words_of)
}

/// The source in a block of settings.
fn proposed(block: &str) -> Option<SourceSettings> {
    toml::from_str::<toml::Table>(block).ok()?.get("source")?.get(0).cloned()?.try_into().ok()
}

/// What a source, called `these`, reads of the file.
async fn as_read(
    source: Option<SourceSettings>,
    these: &str,
    file: &Path,
    data: &Path,
    asked: &Asked,
) -> String {
    let Some(SourceSettings::Sheet(sheet)) = source else {
        return "These settings do not read it yet: fill in what is missing.".to_owned();
    };
    let source = match Source::new(&SourceSettings::Sheet(Box::new(sheet.for_file(file))), data) {
        Ok(source) => source,
        Err(error) => return format!("These settings do not read it yet: {error}."),
    };
    match source.read(asked).await {
        Ok(reading) => reading::shown(&format!("As the {these} read it"), &reading, SHOWN_AS_READ),
        Err(error) => format!("These settings do not read it yet: {error} ({})", error.hint()),
    }
}

/// What the file is made of, and what each of its columns may be for.
fn columns(inspection: &Inspection) -> String {
    let rows = inspection.columns.iter().map(|column| {
        let guess = match &column.guess {
            Guess::Field(field, why) => format!("{}: {why}", field.key()),
            Guess::Pivot => "a record for each row, by its heading".to_owned(),
            Guess::NamesPeople => "names people: never read".to_owned(),
            Guess::Time => "days or times, of what is not known: not read".to_owned(),
            Guess::OtherForm(field) => format!("named like {field}, but written in no form that is known"),
            Guess::Nothing => "not needed: never read".to_owned(),
        };
        [column.name.clone(), column.samples.join(" · "), guess]
    });
    let encoding = inspection.encoding.map(|encoding| format!(", {encoding}")).unwrap_or_default();
    let broken = match inspection.broken_rows {
        0 => String::new(),
        broken => format!(", {broken} of them broken"),
    };
    let place = inspection.place().map(|place| format!(", {place}")).unwrap_or_default();
    let makeup = format!("{}{encoding}{place}: {} rows{broken}", inspection.kind, inspection.rows);
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
