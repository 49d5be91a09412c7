//! The header Content-Range: which part of a list an answer is.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_RANGE, HeaderMap};

/// A part of a list, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first and the last record; none where the answer holds none of them.
    pub span: Option<[u64; 2]>,
    /// How many there are in all, where that is known.
    pub total: Option<u64>,
}

impl Range {
    /// What the header says, in whatever unit.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        Self::read(text(headers)?)
    }

    fn read(text: &str) -> Option<Self> {
        let (span, total) = text.rsplit_once('/')?;
        let span = span.rsplit_once([' ', '=']).map_or(span, |(_, span)| span).trim();
        let span = match span.split_once('-') {
            Some((first, last)) => Some([first.trim().parse().ok()?, last.trim().parse().ok()?]),
            None => None,
        };
        Some(Self { span, total: total.trim().parse().ok() })
    }

    /// In words, where an answer says that it is a part of something longer.
    pub fn part(status: StatusCode, headers: &HeaderMap) -> Option<String> {
        let is_partial = status == StatusCode::PARTIAL_CONTENT;
        let is_whole = match Self::of(headers) {
            Some(Self { span: Some([first, last]), total: Some(total) }) => first == 0 && last + 1 >= total,
            Some(Self { span: None, total: Some(total) }) => total == 0,
            _ => !is_partial,
        };
        let said =
            || text(headers).map_or_else(|| status.to_string(), |text| format!("Content-Range: {text}"));
        (!is_whole).then(said)
    }
}

fn text(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_RANGE)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_with_and_without_a_unit_and_a_total() {
        let range = |span, total| Some(Range { span, total });
        assert_eq!(Range::read("0-2/10"), range(Some([0, 2]), Some(10)));
        assert_eq!(Range::read("items 3-5/*"), range(Some([3, 5]), None));
        assert_eq!(Range::read("items=3-5/7"), range(Some([3, 5]), Some(7)));
        assert_eq!(Range::read("*/10"), range(None, Some(10)));
        assert_eq!(Range::read("none"), None);
    }

    #[test]
    fn an_answer_is_a_part_by_its_status_or_by_its_range() {
        let part = |status, range: &'static str| {
            let headers = (!range.is_empty()).then(|| (CONTENT_RANGE, range.parse().unwrap()));
            Range::part(StatusCode::from_u16(status).unwrap(), &headers.into_iter().collect()).is_some()
        };
        assert!(part(206, "0-2/10") && part(200, "0-2/10") && part(206, "") && part(206, "3-9/10"));
        assert!(part(206, "items 0-2/*"));
        assert!(!part(200, "") && !part(206, "0-9/10") && !part(200, "items 0-9/*") && !part(200, "*/0"));
    }
}
