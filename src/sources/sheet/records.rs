//! The rows of one file, turned into records.

use std::sync::Arc;

use chrono::NaiveDate;

use super::super::Asked;
use super::super::cell::{Cell, quoted};
use super::super::error::FileError;
use super::super::field::{Field, PerField};
use super::super::gathering::Gathering;
use super::super::heading::midnight;
use super::super::record::{Context, Row};
use super::super::settings::{Meaning, TableSettings};
use super::columns::{Columns, Filter, RecordColumns};
use super::layout::{Again, Heading, Visitor};
use crate::domain::usage::refusal::Place;

/// Stands for the worksheet's name, in a constant.
const SHEET: &str = "{sheet}";

/// Takes in the rows of a file.
pub struct FileRecords<'a> {
    pub table: &'a TableSettings,
    pub asked: &'a Asked,
    pub first_read: NaiveDate,
    /// What the words of this file mean.
    pub meaning: &'a Meaning,
    /// The same with the worksheet's name, while one is read.
    sheet_meaning: Option<Meaning>,
    /// The file as the coordinator knows it.
    file: &'a str,
    /// The same with its worksheet, where it has several.
    part: Arc<str>,
    columns: Columns,
    /// What the fields that are filled down held last.
    above: PerField<Cell<'static>>,
    /// Why the rows from here on cannot be used: they are of another table.
    closed: Option<String>,
    pub gathering: Gathering,
    /// Rows that do not count.
    pub left_out: u64,
    /// Headings that no record was made of.
    pub unread: Vec<String>,
    /// Headings of columns that nothing is read of.
    pub unmapped: Vec<String>,
    /// Rows in all.
    pub rows: u64,
}

impl<'a> FileRecords<'a> {
    pub fn new(
        file: &'a str,
        table: &'a TableSettings,
        meaning: &'a Meaning,
        asked: &'a Asked,
        first_read: NaiveDate,
    ) -> Self {
        Self {
            table,
            asked,
            first_read,
            meaning,
            sheet_meaning: None,
            file,
            part: file.into(),
            columns: Columns::default(),
            above: PerField::default(),
            closed: None,
            gathering: Gathering::default(),
            left_out: 0,
            unread: Vec::new(),
            unmapped: Vec::new(),
            rows: 0,
        }
    }

    fn place(&self, line: u64) -> Place {
        Place::Line { file: Arc::clone(&self.part), line }
    }

