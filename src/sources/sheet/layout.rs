//! Where a table lies among the lines of a file: titles, the lines of its headings, and its rows.

use super::super::cell::Cell;
use super::super::error::FileError;
use super::super::words::plain;
use super::grid::{Broken, Grid, How, Line, MOST_COLUMNS};

mod again;

pub use again::Again;

/// Who looks at a table, from the top down.
pub trait Visitor {
    /// A worksheet begins; of a text file none does. `is_only` says that the workbook has no other.
    fn sheet(&mut self, _name: &str, _is_only: bool) {}

    /// The headings of the columns, once for each table and before its rows.
    fn header(&mut self, headings: &[Heading]) -> Result<(), FileError>;

    /// An empty line between rows.
    fn blank(&mut self) {}

    /// A line between rows that holds headings again.
    fn again(&mut self, again: &Again);

    /// A row that is not blank. Cells at its end that are blank may be left out.
    fn row(&mut self, line: u64, cells: &[Cell<'_>]);

    /// A row that cannot be taken apart into cells, and why.
    fn refuse(&mut self, line: u64, reason: String);
}

/// The heading of a column, as [`plain`] writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heading {
    /// What stands right above the rows.
    pub name: String,
    /// What stands above that, where the headings take several lines; it holds for the columns to its
    /// right too, up to the next one.
    pub upper: String,
    /// Whether nothing stands right above, and `upper` is the last one to the left.
    pub is_last_upper: bool,
}

impl Heading {
    /// Both together.
    pub fn whole(&self) -> String {
        format!("{} {}", self.upper, self.name).trim().to_owned()
    }
}

/// Finds the table of each worksheet, and shows it to a visitor.
pub struct Layout<'v> {
    visitor: &'v mut dyn Visitor,
    header_line: Option<u64>,
    header_rows: usize,
    /// The heading lines so far.
    header: Vec<HeadingLine>,
    /// How many columns have a heading.
    width: Option<usize>,
    /// The line before, where it holds a single text: it may be the title of what follows.
    title: Option<(u64, String)>,
    /// Whether any table was found.
    pub any_header: bool,
    /// Rows in all.
    pub rows: u64,
}

impl<'v> Layout<'v> {
    pub fn new(how: &How<'_>, visitor: &'v mut dyn Visitor) -> Self {
        Self {
            visitor,
            header_line: how.header_line,
            header_rows: how.header_rows.map_or(1, usize::from),
            header: Vec::new(),
            width: None,
            title: None,
            any_header: false,
            rows: 0,
        }
    }

    fn is_above(&self, line: u64) -> bool {
        self.header_line.is_some_and(|wanted| line < wanted)
    }

    fn take_header(&mut self, cells: &[Cell<'_>]) -> Result<(), FileError> {
        if cells.len() > MOST_COLUMNS {
            return Err(FileError::TooLarge(format!("it has more than {MOST_COLUMNS} columns")));
        }
        self.header.push(HeadingLine::of(cells));
        if self.header.len() < self.header_rows {
            return Ok(());
        }
        let headings = headings(&self.header);
        let last = headings.iter().rposition(|heading| !heading.name.is_empty());
        self.width = Some(last.map_or(0, |last| last + 1));
        self.any_header = true;
        self.visitor.header(&headings)
    }

    fn refuse(&mut self, line: u64, reason: String) {
        self.rows += 1;
        self.visitor.refuse(line, reason);
    }
}

impl Grid for Layout<'_> {
    fn sheet(&mut self, name: &str, is_only: bool) {
        self.header.clear();
        self.width = None;
        self.title = None;
        self.visitor.sheet(name, is_only);
    }

