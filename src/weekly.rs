//! The story of a week: fetch, judge, gate, write, queue, deliver, account.

mod accounts;
mod assessor;
mod bounces;
mod conversations;
mod coordinators;
mod corrector;
mod dispatcher;
mod error;
mod expected;
mod explainer;
mod fetcher;
mod gate;
mod marker;
mod previewer;
mod receipt_form;
mod receipts;
mod watchdog;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use self::conversations::handed_over_by_run;
use self::coordinators::{Coordinators, HeldWeek};
use self::expected::{Expected, expected_on};
use self::gate::{Gate, Gatekeeper};
use self::marker::Marker;
use self::receipts::Receipts;
use self::writer::{Writer, WrittenLetters};
use crate::clock::Clock;
use crate::domain::account::receipt::Receipt;
use crate::domain::bounce::Brake;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{FIRST_EDITION, State};
use crate::domain::pause::one_click::PauseLinks;
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::letters::Letters;
use crate::sources::Source;
use crate::store::{RunName, Store};
use crate::watchdog::Watchdog;

pub use accounts::{Accounts, clock_is_behind};
pub use assessor::{Assessor, Findings, Survey};
pub use bounces::{BounceReader, Bounces, Reading, bad_addresses};
pub use conversations::conversations;
pub use corrector::{Corrected, Correcting, Corrector};
pub use dispatcher::{DeliveryRules, Dispatcher, Mail};
pub use error::WeeklyError;
pub use explainer::{Explainer, Question};
pub use fetcher::{Fetcher, point_to_refused, refused_dir};
pub use previewer::{Preview, Previewer, Which};
pub use receipt_form::{LetterForm, ReceiptForm};
pub use watchdog::WatchdogReport;

/// The edition of the letters that a run writes.
const EDITION: u32 = FIRST_EDITION;

/// What the weekly work is put together from.
#[derive(Debug)]
pub struct Parts {
    /// What the municipality has written down.
    pub municipality: Arc<Municipality>,
    /// Usage, runs and the outbox.
    pub store: Store,
    /// Where usage comes from.
    pub sources: Vec<Source>,
    /// How letters are worded.
    pub letters: Letters,
    /// The sender, and how letters are handed over; none where nothing can be sent.
    pub mail: Option<Mail>,
    /// The mailbox that reports about letters come back to; none where nobody reads it.
    pub bounces: Option<Bounces>,
    /// How many addresses are taken for dead at once.
    pub brake: Brake,
    /// Where mail programs can ask for a pause with one click; none without a public address.
    pub pause_links: Option<PauseLinks>,
    /// Who raises the alarm outside when no run is complete in time; none where there is nobody.
    pub watchdog: Option<Watchdog>,
    /// Where the lists of refused rows go.
    pub refused_dir: PathBuf,
}

/// The weekly work, in the parts that do it.
#[derive(Debug)]
pub struct Weekly {
    /// What the municipality has written down.
    pub municipality: Arc<Municipality>,
    /// Usage, runs and the outbox.
    pub store: Store,
    /// The sender, and how letters are handed over; none where nothing can be sent.
    pub mail: Option<Arc<Mail>>,
    /// Reads what has come back of letters.
    pub bounces: BounceReader,
    /// Reads the sources.
    pub fetcher: Fetcher,
    /// Judges the units.
    pub assessor: Assessor,
    gatekeeper: Gatekeeper,
    writer: Writer,
    coordinators: Coordinators,
    receipts: Receipts,
    /// Hands letters over.
    pub dispatcher: Dispatcher,
    /// Accounts for the letters.
    pub accounts: Accounts,
    /// Tells the watchdog of it.
    pub watchdog: WatchdogReport,
    /// Corrects letters that have gone out.
    pub corrector: Corrector,
    /// Shows letters before they are written.
    pub previewer: Previewer,
    /// Explains a unit's week.
    pub explainer: Explainer,
}

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which letters to write.
    pub series: Series,
    /// The week of the run.
    pub week: Week,
    /// Only letters about this unit.
    pub unit: Option<UnitKey>,
    /// Everything but queueing and sending.
    pub dry_run: bool,
}

