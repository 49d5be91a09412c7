//! What is told of the files of a source: of each on the day on which it is read, and in the week after.

use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::memory::Memory;
use crate::domain::usage::files::{FileAccount, FileFailure, FileRead};
use crate::domain::usage::refusal::Refusal;
use crate::sources::Reading;
use crate::sources::error::{FailedFile, FileError, SourceError};
use crate::sources::ignored::Ignored;

/// Refused rows of a file that are remembered; one broken export must not fill the disk.
const MOST_REFUSALS: usize = 10_000;

/// What there is to tell of a file that was read: `reading` and `ignored` are of it alone.
pub(super) fn of_file(reading: &Reading, ignored: Ignored, failure: Option<&FileError>) -> FileAccount {
    let mut digest = Sha256::new();
    for refusal in &reading.refusals {
        digest.update(format!("{refusal}\n"));
    }
    FileAccount {
        rows: reading.rows,
        kept: reading.kept,
        unfinished: reading.unfinished,
        repeated: reading.repeated,
        ignored: ignored.rows,
        passed_over: ignored.into_words(),
        refused: reading.refused,
        refusals_digest: BASE64_URL_SAFE_NO_PAD.encode(digest.finalize()),
        refusals: reading.refusals.iter().take(MOST_REFUSALS).cloned().collect(),
        notes: reading.notes.clone(),
        failure: failure.map(|error| FileFailure { what: error.to_string(), hint: error.hint() }),
        is_left_alone: false,
    }
}

/// What there is to tell of a file that is left alone, since `why`.
pub(super) fn left_alone(file: &str, why: &str) -> FileAccount {
    FileAccount {
        notes: vec![format!("{file} is left alone: {why}")],
        is_left_alone: true,
        ..FileAccount::default()
    }
}

/// The account of a source, file by file.
#[derive(Debug)]
pub(super) struct SourceAccount {
    /// What is told of the whole.
    pub(super) whole: Reading,
    ignored: Ignored,
    today: NaiveDate,
    /// Whether whoever asks looks on, and wants to hear all of it.
    is_single: bool,
    /// What is to be remembered of each file.
    files: Vec<FileRead>,
    usable: usize,
    /// Files of which there is nothing new to tell.
    quiet: usize,
    /// Those among them that could not be used.
    broken: Vec<FailedFile>,
}

impl SourceAccount {
    pub(super) fn new(today: NaiveDate, is_single: bool) -> Self {
        Self {
            whole: Reading::default(),
            ignored: Ignored::default(),
            today,
            is_single,
            files: Vec::new(),
            usable: 0,
            quiet: 0,
            broken: Vec::new(),
        }
    }

    /// Adds a file. `now` are all of its refused rows, or why it cannot be used, where it was read now.
    pub(super) fn add(&mut self, mut file: FileRead, now: Option<(Vec<Refusal>, Option<FileError>)>) {
        let account = &file.account;
        let is_read = now.is_some() && account.failure.is_none();
        self.usable += usize::from(account.is_usable());
        self.whole.parts += u64::from(is_read);
        let (refusals, error) = now.map_or((None, None), |(refusals, error)| (Some(refusals), error));
        let failed = account.failure.as_ref().map(|failure| FailedFile {
            file: file.name.clone(),
            error: error.unwrap_or_else(|| as_before(failure)),
        });
        if self.is_single || file.is_told_on(self.today) {
            self.whole.failed.extend(failed);
            self.tell(&file.account, refusals);
        } else {
            self.quiet += usize::from(!account.is_left_alone);
            self.broken.extend(failed);
            file.account.refusals.clear();
        }
        self.files.push(file);
    }

    fn tell(&mut self, account: &FileAccount, refusals: Option<Vec<Refusal>>) {
        let whole = &mut self.whole;
        if refusals.is_none() {
            whole.told_before.kept += account.kept;
            whole.told_before.ignored += account.ignored;
            whole.told_before.refused += account.refused;
        }
        whole.rows += account.rows;
        whole.kept += account.kept;
        whole.unfinished += account.unfinished;
        whole.repeated += account.repeated;
        whole.refused += account.refused;
        whole.refusals.extend(refusals.unwrap_or_else(|| account.refusals.clone()));
        whole.notes.extend(account.notes.iter().cloned());
        self.ignored.join(Ignored::of(account.ignored, account.passed_over.clone()));
    }

    /// Adds a file that the disk does not give. What is remembered of it stays.
    pub(super) fn cannot_read(&mut self, name: &str, error: FileError, remembered: Option<FileRead>) {
        self.whole.failed.push(FailedFile { file: name.to_owned(), error });
        self.files.extend(remembered);
    }

    /// The account of all files; `pattern` says where they were looked for.
    pub(super) fn end(
        mut self,
        memory: &Memory<'_>,
        pattern: impl FnOnce() -> PathBuf,
    ) -> Result<Reading, SourceError> {
        if self.usable == 0 {
            let mut failed = self.whole.failed;
            failed.append(&mut self.broken);
            return Err(if failed.is_empty() {
                SourceError::NoFile { pattern: pattern() }
            } else {
                SourceError::NoUsableFile { failed }
            });
        }
        self.whole.note(&self.ignored);
        self.whole.notes.extend(note_of_quiet(self.quiet));
        self.whole.files = memory.unless_known(self.files);
        Ok(self.whole)
    }
}

/// The words of the day on which it was tried to read the file.
fn as_before(failure: &FileFailure) -> FileError {
    let FileFailure { what, hint } = failure.clone();
    FileError::AsBefore { what, hint }
}

/// The sentence about files of which there is nothing new to tell.
fn note_of_quiet(files: usize) -> Option<String> {
    match files {
        0 => None,
        1 => Some("1 file is as it was when it was read".to_owned()),
        files => Some(format!("{files} files are as they were when they were read")),
    }
}
