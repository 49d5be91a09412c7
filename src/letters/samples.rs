//! Letters to an invented municipality's principals, managers and coordinators:
//! what the preview shows, what a check of templates composes, and what the
//! tests look at. Together they reach every branch of the templates.

mod build;
mod coordinator;
mod help;
mod managers;
mod modules;
mod past;
mod units;

use chrono::{DateTime, NaiveDate, Utc};

use self::units::{
    all_below, all_met, every_measure, long_name, many_units, markup_name, nothing_new, small_preschool,
    three_asks, two_units,
};
use super::frame::LetterFrame;
use super::{ComposeError, Composed, LetterError, Letters, Message, Ties};
use crate::domain::account::{Account, Doubt, Hold};
use crate::domain::letter::{Letter, Part};
use crate::domain::outbox::{FIRST_EDITION, LetterId};
use crate::domain::recipient::address::{EmailAddress, Mailbox};
use crate::domain::recipient::language::Language;
use crate::domain::recipient::{Recipient, Role};
use crate::domain::series::Series;
use crate::domain::summary::Summary;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;

/// A letter to show, with a name for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its name, fit for a file: `two-units-sv`.
    pub name: String,
    /// The letter.
    pub content: Content,
}

/// What a sample shows: one of each kind of letter there is.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A letter to a principal.
    Principal(Letter),
    /// A summary for a manager.
    Manager(Summary),
    /// A week's receipt to a coordinator.
    Receipt(Box<Account>),
    /// A notice to a coordinator that letters are held.
    Hold(Hold),
    /// A notice to a coordinator that many addresses are called dead.
    Doubt(Doubt),
}

impl Sample {
    /// The sample in words.
    pub fn compose(&self, letters: &Letters) -> Result<Composed, ComposeError> {
        let frame = self.frame();
        match &self.content {
            Content::Principal(letter) => letters.compose(letter, &frame),
            Content::Manager(summary) => letters.compose_summary(summary, &frame),
            Content::Receipt(account) => letters.compose_receipt(account, &frame),
            Content::Hold(hold) => letters.compose_hold(hold, &frame),
            Content::Doubt(doubt) => letters.compose_doubt(doubt, &frame),
        }
    }

    /// The municipality, and why the sample corrects another letter where it does.
    #[must_use]
    pub fn frame(&self) -> LetterFrame {
        LetterFrame { correction: self.corrected().next().map(|_| self.why()), ..frame() }
    }

    /// The letters that it corrects.
    fn corrected(&self) -> impl Iterator<Item = LetterId> {
        (FIRST_EDITION..self.id().edition).map(|edition| LetterId { edition, ..self.id().clone() })
    }

    fn why(&self) -> String {
        match self.recipient().language {
            Language::Sv => "exporten från Lärtorget saknade en vecka".to_owned(),
            Language::En => "the export from Lärtorget lacked a week".to_owned(),
        }
    }

    /// The sample as it would go out.
    pub fn message(&self, letters: &Letters) -> Result<Message, LetterError> {
        let words = self.compose(letters)?;
        let frame = self.frame();
        let thread = self.corrected().map(|id| id.message_id(frame.from.address.domain())).collect();
        let ties = Ties { thread, ..Ties::default() };
        Ok(Message::new(words, self.id(), self.recipient(), &frame, ties, moment())?)
    }

    /// What makes it this letter.
    fn id(&self) -> &LetterId {
        match &self.content {
            Content::Principal(letter) => &letter.id,
            Content::Manager(summary) => &summary.id,
            Content::Receipt(account) => &account.id,
            Content::Hold(hold) => &hold.id,
            Content::Doubt(doubt) => &doubt.id,
        }
    }

    /// Who gets it.
    #[must_use]
    pub fn recipient(&self) -> &Recipient {
        match &self.content {
            Content::Principal(letter) => &letter.recipient,
            Content::Manager(summary) => &summary.recipient,
            Content::Receipt(account) => &account.recipient,
            Content::Hold(hold) => &hold.recipient,
            Content::Doubt(doubt) => &doubt.recipient,
        }
    }
}

/// Makes the parts of a sample.
type Parts = fn() -> Vec<Part>;

/// Every sample in every language.
#[must_use]
pub fn all() -> Vec<Sample> {
    let kinds: [(&str, Parts); 10] = [
        ("three-asks", three_asks),
        ("all-met", all_met),
        ("all-below", all_below),
        ("two-units", two_units),
        ("many-units", many_units),
        ("small-preschool", small_preschool),
        ("nothing-new", nothing_new),
        ("long-name", long_name),
        ("markup-name", markup_name),
        ("every-measure", every_measure),
    ];
    let mut samples = Vec::new();
    for language in Language::ALL {
        for (name, parts) in kinds {
            let content = Content::Principal(letter(language, parts()));
            samples.push(Sample { name: format!("{name}-{language}"), content });
        }
        let content = Content::Principal(corrected(letter(language, two_units())));
        samples.push(Sample { name: format!("correction-{language}"), content });
        for (name, sum) in managers::ALL {
            let content = Content::Manager(sum(language));
            samples.push(Sample { name: format!("{name}-{language}"), content });
        }
        for (name, make) in coordinator::ALL {
            samples.push(Sample { name: format!("{name}-{language}"), content: make(language) });
        }
    }
    samples
}

/// The municipality of the samples, on the day of their run.
///
/// ```
/// use nyttja::letters::{Letters, samples};
///
/// let letters = Letters::new(None)?;
/// let sample = &samples::all()[0];
/// let composed = sample.compose(&letters)?;
/// assert!(composed.text.starts_with("Hej Anna!"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn frame() -> LetterFrame {
    let mailbox =
        |name: Option<&str>, text| Mailbox { name: name.map(str::to_owned), address: address(text) };
    LetterFrame {
        municipality: "Ängsvik".to_owned(),
        platform: Some("Lärtorget".to_owned()),
        from: mailbox(Some("Digitalt stöd"), "digital@example.invalid"),
        reply_to: mailbox(None, "it-samordnare@example.invalid"),
        zone: chrono_tz::Europe::Stockholm,
        today: week().monday(),
        correction: None,
    }
}

/// When the samples are written: 06:30 local time on the day of their run.
#[must_use]
pub fn moment() -> DateTime<Utc> {
    week().monday().and_hms_opt(5, 30, 0).unwrap_or_default().and_utc()
}

fn week() -> Week {
    Week::of(day(11, 23))
}

/// A day of 2026.
fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

#[expect(clippy::expect_used, reason = "the samples' addresses stand in this file")]
fn address(text: &str) -> EmailAddress {
    text.parse().expect("a usable address")
}

fn letter(language: Language, parts: Vec<Part>) -> Letter {
    let address = address("anna.ek@example.invalid");
    Letter {
        id: LetterId {
            series: Series::Letters,
            recipient: address.identity(),
            week: week(),
            edition: FIRST_EDITION,
        },
        recipient: Recipient {
            address,
            name: "Anna Ek".to_owned(),
            language,
            role: Role::Principal,
            units: parts
                .iter()
                .enumerate()
                .map(|(index, _)| UnitKey(format!("unit-{index}").into()))
                .collect(),
        },
        parts,
        data_until: week().cut_off(),
    }
}

/// The same letter as the correction of one that has gone out.
fn corrected(letter: Letter) -> Letter {
    Letter { id: LetterId { edition: FIRST_EDITION + 1, ..letter.id }, ..letter }
}
