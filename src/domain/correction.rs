//! Whose letters a correction touches, and how: it follows from where they are.

pub mod replacement;

use std::collections::HashSet;
use std::fmt;
use std::hash::BuildHasher;

use serde::Serialize;

use crate::domain::outbox::{Entry, FIRST_EDITION, Reason, State};

/// What a correction does about one recipient's letter of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch<'a> {
    /// Nobody has had it: it is written anew in its place.
    Anew {
        /// The letter.
        letter: &'a Entry,
        /// The edition before it that its recipient has had; none where it is the first.
        had: Option<&'a Entry>,
    },
    /// Its recipient has had it, or may have: a further edition answers it.
    Further {
        /// The newest edition that the recipient has had.
        had: &'a Entry,
        /// The same letter, where it waits to go out once more: it is taken back.
        waiting: Option<&'a Entry>,
    },
    /// It stays as it is.
    Leave(Untouched),
}

/// Why a letter is not corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Untouched {
    /// It would say the same.
    Same,
    /// It would say something else, and figures meant something else when it was written: whether they
    /// were wrong nobody can tell.
    OtherMeaning,
    /// It is being handed over.
    UnderWay,
    /// It is held, and a run writes it anew.
    Held,
    /// It was skipped or taken back.
    NotSent,
    /// Its recipient is left in peace by now.
    Paused,
    /// A letter to its address came back, and nobody is written to there.
    DeadAddress,
    /// Nothing can be judged any more.
    NothingToSay,
    /// Its message is no longer kept, so nobody can tell what it said.
    Forgotten,
}

impl fmt::Display for Untouched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same => "would say the same, or corrected for this very reason",
            Self::OtherMeaning => {
                "written by an earlier version of nyttja, to which the same figures said something else; \
                 --all writes to them too, --recipient or --unit to some of them"
            }
            Self::UnderWay => "being handed over; give the command again when that is done",
            Self::Held => "held; nyttja run writes those anew",
            Self::NotSent => "skipped or taken back",
            Self::Paused => "to somebody who is paused by now",
            Self::DeadAddress => "to an address that a letter came back from",
            Self::NothingToSay => "about units of which nothing can be judged any more",
            Self::Forgotten => "no longer kept, so nobody can tell what they said; --all writes them too",
        })
    }
}

/// What a correction does about the letter of which these are the editions, the
/// first one in front. `perhaps_had` are the keys of letters that their recipients
/// have had, or may have.
#[must_use]
pub fn touch<'a>(editions: &[&'a Entry], perhaps_had: &HashSet<String, impl BuildHasher>) -> Touch<'a> {
    let was_had = |entry: &&&Entry| perhaps_had.contains(&entry.id.key());
    let had = editions.iter().rev().find(was_had).copied();
    let Some(&newest) = editions.last() else { return Touch::Leave(Untouched::NotSent) };
    let is_first = newest.id.edition == FIRST_EDITION;
    match (newest.state, had) {
        (State::Sending, _) => Touch::Leave(Untouched::UnderWay),
        (State::Queued | State::Retry, Some(had)) if had.id == newest.id => {
            Touch::Further { had, waiting: Some(newest) }
        }
        (State::Sent | State::Unknown | State::Failed, Some(had)) if had.id == newest.id => {
            Touch::Further { had, waiting: None }
        }
        (State::Held, _) if is_first => Touch::Leave(Untouched::Held),
        (State::Queued | State::Retry | State::Failed | State::Held, had) => {
            Touch::Anew { letter: newest, had }
        }
        // What could not be judged may be by now.
        (State::Skipped, None) if is_first && newest.reason == Some(Reason::NotJudged) => {
            Touch::Anew { letter: newest, had: None }
        }
        // A correction that was taken back leaves the letter as it was.
        (State::Skipped | State::Cancelled, Some(had)) if !is_first => Touch::Further { had, waiting: None },
        _ => Touch::Leave(Untouched::NotSent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::judge::MEANING;
    use crate::domain::outbox::LetterId;
    use crate::domain::series::Series;

    fn editions(states: &[State]) -> Vec<Entry> {
        let one = |(edition, state): (u32, &State)| Entry {
            id: LetterId {
                series: Series::Letters,
                recipient: "anna@example.invalid".to_owned(),
                week: "2026-W48".parse().unwrap(),
                edition,
            },
            units: Vec::new(),
            state: *state,
            reason: None,
            message_id: None,
            attempts: 0,
            next_attempt: None,
            meaning: MEANING,
        };
        (1..).zip(states).map(one).collect()
    }

    /// What is done, by the numbers of the editions; those in `had` may have arrived.
    fn done(states: &[State], had: &[usize]) -> String {
        let entries = editions(states);
        let perhaps_had: HashSet<_> = had.iter().map(|edition| entries[edition - 1].id.key()).collect();
        match touch(&entries.iter().collect::<Vec<_>>(), &perhaps_had) {
            Touch::Anew { letter, had } => {
                format!("anew {} after {:?}", letter.id.edition, had.map(|had| had.id.edition))
            }
            Touch::Further { had, waiting } => {
                format!("answer {} instead of {:?}", had.id.edition, waiting.map(|entry| entry.id.edition))
            }
            Touch::Leave(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn who_has_had_a_letter_gets_another_and_who_has_not_gets_a_right_one_at_once() {
        use State::{Cancelled, Failed, Held, Queued, Retry, Sending, Sent, Skipped, Unknown};
        let cases: [(&[State], &[usize], &str); 13] = [
            (&[Sent], &[1], "answer 1 instead of None"),
            (&[Unknown], &[1], "answer 1 instead of None"),
            (&[Retry], &[1], "answer 1 instead of Some(1)"),
            (&[Retry], &[], "anew 1 after None"),
            (&[Queued], &[], "anew 1 after None"),
            (&[Failed], &[], "anew 1 after None"),
            (&[Sending], &[], "UnderWay"),
            (&[Held], &[], "Held"),
            (&[Skipped], &[], "NotSent"),
            (&[Sent, Sent], &[1, 2], "answer 2 instead of None"),
            (&[Sent, Held], &[1], "anew 2 after Some(1)"),
            (&[Sent, Cancelled], &[1], "answer 1 instead of None"),
            (&[Sent, Queued], &[1], "anew 2 after Some(1)"),
        ];
        for (states, had, expected) in cases {
            assert_eq!(done(states, had), expected, "{states:?}, had {had:?}");
        }
    }
}
