//! The municipality's expectations document: everything its templates may show,
//! in words, and how that follows from the document's content.

mod changes;
mod chapter;
mod goal;
mod markdown;
mod names;
mod pages;
mod rules;
mod year;

use serde::Serialize;

use self::changes::{ChangeView, Telling};
use self::chapter::ChapterView;
pub use self::pages::Pages;
use self::rules::RuleView;
use self::year::YearView;
use super::error::ComposeError;
use super::figures;
use super::plain::{capitalised, one_line};
use super::words::{Headings, Words};
use crate::domain::expectation::document::{Document, Handled};
use crate::domain::recipient::language::Language;

/// In what form the document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A page to read, to print and to put on a site.
    Html,
    /// Plain text with marks, for a wiki or a diff.
    Markdown,
}

/// What the templates of the document may show. Every field is ready to be
/// read: numbers, dates and sentences are written out.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentView {
    /// `sv` or `en`, for the `lang` attribute.
    language: Language,
    /// The title with the municipality, for the browser's tab.
    title: String,
    municipality: String,
    /// The day it is valid on.
    valid_on: String,
    /// That the letters use the same targets.
    same: String,
    overview: Overview,
    /// What changed since a day; none where nobody asked.
    changes: Option<Changes>,
    coming: Vec<ChangeView>,
    chapters: Vec<ChapterView>,
    handled: Vec<HandledView>,
    rules: Vec<RuleView>,
    year: YearView,
    /// Whether there are agreements right now.
    agreements: String,
    /// Headings and other fixed words, by their keys.
    words: Headings,
}

/// All targets in one table.
#[derive(Debug, Clone, Serialize)]
struct Overview {
    caption: String,
    rows: Vec<OverviewRow>,
}

#[derive(Debug, Clone, Serialize)]
struct OverviewRow {
    /// The place of its module in the document.
    id: String,
    module: String,
    who: String,
    targets: Vec<String>,
    validity: String,
}

#[derive(Debug, Clone, Serialize)]
struct Changes {
    heading: String,
    list: Vec<ChangeView>,
}

/// A module that another system does the job of.
#[derive(Debug, Clone, Serialize)]
struct HandledView {
    sentence: String,
    /// Why it matters all the same, and where that stands.
    notes: Vec<String>,
}

impl DocumentView {
    /// What the document shows in the language of `words`.
    pub fn of(document: &Document<'_>, words: &Words) -> Result<Self, ComposeError> {
        let municipality = one_line(&document.municipality.name);
        let named = || [("municipality", municipality.as_str().into())];
        let date = |date| figures::date(words.language(), date);
        let agreements = if document.has_agreements { "doc-agreements-some" } else { "doc-agreements-none" };
        let ahead = Telling::new(document, true, words);
        let chapters = document.chapters.iter().enumerate();
        Ok(Self {
            language: words.language(),
            title: words.say("doc-title-in", named())?,
            valid_on: words.say("doc-valid-on", [("date", date(document.on).into())])?,
            same: words.say("doc-read-same", named())?,
            overview: Overview::of(document, words)?,
            changes: changes(document, words)?,
            coming: document.coming.iter().map(|change| ahead.tell(change)).collect::<Result<_, _>>()?,
            chapters: chapters
                .map(|(index, chapter)| ChapterView::of(index, chapter, document, words))
                .collect::<Result<_, _>>()?,
            handled: document
                .handled
                .iter()
                .map(|handled| HandledView::of(handled, words))
                .collect::<Result<_, _>>()?,
            rules: rules::all(document.municipality, words)?,
            year: YearView::of(document, words)?,
            agreements: words.text(agreements)?,
            words: words.without_values()?,
            municipality,
        })
    }
}

impl Overview {
    fn of(document: &Document<'_>, words: &Words) -> Result<Self, ComposeError> {
        let date = figures::date(words.language(), document.on);
        let mut rows = Vec::new();
        for (index, chapter) in document.chapters.iter().enumerate() {
            for expectation in &chapter.expectations {
                rows.push(OverviewRow {
                    id: chapter::id(index),
                    module: names::text(&chapter.module.name, words),
                    who: chapter::heading(expectation, words)?,
                    targets: goal::all_short(expectation, words)?
                        .iter()
                        .map(|target| capitalised(target))
                        .collect(),
                    validity: chapter::validity(expectation, words)?,
                });
            }
        }
        Ok(Self { caption: words.say("doc-overview-caption", [("date", date.into())])?, rows })
    }
}

fn changes(document: &Document<'_>, words: &Words) -> Result<Option<Changes>, ComposeError> {
    let Some(since) = document.since else { return Ok(None) };
    let telling = Telling::new(document, false, words);
    let date = figures::date(words.language(), since);
    Ok(Some(Changes {
        heading: words.say("doc-changes", [("date", date.into())])?,
        list: document.changes.iter().map(|change| telling.tell(change)).collect::<Result<_, _>>()?,
    }))
}

impl HandledView {
    fn of(handled: &Handled<'_>, words: &Words) -> Result<Self, ComposeError> {
        let module = names::text(&handled.module.name, words);
        let values = [("module", module.into()), ("system", one_line(handled.system).into())];
        let notes = handled.expectations.iter().map(|expectation| {
            let why = names::text(&expectation.why, words);
            let place = one_line(&expectation.document);
            if place.is_empty() { why } else { format!("{why} ({place})") }
        });
        Ok(Self { sentence: words.say("doc-handled-in", values)?, notes: notes.collect() })
    }
}
