//! The key that makes the tags of senders, and whether the mail server takes such senders.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::super::Result;
use super::super::columns::Row;
use super::super::engine::Query;
use super::BounceStore;
use crate::domain::bounce::TagKey;

const TABLE: &str = "sender_tags";

/// That the mail server does not take senders with a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TagRefusal {
    /// When it last refused one, with none taken since.
    #[serde(rename = "refused_at")]
    pub at: DateTime<Utc>,
    /// What it said.
    pub words: String,
}

impl BounceStore {
    /// The key that makes the tags; none where there never was one.
    pub async fn tag_key(&self) -> Result<Option<TagKey>> {
        let query = Query::new("read the key of the tags", "SELECT secret FROM sender_tags");
        let row: Option<(String,)> = self.engine.optional(query).await?;
        row.map(|(text,)| Row::new(TABLE, &"the key").word(&text)).transpose()
    }

    /// Keeps `fresh` as the key that makes the tags, unless there is one already.
    pub async fn keep_tag_key(&self, fresh: &TagKey) -> Result<()> {
        let text = "INSERT INTO sender_tags (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
        let query = Query::new("keep the key of the tags", text).bind(fresh.text());
        self.engine.execute(query).await.map(drop)
    }

    /// Whether the mail server refuses senders with a tag.
    pub async fn tag_refusal(&self) -> Result<Option<TagRefusal>> {
        let text = "SELECT refused_at, refusal FROM sender_tags WHERE refused_at IS NOT NULL";
        let row: Option<(i64, Option<String>)> =
            self.engine.optional(Query::new("read how tagged senders fare", text)).await?;
        let refusal = |(at, words): (i64, Option<String>)| {
            let at = Row::new(TABLE, &"the refusal").moment(at)?;
            Ok(TagRefusal { at, words: words.unwrap_or_default() })
        };
        row.map(refusal).transpose()
    }

    /// Notes that the mail server refuses senders with a tag, in these words; or, without any,
    /// that it takes them.
    pub async fn note_tag_refusal(&self, words: Option<&str>, now: DateTime<Utc>) -> Result<()> {
        let query = Query::new(
            "note how tagged senders fare",
            "UPDATE sender_tags SET refused_at = $1, refusal = $2",
        )
        .bind(words.map(|_| now.timestamp_millis()))
        .bind(words.map(str::to_owned));
        self.engine.execute(query).await.map(drop)
    }
}
