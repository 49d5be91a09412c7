//! From bytes to rows: encoding, separator, header and cells.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use csv::{Reader, ReaderBuilder, StringRecord};

use super::{Cell, Row, Rows};
use crate::settings::fault::closest;
use crate::settings::fault::{Fault, Faults, Severity};

pub(super) fn read(file: &Path, bytes: &[u8], required: &[&str], optional: &[&str]) -> (Rows, Faults) {
    let mut faults = Faults::new();
    let text = decode(file, bytes, &mut faults);
    let delimiter = delimiter(&text);
    let mut rows = Rows { file: file.to_owned(), text, delimiter, columns: Arc::default(), width: None };
    let text = Arc::clone(&rows.text);
    let mut records = Records::of(&text, delimiter);
    let Some(header) = records.next(&mut faults, file).map(Current::row) else {
        let hint = format!("the first line names the columns: {}", required.join(","));
        faults.push(Fault::in_file(file, "the file is empty").hint(hint));
        return (rows, faults);
    };
    rows.columns = Arc::new(columns(&rows, &header, required, optional, &mut faults));
    let width = header.cells.len();
    rows.width = Some(width);
    while let Some(record) = records.next(&mut faults, file) {
        if record.fits(width) || record.is_blank() {
            continue;
        }
        let row = record.row();
        let message = format!("the row has {} cells, the header {width}", row.cells.len());
        let hint = "put a cell with a separator in it in quotes: \"…\"";
        faults.push(rows.row_fault(&row, message, hint));
    }
    (rows, faults)
}

fn decode(file: &Path, bytes: &[u8], faults: &mut Faults) -> Arc<str> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return Arc::from(encoding.decode_without_bom_handling(&bytes[mark..]).0);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Arc::from(text);
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    let warning = Fault::in_file(file, "the file is not UTF-8; it was read as Windows-1252")
        .severity(Severity::Warning)
        .hint("save it as \"CSV UTF-8\" if å, ä and ö look wrong");
    faults.push(warning);
    Arc::from(text)
}

/// The separator that stands most often in the header.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    // `max_by_key` takes the last of equals: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// The rows below a header, one after the other.
pub struct Below<'a> {
    rows: &'a Rows,
    records: Records<'a>,
}

impl<'a> Below<'a> {
    pub(super) fn of(rows: &'a Rows) -> Self {
        let mut records = Records::of(&rows.text, rows.delimiter);
        // The first record is the header; one that cannot be read leaves nothing below it.
        let _ = records.read();
        Self { rows, records }
    }
}

impl Iterator for Below<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let width = self.rows.width?;
        // Whatever cannot be read, or does not fit, was told when the file was first looked at.
        while self.records.read().unwrap_or(false) {
            let record = self.records.current();
            if record.fits(width) {
                return Some(Row { columns: Arc::clone(&self.rows.columns), ..record.row() });
            }
        }
        None
    }
}

/// Goes through the records of a text.
struct Records<'a> {
    reader: Reader<&'a [u8]>,
    record: StringRecord,
    delimiter: u8,
    lines: Lines<'a>,
}

/// The record at hand.
struct Current<'r, 'a> {
    of: &'r mut Records<'a>,
}

impl<'a> Records<'a> {
    fn of(text: &'a str, delimiter: u8) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes());
        Self { reader, record: StringRecord::new(), delimiter, lines: Lines { text, byte: 0, line: 1 } }
    }

    fn read(&mut self) -> csv::Result<bool> {
        self.reader.read_record(&mut self.record)
    }

    fn current(&mut self) -> Current<'_, 'a> {
        Current { of: self }
    }

    fn next(&mut self, faults: &mut Faults, file: &Path) -> Option<Current<'_, 'a>> {
        match self.read() {
            Ok(true) => Some(self.current()),
            Ok(false) => None,
            Err(error) => {
                faults.push(Fault::in_file(file, format!("the rows cannot be read: {error}")));
                None
            }
        }
    }
}

