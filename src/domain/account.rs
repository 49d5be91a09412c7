//! What a coordinator is told about a week: where its letters are, and what
//! waits for somebody. The words are put to it by the letters.

mod doubt;
mod ending;
mod health;
mod hold;
mod outcome;
pub mod receipt;
mod trouble;

use crate::domain::account::receipt::Tally;
use crate::domain::bounce::{BadAddress, DoubtedAddress};
use crate::domain::outbox::LetterId;
use crate::domain::pause::WhyPaused;
use crate::domain::recipient::language::Localised;
use crate::domain::recipient::{Recipient, Vacancy};
use crate::domain::series::Series;
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience;
use crate::domain::week::Week;

pub use doubt::{Doubt, Unread};
pub use ending::{Ending, endings};
pub use health::{MailboxFault, SourceHealth};
pub use hold::{Cause, Hold};
pub use outcome::Outcome;
pub use trouble::{SkipReason, Skipped, Trouble, skipped};

/// The content of a week's receipt.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// What makes it the receipt of its week.
    pub id: LetterId,
    /// Who gets it.
    pub recipient: Recipient,
    /// Whether the letters of the week were written.
    pub run: RunState,
    /// Where the letters to principals are. The parts add up.
    pub tally: Tally,
    /// Why letters are held, where they are.
    pub causes: Vec<Cause>,
    /// Whether held letters are written. Where the figures were too old to
    /// judge there is nothing to let go or take back.
    pub is_written: bool,
    /// The letters that are not sent, by reason.
    pub skipped: Vec<Skipped>,
    /// Letters of every kind that failed, or of which nobody knows whether they arrived.
    pub troubles: Vec<Trouble>,
    /// Letters of earlier weeks that came to such an end since the last receipt.
    pub late: Vec<Trouble>,
    /// Addresses that letters come back from.
    pub addresses: Vec<BadAddress>,
    /// Addresses that mail servers called dead all at once: somebody must decide.
    pub doubted: Vec<DoubtedAddress>,
    /// Messages that people are to read in the mailbox for bounces.
    pub unread: Unread,
    /// Why what has come back of letters is not all known, where it is not.
    pub mailbox: Option<Box<MailboxFault>>,
    /// Letters that the mail server deferred.
    pub deferred: Vec<Trouble>,
    /// The units that nobody can be written to about.
    pub vacancies: Vec<Vacant>,
    /// What the letters hand over.
    pub talks: Vec<Talk>,
    /// Exceptions that have ended, or soon end.
    pub endings: Vec<Ending>,
    /// The names of the units without fresh figures, all of them.
    pub unreported: Vec<String>,
    /// How the sources fare.
    pub sources: Vec<SourceHealth>,
    /// Whether records were left out because others, longer or shorter, overlap them.
    pub mixed_lengths: bool,
}

/// Whether the letters of a week were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Nobody started.
    NotRun,
    /// It was started, and never came to its end.
    BrokenOff,
    /// It came to its end.
    Done,
}

/// A unit that nobody can be written to about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vacant {
    /// The unit's name.
    pub unit: String,
    /// Why.
    pub why: Vacancy,
}

/// An ask that left the letters: the coordinator takes it up in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// The unit's name.
    pub unit: String,
    /// Its school forms, the leading one first.
    pub forms: Vec<SchoolForm>,
    /// The module's name.
    pub module: Localised,
    /// Whose use it is about.
    pub audience: Audience,
    /// The week of the first letter that handed it over.
    pub since: Week,
}

/// How a week is, at a glance; the worse the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wellness {
    /// Every letter went out that should.
    Well,
    /// Letters went out, and something wants a look.
    Look,
    /// Somebody must do something.
    Act,
}

