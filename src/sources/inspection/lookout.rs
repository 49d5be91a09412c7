//! A first look at the top of every worksheet: which one holds the figures, and on which line its headings stand.

use std::path::Path;

use super::guess;
use crate::sources::cell::Cell;
use crate::sources::error::FileError;
use crate::sources::field::Field;
use crate::sources::period::{self, NamedWeek};
use crate::sources::settings::Delimiter;
use crate::sources::sheet::grid::{Broken, Grid, How, Line};
use crate::sources::sheet::{Input, file};

/// Lines looked at: headings do not stand further down.
const MOST_LINES: usize = 40;

/// Headings that must be known for a line to be one of headings.
const FEWEST_KNOWN: usize = 2;

/// Where the table of a file lies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub delimiter: Option<Delimiter>,
    /// The worksheet, where the workbook has several.
    pub sheet: Option<String>,
    /// The visible worksheets that hold something, in their order.
    pub sheets: Vec<String>,
    /// Those among them with the same headings.
    pub alike: Vec<String>,
    /// The line of the headings, where it is not the first that holds something.
    pub header_line: Option<u64>,
    pub header_rows: u8,
}

impl Found {
    pub fn how(&self) -> How<'_> {
        How {
            delimiter: self.delimiter.unwrap_or_default(),
            sheet: self.sheet.as_deref(),
            header_line: self.header_line,
            header_rows: Some(self.header_rows),
            ..How::default()
        }
    }
}

/// The top of a worksheet, or of a text file.
#[derive(Debug, Default)]
struct Sample {
    sheet: Option<String>,
    lines: Vec<(u64, Vec<String>)>,
}

#[derive(Debug, Default)]
struct Sampler {
    samples: Vec<Sample>,
}

impl Sampler {
    fn current(&mut self) -> &mut Sample {
        if self.samples.is_empty() {
            self.samples.push(Sample::default());
        }
        let last = self.samples.len() - 1;
        &mut self.samples[last]
    }
}

impl Grid for Sampler {
    fn sheet(&mut self, name: &str, is_only: bool) {
        let sheet = (!is_only).then(|| name.to_owned());
        self.samples.push(Sample { sheet, lines: Vec::new() });
    }

    fn line(&mut self, line: Line<'_>) -> Result<(), FileError> {
        let lines = &mut self.current().lines;
        if lines.len() < MOST_LINES && !line.cells.iter().all(Cell::is_blank) {
            lines.push((line.number, line.cells.iter().map(|cell| cell.text().into_owned()).collect()));
        }
        Ok(())
    }

    fn broken(&mut self, _number: u64, _why: Broken) -> Result<(), FileError> {
        Ok(())
    }
}

/// Looks for the table of a file.
pub fn look(path: &Path) -> Result<Found, FileError> {
    let sample = |how: &How<'_>| {
        let mut sampler = Sampler::default();
        let makeup = file::lines(Input::File(path), how, &mut sampler)?;
        Ok::<_, FileError>((makeup, sampler.samples))
    };
    let (makeup, samples) = sample(&How { sheet: Some("*"), ..How::default() })?;
    if makeup.workbook {
        return Ok(in_workbook(samples));
    }
    // A title above the table holds none of its separators.
    let mut best: Option<(usize, usize, Found)> = None;
    for delimiter in [Delimiter::Semicolon, Delimiter::Comma, Delimiter::Tab] {
        let (_, samples) = sample(&How { delimiter, ..How::default() })?;
        let Some(header) = samples.first().and_then(Header::find) else { continue };
        if best.as_ref().is_none_or(|(known, filled, _)| (header.known, header.filled) > (*known, *filled)) {
            let found = Found { delimiter: Some(delimiter), ..header.found() };
            best = Some((header.known, header.filled, found));
        }
    }
    Ok(best.map_or_else(
        || Found { header_rows: 1, delimiter: makeup.delimiter, ..Found::default() },
        |(_, _, found)| found,
    ))
}

