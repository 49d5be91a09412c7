//! Which column of a table holds what: one record a row, or one for each of several headings.

use chrono::NaiveDate;

use super::super::cell::Cell;
use super::super::error::FileError;
use super::super::field::{Field, PerField};
use super::super::heading::{HeadingReader, Said};
use super::super::settings::{Meaning, TableSettings};
use super::layout::Heading;

/// Where a table holds its records.
#[derive(Debug, Default)]
pub struct Columns {
    /// The records of each row: one, or one for each heading of a pivot.
    pub records: Vec<RecordColumns>,
    /// Which rows count.
    pub filters: Vec<Filter>,
    /// Headings that could have been a record of a pivot, and are not.
    pub unread: Vec<String>,
}

/// Where one record of a row stands.
#[derive(Debug, Clone, Default)]
pub struct RecordColumns {
    pub places: PerField<Column>,
    /// What the heading says, and of which field.
    pub heading: Option<(Field, String)>,
}

/// One column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Counted from 0.
    pub place: usize,
    /// Its heading, in the reader's words.
    pub name: String,
}

/// Rows that count, or that do not, by the words of a column.
#[derive(Debug)]
pub struct Filter {
    pub column: Column,
    pub words: Vec<String>,
    /// Whether rows with one of these words count; else those without.
    pub keeps: bool,
}

impl RecordColumns {
    /// Whether nothing is counted here in a row; `empty` are the words for nothing.
    pub fn is_blank(&self, cells: &[Cell<'_>], empty: &[String]) -> bool {
        let is_nothing = |cell: &Cell<'_>| cell.is_blank() || empty.iter().any(|word| *word == cell.text());
        Field::FIGURES
            .into_iter()
            .filter_map(|field| self.places.get(field))
            .all(|column| cells.get(column.place).is_none_or(is_nothing))
    }
}

impl Columns {
    /// Whether anything is read of the column at this place.
    pub fn takes(&self, place: usize) -> bool {
        let is_read = |record: &RecordColumns| record.places.iter().any(|(_, column)| column.place == place);
        self.records.iter().any(is_read) || self.filters.iter().any(|filter| filter.column.place == place)
    }

    /// Finds the columns by their headings. `table` and `meaning` are in plain words.
    pub fn find(
        table: &TableSettings,
        headings: &[Heading],
        meaning: &Meaning,
        first_read: NaiveDate,
    ) -> Result<Self, FileError> {
        let mut search = Search { headings, missing: Vec::new() };
        let rows =
            table.only.iter().map(|rows| (rows, true)).chain(table.skip.iter().map(|rows| (rows, false)));
        let mut filters = Vec::new();
        for ((name, words), keeps) in rows {
            if let Some(column) = search.column(name)? {
                filters.push(Filter { column, words: words.clone(), keeps });
            }
        }
        let below_headings = table.pivot.as_ref().is_some_and(|pivot| pivot.cells.is_none());
        let mut fixed = RecordColumns::default();
        for (field, name) in table.columns.iter() {
            if !(below_headings && Field::COUNTED.contains(&field))
                && let Some(column) = search.column(name)?
            {
                fixed.places.set(field, column);
            }
        }
        let mut columns = Self { records: Vec::new(), filters, unread: Vec::new() };
        match &table.pivot {
            None => columns.records.push(fixed),
            Some(pivot) => {
                let reading = HeadingReader { pivot, meaning, first_read };
                match pivot.cells {
                    Some(cells) => columns.one_for_each_heading(&fixed, cells, &reading, headings)?,
                    None => columns.one_for_each_group(&fixed, table, &reading, &mut search)?,
                }
            }
        }
        if !search.missing.is_empty() {
            let mut found: Vec<String> = Vec::new();
            for heading in headings.iter().map(Heading::whole).filter(|name| !name.is_empty()) {
                if !found.contains(&heading) {
                    found.push(heading);
                }
            }
            return Err(FileError::MissingColumns { missing: search.missing, found });
        }
        if columns.records.is_empty() {
            let found = columns.unread;
            let heading = table.pivot.as_ref().map_or(Field::Week, |pivot| pivot.heading);
            return Err(FileError::NoPivotColumn { heading, found });
        }
        Ok(columns)
    }