    /// What of a row has to be remembered for those below it. A field that says something new begins
    /// anew what stands to the right of it.
    fn remember(&mut self, cells: &[Cell<'_>]) {
        let Some(columns) = self.columns.records.first() else { return };
        let filled =
            self.table.fill_down.iter().filter_map(|field| Some((columns.places.get(*field)?.place, *field)));
        let mut filled: Vec<(usize, Field)> = filled.collect();
        filled.sort_unstable();
        let mut is_anew = false;
        for (place, field) in filled {
            match cells.get(place).filter(|cell| !cell.is_blank()) {
                Some(cell) if self.above.get(field) != Some(cell) => {
                    is_anew = true;
                    self.above.set(field, cell.clone().into_owned());
                }
                None if is_anew => self.above.unset(field),
                Some(_) | None => {}
            }
        }
    }

    /// Whether a row counts; an error where that cannot be told.
    fn counts(&self, cells: &[Cell<'_>]) -> Result<bool, String> {
        for Filter { column, words, keeps } in &self.columns.filters {
            let filled = self.columns.records.first().and_then(|record| {
                let (field, _) = record.places.iter().find(|(_, other)| other.place == column.place)?;
                self.above.get(field)
            });
            let cell = cells.get(column.place).filter(|cell| !cell.is_blank()).or(filled);
            if cell == Some(&Cell::Formula) {
                return Err(format!(
                    "a formula in column `{}` has no value; open the file in a spreadsheet program and save it once",
                    column.name
                ));
            }
            let text = cell.map(Cell::text).unwrap_or_default();
            if words.iter().any(|word| *word == text) != *keeps {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Visitor for FileRecords<'_> {
    fn sheet(&mut self, name: &str, is_only: bool) {
        self.above = PerField::default();
        self.closed = None;
        self.part = if is_only { self.file.into() } else { format!("{} ({name})", self.file).into() };
        let names_sheet = self.meaning.constants.iter().any(|(_, text)| text.contains(SHEET));
        self.sheet_meaning = names_sheet.then(|| {
            let constants = self.meaning.constants.map(|text| text.replace(SHEET, name));
            Meaning { constants, ..self.meaning.clone() }
        });
    }

    fn header(&mut self, headings: &[Heading]) -> Result<(), FileError> {
        self.columns = Columns::find(self.table, headings, self.meaning, self.first_read)?;
        self.unread.append(&mut self.columns.unread);
        let unmapped = headings.iter().enumerate().filter(|(place, _)| !self.columns.takes(*place));
        self.unmapped =
            unmapped.map(|(_, heading)| heading.whole()).filter(|name| !name.is_empty()).collect();
        Ok(())
    }

    fn blank(&mut self) {
        // What stands below an empty line may be a sum, and belong to none of those above.
        self.above = PerField::default();
    }

    fn again(&mut self, again: &Again) {
        self.above = PerField::default();
        let Again { line, is_in_place, title } = again;
        let is_constant = self.meaning.constants.iter().next().is_some();
        let why = match title.as_ref().filter(|_| is_constant) {
            None if *is_in_place => return,
            Some((_, title)) if *is_in_place => format!(
                "the headings stand again in line {line}, below {}: what `constants` say of the table above it may \
                 not be true of this one",
                quoted(title)
            ),
            _ => format!("headings stand again in line {line}, in other columns: this is another table"),
        };
        self.gathering.refuse(self.place(*line), why.clone());
        self.closed = Some(why);
    }

    fn row(&mut self, line: u64, cells: &[Cell<'_>]) {
        self.rows += 1;
        self.remember(cells);
        match self.counts(cells) {
            Ok(true) => {}
            Ok(false) => {
                self.left_out += 1;
                return;
            }
            Err(why) => return self.gathering.refuse(self.place(line), why),
        }
        let place = self.place(line);
        let meaning = self.sheet_meaning.as_ref().unwrap_or(self.meaning);
        let context = Context { meaning, asked: self.asked, first_read: self.first_read };
        for columns in &self.columns.records {
            // Where a column stands for a record, a blank cell is no record.
            if columns.heading.is_none() || !columns.is_blank(cells, &meaning.empty) {
                let row = SheetRow { cells, columns, above: &self.above };
                match &self.closed {
                    None => self.gathering.add(&row, place.clone(), context),
                    Some(why) => self.gathering.refuse_row(&row, place.clone(), why.clone(), context),
                }
            }
        }
    }

    fn refuse(&mut self, line: u64, reason: String) {
        self.rows += 1;
        // What it would have said for the rows below it is not known.
        self.above = PerField::default();
        self.gathering.refuse(self.place(line), reason);
    }
}

struct SheetRow<'a> {
    cells: &'a [Cell<'a>],
    columns: &'a RecordColumns,
    above: &'a PerField<Cell<'static>>,
}

impl Row for SheetRow<'_> {
    fn cell(&self, field: Field) -> Result<Option<Cell<'_>>, String> {
        if let Some((heading, text)) = &self.columns.heading
            && *heading == field
        {
            let day = midnight(text).filter(|_| matches!(field, Field::Week | Field::Month));
            return Ok(Some(day.map_or_else(|| Cell::Text(text.as_str().into()), Cell::Time)));
        }
        let Some(column) = self.columns.places.get(field) else { return Ok(None) };
        // What a row leaves out at its end is blank.
        let cell = self.cells.get(column.place).unwrap_or(&Cell::BLANK);
        let above = self.above.get(field).filter(|_| cell.is_blank());
        Ok(Some(above.unwrap_or(cell).clone()))
    }

    fn place(&self, field: Field) -> String {
        match (&self.columns.heading, self.columns.places.get(field)) {
            (Some((heading, text)), _) if *heading == field => format!("the heading `{text}`"),
            (_, Some(column)) => format!("column `{}`", column.name),
            (_, None) => format!("column `{field}`"),
        }
    }
}
