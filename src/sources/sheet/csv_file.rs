//! A CSV file as a table.

use std::borrow::Cow;
use std::io::Read;

use super::super::cell::Cell;
use super::super::error::FileError;
use super::super::settings::Delimiter;
use super::fence::Fence;
use super::grid::{Broken, Grid, How, Line, Makeup};
use super::input::Input;
use super::lines::Lines;
use super::survey::survey;

pub fn walk(input: Input<'_>, how: &How<'_>, grid: &mut dyn Grid) -> Result<Makeup, FileError> {
    let survey = survey(input, how.encoding)?;
    let file = input.open().map_err(FileError::Io)?;
    let mut lines = Lines::new(file, survey.encoding);
    let Some(start) = find_header(&mut lines, how)? else {
        return Err(how.header_line.map_or(FileError::Empty, FileError::NoHeaderLine));
    };
    let separator = start.delimiter.byte().unwrap_or(b',');
    let fence = Fence::new(lines, separator, start.header, start.line);
    let csv =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(fence);
    Rows { csv, first_line: start.line, grid }.walk().map_err(|error| match (error, survey.bad_line) {
        (error @ FileError::MissingColumns { .. }, Some(line)) => {
            FileError::InOtherEncoding { line, error: Box::new(error) }
        }
        (error, _) => error,
    })?;
    Ok(Makeup {
        encoding: Some(survey.encoding.name()),
        encoding_guessed: survey.guessed,
        delimiter: Some(start.delimiter),
        ..Makeup::default()
    })
}

/// Where the table starts.
struct Start {
    header: String,
    line: u64,
    delimiter: Delimiter,
}

fn find_header<R: Read>(lines: &mut Lines<R>, how: &How<'_>) -> Result<Option<Start>, FileError> {
    let mut said = None;
    let mut line = 0;
    while let Some(text) = lines.next_line()? {
        line += 1;
        // Spreadsheets may say what separates the cells, on a line of its own.
        if line == 1
            && let Some(word) = text.strip_prefix("sep=")
        {
            said = Delimiter::ALL.into_iter().find(|delimiter| delimiter.byte() == word.bytes().next());
        } else if how.header_line.map_or(!text.trim().is_empty(), |wanted| wanted == line) {
            let delimiter = match how.delimiter {
                Delimiter::Auto => said.unwrap_or_else(|| most_frequent(&text)),
                set => set,
            };
            return Ok(Some(Start { header: text, line, delimiter }));
        }
    }
    Ok(None)
}

/// The separator that the header line has most of, outside quotation marks.
fn most_frequent(header: &str) -> Delimiter {
    let outside: Vec<u8> = header.split('"').step_by(2).flat_map(str::bytes).collect();
    let count =
        |delimiter: &Delimiter| outside.iter().filter(|byte| delimiter.byte() == Some(**byte)).count();
    // On a tie the last one wins; the comma also occurs inside headings.
    Delimiter::ALL
        .into_iter()
        .filter(|delimiter| count(delimiter) > 0)
        .max_by_key(count)
        .unwrap_or(Delimiter::Comma)
}

struct Rows<'a, R> {
    csv: csv::Reader<Fence<R>>,
    first_line: u64,
    grid: &'a mut dyn Grid,
}

impl<R: Read> Rows<'_, R> {
    fn walk(mut self) -> Result<(), FileError> {
        let mut record = csv::StringRecord::new();
        let mut next = self.first_line;
        loop {
            let more = self.csv.read_record(&mut record);
            let fence = self.csv.get_mut();
            if let Some(fault) = fence.fault.take() {
                return Err(fault);
            }
            for (line, closed) in std::mem::take(&mut fence.open_quotes) {
                self.grid.broken(line, Broken::OpenQuote(closed))?;
            }
            if !more.map_err(|error| FileError::Io(error.into()))? {
                return Ok(());
            }
            let number = self.line(&record);
            let is_ended = self.csv.get_ref().unended() != Some(number);
            let cells: Vec<Cell<'_>> = record.iter().map(|cell| Cell::Text(Cow::Borrowed(cell))).collect();
            let is_after_blank = number > next;
            next = self.first_line + self.csv.position().line() - 1;
            self.grid.line(Line { number, cells: &cells, is_ended, is_after_blank })?;
        }
    }

    /// The line on which the record starts. The reader knows only where it stopped: every record ends in a
    /// line break, and the breaks inside cells are still there to be counted.
    fn line(&self, record: &csv::StringRecord) -> u64 {
        let inside = record.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64;
        self.first_line + self.csv.position().line() - 2 - inside
    }
}
