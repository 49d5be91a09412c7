//! The files of a source as they were read last.

use std::collections::BTreeMap;

use super::super::Result;
use super::super::columns::{Row, whole};
use super::super::engine::{Ask, Query, from_row};
use super::writer::{BATCH, DOING};
use super::{UsageStore, UsageWriter};
use crate::domain::usage::Period;
use crate::domain::usage::files::{FileRead, FilesRead};

/// A file as it stands in the table.
#[derive(Debug)]
struct FileColumns {
    digest: String,
    name: String,
    first_read: String,
    meaning: String,
    position: Option<i64>,
    again_on: Option<String>,
    first_day: Option<String>,
    last_day: Option<String>,
    told_since: String,
    account: String,
}

from_row!(
    FileColumns: digest, name, first_read, meaning, position, again_on, first_day, last_day, told_since, account
);

impl FileColumns {
    fn read(self) -> Result<FileRead> {
        let row = Row::new("files_read", &self.name);
        let day = |text: Option<&str>| text.map(|text| row.day(text)).transpose();
        let days = (day(self.first_day.as_deref())?, day(self.last_day.as_deref())?);
        Ok(FileRead {
            first_read: row.day(&self.first_read)?,
            again_on: day(self.again_on.as_deref())?,
            days: if let (Some(from), Some(to)) = days { Some(Period { from, to }) } else { None },
            told_since: row.day(&self.told_since)?,
            account: row.json(&self.account)?,
            digest: self.digest,
            meaning: self.meaning,
            name: self.name.clone(),
        })
    }
}

impl UsageStore {
    /// What is remembered of the files of `source`, which is read by the settings with the digest `meaning`.
    pub async fn files_read(&self, source: &str, meaning: &str) -> Result<FilesRead> {
        const DOING: &str = "see which files were read";
        let mut snapshot = self.engine.snapshot(DOING).await?;
        // What was refused by other settings is forgotten, and what another source gives too is found
        // out, only where everything is read.
        let same = Query::new(
            DOING,
            "SELECT COUNT(*) FROM fetches WHERE source = $1 AND meaning = $2 AND NOT EXISTS \
             (SELECT 1 FROM given_twice WHERE given_twice.source = $1 OR other = $1)",
        );
        let (same,): (i64,) = snapshot.one(same.bind(source).bind(meaning)).await?;
        let query = Query::new(
            DOING,
            "SELECT digest, name, first_read, meaning, position, again_on, first_day, last_day, told_since, account \
             FROM files_read WHERE source = $1 ORDER BY position, name",
        );
        let rows: Vec<FileColumns> = snapshot.all(query.bind(source)).await?;
        let mut files = FilesRead { read_all: same == 0, ..FilesRead::default() };
        for columns in rows {
            let is_in_folder = columns.position.is_some();
            let file = columns.read()?;
            let first_read = files.first_read.entry(file.digest.clone()).or_insert(file.first_read);
            *first_read = file.first_read.min(*first_read);
            if is_in_folder {
                files.in_folder.push(file);
            }
        }
        Ok(files)
    }
}

impl UsageWriter {
    /// Remembers `files` in place of those that were in the folder before; of a single file nothing
    /// follows for the others.
    pub async fn remember(&mut self, files: &FilesRead) -> Result<()> {
        if !files.is_single {
            // Where such a file comes back, it is read again.
            let gone = "UPDATE files_read SET position = NULL, account = '{}' WHERE source = $1 AND position IS NOT NULL";
            self.transaction.execute(Query::new(DOING, gone).bind(self.source.as_str())).await?;
        }
        // Names that are no text may look alike.
        let files_by_key: BTreeMap<_, _> = files
            .in_folder
            .iter()
            .enumerate()
            .map(|(place, file)| ((&file.digest, &file.name), (place, file)))
            .collect();
        let rows: Vec<_> = files_by_key.into_values().collect();
        for some in rows.chunks(BATCH) {
            let mut query = Query::new(
                DOING,
                "INSERT INTO files_read (source, digest, name, first_read, meaning, position, again_on, first_day, \
                 last_day, told_since, account) ",
            );
            query.push_rows(some.iter().map(|(place, file)| {
                let place = (!files.is_single).then(|| whole(*place));
                [
                    self.source.as_str().into(),
                    file.digest.as_str().into(),
                    file.name.as_str().into(),
                    file.first_read.to_string().into(),
                    file.meaning.as_str().into(),
                    place.into(),
                    file.again_on.map(|day| day.to_string()).into(),
                    file.days.map(|days| days.from.to_string()).into(),
                    file.days.map(|days| days.to.to_string()).into(),
                    file.told_since.to_string().into(),
                    serde_json::json!(file.account).to_string().into(),
                ]
            }));
            query.push(
                " ON CONFLICT (source, digest, name) DO UPDATE SET first_read = excluded.first_read, \
                 meaning = excluded.meaning, position = excluded.position, again_on = excluded.again_on, \
                 first_day = excluded.first_day, last_day = excluded.last_day, told_since = excluded.told_since, \
                 account = excluded.account",
            );
            self.transaction.execute(query).await?;
        }
        Ok(())
    }
}
