//! A question to the database: its text, in SQL that both databases read
//! alike, and the values it speaks of.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use sqlx::database::HasStatementCache;
use sqlx::query::{Query as Prepared, QueryAs};
use sqlx::{Arguments, AssertSqlSafe, Database, Encode, FromRow, IntoArguments, Sqlite, Type};

/// A value in one of the kinds of column there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Value {
    /// A text, a day or a week.
    Text(Option<String>),
    /// A count, a moment in milliseconds, or 0 and 1.
    Whole(Option<i64>),
    /// Bytes.
    Bytes(Option<Vec<u8>>),
}

/// A text with its values.
#[derive(Debug)]
pub(in crate::store) struct Query {
    /// What is tried, for the error message.
    pub(super) doing: &'static str,
    text: String,
    values: Vec<Value>,
    /// Whether the text numbers its values itself, as `$1` and so on.
    numbered: bool,
    /// Whether it is so long, and so seldom the same, that preparing it is not worth a place in the cache.
    is_rare: bool,
}

/// The most rows of a statement that is worth caching: the number of couriers that can come at once.
const MOST_REMEMBERED: usize = 64;

impl Query {
    /// A question; `$1` and so on stand for values that are bound in this order.
    pub(in crate::store) fn new(doing: &'static str, text: &str) -> Self {
        Self { doing, text: text.to_owned(), values: Vec::new(), numbered: false, is_rare: false }
    }

    /// Gives the next `$…` of the text its value.
    pub(in crate::store) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self.numbered = true;
        self
    }

    /// Adds to the text. Only words of this program: what comes from outside is a value.
    pub(in crate::store) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value, with its place in the text.
    pub(in crate::store) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        // Writing to a text cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// Adds `(…, …)`. An empty list, which SQL does not know, becomes one that nothing is in.
    pub(in crate::store) fn push_list(
        &mut self,
        values: impl IntoIterator<Item = impl Into<Value>>,
    ) -> &mut Self {
        let mut before = "(";
        for value in values {
            self.push(before).push_bind(value);
            before = ", ";
        }
        self.push(if before == "(" { "(NULL)" } else { ")" })
    }

    /// Adds `VALUES (…), (…)`; there must be at least one row.
    pub(in crate::store) fn push_rows<const COLUMNS: usize>(
        &mut self,
        rows: impl IntoIterator<Item = [Value; COLUMNS]>,
    ) -> &mut Self {
        let mut before = "VALUES ";
        let mut count = 0;
        for row in rows {
            self.push(before).push_list(row);
            before = ", ";
            count += 1;
        }
        self.is_rare |= count > MOST_REMEMBERED;
        self
    }

    /// As one database's query for rows.
    pub(super) fn for_rows<DB, T>(
        self,
    ) -> Result<QueryAs<'static, DB, T, <DB as Database>::Arguments>, sqlx::Error>
    where
        DB: BindValues + HasStatementCache,
        DB::Arguments: IntoArguments<DB>,
        T: for<'r> FromRow<'r, DB::Row>,
    {
        // Every text is written in this room; `push` says so.
        let (text, often) = (AssertSqlSafe(self.text_for::<DB>()), !self.is_rare);
        Ok(sqlx::query_as_with(text, DB::arguments(self.values)?).persistent(often))
    }

    /// As one database's query for a change.
    pub(super) fn for_change<DB>(
        self,
    ) -> Result<Prepared<'static, DB, <DB as Database>::Arguments>, sqlx::Error>
    where
        DB: BindValues + HasStatementCache,
        DB::Arguments: IntoArguments<DB>,
    {
        let (text, often) = (AssertSqlSafe(self.text_for::<DB>()), !self.is_rare);
        Ok(sqlx::query_with(text, DB::arguments(self.values)?).persistent(often))
    }

    /// Several as one query, which SQLite answers one after the other.
    pub(super) fn joined(
        queries: Vec<Self>,
    ) -> Result<Prepared<'static, Sqlite, <Sqlite as Database>::Arguments>, sqlx::Error> {
        let often = queries.iter().all(|query| !query.is_rare);
        let (mut text, mut values) = (String::new(), Vec::new());
        for query in queries {
            // Each statement counts its own places from one, so they bear no number here.
            let mut pieces = query.text.split('$');
            text.push_str(pieces.next().unwrap_or_default());
            for piece in pieces {
                let rest = piece.trim_start_matches(|letter: char| letter.is_ascii_digit());
                let number = piece.strip_suffix(rest).and_then(|number| number.parse::<usize>().ok());
                values.extend(number.and_then(|number| query.values.get(number.checked_sub(1)?)).cloned());
                text.push('?');
                text.push_str(rest);
            }
            text.push(';');
        }
        let values = Sqlite::arguments(values)?;
        Ok(sqlx::query_with(AssertSqlSafe(text), values).persistent(often))
    }

    /// The text as a database reads it fastest. SQLite takes `$1` for a name, and
    /// looks through all of them for each: that counts where there are thousands.
    fn text_for<DB: Database>(&self) -> String {
        if self.numbered || DB::NAME != Sqlite::NAME {
            return self.text.clone();
        }
        let mut pieces = self.text.split('$');
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            text.push('?');
            text.push_str(piece.trim_start_matches(|letter: char| letter.is_ascii_digit()));
        }
        text
    }
}

/// A database that takes our kinds of values.
pub(super) trait BindValues: Database {
    /// The values as it wants them.
    fn arguments(values: Vec<Value>) -> Result<Self::Arguments, sqlx::Error>;
}

impl<DB> BindValues for DB
where
    DB: Database,
    DB::Arguments: Arguments<Database = DB>,
    Option<String>: for<'q> Encode<'q, DB> + Type<DB>,
    Option<i64>: for<'q> Encode<'q, DB> + Type<DB>,
    Option<Vec<u8>>: for<'q> Encode<'q, DB> + Type<DB>,
{
    fn arguments(values: Vec<Value>) -> Result<Self::Arguments, sqlx::Error> {
        let mut arguments = Self::Arguments::default();
        for value in values {
            match value {
                Value::Text(text) => arguments.add(text),
                Value::Whole(number) => arguments.add(number),
                Value::Bytes(bytes) => arguments.add(bytes),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        Ok(arguments)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<&str>> for Value {
    fn from(text: Option<&str>) -> Self {
        Self::Text(text.map(ToOwned::to_owned))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

/// A moment as the database keeps it: in milliseconds.
impl From<DateTime<Utc>> for Value {
    fn from(moment: DateTime<Utc>) -> Self {
        Self::Whole(Some(moment.timestamp_millis()))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::Whole(number)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(Some(bytes))
    }
}
