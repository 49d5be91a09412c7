//! A fence around quotation marks: one that is never closed, or by one of another row, costs its own line, and
//! not the rest of the file.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::super::error::FileError;
use super::lines::Lines;

/// A quoted cell with more lines than this was never closed.
const MOST_LINES_IN_A_RECORD: usize = 100;

/// Gives the CSV reader whole records that end in LF. A line that opens a quotation mark and never closes
/// it, or closes it within another row, is given as an empty line, so that the lines after it keep their numbers, and is noted.
pub struct Fence<R> {
    lines: Lines<R>,
    delimiter: u8,
    /// How many separators stand in the first record, outside quotation marks.
    separators: Option<usize>,
    /// Lines taken from `lines` and not given yet.
    waiting: VecDeque<String>,
    /// The number of the first line waiting, or of the next one to take.
    line: u64,
    /// The line on which the last record begins that was given out.
    last: u64,
    out: Vec<u8>,
    given: usize,
    /// Lines with a quotation mark that is not closed in their row, each with the line of another row where it is.
    pub open_quotes: Vec<(u64, Option<u64>)>,
    /// What stopped the reading.
    pub fault: Option<FileError>,
}

impl<R: Read> Fence<R> {
    /// Starts with a line that was taken already, which has number `line`.
    pub fn new(lines: Lines<R>, delimiter: u8, first: String, line: u64) -> Self {
        Self {
            lines,
            delimiter,
            separators: None,
            waiting: VecDeque::from([first]),
            line,
            last: line,
            out: Vec::new(),
            given: 0,
            open_quotes: Vec::new(),
            fault: None,
        }
    }

    /// The line on which the last record begins, once that was read and no line break ends it.
    pub fn unended(&self) -> Option<u64> {
        self.lines.is_cut_off().then_some(self.last)
    }

    /// Makes the next record ready; false after the last.
    fn advance(&mut self) -> Result<bool, FileError> {
        self.out.clear();
        self.given = 0;
        let mut quotes = Quotes::Outside;
        let (mut taken, mut separators) = (0, 0);
        let mut closed = None;
        loop {
            if taken == self.waiting.len() {
                match self.lines.next_line()? {
                    Some(line) => self.waiting.push_back(line),
                    None if taken == 0 => return Ok(false),
                    None => break,
                }
            }
            quotes = quotes.after_line(self.waiting[taken].as_bytes(), self.delimiter, &mut separators);
            taken += 1;
            if quotes != Quotes::Inside && self.swallows_rows(taken) {
                closed = Some(self.line + taken as u64 - 1);
                break;
            }
            if quotes != Quotes::Inside {
                self.separators.get_or_insert(separators);
                self.last = self.line;
                self.line += taken as u64;
                for line in self.waiting.drain(..taken) {
                    self.out.extend_from_slice(line.as_bytes());
                    self.out.push(b'\n');
                }
                return Ok(true);
            }
            if taken == MOST_LINES_IN_A_RECORD {
                break;
            }
        }
        // The lines after it are read anew.
        self.open_quotes.push((self.line, closed));
        self.line += 1;
        self.waiting.pop_front();
        self.out.push(b'\n');
        Ok(true)
    }

    /// Whether the lines of a record are rows of their own, as wide as the first record of all: then its
    /// quotation mark was closed by one that is not its own.
    fn swallows_rows(&self, taken: usize) -> bool {
        let is_separator = |byte: &&u8| **byte == self.delimiter;
        let separators_in = |line: &String| line.as_bytes().iter().filter(is_separator).count();
        let rows = self.waiting.iter().take(taken);
        // Two columns are no table that a text would not hold too.
        taken > 1
            && self
                .separators
                .is_some_and(|width| width > 1 && rows.map(separators_in).all(|found| found == width))
    }
}

impl<R: Read> Read for Fence<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.out.len() {
            match self.advance() {
                Ok(true) => {}
                Ok(false) => return Ok(0),
                Err(fault) => {
                    self.fault = Some(fault);
                    return Err(io::Error::other("the text cannot be read on"));
                }
            }
        }
        let piece = &self.out[self.given..];
        let given = piece.len().min(buffer.len());
        buffer[..given].copy_from_slice(&piece[..given]);
        self.given += given;
        Ok(given)
    }
}

/// Where a position in a line stands to quotation marks, by the rules of the `csv` crate: only a mark at
/// the start of a cell opens a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// At the start of a cell, where a mark opens.
    Outside,
    /// Later in a cell without marks.
    Plain,
    Inside,
    /// Right after a mark inside: it closed the quotation, or is half of a double one.
    Closing,
}

impl Quotes {
    /// Counts the separators outside quotations.
    fn after_line(self, line: &[u8], delimiter: u8, separators: &mut usize) -> Self {
        let end = line.iter().fold(self, |state, byte| match (state, *byte) {
            (Self::Inside, b'"') => Self::Closing,
            (Self::Outside | Self::Closing, b'"') | (Self::Inside, _) => Self::Inside,
            (_, byte) if byte == delimiter => {
                *separators += 1;
                Self::Outside
            }
            _ => Self::Plain,
        });
        if end == Self::Inside { Self::Inside } else { Self::Outside }
    }
}