    fn line(&mut self, line: Line<'_>) -> Result<(), FileError> {
        let Line { number, cells, is_ended, is_after_blank } = line;
        let last = cells.iter().rposition(|cell| !cell.is_blank());
        let Some(width) = self.width else {
            let is_header = last.is_some() || self.header_line == Some(number);
            return if self.is_above(number) || !is_header { Ok(()) } else { self.take_header(cells) };
        };
        if self.rows > 0 && (is_after_blank || last.is_none()) {
            self.visitor.blank();
        }
        let Some(last) = last else { return Ok(()) };
        let title = self.title.take();
        if let Some(is_in_place) = again::stand_there(&self.header, cells) {
            self.visitor.again(&Again { line: number, is_in_place, title });
            return Ok(());
        }
        let mut filled = cells.iter().filter(|cell| !cell.is_blank());
        if let (Some(only), None) = (filled.next(), filled.next()) {
            self.title = Some((number, only.text().into_owned()));
        }
        if last >= width {
            let column = column_letters(last);
            let reason =
                format!("{} cells where the header has {width}: one stands in column {column}", last + 1);
            self.refuse(number, reason);
        } else if !is_ended && cells.len() < width {
            // What is left out at the end of a row is blank, but of this one nobody knows how it went on.
            let reason =
                format!("the file ends within this line: {} of {width} cells are there", cells.len());
            self.refuse(number, reason);
        } else {
            self.rows += 1;
            self.visitor.row(number, cells);
        }
        Ok(())
    }

    fn broken(&mut self, number: u64, why: Broken) -> Result<(), FileError> {
        match (why, self.width) {
            (_, None) if self.is_above(number) => {}
            (Broken::OpenQuote(_), None) => return Err(FileError::OpenQuoteInHeader(number)),
            (Broken::FarOut(column), None) => {
                let what = format!("a column name stands in column {}", column_letters(column));
                return Err(FileError::TooLarge(what));
            }
            (Broken::OpenQuote(None), Some(_)) => {
                self.refuse(number, "a quotation mark opens in this line and is never closed".to_owned());
            }
            (Broken::OpenQuote(Some(closed)), Some(_)) => {
                let why = format!(
                    "a quotation mark opens in this line and closes in line {closed}, which is another row: close it in its own"
                );
                self.refuse(number, why);
            }
            (Broken::FarOut(column), Some(_)) => {
                let column = column_letters(column);
                self.refuse(number, format!("a cell in column {column}, beyond the last column name"));
            }
        }
        Ok(())
    }
}

/// One line of headings.
#[derive(Debug)]
struct HeadingLine {
    texts: Vec<String>,
    /// Whether a heading holds up to the next one: where none is merged over the columns it is for, a
    /// blank cell belongs to the one before.
    reaches_on: bool,
}

impl HeadingLine {
    fn of(cells: &[Cell<'_>]) -> Self {
        Self {
            texts: cells.iter().map(|cell| cell.text().into_owned()).collect(),
            reaches_on: !cells.iter().any(|cell| matches!(cell, Cell::Merged(_, true))),
        }
    }

    fn at(&self, column: usize) -> &str {
        self.texts.get(column).map(String::as_str).unwrap_or_default()
    }
}

/// The headings that several lines give together.
fn headings(lines: &[HeadingLine]) -> Vec<Heading> {
    let width = lines.iter().map(|line| line.texts.len()).max().unwrap_or_default();
    let Some((names, uppers)) = lines.split_last() else { return Vec::new() };
    let mut above = vec![String::new(); uppers.len()];
    let is_last =
        |column| !uppers.iter().any(|upper| upper.texts.iter().skip(column).any(|text| !text.is_empty()));
    let heading = |column: usize| {
        let mut own = "";
        for (upper, above) in uppers.iter().zip(&mut above) {
            let text = upper.at(column);
            if !text.is_empty() {
                own = text;
            }
            if !text.is_empty() || !upper.reaches_on {
                text.clone_into(above);
            }
        }
        match names.at(column) {
            "" => Heading { name: own.to_owned(), ..Heading::default() },
            name => Heading {
                name: name.to_owned(),
                upper: plain(&above.join(" ")).into_owned(),
                is_last_upper: own.is_empty() && is_last(column),
            },
        }
    };
    (0..width).map(heading).collect()
}

/// A column as spreadsheets name it: A, B … Z, AA …
fn column_letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        name.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    name.iter().rev().collect()
}
