//! Which files need not be read again.
//!
//! What is kept after a fetch is what reading every file again, in order, would leave; but that of a file that
//! was changed in place, what it leaves out or refuses now stays as it was. A file is passed over only where
//! that is sure: its bytes, name and meaning are those of its last reading, no day has come that makes its rows
//! say more, and of its days nothing was read again, or is gone, that it must replace.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::domain::usage::Period;
use crate::domain::usage::files::{FileAccount, FileRead, FilesRead};
use crate::domain::usage::reading::Sifted;
use crate::sources::Asked;
use crate::sources::settings::SheetSettings;

/// Raised where this program reads the same bytes otherwise than before; a release does so anyway.
const READER: &str = concat!(env!("CARGO_PKG_VERSION"), " 2");

/// Bytes that are digested at a time.
const PIECE: usize = 128 << 10;

/// A file of the folder, with the digest of its bytes where they can be read.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) digest: io::Result<String>,
}

/// What is in a folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The files that are to be read, in the order in which they count.
    pub(super) found: Vec<Found>,
    /// The names of those that are left alone, each with why.
    pub(super) foreign: Vec<(String, &'static str)>,
}

/// What is remembered, beside what is there.
#[derive(Debug)]
pub(super) struct Memory<'a> {
    before: &'a FilesRead,
    /// The files that were there, by name, each with its place in the order.
    known: HashMap<&'a str, (usize, &'a FileRead)>,
    meaning: String,
    today: NaiveDate,
    /// Days of which something was read again, or was told by a file that is gone.
    touched: Vec<Period>,
    /// The latest place of those that were passed over.
    newest: Option<usize>,
}

impl<'a> Memory<'a> {
    pub(super) fn new(before: &'a FilesRead, found: &[Found], meaning: String, today: NaiveDate) -> Self {
        let known =
            before.in_folder.iter().enumerate().map(|(place, file)| (file.name.as_str(), (place, file)));
        let here: HashSet<&str> = found.iter().map(|file| file.name.as_str()).collect();
        let gone = before.in_folder.iter().filter(|file| !here.contains(file.name.as_str()));
        let touched = gone.filter_map(|file| file.days);
        Self { known: known.collect(), touched: touched.collect(), before, meaning, today, newest: None }
    }

    /// The file as it was when it was read last, where it need not be read again.
    pub(super) fn as_it_was(&mut self, name: &str, digest: &str) -> Option<FileRead> {
        let (place, file) = *self.known.get(name)?;
        let is_same = file.digest == digest && file.meaning == self.meaning;
        // Read on a day that has not come yet, it may say too much.
        let is_of_today = file.first_read <= self.today && file.again_on.is_none_or(|day| self.today < day);
        let is_in_order = self.newest.is_none_or(|newest| newest < place);
        let is_touched = |days: Period| self.touched.iter().any(|touched| touched.overlaps(days));
        if self.before.read_all
            || !is_same
            || !is_of_today
            || !is_in_order
            || file.days.is_some_and(is_touched)
        {
            return None;
        }
        self.newest = Some(place);
        Some(file.clone())
    }

    /// What is remembered of a file that cannot be read now.
    pub(super) fn unreadable(&mut self, name: &str) -> Option<FileRead> {
        let (place, file) = *self.known.get(name)?;
        self.newest = self.newest.max(Some(place));
        Some(file.clone())
    }

    /// The day on which bytes with this digest were first read; today where they are new.
    pub(super) fn first_read(&self, digest: &str) -> NaiveDate {
        self.before.first_read.get(digest).map_or(self.today, |day| self.today.min(*day))
    }

    /// What is to be remembered of a file that was read now, and gave `given`.
    pub(super) fn read(
        &mut self,
        name: &str,
        digest: String,
        given: Option<&Sifted>,
        again_on: Option<NaiveDate>,
        account: FileAccount,
    ) -> FileRead {
        let days = given.and_then(days_of);
        self.touched.extend(days);
        // What an earlier version of it said, and this one does not, stays until the file is gone.
        let before = self.known.get(name).and_then(|(_, file)| file.days);
        let days = days.into_iter().chain(before).reduce(spanning);
        let first_read = self.first_read(&digest);
        let meaning = self.meaning.clone();
        let told_since = self.told_since(name, &digest, &account);
        FileRead { name: name.to_owned(), digest, first_read, meaning, again_on, days, told_since, account }
    }

    /// What is to be remembered of a file that is left alone.
    pub(super) fn left_alone(&self, name: String, account: FileAccount) -> FileRead {
        let told_since = self.told_since(&name, "", &account);
        let (digest, meaning) = (String::new(), String::new());
        FileRead {
            name,
            digest,
            first_read: told_since,
            meaning,
            again_on: None,
            days: None,
            told_since,
            account,
        }
    }

    /// Since when a file tells what `account` tells.
    fn told_since(&self, name: &str, digest: &str, account: &FileAccount) -> NaiveDate {
        let before = self.known.get(name).map(|(_, file)| *file);
        let before = before.filter(|file| file.digest == digest && file.account.tells_the_same_as(account));
        before.map_or(self.today, |file| self.today.min(file.told_since))
    }

    /// What is to be remembered in place of what was; none where it is the same.
    pub(super) fn unless_known(&self, files: Vec<FileRead>) -> Option<FilesRead> {
        let FilesRead { read_all, is_single, .. } = *self.before;
        let is_new = is_single || files != self.before.in_folder;
        is_new.then(|| FilesRead { in_folder: files, first_read: HashMap::new(), read_all, is_single })
    }
}

/// A digest of what the rows of a source mean: its settings, whom and what the municipality asks
/// about, and how this program reads.
pub(super) fn meaning(settings: &SheetSettings, asked: &Asked) -> String {
    // The name and the place of a source mean nothing.
    let settings = SheetSettings { name: String::new(), path: String::new(), ..settings.clone() };
    let units: BTreeMap<_, _> = asked.units.iter().collect();
    let mut modules: Vec<_> = asked.modules.iter().collect();
    modules.sort();
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _ = write!(text, "{READER}\n{settings:?}\n{units:?}\n{modules:?}\n{}", asked.zone);
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(text))
}

/// A digest of the bytes of a file. Its time and size say nothing: a file may be copied, and mended in place.
pub(super) fn digest(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut sha = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(BASE64_URL_SAFE_NO_PAD.encode(sha.finalize())),
            Ok(read) => sha.update(&piece[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// From the first to the last day that a reading says something of.
fn days_of(given: &Sifted) -> Option<Period> {
    let known = given.records.iter().map(|(_, usage)| usage.period);
    let unknown = given.unknown.iter().map(|(_, period, _)| *period);
    known.chain(unknown).reduce(spanning)
}

/// From the first day of the earlier to the last of the later.
fn spanning(one: Period, other: Period) -> Period {
    Period { from: one.from.min(other.from), to: one.to.max(other.to) }
}
