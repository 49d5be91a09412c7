//! Moves a whole store from one database into another, of either kind.

use sqlx::{Column, ColumnIndex, Decode, FromRow, Row, Type, TypeInfo};

use super::engine::{Ask, Query, Transaction, Value};
use super::leases::NOW;
use super::{Result, Store, StoreError};

/// A table that is moved; what it refers to stands before it.
struct Table {
    name: &'static str,
    /// Its columns, those of its primary key first.
    columns: &'static str,
    /// How many of them make up the key.
    key: usize,
}

/// Every table but those that say who is at work: nobody may be. For the same
/// reason a letter leaves its lease behind; one that was being sent is taken over by the next.
const TABLES: [Table; 20] = [
    Table {
        name: "usage",
        columns: "unit, module, audience, first_day, last_day, active, eligible, share, items, last_active, \
                  source, fetched_at, active_most, eligible_most, share_most, items_most, meaning",
        key: 5,
    },
    Table {
        name: "unknown_usage",
        columns: "unit, module, audience, first_day, last_day, source, of_reading",
        key: 6,
    },
    Table { name: "given_twice", columns: "source, other, module, audience, unit, other_meaning", key: 4 },
    Table {
        name: "files_read",
        columns: "source, digest, name, first_read, meaning, position, again_on, first_day, last_day, told_since, \
                  account",
        key: 3,
    },
    Table {
        name: "letters",
        columns: "key, job, recipient, week, edition, units, state, reason_kind, reason_data, message_id, \
                  attempts, unclear, due_at, wanted_at, created_at, updated_at, meaning, counted",
        key: 1,
    },
    Table { name: "messages", columns: "letter, address, bytes", key: 1 },
    Table {
        name: "asks_sent",
        columns: "letter, position, unit, expectation, level, value, trainings, handed_over",
        key: 2,
    },
    Table { name: "decisions", columns: "letter, position, at, what, who, reason_kind, reason_data", key: 2 },
    Table {
        name: "runs",
        columns: "name, job, week, edition, started_at, finished_at, exit, receipt, counted",
        key: 1,
    },
    Table { name: "wishes", columns: "recipient, wished_at, answered_at, answer", key: 1 },
    Table { name: "moments", columns: "kind, job, at", key: 2 },
    Table {
        name: "fetches",
        columns: "source, at, succeeded_at, row_count, kept, ignored, refused, failures, notes, refusals, meaning, \
                  passed_over, changed, left_alone_until",
        key: 1,
    },
    Table { name: "refusals", columns: "source, position, file, page, number, reason", key: 2 },
    Table {
        name: "bounces",
        columns: "letter, report, gravity, words, at, standing, traced, because",
        key: 2,
    },
    Table { name: "dead_addresses", columns: "address, since, words, cleared_at, cleared_because", key: 1 },
    Table { name: "sender_tags", columns: "id, secret, refused_at, refusal", key: 1 },
    Table { name: "mailboxes", columns: "name, read_at, succeeded_at, failure", key: 1 },
    Table { name: "totals", columns: "what, whose, outcome, number", key: 3 },
    Table { name: "contacts", columns: "name, tried_at, answered_at, barrier, words", key: 1 },
    Table { name: "left_for_people", columns: "mailbox, message, kind", key: 2 },
];

/// Rows moved by one statement: few enough that their messages fit into memory with ease.
const BATCH: usize = 200;

/// How many rows of a table were moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopiedTable {
    /// The table.
    pub table: &'static str,
    /// Its rows.
    pub rows: u64,
}

