//! `nyttja document`: the municipality's expectations document, written from
//! the files that the letters are judged by.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use super::screen::{out, outln};
use super::{Exit, Failure, Folders, opening};
use crate::domain::expectation::document::Document;
use crate::domain::recipient::language::Language;
use crate::letters::{DocumentFormat, Letters};

/// Write the expectations document, from the files that the letters are judged by
///
/// As HTML it is one page that fetches nothing from outside and prints well on
/// A4; as Markdown it fits a wiki. It tells what is expected of whom and by when,
/// why, how it is measured, and which help there is. Agreements with single
/// units are not in it.
#[derive(Debug, Args)]
pub struct DocumentArgs {
    /// The language, sv or en; the municipality's own where absent
    #[arg(long, value_name = "sv|en")]
    language: Option<Language>,
    /// HTML or Markdown; by the ending of --out where absent, else HTML
    #[arg(long, value_enum)]
    format: Option<Form>,
    /// Tell what has changed since this day, such as 2026-08-01
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<NaiveDate>,
    /// Write what is valid on this day; today by the municipality's zone where absent
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<NaiveDate>,
    /// The file to write; stdout where absent
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A page to read and to print
    Html,
    /// Plain text with marks
    Markdown,
}

impl From<Form> for DocumentFormat {
    fn from(form: Form) -> Self {
        match form {
            Form::Html => Self::Html,
            Form::Markdown => Self::Markdown,
        }
    }
}

/// Writes the document.
pub fn document(folders: &Folders, args: &DocumentArgs) -> Result<Exit, Failure> {
    let format = format(args)?;
    let settings = opening::settings(folders)?;
    let municipality = &settings.municipality;
    let today = || opening::clock(None).now().with_timezone(&municipality.zone).date_naive();
    let on = args.on.unwrap_or_else(today);
    if let Some(since) = args.since.filter(|since| *since > on) {
        return Err(Failure::new(format!("--since {since} lies after {on}, the day of the document"))
            .exit(Exit::Usage)
            .hint("what comes later stands in a section of its own, whatever --since says"));
    }
    let letters = Letters::new(settings.letters.templates.as_deref())
        .map_err(|error| Failure::of(&error).hint(error.hint()).exit(Exit::Settings))?;
    let language = args.language.unwrap_or(municipality.language);
    let document = Document::of(municipality, on, args.since);
    let text = letters
        .document(&document, language, format)
        .map_err(|error| Failure::of(&error).hint("see the templates of your own, under document/"))?;
    match &args.out {
        Some(file) => write(file, &text)?,
        None => out!("{text}"),
    }
    Ok(Exit::Done)
}

/// The format asked for, else the one that the file's ending tells.
fn format(args: &DocumentArgs) -> Result<DocumentFormat, Failure> {
    if let Some(format) = args.format {
        return Ok(format.into());
    }
    let Some(file) = &args.out else { return Ok(DocumentFormat::Html) };
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("html" | "htm") => Ok(DocumentFormat::Html),
        Some("md" | "markdown") => Ok(DocumentFormat::Markdown),
        _ => Err(Failure::new(format!("the ending of `{}` does not tell the format", file.display()))
            .exit(Exit::Usage)
            .hint("add --format html or --format markdown, or let the name end in .html or .md")),
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    fs::write(file, text).map_err(|error| {
        Failure::of(&error).hint(format!("see whether `{}` can be written to", file.display()))
    })?;
    outln!("{}", file.display());
    Ok(())
}

fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "write the day as 2026-08-01".to_owned())
}
