//! Pauses that contradict each other, or are long over.

use chrono::{Days, NaiveDate};

use super::{Doubts, PAUSE, Span, at, common, in_words};
use crate::domain::pause::{Pause, Paused};

/// How long after its end a pause may stand there, in days: some weeks, to look it up.
const LONG_AGO: u64 = 60;

impl Doubts<'_> {
    /// Times in which nobody is written to.
    pub(super) fn pauses(&mut self) {
        for index in 0..self.municipality.agreements.pauses.len() {
            self.paused_twice(index);
            self.long_over(index);
        }
    }

    /// Two pauses of the same person or unit that hold at once.
    fn paused_twice(&mut self, index: usize) {
        let pauses = &self.municipality.agreements.pauses;
        let later = &pauses[index];
        let days = |earlier: &Pause| {
            common(span(earlier), span(later)).filter(|_| earlier.paused.is_same(&later.paused))
        };
        let mut earlier = pauses[..index].iter();
        let Some((earlier, days)) = earlier.find_map(|earlier| Some((earlier, days(earlier)?))) else {
            return;
        };
        let line = earlier.origin.line;
        let message =
            format!("`{}` is paused at line {line} too, and both hold {}", later.paused, in_words(days));
        let hint = "keep one of them, or end the earlier one with `until` before this one's `from`";
        self.object(&at(PAUSE, index, key(&later.paused)), message, hint);
    }

    fn long_over(&mut self, index: usize) {
        let pause = &self.municipality.agreements.pauses[index];
        let kept_until = pause.until.checked_add_days(Days::new(LONG_AGO)).unwrap_or(NaiveDate::MAX);
        if kept_until < self.today {
            let message = format!("the pause ended on {}, and pauses nothing any more", pause.until);
            let hint = "remove it, or agree on a new day";
            self.warn(&at(PAUSE, index, "until"), message, hint);
        }
    }
}

fn key(paused: &Paused) -> &'static str {
    match paused {
        Paused::Recipient(_) => "recipient",
        Paused::Unit(_) => "unit",
    }
}

fn span(pause: &Pause) -> Span {
    (pause.from.unwrap_or(NaiveDate::MIN), pause.until)
}
