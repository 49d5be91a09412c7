//! What is right of a source that is read, and in what that which was seen differs from it.

use chrono::{Days, NaiveDate, Weekday};

use super::seen::Seen;

/// What is right of one reading. What is not said of a record's subject and period is larlogg, staff and
/// 2026-W47.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    /// The records there should be: see [`Seen::records`], and ` | ` between two that are both right.
    pub right: &'a [String],
    /// The records that the contract lets be read or refused.
    pub maybe: &'a [String],
    /// What is refused: each entry tells what stands in one refusal or failure, as `line 3` does.
    pub refused: &'a [Vec<String>],
    /// What stands in the notes.
    pub told: &'a [String],
    /// What stands in any refusal, failure or note, and may.
    pub named: &'a [String],
    /// Whether what is right may all be read or refused.
    pub may_refuse: bool,
}

impl Expected<'_> {
    /// In what the things seen differ from what is right.
    pub fn differences(&self, seen: &Seen) -> Vec<String> {
        let in_full = |records: &[String]| -> Vec<Vec<String>> {
            records.iter().map(|record| record.split(" | ").map(in_full).collect()).collect()
        };
        let (mut right, mut maybe) = (in_full(self.right), in_full(self.maybe));
        if self.may_refuse {
            maybe.append(&mut right);
        }
        let is_free = !maybe.is_empty() && !seen.is_unset;
        let mut differences = Vec::new();
        for record in &seen.records {
            let place = |ways: &[Vec<String>]| ways.iter().position(|ways| ways.contains(record));
            if let Some(place) = place(&right) {
                right.remove(place);
            } else if let Some(place) = place(&maybe) {
                maybe.remove(place);
            } else {
                differences.push(format!("WRONG    {record}"));
            }
        }
        differences.extend(right.iter().map(|ways| format!("missing  {}", ways.join(" | "))));
        // What is not read must have been refused.
        if seen.refused.is_empty() || !is_free {
            differences.extend(maybe.iter().map(|ways| format!("lost     {}", ways.join(" | "))));
        }
        let mut unexpected: Vec<&String> = seen.refused.iter().collect();
        for words in self.refused {
            let is_meant = |said: &String| stand_in(said, words);
            let is_moot = is_free && maybe.is_empty();
            if !is_moot && !seen.refused.iter().any(is_meant) {
                differences.push(format!("not said {}", words.join(" … ")));
            }
            unexpected.retain(|said| !is_meant(said));
        }
        let told = |word: &String, said: &String| stand_in(said, std::slice::from_ref(word));
        unexpected.retain(|said| !self.named.iter().any(|word| told(word, said)));
        if !is_free {
            differences.extend(unexpected.iter().map(|said| format!("refused  {said}")));
        }
        for word in self.told {
            if !seen.notes.iter().any(|note| told(word, note)) {
                differences.push(format!("not told {word}"));
            }
        }
        for word in self.named {
            if !seen.notes.iter().chain(&seen.refused).any(|said| told(word, said)) {
                differences.push(format!("no word of {word}"));
            }
        }
        if !differences.is_empty() {
            differences.extend(seen.refused.iter().chain(&seen.notes).map(|said| format!("    said {said}")));
        }
        differences
    }
}

/// Whether two records are of the same, and the first has no figure that the second has not.
pub fn is_part_of(record: &str, whole: &str) -> bool {
    let parts = |record: &str| {
        let (head, figures) = record.split_once(": ").expect("a record");
        let figures: Vec<String> = figures.replace(" of ", ", of ").split(", ").map(str::to_owned).collect();
        (head.to_owned(), figures)
    };
    let ((one, some), (other, all)) = (parts(record), parts(whole));
    one == other && some.iter().all(|figure| all.contains(figure))
}

/// Whether the words stand in what was said, one of those with ` | ` between; `line 3` also as `:3` and
/// as one of several lines.
fn stand_in(said: &str, words: &[String]) -> bool {
    let stands = |word: &str| match word.strip_prefix("line ") {
        Some(line) => lines(said).contains(&line),
        None => said.to_lowercase().contains(&word.to_lowercase()),
    };
    words.iter().all(|words| words.split(" | ").any(stands))
}

/// The lines that a sentence names: `:3: `, `line 3`, `lines 3, 4 and 5`, `line 2, line 3`.
fn lines(said: &str) -> Vec<&str> {
    let numbers = |text: &'static str| {
        said.split(text).skip(1).flat_map(|rest| {
            rest.split([',', ' '])
                .filter(|part| !matches!(*part, "" | "and" | "line"))
                .map(|part| part.trim_end_matches([':', ';', '.', ')']))
                .take_while(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        })
    };
    ["line ", "lines ", ":"].into_iter().flat_map(numbers).collect()
}

/// A record with all that it leaves out: `99000101: 30 of 44` as
/// `99000101 larlogg staff 2026-11-16/2026-11-22: 30 of 44`.
pub fn in_full(record: &str) -> String {
    let (head, figures) = record.split_once(": ").unwrap_or_else(|| panic!("`{record}` has no figures"));
    let (mut unit, mut module, mut audience) = ("", "larlogg", "staff");
    let mut period = "2026-11-16/2026-11-22".to_owned();
    for word in head.split(' ') {
        match word {
            "staff" | "students" | "guardians" => audience = word,
            "larlogg" | "veckobrev" | "meddelanden" => module = word,
            _ if word.contains("-W") => period = week(word),
            _ if word.contains('/') => word.clone_into(&mut period),
            _ if word.parse::<NaiveDate>().is_ok() => period = format!("{word}/{word}"),
            _ => unit = word,
        }
    }
    format!("{unit} {module} {audience} {period}: {figures}")
}

fn week(word: &str) -> String {
    let (year, week) = word.split_once("-W").expect("a week");
    let monday = NaiveDate::from_isoywd_opt(year.parse().unwrap(), week.parse().unwrap(), Weekday::Mon)
        .unwrap_or_else(|| panic!("there is no {word}"));
    format!("{monday}/{}", monday + Days::new(6))
}
