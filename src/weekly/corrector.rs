//! Corrects letters that have gone out, when figures or rules were wrong: who got
//! a wrong one gets another that answers it, and who waits for one gets a right one at once.

mod editor;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::WeeklyError;
use super::accounts::{Accounts, receipt_of_correction};
use super::dispatcher::{Dispatcher, Mail};
use super::expected::{Expected, expected_on};
use super::fetcher::Fetcher;
use super::gate::Gate;
use super::writer::Writer;
use crate::clock::Clock;
use crate::domain::account::receipt::{Receipt, Tally};
use crate::domain::correction::{Touch, Untouched, touch};
use crate::domain::explanation::Barred;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{Entry, FIRST_EDITION, Grounds, State};
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::store::{Amendment, Store};
use editor::{Amended, Editor};

/// What to correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correcting {
    /// Which letters.
    pub series: Series,
    /// Of which week.
    pub week: Week,
    /// Who orders it, and why; the letters say why.
    pub grounds: Grounds,
    /// Only the letter to this recipient: the address in lower case.
    pub recipient: Option<String>,
    /// Only letters about this unit.
    pub unit: Option<UnitKey>,
    /// Also letters that would say the same.
    pub all: bool,
    /// Everything but queueing and sending.
    pub dry_run: bool,
}

/// What came of it. Letters are named by their recipients' addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Corrected {
    /// The edition of the corrections.
    pub edition: u32,
    /// To whom a correction goes.
    pub further: Vec<String>,
    /// Whose letter had not gone out, and is written anew.
    pub anew: Vec<String>,
    /// Whose letter waited, and is taken back.
    pub taken_back: Vec<String>,
    /// Whose letter stays as it is, and why.
    pub left: Vec<(String, Untouched)>,
    /// The letters that corrections have written anew, and that have not gone out.
    pub not_sent: Vec<Entry>,
    /// The account of the corrections; none where there are none, and of a dry run.
    pub receipt: Option<Receipt>,
}

/// Corrects letters that have gone out.
#[derive(Debug, Clone)]
pub struct Corrector {
    pub(super) municipality: Arc<Municipality>,
    pub(super) store: Store,
    pub(super) mail: Option<Arc<Mail>>,
    pub(super) fetcher: Fetcher,
    pub(super) writer: Writer,
    pub(super) dispatcher: Dispatcher,
    pub(super) accounts: Accounts,
}