impl Current<'_, '_> {
    fn fits(&self, width: usize) -> bool {
        self.of.record.len() == width
    }

    fn is_blank(&self) -> bool {
        self.of.record.iter().all(|cell| cell.trim().is_empty())
    }

    fn row(self) -> Row {
        let Records { reader, record, delimiter, lines } = self.of;
        let start = record.position().map_or(0, |position| offset(position.byte()));
        row(lines.text, start..offset(reader.position().byte()), record, *delimiter, lines)
    }
}

fn offset(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

fn row(text: &str, span: Range<usize>, record: &StringRecord, delimiter: u8, lines: &mut Lines<'_>) -> Row {
    let raw = text.get(span.clone()).unwrap_or_default();
    let start = span.start + (raw.len() - raw.trim_start_matches(['\r', '\n']).len());
    let raw = raw.trim_matches(['\r', '\n']);
    let whole = start..start + raw.len();
    let spans = cell_spans(raw, start, delimiter);
    // Where our splitting and the reader's differ, the row is pointed at.
    let span_of =
        |index: usize| if spans.len() == record.len() { spans[index].clone() } else { whole.clone() };
    let cells = record.iter().enumerate().map(|(index, cell)| {
        let span = span_of(index);
        Cell { text: cell.trim().to_owned(), line: lines.at(span.start), span }
    });
    let cells = cells.collect();
    Row { line: lines.before(whole.start), span: whole, columns: Arc::default(), cells }
}

fn cell_spans(raw: &str, offset: usize, delimiter: u8) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (index, byte) in raw.bytes().enumerate() {
        if byte == b'"' && (quoted || index == start) {
            quoted = !quoted;
        } else if byte == b'"' && raw[..index].ends_with('"') {
            // The second of two quotes inside a quoted cell.
            quoted = true;
        } else if byte == delimiter && !quoted {
            spans.push(offset + start..offset + index);
            start = index + 1;
        }
    }
    spans.push(offset + start..offset + raw.len());
    spans
}

/// Counts lines while going through a text once.
struct Lines<'a> {
    text: &'a str,
    byte: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line that holds `byte`, which must not lie before the last one asked for.
    fn at(&mut self, byte: usize) -> usize {
        let passed = self.text.get(self.byte..byte).unwrap_or_default();
        self.line += passed.matches('\n').count();
        self.byte = self.byte.max(byte);
        self.line
    }

    /// The line that holds `byte`, which lies at or before the last one asked for.
    fn before(&self, byte: usize) -> usize {
        self.line - self.text.get(byte..self.byte).unwrap_or_default().matches('\n').count()
    }
}

fn columns(
    rows: &Rows,
    header: &Row,
    required: &[&str],
    optional: &[&str],
    faults: &mut Faults,
) -> BTreeMap<String, usize> {
    let mut columns = BTreeMap::new();
    for (index, cell) in header.cells.iter().enumerate() {
        let name = cell.text.as_str();
        let all = || required.iter().chain(optional).copied();
        if name.is_empty() {
            faults.push(rows.fault(cell, "a column has no name", "name it in the first line, or remove it"));
        } else if !all().any(|known| known == name) {
            let meant =
                closest(name, all()).map(|known| format!("did you mean `{known}`? ")).unwrap_or_default();
            let hint = format!("{meant}The columns are {}", all().collect::<Vec<_>>().join(", "));
            faults.push(rows.fault(cell, format!("`{name}` is not a column here"), hint));
        } else if columns.insert(name.to_owned(), index).is_some() {
            faults.push(rows.fault(
                cell,
                format!("the column `{name}` is there twice"),
                "keep one of the two",
            ));
        }
    }
    for name in required.iter().filter(|name| !columns.contains_key(**name)) {
        let hint = format!("add `{name}` to the first line");
        faults.push(rows.row_fault(header, format!("the column `{name}` is missing"), hint));
    }
    columns
}
