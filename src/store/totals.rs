//! Counts that only grow. They outlive what was counted, so that whoever looks now and then
//! sees what happened in between.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Result;
use super::columns::Row;
use super::engine::{Ask, Engine, Query, Transaction, Value};
use crate::domain::account::receipt::RowFates;
use crate::domain::outbox::Reply;

/// The letters that ended, and are not counted by that end yet. The index of the schema says the same.
const UNCOUNTED_LETTERS: &str = "counted <> state AND state NOT IN ('queued', 'sending', 'retry')";

/// The runs that ended, and are not counted by that ending yet.
const UNCOUNTED_RUNS: &str = "exit IS NOT NULL AND counted <> exit";

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Total {
    /// Letters of a series, by the state in which they ended. One that ended twice, as a letter that was sent
    /// and came back, counts for both.
    Letters,
    /// Runs of a series, by their endings. One that became complete later counts for both.
    Runs,
    /// Rows of a source, by what became of them.
    Rows,
    /// Answers of the mail server, by their class.
    Replies,
}

impl Total {
    const ALL: [Self; 4] = [Self::Letters, Self::Runs, Self::Rows, Self::Replies];

    fn word(self) -> &'static str {
        match self {
            Self::Letters => "letters",
            Self::Runs => "runs",
            Self::Rows => "rows",
            Self::Replies => "replies",
        }
    }
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// What is counted.
    pub what: Total,
    /// The series or the source; empty for answers of the mail server.
    pub whose: String,
    /// The state, the ending, the fate or the class.
    pub outcome: String,
    /// How many there were in all.
    pub number: u64,
}

/// Counts that only grow.
#[derive(Debug, Clone)]
pub struct Totals {
    pub(super) engine: Arc<Engine>,
}

impl Totals {
    /// Counts the letters and runs that have ended since the last time. However many processes
    /// count at once, each end counts once.
    pub async fn count(&self) -> Result<()> {
        const DOING: &str = "count what has ended";
        let skip_locked = self.engine.skip_locked();
        let mut transaction = self.engine.write(DOING).await?;
        let letters = format!(
            "UPDATE letters SET counted = state WHERE key IN \
             (SELECT key FROM letters WHERE {UNCOUNTED_LETTERS}{skip_locked}) RETURNING job, state"
        );
        let runs = format!(
            "UPDATE runs SET counted = exit WHERE name IN \
             (SELECT name FROM runs WHERE {UNCOUNTED_RUNS}{skip_locked}) RETURNING job, exit"
        );
        let mut counts = Counts::default();
        for (what, text) in [(Total::Letters, letters), (Total::Runs, runs)] {
            let ended: Vec<(String, String)> = transaction.all(Query::new(DOING, &text)).await?;
            for (series, outcome) in ended {
                counts.add(what, &series, &outcome, 1);
            }
        }
        counts.write_in(&mut transaction).await?;
        transaction.commit().await
    }

    /// Adds answers of the mail server.
    pub async fn add_replies(&self, replies: &BTreeMap<Reply, u64>) -> Result<()> {
        let mut counts = Counts::default();
        for (reply, number) in replies {
            counts.add(Total::Replies, "", reply.word(), *number);
        }
        let mut transaction = self.engine.write("count answers of the mail server").await?;
        counts.write_in(&mut transaction).await?;
        transaction.commit().await
    }

    /// Every count there is.
    pub async fn all(&self) -> Result<Vec<Counter>> {
        let text = "SELECT what, whose, outcome, number FROM totals ORDER BY what, whose, outcome";
        let rows: Vec<(String, String, String, i64)> =
            self.engine.all(Query::new("read the totals", text)).await?;
        let counter = |(what, whose, outcome, number): (String, String, String, i64)| {
            let row = Row::new("totals", &outcome);
            let (what, number) = (row.one_of(&Total::ALL, Total::word, &what)?, row.count(number)?);
            Ok(Counter { what, whose, outcome, number })
        };
        rows.into_iter().map(counter).collect()
    }
}

/// Counts that are to be added.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<(Total, String, String), u64>);

impl Counts {
    /// What became of rows of a source.
    pub(super) fn of_rows(source: &str, fates: RowFates) -> Self {
        let mut counts = Self::default();
        for (fate, rows) in fates.parts() {
            counts.add(Total::Rows, source, fate, rows);
        }
        counts
    }

    fn add(&mut self, what: Total, whose: &str, outcome: &str, number: u64) {
        *self.0.entry((what, whose.to_owned(), outcome.to_owned())).or_default() += number;
    }

    /// Adds them. The last thing of a transaction, and always in the same order: who waits for others
    /// here keeps nobody waiting who has come further.
    pub(super) async fn write_in(self, transaction: &mut Transaction) -> Result<()> {
        let rows: Vec<[Value; 4]> = self
            .0
            .into_iter()
            .filter(|(_, number)| *number > 0)
            .map(|((what, whose, outcome), number)| {
                let number = i64::try_from(number).unwrap_or(i64::MAX);
                [what.word().into(), whose.into(), outcome.into(), number.into()]
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let mut query = Query::new("add to the totals", "INSERT INTO totals (what, whose, outcome, number) ");
        query.push_rows(rows).push(
            " ON CONFLICT (what, whose, outcome) DO UPDATE SET number = totals.number + excluded.number",
        );
        transaction.execute(query).await.map(drop)
    }
}
