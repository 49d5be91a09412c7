//! The receipt as JSON: the form that `run --format json` prints and the store keeps.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::domain::account::receipt::{Conversation, Receipt, SourceReport, Tally};
use crate::domain::gate::Alarm;
use crate::domain::outbox::{Entry, State};
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::english;
use crate::store::{Outbox, Runs, StoreError};

/// A receipt as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptForm {
    /// The ISO week, such as `2026-W47`.
    pub week: Week,
    /// The run's name.
    pub run: String,
    /// How many letters are where.
    #[serde(flatten)]
    pub tally: Tally,
    /// Rows of all sources that were refused.
    pub refused_rows: u64,
    /// Why the run was held, in words.
    pub held_because: Vec<String>,
    /// The same, by kind and figures.
    #[serde(default)]
    pub alarms: Vec<Alarm>,
    /// The keys of the units that should have reported and did not, all of them.
    #[serde(default)]
    pub unreported: Vec<UnitKey>,
    /// Whether a source mixes records of different lengths.
    pub mixed_lengths: bool,
    /// What the letters hand over to the coordinator.
    #[serde(default)]
    pub conversations: Vec<Conversation>,
    /// How the sources fared.
    pub sources: Vec<SourceReport>,
    /// Every letter, where nothing else is said.
    pub letters: Vec<LetterForm>,
    /// Whether the letters that were sent are left out: see [`Self::with_sent`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_sent: bool,
}

/// A letter's account as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterForm {
    /// The recipient's address; null for a vacant unit.
    pub recipient: Option<String>,
    /// The keys of the units.
    pub units: Vec<String>,
    /// The state.
    pub state: String,
    /// Why, where there is something to say.
    pub reason: Option<String>,
    /// The Message-ID.
    pub message_id: Option<String>,
}

impl ReceiptForm {
    /// The text that the store keeps.
    pub(super) fn to_json(&self) -> String {
        // The form has texts and numbers only, which JSON can always hold.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The same with every letter: those that were left out because they were sent are told as
    /// `outbox` does, which has them as letters of `series` and this `edition`.
    pub async fn with_sent(self, outbox: &Outbox, series: Series, edition: u32) -> Result<Self, StoreError> {
        if !self.without_sent {
            return Ok(self);
        }
        let places = self.letters.iter().enumerate().map(|(place, letter)| (letter.whose(), place));
        let places: HashMap<Whose, usize> = places.collect();
        let mut told: Vec<_> = self.letters.into_iter().map(Some).collect();
        let mut letters = Vec::with_capacity(self.tally.expected);
        let mut pages = outbox.pages(series, self.week, edition);
        while let Some(page) = pages.next().await? {
            for entry in page {
                let letter = LetterForm::from(&entry);
                match places.get(&letter.whose()) {
                    Some(place) => letters.extend(told[*place].take()),
                    None if entry.state == State::Sent => letters.push(letter),
                    None => {}
                }
            }
        }
        letters.extend(told.into_iter().flatten());
        Ok(Self { letters, without_sent: false, ..self })
    }
}

/// To whom a letter goes, or of which units nobody is told: it tells the letters of one run apart.
pub(super) type Whose = (Option<String>, Vec<String>);

impl LetterForm {
    /// To whom it goes, or of which units nobody is told.
    pub(super) fn whose(&self) -> Whose {
        match &self.recipient {
            Some(address) => (Some(address.to_lowercase()), Vec::new()),
            None => (None, self.units.clone()),
        }
    }
}

impl From<&Receipt> for ReceiptForm {
    fn from(receipt: &Receipt) -> Self {
        Self {
            week: receipt.week,
            run: receipt.run.clone(),
            tally: receipt.tally,
            refused_rows: receipt.refused_rows(),
            held_because: english::alarms(&receipt.held_because),
            alarms: receipt.held_because.clone(),
            unreported: receipt.unreported.clone(),
            mixed_lengths: receipt.mixed_lengths,
            conversations: receipt.conversations.clone(),
            sources: receipt.sources.clone(),
            letters: receipt.letters.iter().map(Into::into).collect(),
            without_sent: receipt.without_sent,
        }
    }
}

impl From<&Entry> for LetterForm {
    fn from(entry: &Entry) -> Self {
        let vacant = entry.id.is_vacant();
        Self {
            recipient: (!vacant).then(|| entry.id.recipient.clone()),
            units: entry.units.iter().map(ToString::to_string).collect(),
            state: entry.state.to_string(),
            reason: entry.reason.as_ref().map(english::reason),
            message_id: entry.message_id.clone(),
        }
    }
}

/// The last receipt for the letters of `series` in `week`, if a run has ended.
pub(super) async fn last_receipt(
    runs: &Runs,
    series: Series,
    week: Week,
) -> Result<Option<ReceiptForm>, StoreError> {
    let receipt = runs.find(series, week).await?.and_then(|run| run.receipt);
    Ok(receipt.and_then(|text| serde_json::from_str(&text).ok()))
}