impl Corrector {
    /// Reads the sources again, judges again, and writes to everybody whose letter
    /// would say something else than what they have. Nobody else may run or deliver
    /// at the same time; the caller sees to that.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`]; [`WeeklyError::NothingToCorrect`] where no letter of the week was written.
    pub async fn correct(
        &self,
        order: &Correcting,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<Corrected, WeeklyError> {
        let Some(mail) = &self.mail else { return Err(WeeklyError::NoMail) };
        let Correcting { series, week, .. } = *order;
        self.dispatcher.take_over(clock).await?;
        let entries = self.store.outbox.editions(series, week).await?;
        let Some(newest) = entries.iter().map(|entry| entry.id.edition).max() else {
            return Err(WeeklyError::NothingToCorrect(week));
        };
        let sources = self.fetcher.fetch(clock.now()).await?;
        let mut corrected = Corrected { edition: newest + 1, ..Corrected::default() };
        let (amendment, gate) = self.amendment(order, &entries, &mut corrected, mail, clock).await?;
        if order.dry_run {
            return Ok(corrected);
        }
        let began = clock.now();
        let (edition, name) = if amendment.further.is_empty() {
            (newest, None)
        } else {
            (newest + 1, Some(self.store.runs.start(series, week, newest + 1, began).await?))
        };
        if amendment != Amendment::default() {
            self.amend(&amendment, order, clock.now()).await?;
        }
        // What an earlier command wrote may still wait, because it was broken off or a server put it off.
        let goes_on = self.goes_on(order, edition).await?;
        if goes_on || !self.not_sent(order, edition).await?.is_empty() {
            self.dispatcher.deliver_all(clock, stop).await?;
            self.accounts.recount(clock.now()).await?;
        }
        corrected.not_sent = self.not_sent(order, edition).await?;
        if name.is_none() && !goes_on {
            return Ok(corrected);
        }
        let letters = self.store.outbox.edition(series, week, edition).await?;
        let told = || format!("{series}-{week}-{edition}");
        let called = name.as_ref().map_or_else(told, ToString::to_string);
        let receipt = receipt_of_correction(week, called, sources, gate, letters);
        if let Some(name) = name {
            self.accounts.finish(&receipt, &name, began, clock).await?;
        }
        corrected.receipt = Some(receipt);
        Ok(corrected)
    }

    async fn amend(
        &self,
        amendment: &Amendment,
        order: &Correcting,
        now: DateTime<Utc>,
    ) -> Result<(), WeeklyError> {
        let reached = self.store.outbox.amend(amendment, &order.grounds, now).await?;
        let missed = amendment.letters().saturating_sub(reached);
        if missed > 0 {
            tracing::error!(missed, "letters went out while they were corrected: give the command again");
        }
        Ok(())
    }

    /// Whether corrections of this `edition` wait or are held.
    async fn goes_on(&self, order: &Correcting, edition: u32) -> Result<bool, WeeklyError> {
        if edition == FIRST_EDITION {
            return Ok(false);
        }
        let letters = self.store.outbox.edition(order.series, order.week, edition).await?;
        Ok(!Tally::of(&letters).is_settled())
    }

    /// The letters that corrections have written, this one or an earlier one, and that are not
    /// out; but for those of `edition`, which have an account of their own.
    async fn not_sent(&self, order: &Correcting, edition: u32) -> Result<Vec<Entry>, WeeklyError> {
        let Correcting { series, week, .. } = *order;
        let written = self.store.outbox.corrected(series, week).await?;
        let mut letters = self.store.outbox.editions(series, week).await?;
        letters.retain(|entry| {
            let is_out = matches!(entry.state, State::Sent | State::Cancelled);
            let is_accounted_for = entry.id.edition == edition && edition > FIRST_EDITION;
            !is_out && !is_accounted_for && order.means(entry) && written.contains(&entry.id.key())
        });
        Ok(letters)
    }

    /// What has to be done to the letters, which are noted in `corrected`, and what the gate says.
    async fn amendment(
        &self,
        order: &Correcting,
        entries: &[Entry],
        corrected: &mut Corrected,
        mail: &Mail,
        clock: Clock,
    ) -> Result<(Amendment, Gate), WeeklyError> {
        let Correcting { series, week, .. } = *order;
        let now = clock.now();
        let (inputs, usage) = self.writer.inputs((series, week), &mail.from, &mail.reply_to, now).await?;
        let gate = Gate::Undecided.or(&inputs.survey.alarms);
        let perhaps_had = self.store.outbox.maybe_received(series, week).await?;
        let mut of: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            of.entry(&entry.id.recipient).or_default().push(entry);
        }
        let mut editor = Editor::new(&self.writer, order, corrected.edition, (inputs, usage), &gate, mail);
        let mut amendment = Amendment::default();
        let day = self.municipality.writing_day(week, now);
        let letters = expected_on(day, &self.store, &self.municipality, (series, week)).await?;
        for expected in letters.iter().filter(|letter| order.is_about(letter)) {
            let address = expected.id(series, week).recipient;
            let Some(editions) = of.get(address.as_str()) else { continue };
            let (recipient, units) = match expected {
                Expected::ToRecipient(recipient, units) => (*recipient, units),
                Expected::Barred(.., why) => {
                    let why = match **why {
                        Barred::Paused(_) => Untouched::Paused,
                        Barred::DeadAddress(_) => Untouched::DeadAddress,
                    };
                    corrected.left.push((address, why));
                    continue;
                }
                Expected::Vacant(..) => continue,
            };
            let amended = match touch(editions, &perhaps_had) {
                Touch::Leave(why) => Amended::Left(why),
                Touch::Further { had, waiting } => editor.answer(had, waiting, recipient, units).await?,
                Touch::Anew { letter, had } => editor.write_anew(letter, had, recipient, units).await?,
            };
            match amended {
                Amended::Left(why) => corrected.left.push((address, why)),
                Amended::Further(letter, instead_of) => {
                    corrected.further.push(address);
                    amendment.further.push(*letter);
                    amendment.taken_back.extend(instead_of);
                }
                Amended::Anew(letter) => {
                    corrected.anew.push(address);
                    amendment.anew.push(*letter);
                }
                Amended::TakenBack(key) => {
                    corrected.taken_back.push(address);
                    amendment.taken_back.push(key);
                }
            }
        }
        Ok((amendment, gate))
    }
}

impl Correcting {
    /// Whether it is about this letter.
    fn means(&self, entry: &Entry) -> bool {
        self.unit.as_ref().is_none_or(|unit| entry.units.contains(unit))
            && self.recipient.as_ref().is_none_or(|to| entry.id.recipient == *to)
    }

    fn is_about(&self, letter: &Expected<'_>) -> bool {
        self.unit.as_ref().is_none_or(|unit| letter.is_about(unit))
            && self.recipient.as_ref().is_none_or(|to| letter.id(self.series, self.week).recipient == *to)
    }
}

/// Whether an edition corrects another.
fn is_correction(entry: &Entry) -> bool {
    entry.id.edition > FIRST_EDITION
}
