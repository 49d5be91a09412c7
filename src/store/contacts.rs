//! The newest contact with the mail server: when it answered last, and what is in the way since.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Result;
use super::columns::Row;
use super::engine::{Engine, Query};
use crate::domain::outbox::{Barrier, Contact, Reply};

/// The name of the mail server that letters are handed to.
const MAIL: &str = "mail";

/// How it went with the mail server the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastContact {
    /// When it was tried.
    pub tried_at: DateTime<Utc>,
    /// When the server last answered to a letter.
    pub answered_at: Option<DateTime<Utc>>,
    /// What is in the way of every letter, with the words about it; none where nothing is.
    pub barred: Option<(Barrier, String)>,
}

/// The newest contact with the mail server.
#[derive(Debug, Clone)]
pub struct Contacts {
    pub(super) engine: Arc<Engine>,
}

impl Contacts {
    /// Notes how it went at `now`.
    pub async fn note(&self, contact: &Contact, now: DateTime<Utc>) -> Result<()> {
        let (answered, barred) = match contact {
            Contact::Answered(reply) => (*reply != Reply::Nothing, None),
            Contact::Barred(barred) => (false, Some(barred)),
        };
        let text = "INSERT INTO contacts (name, tried_at, answered_at, barrier, words) VALUES ($1, $2, $3, $4, $5) \
                    ON CONFLICT (name) DO UPDATE SET tried_at = excluded.tried_at, barrier = excluded.barrier, \
                    words = excluded.words, answered_at = COALESCE(excluded.answered_at, contacts.answered_at)";
        let query = Query::new("note how it went with the mail server", text)
            .bind(MAIL)
            .bind(now)
            .bind(answered.then(|| now.timestamp_millis()))
            .bind(barred.map(|barred| barred.barrier.word().to_owned()))
            .bind(barred.map(|barred| barred.words.clone()));
        self.engine.execute(query).await.map(drop)
    }

    /// How it went the last time; none where it was never tried.
    pub async fn last(&self) -> Result<Option<LastContact>> {
        type Columns = (i64, Option<i64>, Option<String>, Option<String>);
        let text = "SELECT tried_at, answered_at, barrier, words FROM contacts WHERE name = $1";
        let query = Query::new("read how it went with the mail server", text).bind(MAIL);
        let row: Option<Columns> = self.engine.optional(query).await?;
        let contact = |(tried_at, answered_at, barrier, words): Columns| {
            let row = Row::new("contacts", &MAIL);
            let barrier = barrier.map(|word| row.one_of(&Barrier::ALL, Barrier::word, &word)).transpose()?;
            Ok(LastContact {
                tried_at: row.moment(tried_at)?,
                answered_at: answered_at.map(|at| row.moment(at)).transpose()?,
                barred: barrier.map(|barrier| (barrier, words.unwrap_or_default())),
            })
        };
        row.map(contact).transpose()
    }
}