/// Something that the coordinator can do, by a command or in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Mend a source, and run again: held letters are written anew.
    MendAndRun,
    /// Let the held letters go out.
    Release,
    /// Take the held letters back.
    Discard,
    /// Take back letters that had gone out before a backup was put in place.
    TakeBackDoubles,
    /// Let letters go that had not gone out before a backup was put in place.
    ReleaseMissing,
    /// Run the week, which was not done or not to its end.
    Run,
    /// Mend the addresses that failed, and run again.
    MendAddresses,
    /// Say that an address is right that a letter came back from.
    ClearAddress,
    /// Say that nobody is at the addresses that were called dead all at once.
    AcceptBounces,
    /// Say that they are right.
    DismissBounces,
    /// Send letters once more that failed.
    RetryFailed,
    /// Send letters after all that were given up as too late.
    RetryLate,
    /// Send letters once more of which nobody knows whether they arrived.
    RetryUnknown,
    /// Answer those who have asked for a pause.
    AnswerWishes,
    /// See which rows a source refused, and mend it.
    MendRows,
    /// Name a principal for vacant units.
    NamePrincipals,
}

impl Step {
    /// What can be done about addresses that were called dead all at once.
    pub const OF_DOUBT: [Self; 2] = [Self::DismissBounces, Self::AcceptBounces];

    /// What can be done about letters that are held for `causes`, and may have been too hard to write.
    #[must_use]
    pub fn of_hold(is_written: bool, causes: &[Cause]) -> &'static [Self] {
        match (is_written, Cause::are_of_restore(causes)) {
            (true, true) => &[Self::TakeBackDoubles, Self::ReleaseMissing],
            (true, false) => &[Self::MendAndRun, Self::Release, Self::Discard],
            (false, _) => &[Self::MendAndRun],
        }
    }
}

impl Account {
    /// The week.
    #[must_use]
    pub fn week(&self) -> Week {
        self.id.week
    }

    /// How the week is.
    #[must_use]
    pub fn wellness(&self) -> Wellness {
        let stuck = self.run != RunState::Done && self.tally.expected > 0;
        let failing = self.sources.iter().any(SourceHealth::is_failing);
        let troubled = !self.troubles.is_empty() || !self.late.is_empty() || self.has_dead_addresses();
        let undecided = self.tally.held + self.tally.late > 0 || !self.doubted.is_empty();
        if stuck || undecided || troubled || failing {
            return Wellness::Act;
        }
        let refused = self.sources.iter().any(|source| source.report.refused > 0);
        let unjudged = self.skipped.iter().any(|group| group.reason == SkipReason::NotJudged);
        if self.tally.waiting > 0
            || refused
            || unjudged
            || self.is_asked_for_pauses()
            || !self.addresses.is_empty()
            || self.mailbox.is_some()
            || self.unread != Unread::default()
            || !self.vacancies.is_empty()
            || !self.unreported.is_empty() && self.tally.sent > 0
        {
            return Wellness::Look;
        }
        Wellness::Well
    }

    /// What can be done, the most urgent first.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.tally.held > 0 {
            steps.extend(Step::of_hold(self.is_written, &self.causes));
        } else if self.run != RunState::Done && self.tally.expected > 0 {
            steps.push(Step::Run);
        }
        let failed = |one: &Trouble| one.series == Series::Letters && one.failed();
        if self.troubles.iter().chain(&self.late).any(failed) || self.has_dead_addresses() {
            steps.push(Step::MendAddresses);
        }
        if self.has_dead_addresses() {
            steps.push(Step::ClearAddress);
        }
        if !self.doubted.is_empty() {
            steps.extend(Step::OF_DOUBT);
        }
        if self.troubles.iter().any(Trouble::failed) {
            steps.push(Step::RetryFailed);
        }
        if self.tally.late > 0 {
            steps.push(Step::RetryLate);
        }
        if self.troubles.iter().any(|trouble| !trouble.failed()) {
            steps.push(Step::RetryUnknown);
        }
        if self.is_asked_for_pauses() {
            steps.push(Step::AnswerWishes);
        }
        if self.sources.iter().any(|source| source.report.refused > 0) {
            steps.push(Step::MendRows);
        }
        if !self.vacancies.is_empty() {
            steps.push(Step::NamePrincipals);
        }
        steps
    }

    /// Whether there are addresses that nobody is written to at any more.
    fn has_dead_addresses(&self) -> bool {
        self.addresses.iter().any(BadAddress::is_dead)
    }

    /// Whether letters stand still because somebody asked for a pause and nobody has answered.
    fn is_asked_for_pauses(&self) -> bool {
        let wished = |group: &Skipped| matches!(group.reason, SkipReason::Paused(WhyPaused::Wished { .. }));
        self.skipped.iter().any(wished)
    }
}
