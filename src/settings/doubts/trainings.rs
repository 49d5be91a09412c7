//! Dated occasions that are over.

use super::{Doubts, Said, TRAININGS, entry};
use crate::settings::step::Step;
use crate::settings::words::below;

impl Doubts<'_> {
    /// Sessions in the past, which no letter names any more.
    pub(super) fn trainings(&mut self) {
        for (index, training) in self.municipality.trainings.iter().enumerate() {
            for (place, session) in training.sessions.iter().enumerate() {
                if session.date < self.today {
                    let path =
                        below(&entry("training", index, "sessions"), [place.into(), Step::from("date")]);
                    self.warn(Said {
                        file: TRAININGS,
                        path: &path,
                        message: format!(
                            "the session of `{}` on {} is over, and no letter names it",
                            training.key, session.date
                        ),
                        hint: "remove it, or write the date of the next one",
                    });
                }
            }
        }
    }
}