impl Weekly {
    /// Puts the weekly work together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts {
            municipality,
            store,
            sources,
            letters,
            mail,
            bounces,
            brake,
            pause_links,
            watchdog,
            refused_dir,
        } = parts;
        let (mail, sources): (_, Arc<[Source]>) = (mail.map(Arc::new), sources.into());
        let (m, s) = (|| Arc::clone(&municipality), || store.clone());
        let Store { usage, outbox, leases, runs, moments, bounces: came_back, .. } = s();
        let fetcher = Fetcher {
            municipality: m(),
            usage: usage.clone(),
            runs: runs.clone(),
            sources: Arc::clone(&sources),
            refused_dir,
        };
        let assessor = Assessor { municipality: m(), usage: usage.clone(), sources };
        let writer = Writer {
            municipality: m(),
            usage: usage.clone(),
            outbox: outbox.clone(),
            assessor: assessor.clone(),
            letters: Arc::new(letters),
            pause_links,
        };
        let accounts = Accounts {
            municipality: m(),
            outbox: outbox.clone(),
            runs: runs.clone(),
            usage,
            totals: store.totals.clone(),
        };
        let coordinators = Coordinators {
            municipality: m(),
            outbox: outbox.clone(),
            mail: mail.clone(),
            writer: writer.clone(),
            fetcher: fetcher.clone(),
        };
        let marker = Marker {
            municipality: m(),
            came_back: came_back.clone(),
            coordinators: coordinators.clone(),
            brake,
        };
        let dispatcher =
            Dispatcher { municipality: m(), store: s(), mail: mail.clone(), marker: marker.clone() };
        Self {
            gatekeeper: Gatekeeper {
                municipality: m(),
                runs: runs.clone(),
                outbox: outbox.clone(),
                moments: moments.clone(),
            },
            receipts: Receipts {
                municipality: m(),
                runs: runs.clone(),
                outbox: outbox.clone(),
                came_back: came_back.clone(),
                accounts: accounts.clone(),
                coordinators: coordinators.clone(),
                bounces: bounces.clone(),
            },
            bounces: BounceReader {
                leases,
                outbox,
                came_back,
                accounts: accounts.clone(),
                marker,
                sender: mail.as_ref().map(|mail| mail.bounces_to.clone()),
                bounces,
            },
            watchdog: WatchdogReport { runs, moments, watchdog: watchdog.map(Arc::new) },
            corrector: Corrector {
                municipality: m(),
                store: s(),
                mail: mail.clone(),
                fetcher: fetcher.clone(),
                writer: writer.clone(),
                dispatcher: dispatcher.clone(),
                accounts: accounts.clone(),
            },
            previewer: Previewer { municipality: m(), store: s(), writer: writer.clone() },
            explainer: Explainer { municipality: m(), store: s(), assessor: assessor.clone() },
            fetcher,
            assessor,
            writer,
            coordinators,
            dispatcher,
            accounts,
            mail,
            store: s(),
            municipality: m(),
        }
    }

    /// Runs `order`, as [`Self::run`] does; once the summaries are through, the coordinators'
    /// receipt of the week follows. Where nobody looks on (`unattended`), they hear of the week
    /// whatever became of the run.
    pub async fn run_and_report(
        &self,
        order: &Order,
        unattended: bool,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<Receipt, WeeklyError> {
        let done = self.run(order, clock, stop).await;
        // A run about one unit accounts for no week.
        let is_whole = order.unit.is_none() && !order.dry_run;
        if order.series == Series::Summaries && is_whole && (unattended || done.is_ok()) {
            self.report(order.week, clock, stop).await?;
        }
        done
    }

    /// Sends every coordinator the receipt of `week`, unless they have it.
    ///
    /// It is no part of the sum that it tells. Nobody else may run or deliver
    /// at the same time; the caller sees to that.
    async fn report(&self, week: Week, clock: Clock, stop: &CancellationToken) -> Result<(), WeeklyError> {
        let mail = self.mail.as_ref().ok_or(WeeklyError::NoMail)?;
        Box::pin(self.bounces.look(clock, stop)).await;
        self.receipts.queue(week, mail, clock.now()).await?;
        self.dispatcher.deliver(clock, stop).await
    }

    /// Writes and sends one series of letters for a week, and accounts for every one.
    ///
    /// Nobody else may run or deliver at the same time; the caller sees to that.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`]; letters that were queued stay queued, and the next run goes on with them.
    pub async fn run(
        &self,
        order: &Order,
        clock: Clock,
        stop: &CancellationToken,
    ) -> Result<Receipt, WeeklyError> {
        let mail = self.mail.as_ref().ok_or(WeeklyError::NoMail)?;
        let Order { series, week, .. } = *order;
        if !order.dry_run {
            Box::pin(self.bounces.look(clock, stop)).await;
        }
        let expected = self.expected(order, clock.now()).await?;
        let (missing, status) = self.accounts.missing(order, &expected).await?;
        let gate = self.gatekeeper.gate(series, week, status).await?;
        if order.dry_run {
            return self.rehearse(order, &expected, &missing, gate, mail, clock).await;
        }
        let began = clock.now();
        let name = self.store.runs.start(series, week, EDITION, began).await?;
        let mut receipt = self.accounts.begin(series, week, &name).await?;
        let written = if missing.is_empty() {
            WrittenLetters::default()
        } else {
            self.write(order, &missing, gate, mail, &mut receipt, clock).await?
        };
        if !written.is_held {
            self.coordinators.forget_notice(week, clock.now()).await?;
        }
        if order.unit.is_none() {
            self.accounts.take_back_replaced(series, week, clock.now()).await?;
        }
        self.dispatcher.deliver_all(clock, stop).await?;
        receipt.conversations = handed_over_by_run(&self.store.outbox, order, &expected, &[]).await?;
        self.accounts.count_run(order, &expected, written.undecided, &mut receipt).await?;
        self.accounts.finish(&receipt, &name, began, clock).await?;
        Ok(receipt)
    }

    /// The receipt of a run that queues and sends nothing.
    async fn rehearse(
        &self,
        order: &Order,
        expected: &[Expected<'_>],
        missing: &[&Expected<'_>],
        gate: Gate,
        mail: &Mail,
        clock: Clock,
    ) -> Result<Receipt, WeeklyError> {
        let name = RunName(format!("{}-{}-{EDITION}", order.series, order.week));
        let mut receipt = self.accounts.begin(order.series, order.week, &name).await?;
        if missing.is_empty() {
            receipt.conversations = handed_over_by_run(&self.store.outbox, order, expected, &[]).await?;
            receipt = self.accounts.rehearsed(order, expected, receipt, |_| true).await?;
            if receipt.tally.held == 0 {
                receipt.held_because.clear();
            }
            return Ok(receipt);
        }
        let WrittenLetters { unsent, undecided, .. } =
            self.write(order, missing, gate, mail, &mut receipt, clock).await?;
        receipt.conversations = handed_over_by_run(&self.store.outbox, order, expected, &unsent).await?;
        receipt.letters = undecided;
        receipt.letters.extend(unsent.into_iter().map(Into::into));
        self.accounts.rehearsed(order, expected, receipt, |entry| entry.state != State::Held).await
    }

    /// The letters that the roster calls for.
    async fn expected(&self, order: &Order, now: DateTime<Utc>) -> Result<Vec<Expected<'_>>, WeeklyError> {
        let today = self.municipality.day(now);
        let of = (order.series, order.week);
        let mut letters = expected_on(today, &self.store, &self.municipality, of).await?;
        letters.retain(|letter| order.unit.as_ref().is_none_or(|unit| letter.is_about(unit)));
        Ok(letters)
    }

    /// Writes the letters that are missing, and enters them into the outbox, all or none, unless
    /// it is a dry run. What they are written from is noted on the `receipt`.
    ///
    /// # Errors
    ///
    /// [`WeeklyError`]; nothing was entered then.
    async fn write(
        &self,
        order: &Order,
        missing: &[&Expected<'_>],
        gate: Gate,
        mail: &Mail,
        receipt: &mut Receipt,
        clock: Clock,
    ) -> Result<WrittenLetters, WeeklyError> {
        let Order { series, week, dry_run, .. } = *order;
        receipt.sources = self.fetcher.fetch_for(series, week, clock.now()).await?;
        let (mut inputs, usage) =
            self.writer.inputs((series, week), &mail.from, &mail.reply_to, clock.now()).await?;
        let units = self.municipality.roster.units.len();
        tracing::info!(%week, units, "judged the units");
        let gate = gate.or(&inputs.survey.alarms).also(self.gatekeeper.restored(series, week).await?);
        let entering = if dry_run { None } else { Some(self.store.outbox.writer(clock.now()).await?) };
        let written = self.writer.write_all(&mut inputs, usage, missing, &gate, mail, entering).await?;
        receipt.mixed_lengths = inputs.survey.mixed_lengths;
        receipt.unreported.clone_from(&inputs.survey.unreported);
        receipt.held_because = gate.alarms();
        if written.is_held && !dry_run && order.unit.is_none() {
            // Where only the line that letters were held for is known, the figures say more.
            let known = &receipt.held_because;
            let alarms = if known.is_empty() { &inputs.survey.alarms } else { known };
            let held = HeldWeek { week, survey: &inputs.survey, alarms, held: written.held };
            self.coordinators.notify(held, clock.now()).await;
        }
        Ok(written)
    }
}
