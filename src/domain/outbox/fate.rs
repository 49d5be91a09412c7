//! What becomes of a letter after an attempt to hand it over, and why.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::{Attempt, Reason, State};

/// The pauses before a letter is tried again, in minutes: two days and a half in all.
const PAUSES: [i64; 8] = [5, 15, 60, 240, 720, 720, 720, 1080];

/// How often a letter that may have arrived is sent once more: a server that
/// breaks every conversation after the letter must not get it for ever.
pub const MOST_RESENDS: u32 = 3;

/// What is done about a letter of which nobody knows whether it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUnknown {
    /// It is sent once more, with the same Message-ID and the same bytes: mail
    /// programs know a repeat by that. Better twice than never.
    #[default]
    Resend,
    /// It waits for the coordinator. Better never than twice.
    Hold,
}

impl OnUnknown {
    /// The word in the settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Hold => "hold",
        }
    }
}

impl FromStr for OnUnknown {
    type Err = UnknownPolicy;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = [Self::Resend, Self::Hold].into_iter().find(|policy| policy.word() == text);
        found.ok_or_else(|| UnknownPolicy(text.to_owned()))
    }
}

/// A word that says nothing about letters that may have arrived.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither `resend` nor `hold`")]
pub struct UnknownPolicy(String);

/// What was tried with a letter before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// How often it was tried.
    pub attempts: u32,
    /// How often nobody knew what came of that.
    pub unclear: u32,
}

/// What becomes of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// Where it is from now on.
    pub state: State,
    /// Why.
    pub reason: Reason,
    /// When it is tried again, for [`State::Retry`] and [`State::Queued`].
    pub due_at: Option<DateTime<Utc>>,
    /// What was tried with it, this time included.
    pub tries: Tries,
}

impl Fate {
    /// What becomes of the letter `key` after an attempt that ended at `now`.
    #[must_use]
    pub fn after(
        attempt: &Attempt,
        earlier: Tries,
        key: &str,
        on_unknown: OnUnknown,
        now: DateTime<Utc>,
    ) -> Self {
        let unclear = earlier.unclear + u32::from(matches!(attempt, Attempt::Unclear(_)));
        let tries = Tries { attempts: earlier.attempts + 1, unclear };
        let again_at = retry_at(key, earlier.attempts, now);
        let (again_at, otherwise) = match attempt {
            Attempt::Accepted(_) => (None, State::Sent),
            Attempt::Refused(_) => (None, State::Failed),
            // Whether nobody is there is decided when the round is over.
            Attempt::Deferred(_) | Attempt::SenderRefused(_) | Attempt::Nobody(_) => {
                (again_at, State::Failed)
            }
            Attempt::Unclear(_) => (again_at.filter(|_| may_go_again(unclear, on_unknown)), State::Unknown),
        };
        let state = if again_at.is_some() { State::Retry } else { otherwise };
        Self { state, reason: attempt.clone().into(), due_at: again_at, tries }
    }

    /// What becomes of a letter that was tried for all, where what was in the way is in the way
    /// of every letter: it waits with the others, and loses none of its tries by that. However
    /// long nothing goes out, none of them fails before it is too late for all.
    #[must_use]
    pub fn waiting_with_all(reason: Reason, earlier: Tries, key: &str, now: DateTime<Utc>) -> Self {
        Self { state: State::Retry, reason, due_at: retry_at(key, 0, now), tries: earlier }
    }

    /// What becomes of a letter whose process ended, or fell silent, while it was being sent.
    #[must_use]
    pub fn left_behind(earlier: Tries, on_unknown: OnUnknown, now: DateTime<Utc>) -> Self {
        let tries = Tries { attempts: earlier.attempts + 1, unclear: earlier.unclear + 1 };
        let again = may_go_again(tries.unclear, on_unknown);
        Self {
            state: if again { State::Queued } else { State::Unknown },
            reason: Reason::LeftBehind,
            due_at: again.then_some(now),
            tries,
        }
    }
}

