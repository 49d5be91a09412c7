//! Records that stand on a line each, as JSON.

use super::super::more::Came;
use super::At;
use super::collected::Collected;
use super::fault::PageFault;
use super::json_text::{self, excerpt_of_end, slip_in_line};
use super::mapping::Mapping;
use super::members::{Members, Spot};
use super::said;
use crate::sources::record::Context;

/// Reads line by line. One that cannot be read is refused; an answer that ends within a line is not whole.
pub fn read(
    bytes: &[u8],
    mapping: &Mapping,
    at: &At,
    context: Context<'_>,
    collected: &mut Collected,
) -> Result<Came, PageFault> {
    let text = json_text::without_mark(bytes);
    let mut members = Members::new(mapping, at, context, collected);
    let mut lines = text.split(|byte| *byte == b'\n').zip(1_u64..);
    let mut any = false;
    while let Some((line, number)) = lines.next() {
        // Some servers begin each line with a mark of their own (RFC 7464).
        let line = line.strip_prefix(b"\x1e").unwrap_or(line).trim_ascii();
        if line.is_empty() {
            continue;
        }
        if !any && !line.starts_with(b"{") {
            return Err(json_text::no_lines(text));
        }
        any = true;
        let spot = Spot::list(number);
        match json_text::value(line) {
            Ok(value) => {
                said::heed_line(&value, number, mapping)?;
                members.record(&value, &spot);
            }
            // Where the last line is no record, the answer broke off there, and nobody knows what is missing.
            Err(_) if lines.clone().all(|(line, _)| line.trim_ascii().is_empty()) => {
                return Err(PageFault::CutOff {
                    place: format!("line {number}"),
                    text: excerpt_of_end(line),
                });
            }
            Err(error) => members.refuse(&spot, slip_in_line(line, &error)),
        }
    }
    Ok(members.count())
}