    fn one_for_each_heading(
        &mut self,
        fixed: &RecordColumns,
        cells: Field,
        reading: &HeadingReader<'_>,
        headings: &[Heading],
    ) -> Result<(), FileError> {
        let mut said: Vec<(Said, &str)> = Vec::new();
        let taken: Vec<usize> = fixed.places.iter().map(|(_, column)| column.place).collect();
        let filtering: Vec<usize> = self.filters.iter().map(|filter| filter.column.place).collect();
        for (place, heading) in headings.iter().enumerate() {
            let name = &heading.name;
            if name.is_empty() || taken.contains(&place) || filtering.contains(&place) {
                continue;
            }
            let Some(says) = reading.read(name) else {
                self.unread.push(name.clone());
                continue;
            };
            if let Some((_, one)) = said.iter().find(|(other, _)| *other == says) {
                return Err(FileError::TwoForOne { one: (*one).to_owned(), other: name.clone() });
            }
            said.push((says, name));
            let mut record = fixed.clone();
            record.places.set(cells, Column { place, name: name.clone() });
            record.heading = Some((reading.pivot.heading, name.clone()));
            self.records.push(record);
        }
        Ok(())
    }

    fn one_for_each_group(
        &mut self,
        fixed: &RecordColumns,
        table: &TableSettings,
        reading: &HeadingReader<'_>,
        search: &mut Search<'_>,
    ) -> Result<(), FileError> {
        let mut said: Vec<Said> = Vec::new();
        if let Some(heading) = of_no_group(search.headings) {
            return Err(FileError::UnclearHeading {
                name: heading.name.clone(),
                upper: heading.upper.clone(),
            });
        }
        let counted = |name: &str| {
            table.columns.iter().find(|(field, wanted)| Field::COUNTED.contains(field) && *wanted == name)
        };
        for (place, heading) in search.headings.iter().enumerate() {
            let Some((field, _)) = counted(&heading.name) else { continue };
            let Some(says) =
                Some(&heading.upper).filter(|upper| !upper.is_empty()).and_then(|upper| reading.read(upper))
            else {
                self.unread.push(heading.whole());
                continue;
            };
            let group = said.iter().position(|other| *other == says).unwrap_or_else(|| {
                said.push(says);
                let heading = Some((reading.pivot.heading, heading.upper.clone()));
                self.records.push(RecordColumns { heading, ..fixed.clone() });
                self.records.len() - 1
            });
            let places = &mut self.records[group].places;
            if places.get(field).is_some() {
                return Err(FileError::TwiceTheSameColumn(heading.whole()));
            }
            places.set(field, Column { place, name: heading.whole() });
        }
        for (field, name) in table.columns.iter().filter(|(field, _)| Field::COUNTED.contains(field)) {
            if self.records.iter().all(|record| record.places.get(field).is_none()) {
                search.missing.push(name.clone());
            }
        }
        Ok(())
    }
}

/// A heading behind the last upper one that no other upper one has below it: it may be for all of them
/// as well. Where there is but one upper heading, it is for that.
fn of_no_group(headings: &[Heading]) -> Option<&Heading> {
    headings.iter().filter(|heading| heading.is_last_upper && !heading.upper.is_empty()).find(|heading| {
        let is_other = |other: &&Heading| !other.upper.is_empty() && other.upper != heading.upper;
        let mut others = headings.iter().filter(is_other).peekable();
        others.peek().is_some() && others.all(|other| other.name != heading.name)
    })
}

/// The search for columns, and those that were not there.
struct Search<'a> {
    headings: &'a [Heading],
    missing: Vec<String>,
}

impl Search<'_> {
    /// The column of this heading; where several have it, the one whose upper heading belongs to it.
    fn column(&mut self, wanted: &str) -> Result<Option<Column>, FileError> {
        let called = |name: fn(&Heading) -> String| -> Vec<usize> {
            let places = self.headings.iter().enumerate();
            places.filter(|(_, heading)| name(heading) == wanted).map(|(place, _)| place).collect()
        };
        let mut places = called(|heading| heading.name.clone());
        if places.is_empty() {
            places = called(Heading::whole);
        }
        match places.as_slice() {
            [] => self.missing.push(wanted.to_owned()),
            [place] => return Ok(Some(Column { place: *place, name: wanted.to_owned() })),
            _ => return Err(FileError::TwiceTheSameColumn(wanted.to_owned())),
        }
        Ok(None)
    }
}