fn may_go_again(unclear: u32, on_unknown: OnUnknown) -> bool {
    on_unknown == OnUnknown::Resend && unclear <= MOST_RESENDS
}

/// When the letter `key`, tried `earlier` times before, is tried again; never
/// after all pauses are over. The pause is up to 15 % shorter or longer, always
/// alike for the same letter, so that letters deferred together do not come back together.
#[must_use]
pub fn retry_at(key: &str, earlier: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let pause = PAUSES.get(usize::try_from(earlier).ok()?)?;
    let [high, low, ..] = <[u8; 32]>::from(Sha256::digest(format!("{key} {earlier}")));
    let part = i64::from(u16::from_be_bytes([high, low]));
    let per_mille = 850 + 300 * part / i64::from(u16::MAX);
    Some(now + TimeDelta::milliseconds(pause * 60 * per_mille))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-16T05:30:00Z".parse().unwrap()
    }

    fn unclear_after(earlier: Tries, on_unknown: OnUnknown) -> Fate {
        Fate::after(&Attempt::Unclear("reset".to_owned()), earlier, "0a", on_unknown, now())
    }

    #[test]
    fn a_pause_differs_from_letter_to_letter_by_at_most_fifteen_percent() {
        let pauses: Vec<_> = (0..100)
            .map(|number| (retry_at(&format!("letter {number}"), 0, now()).unwrap() - now()).num_seconds())
            .collect();
        assert!(pauses.iter().all(|seconds| (255..=345).contains(seconds)), "{pauses:?}");
        assert!(pauses.iter().any(|seconds| *seconds < 275) && pauses.iter().any(|seconds| *seconds > 325));
        assert_eq!(retry_at("a", 3, now()), retry_at("a", 3, now()));
        assert_ne!(retry_at("a", 4, now()), retry_at("a", 5, now()), "the same pause, another time");
    }

    #[test]
    fn a_letter_that_is_deferred_has_eight_pauses_and_then_fails_with_the_servers_words() {
        let deferred = Attempt::Deferred("451 later".to_owned());
        let after =
            |attempts| Fate::after(&deferred, Tries { attempts, unclear: 0 }, "0a", OnUnknown::Resend, now());
        assert_eq!((after(7).state, after(7).tries.attempts), (State::Retry, 8));
        assert_eq!((after(8).state, after(8).due_at), (State::Failed, None));
        assert_eq!(after(8).reason, Reason::Deferred("451 later".to_owned()));
    }

    #[test]
    fn a_letter_that_is_tried_for_all_loses_no_try_of_its_own() {
        let earlier = Tries { attempts: 8, unclear: 1 };
        let fate = Fate::waiting_with_all(Reason::LeftBehind, earlier, "0a", now());
        assert_eq!((fate.state, fate.tries), (State::Retry, earlier));
        assert_eq!(fate.due_at, retry_at("0a", 0, now()), "as soon as the others");
    }

    #[test]
    fn a_letter_that_may_have_arrived_is_resent_three_times_and_then_nobody_knows() {
        let fates: Vec<_> = (0..5)
            .map(|unclear| unclear_after(Tries { attempts: unclear, unclear }, OnUnknown::Resend).state)
            .collect();
        assert_eq!(fates, [State::Retry, State::Retry, State::Retry, State::Unknown, State::Unknown]);
        let left =
            |unclear| Fate::left_behind(Tries { attempts: unclear, unclear }, OnUnknown::Resend, now()).state;
        assert_eq!((left(2), left(3)), (State::Queued, State::Unknown));
    }

    #[test]
    fn where_they_are_held_a_letter_that_may_have_arrived_is_not_sent_again() {
        let fate = unclear_after(Tries::default(), OnUnknown::Hold);
        assert_eq!((fate.state, fate.due_at, fate.tries.unclear), (State::Unknown, None, 1));
        assert_eq!(Fate::left_behind(Tries::default(), OnUnknown::Hold, now()).state, State::Unknown);
        assert!("resend".parse() == Ok(OnUnknown::Resend) && "maybe".parse::<OnUnknown>().is_err());
    }
}
