//! Reasons stand in two columns: a kind, and its data as JSON. Rows of earlier versions have
//! sentences; the step `0004_reasons` of the schema has made kinds of those that something
//! follows from, and [`Reason::Words`] of the others.

use serde_json::{Value, json};

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::Query;
use crate::domain::outbox::Reason;

/// The reason that a letter has, as the JSON of one, in SQL; NULL where it has none.
pub(super) const AS_JSON: &str = "'{\"kind\":\"' || reason_kind || '\",\"data\":' || reason_data || '}'";

/// The kind of a letter that was given up as too late.
pub(super) const TOO_LATE: &str = "too_late";

/// The kind of a letter that was discarded, and may have arrived.
pub(super) const NOT_SENT_AGAIN: &str = "not_sent_again";

/// What stands in the columns of a reason.
pub(in crate::store) struct ReasonColumns {
    pub(in crate::store) kind: String,
    pub(in crate::store) data: String,
}

impl ReasonColumns {
    pub(in crate::store) fn of(reason: &Reason) -> Self {
        // A reason has texts, numbers and days only, which JSON can always hold.
        let whole = serde_json::to_value(reason).unwrap_or_default();
        Self { kind: whole["kind"].as_str().unwrap_or_default().to_owned(), data: whole["data"].to_string() }
    }

    /// Both columns, for a letter that may have no reason.
    pub(in crate::store) fn of_letter(reason: Option<&Reason>) -> (Option<String>, Option<String>) {
        reason.map(Self::of).map(|Self { kind, data }| (kind, data)).unzip()
    }
}

/// Adds `, reason_kind = …, reason_data = …` to a change of letters.
pub(in crate::store) fn push_reason(query: &mut Query, reason: Option<&Reason>) {
    let (kind, data) = ReasonColumns::of_letter(reason);
    query.push(", reason_kind = ").push_bind(kind).push(", reason_data = ").push_bind(data);
}

/// The JSON of a reason, as it stands within another one.
pub(super) fn as_json(reason: &Reason) -> String {
    serde_json::to_string(reason).unwrap_or_default()
}

/// The reason that these columns tell.
pub(super) fn read(row: Row<'_>, kind: Option<String>, data: Option<String>) -> Result<Option<Reason>> {
    let (Some(kind), Some(data)) = (kind, data) else { return Ok(None) };
    let data: Value = row.json(&data)?;
    row.json(&json!({ "kind": kind, "data": data }).to_string()).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bounce::WhyDead;
    use crate::domain::gate::Alarm;
    use crate::domain::outbox::{Grounds, LettersTakenBack};
    use crate::domain::pause::WhyPaused;
    use crate::domain::recipient::Vacancy;

    #[test]
    fn every_reason_comes_back_from_its_columns() {
        let day = "2026-11-20".parse().unwrap();
        let words = || "paused until 2027-01-31: \"ny\" rektor".to_owned();
        let decided = || Reason::Decided(Grounds { why: words(), who: "maja".to_owned() });
        let last = || Some(Box::new(Reason::SenderRefused(words())));
        let unusable = "a@@b".parse::<crate::domain::recipient::address::EmailAddress>().unwrap_err();
        let all = [
            Reason::Vacant(Vacancy::NoAddress),
            Reason::Vacant(Vacancy::Unusable(unusable)),
            Reason::Paused(WhyPaused::Agreed { until: day, reason: words() }),
            Reason::Paused(WhyPaused::Wished { on: day }),
            Reason::DeadAddress(WhyDead { on: day, words: words() }),
            Reason::NotJudged,
            Reason::Held(vec![Alarm::OldData { newest: None, expected: day }]),
            Reason::LettersTakenBack(LettersTakenBack { why: vec![decided()], but_for_skipped: true }),
            decided(),
            Reason::Replaced,
            Reason::NoLongerHeld,
            Reason::TooLate(None),
            Reason::TooLate(last()),
            Reason::NotSentAgain { last: last(), why: Box::new(decided()) },
            Reason::Accepted(words()),
            Reason::LeftBehind,
            Reason::Restored { copied: Some(day.and_hms_opt(6, 30, 0).unwrap()) },
            Reason::Words(words()),
        ];
        let row = Row::new("letters", &"a letter");
        for reason in all {
            let ReasonColumns { kind, data } = ReasonColumns::of(&reason);
            assert_eq!(kind == TOO_LATE, matches!(reason, Reason::TooLate(_)), "{kind}");
            assert_eq!(kind == NOT_SENT_AGAIN, matches!(reason, Reason::NotSentAgain { .. }), "{kind}");
            assert_eq!(read(row, Some(kind), Some(data)).unwrap(), Some(reason));
        }
    }

    #[test]
    fn the_single_reason_of_letters_that_an_earlier_version_saw_taken_back_is_read() {
        let row = Row::new("letters", &"a letter");
        let told = |data: &str| read(row, Some("letters_taken_back".to_owned()), Some(data.to_owned()));
        let taken_back = |why| Reason::LettersTakenBack(LettersTakenBack { why, but_for_skipped: false });
        assert_eq!(told("null").unwrap(), Some(taken_back(Vec::new())));
        let why = Reason::Words("Fel siffror".to_owned());
        assert_eq!(told(&as_json(&why)).unwrap(), Some(taken_back(vec![why])));
    }
}