fn in_workbook(samples: Vec<Sample>) -> Found {
    let samples: Vec<Sample> = samples.into_iter().filter(|sample| !sample.lines.is_empty()).collect();
    let headers: Vec<(&Sample, Header)> =
        samples.iter().filter_map(|sample| Some((sample, Header::find(sample)?))).collect();
    let known = headers.iter().find(|(_, header)| header.known >= FEWEST_KNOWN);
    let Some((sample, header)) = known.or(headers.first()) else {
        return Found { header_rows: 1, ..Found::default() };
    };
    let alike = headers.iter().filter(|(_, other)| other.names == header.names && other.line == header.line);
    Found {
        sheet: sample.sheet.clone(),
        sheets: samples.iter().filter_map(|sample| sample.sheet.clone()).collect(),
        alike: alike.filter_map(|(sample, _)| sample.sheet.clone()).collect(),
        ..header.found()
    }
}

/// The headings of a sample.
#[derive(Debug)]
struct Header {
    names: Vec<String>,
    /// The number of its first line, and whether lines stand above it.
    line: u64,
    is_first: bool,
    rows: u8,
    /// How many headings we know.
    known: usize,
    filled: usize,
}

impl Header {
    /// The line with most headings that we know; without any, the first with most cells.
    fn find(sample: &Sample) -> Option<Self> {
        let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
        let score = |place: &usize| {
            let (_, cells) = &sample.lines[*place];
            let known = known(cells);
            (if known < FEWEST_KNOWN { 0 } else { known }, filled(cells), std::cmp::Reverse(*place))
        };
        let place = (0..sample.lines.len()).max_by_key(score)?;
        let (known, filled, _) = score(&place);
        let names = sample.lines[place].1.clone();
        let (first, rows) = sample.lines_of_header(place);
        Some(Self { names, line: sample.lines[first].0, is_first: first == 0, rows, known, filled })
    }

    fn found(&self) -> Found {
        let header_line = (!self.is_first).then_some(self.line);
        Found { header_line, header_rows: self.rows, ..Found::default() }
    }
}

impl Sample {
    /// The first line of the headings, and how many they are, where `place` is the one with most that
    /// we know. Figures that stand there twice are told apart by the line above; or the ones below a
    /// line without figures stand on the line after it.
    fn lines_of_header(&self, place: usize) -> (usize, u8) {
        let cells = &self.lines[place].1;
        let figures: Vec<&String> = cells.iter().filter(|cell| is_figure(cell)).collect();
        let repeated = figures.iter().enumerate().any(|(place, name)| figures[..place].contains(name));
        if repeated && place > 0 {
            return (place - 1, 2);
        }
        let below = self.lines.get(place + 1).map(|(_, cells)| cells.iter().filter(|cell| !cell.is_empty()));
        let all_figures = |below: &mut dyn Iterator<Item = &String>| {
            let below: Vec<_> = below.filter(|cell| !cells.contains(cell)).collect();
            below.len() >= FEWEST_KNOWN && below.iter().all(|cell| is_figure(cell))
        };
        if figures.is_empty() && below.is_some_and(|mut below| all_figures(&mut below)) {
            return (place, 2);
        }
        (place, 1)
    }
}

fn is_figure(heading: &str) -> bool {
    guess::by_heading(heading).is_some_and(|field| Field::COUNTED.contains(&field))
}

/// How many of the cells are headings that we know, or that can be columns of a pivot.
fn known(cells: &[String]) -> usize {
    cells.iter().filter(|cell| guess::by_heading(cell).is_some() || is_dated(cell)).count()
}

/// Whether a heading is a week or a month: a bare number is none.
pub fn is_dated(heading: &str) -> bool {
    let is_number = heading.chars().all(|char| char.is_ascii_digit());
    !is_number && (NamedWeek::parse(heading).is_some() || period::month(heading).is_some())
}

/// Which of the two it is; none of `2026-10`, which may be either.
pub fn dated(heading: &str) -> Option<Field> {
    let (week, month) = (NamedWeek::parse(heading).is_some(), period::month(heading).is_some());
    match (is_dated(heading), week, month) {
        (true, true, false) => Some(Field::Week),
        (true, false, true) => Some(Field::Month),
        _ => None,
    }
}