impl Store {
    /// Copies everything into `target`, all or nothing, and counts it there.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotEmpty`] where the target holds something, [`StoreError::AtWork`]
    /// where somebody works on this store, [`StoreError::Miscopied`] where a count differs in
    /// the end, and [`StoreError::Query`] where either cannot be read or written.
    pub async fn copy_to(&self, target: &Self) -> Result<Vec<CopiedTable>> {
        let mut from = self.engine.snapshot("read the store").await?;
        let mut to = target.engine.write("write the new store").await?;
        if self.engine.is_shared() {
            let text = format!("SELECT COUNT(*) FROM shifts WHERE until > {NOW}");
            let (at_work,): (i64,) = from.one(Query::new("see who is at work", &text)).await?;
            if at_work > 0 {
                return Err(StoreError::AtWork);
            }
        }
        let copied = copy_all(&mut from, &mut to).await?;
        to.commit().await?;
        Ok(copied)
    }

    /// The same while others work on this store: what is copied is as it was at one moment.
    pub(super) async fn copy_as_of_now(&self, target: &Self) -> Result<Vec<CopiedTable>> {
        let mut from = self.engine.snapshot("read the store").await?;
        let mut to = target.engine.write("write the copy").await?;
        let copied = copy_all(&mut from, &mut to).await?;
        to.commit().await?;
        Ok(copied)
    }
}

async fn copy_all(from: &mut Transaction, to: &mut Transaction) -> Result<Vec<CopiedTable>> {
    for table in &TABLES {
        if count(to, table).await? > 0 {
            return Err(StoreError::NotEmpty(table.name));
        }
    }
    let mut copied = Vec::with_capacity(TABLES.len());
    for table in &TABLES {
        copy(from, to, table).await?;
        let (expected, rows) = (count(from, table).await?, count(to, table).await?);
        if rows != expected {
            return Err(StoreError::Miscopied { table: table.name, expected, rows });
        }
        copied.push(CopiedTable { table: table.name, rows });
    }
    Ok(copied)
}

async fn count(transaction: &mut Transaction, table: &Table) -> Result<u64> {
    let text = format!("SELECT COUNT(*) FROM {}", table.name);
    let (rows,): (i64,) = transaction.one(Query::new("count rows", &text)).await?;
    Ok(rows.unsigned_abs())
}

async fn copy(from: &mut Transaction, to: &mut Transaction, table: &Table) -> Result<()> {
    let Table { name, columns, key } = table;
    let keys = columns.split(", ").take(*key).collect::<Vec<_>>().join(", ");
    let mut last: Option<Vec<Value>> = None;
    loop {
        let mut query = Query::new("read the store", &format!("SELECT {columns} FROM {name}"));
        if let Some(last) = last {
            query.push(&format!(" WHERE ({keys}) > ")).push_list(last);
        }
        query.push(&format!(" ORDER BY {keys} LIMIT {BATCH}"));
        let rows: Vec<Cells> = from.all(query).await?;
        let Some(Cells(end)) = rows.last() else { return Ok(()) };
        last = Some(end[..*key].to_vec());
        let mut query = Query::new("write the new store", &format!("INSERT INTO {name} ({columns}) VALUES "));
        for (index, Cells(row)) in rows.into_iter().enumerate() {
            query.push(if index == 0 { "" } else { ", " }).push_list(row);
        }
        to.execute(query).await?;
    }
}

/// A row of whatever columns.
struct Cells(Vec<Value>);

impl<'r, R> FromRow<'r, R> for Cells
where
    R: Row,
    usize: ColumnIndex<R>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    Option<Vec<u8>>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn from_row(row: &'r R) -> std::result::Result<Self, sqlx::Error> {
        let cell = |column: &<R::Database as sqlx::Database>::Column| {
            Ok(match column.type_info().name() {
                "TEXT" => Value::Text(row.try_get(column.ordinal())?),
                "BLOB" | "BYTEA" => Value::Bytes(row.try_get(column.ordinal())?),
                _ => Value::Whole(row.try_get(column.ordinal())?),
            })
        };
        row.columns().iter().map(cell).collect::<std::result::Result<_, _>>().map(Self)
    }
}

/// Whether this `table.column` is among what is copied.
#[cfg(test)]
pub(super) fn copies(column: &str) -> bool {
    TABLES
        .iter()
        .any(|table| table.columns.split(", ").any(|name| column == format!("{}.{name}", table.name)))
}
