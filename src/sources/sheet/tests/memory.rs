//! Files are read again only where that can change something.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use super::*;
use crate::domain::usage::{Figures, Period, Subject};

mod twins;

/// A folder, and what is remembered and kept of its files.
struct Inbox {
    folder: TempDir,
    settings: SheetSettings,
    asked: Asked,
    read: FilesRead,
    kept: BTreeMap<(Subject, Period), Figures>,
    /// What is not known since a row was refused, as the store keeps it.
    unknown: BTreeSet<(Subject, Period)>,
}

impl Inbox {
    fn new(files: &[(&str, &str)]) -> Self {
        let inbox = Self {
            folder: folder(&[]),
            settings: settings(""),
            asked: asked(),
            read: FilesRead::default(),
            kept: BTreeMap::new(),
            unknown: BTreeSet::new(),
        };
        for (hour, (name, rows)) in (1..).zip(files) {
            inbox.write(name, rows, hour);
        }
        inbox
    }

    /// Writes rows into a file that is `hour` hours old in the order of the folder.
    fn write(&self, name: &str, rows: &str, hour: u64) {
        let path = self.folder.path().join("inbox").join(name);
        fs::write(&path, format!("{HEADER}{rows}")).unwrap();
        self.date(name, hour);
    }

    fn date(&self, name: &str, hour: u64) {
        let file =
            fs::File::options().append(true).open(self.folder.path().join("inbox").join(name)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_hours(hour)).unwrap();
    }

    fn fetch(&mut self) -> Reading {
        let reading = self.try_fetch().unwrap();
        for given in &reading.given {
            for (subject, usage) in &given.records {
                self.kept.insert((subject.clone(), usage.period), usage.figures);
                self.unknown.remove(&(subject.clone(), usage.period));
            }
            for (subject, period, _) in &given.unknown {
                self.unknown.insert((subject.clone(), *period));
            }
        }
        if let Some(files) = &reading.files {
            self.read.in_folder.clone_from(&files.in_folder);
            for file in &files.in_folder {
                self.read.first_read.entry(file.digest.clone()).or_insert(file.first_read);
            }
        }
        reading
    }

    fn try_fetch(&self) -> Result<Reading, SourceError> {
        let sheet = Sheet::new(&self.settings, self.folder.path()).unwrap();
        sheet.read(&self.asked, &self.read, None)
    }

    fn path(&self, file: u8) -> PathBuf {
        self.folder.path().join(format!("inbox/{file}.csv"))
    }

    /// The day on which a file was first read.
    fn first_read(&self, name: &str) -> NaiveDate {
        self.read.in_folder.iter().find(|file| file.name == name).unwrap().first_read
    }
}

fn row(monday: u32, active: u32) -> String {
    format!("FSK-07;Lärlogg;staff;2026-11-{monday:02};2026-11-{:02};{active};11;;\n", monday + 6)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_folder_in_which_nothing_has_changed_is_not_read_again() {
    let mut inbox = Inbox::new(&[("v45.csv", &row(2, 1)), ("v46.csv", &row(9, 2))]);
    let first = inbox.fetch();
    assert_eq!((first.parts, first.rows), (2, 2));

    let second = inbox.fetch();

    assert_eq!((second.parts, second.rows, second.kept), (0, 2, 2));
    assert_eq!((second.given, second.files), (Vec::new(), None));
}

#[test]
fn neither_the_time_of_a_file_nor_its_size_but_its_bytes_make_it_another() {
    let mut inbox = Inbox::new(&[("v45.csv", &row(2, 1)), ("v46.csv", &row(9, 2))]);
    inbox.fetch();
    inbox.date("v45.csv", 7);
    inbox.date("v46.csv", 8);
    assert_eq!(inbox.fetch().parts, 0);

    inbox.write("v46.csv", &row(9, 3), 8);

    assert_eq!(inbox.fetch().parts, 1);
    assert_eq!(
        inbox.kept.values().map(|figures| figures.active).collect::<Vec<_>>(),
        [Some(1.into()), Some(3.into())]
    );
}

#[test]
fn of_two_files_about_the_same_days_the_later_still_counts_when_the_earlier_is_mended() {
    let both = format!("{}{}", row(2, 1), row(9, 1));
    let files = [("1.csv", both.as_str()), ("2.csv", &row(9, 2)), ("3.csv", &row(16, 3))];
    let mut inbox = Inbox::new(&files);
    inbox.fetch();

    inbox.write("1.csv", &format!("{}{}", row(2, 7), row(9, 7)), 1);

    // The third tells of other days.
    assert_eq!(inbox.fetch().parts, 2);
    let kept: Vec<_> = inbox.kept.values().map(|figures| figures.active).collect();
    assert_eq!(kept, [7, 2, 3].map(|active| Some(active.into())));
}

#[test]
fn a_file_that_is_overwritten_leaves_alone_what_it_does_not_tell_and_the_files_before_it() {
    let both = format!("{}{}", row(2, 2), row(9, 2));
    let mut inbox = Inbox::new(&[("archive.csv", &row(2, 1)), ("latest.csv", &both)]);
    inbox.fetch();
    for rows in [row(9, 3), "%PDF".to_owned()] {
        inbox.write("latest.csv", &rows, 9);
        inbox.fetch();
        let kept: Vec<_> = inbox.kept.values().map(|figures| figures.active).collect();
        assert_eq!(kept, [2, 3].map(|active| Some(active.into())), "{rows}");
    }
    // Once it is gone, what the other says counts.
    fs::remove_file(inbox.folder.path().join("inbox/latest.csv")).unwrap();
    assert_eq!(inbox.fetch().parts, 1);
    let kept: Vec<_> = inbox.kept.values().map(|figures| figures.active).collect();
    assert_eq!(kept, [1, 3].map(|active| Some(active.into())));
}

#[test]
fn where_a_wrong_file_is_taken_out_the_right_one_counts_again() {
    let mut inbox =
        Inbox::new(&[("right.csv", &row(9, 1)), ("other.csv", &row(2, 1)), ("wrong.csv", &row(9, 2))]);
    inbox.fetch();
    fs::remove_file(inbox.folder.path().join("inbox/wrong.csv")).unwrap();
    assert_eq!(inbox.fetch().parts, 1);
    assert!(inbox.kept.values().all(|figures| figures.active == Some(1.into())));
}

#[test]
fn other_settings_units_or_modules_let_every_file_be_read_again() {
    let mut inbox = Inbox::new(&[("v45.csv", &row(2, 1)), ("v46.csv", &row(9, 2))]);
    inbox.fetch();
    inbox.settings = settings("suppressed = [\"<5\"]");
    assert_eq!(inbox.fetch().parts, 2);
    Arc::make_mut(&mut inbox.asked.units).insert(UnitKey("NEW".into()), Headcount::default());
    assert_eq!(inbox.fetch().parts, 2);
    Arc::make_mut(&mut inbox.asked.units)
        .insert(UnitKey("NEW".into()), Headcount { staff: Some(7), ..Headcount::default() });
    assert_eq!(inbox.fetch().parts, 2);
    Arc::make_mut(&mut inbox.asked.modules).insert(ModuleKey("matsedel".into()));
    assert_eq!(inbox.fetch().parts, 2);
    inbox.read.read_all = true;
    assert_eq!(inbox.fetch().parts, 2);
    inbox.read.read_all = false;
    assert_eq!(inbox.fetch().parts, 0);
}

#[test]
fn a_file_with_a_period_that_has_not_ended_is_read_again_once_it_has() {
    let mut inbox = Inbox::new(&[("v48.csv", &row(23, 4))]);
    assert_eq!(inbox.fetch().unfinished, 1);
    for (today, parts) in [("2026-11-24", 0), ("2026-11-29", 0), ("2026-11-30", 1), ("2026-12-01", 0)] {
        inbox.asked.today = day(today);
        assert_eq!(inbox.fetch().parts, parts, "{today}");
    }
    assert_eq!(inbox.kept.len(), 1);
}

#[test]
fn figures_that_the_platform_still_changes_are_looked_at_every_day_until_they_are_settled() {
    let mut inbox = Inbox::new(&[("v46.csv", &row(16, 4))]);
    inbox.settings = settings("settles_after = \"3 days\"");
    inbox.fetch();
    for (today, parts) in [("2026-11-24", 1), ("2026-11-25", 1), ("2026-11-26", 0)] {
        inbox.asked.today = day(today);
        assert_eq!(inbox.fetch().parts, parts, "{today}");
    }
    assert_eq!(inbox.kept.len(), 1);
}

#[test]
fn a_row_that_is_refused_for_a_day_that_lies_ahead_is_read_again_when_that_has_come() {
    let rows = "FSK-07;Lärlogg;staff;2026-12-07;2026-12-13;4;11;;\nNOWHERE;Lärlogg;staff;2026-12-07;2026-12-13;4;11;;\n";
    let mut inbox = Inbox::new(&[("v50.csv", rows)]);
    assert_eq!(inbox.fetch().refused, 2);
    for (today, parts) in [("2026-12-06", 0), ("2026-12-07", 1), ("2026-12-13", 0), ("2026-12-14", 1)] {
        inbox.asked.today = day(today);
        assert_eq!(inbox.fetch().parts, parts, "{today}");
    }
    inbox.asked.today = day("2027-01-04");
    assert_eq!((inbox.fetch().parts, inbox.kept.len()), (0, 1));
}

#[test]
fn a_file_that_is_copied_or_renamed_was_first_read_when_its_bytes_were() {
    let mut inbox = Inbox::new(&[("a.csv", &row(9, 1))]);
    inbox.fetch();
    inbox.asked.today = day("2026-12-20");
    inbox.write("copy.csv", &row(9, 1), 9);
    fs::rename(inbox.folder.path().join("inbox/a.csv"), inbox.folder.path().join("inbox/b.csv")).unwrap();
    inbox.write("new.csv", &row(16, 1), 9);
    assert_eq!(inbox.fetch().parts, 3);
    let days = ["b", "copy", "new"].map(|name| inbox.first_read(&format!("inbox/{name}.csv")));
    assert_eq!(days, [day("2026-11-23"), day("2026-11-23"), day("2026-12-20")]);
}

#[test]
fn what_there_is_to_tell_of_a_file_is_told_for_a_week() {
    let rows = format!(
        "{}NOWHERE;Lärlogg;staff;2026-11-09;2026-11-15;4;11;;\nFSK-07;Matsedel;staff;;;;;;\n",
        row(9, 1)
    );
    let mut inbox = Inbox::new(&[("v46.csv", &rows)]);
    let first = inbox.fetch();
    assert_eq!((first.rows, first.kept, first.refused, first.ignored), (3, 1, 1, 1));
    inbox.asked.today = day("2026-11-29");

    let again = inbox.fetch();

    assert_eq!((again.parts, again.rows, again.kept, again.refused, again.ignored), (0, 3, 1, 1, 1));
    assert_eq!(
        (refusals(&again), again.passed_over, again.notes),
        (refusals(&first), first.passed_over, first.notes)
    );
    inbox.asked.today = day("2026-11-30");
    let later = inbox.fetch();
    assert_eq!((later.rows, later.refused, refusals(&later)), (0, 0, Vec::new()));
    assert_eq!(later.notes, ["1 file is as it was when it was read"]);
    // It is read again for a unit that is new, and says the same.
    Arc::make_mut(&mut inbox.asked.units).insert(UnitKey("NEW".into()), Headcount::default());
    let once_more = inbox.fetch();
    assert_eq!((once_more.parts, once_more.refused), (1, 0));
    // Now it says something else.
    Arc::make_mut(&mut inbox.asked.units).insert(UnitKey("NOWHERE".into()), Headcount::default());
    let mended = inbox.fetch();
    assert_eq!((mended.parts, mended.rows, mended.kept, mended.refused), (1, 3, 2, 0));
}

#[test]
fn a_file_that_is_none_is_told_for_a_week_and_harms_no_other() {
    let mut inbox = Inbox::new(&[("v46.csv", &row(9, 1))]);
    fs::write(inbox.folder.path().join("inbox/report.pdf"), "%PDF-1.7").unwrap();
    let first = inbox.fetch();
    assert_eq!(first.failed.len(), 1);
    let again = inbox.fetch();
    let told = |reading: &Reading| {
        reading.failed.iter().map(|file| format!("{file} ({})", file.error.hint())).collect::<Vec<_>>()
    };
    assert_eq!((again.parts, told(&again)), (0, told(&first)));
    inbox.asked.today = day("2026-12-01");
    let later = inbox.fetch();
    assert_eq!(
        (later.failed.len(), later.notes),
        (0, vec!["2 files are as they were when they were read".to_owned()])
    );
}

#[test]
fn where_no_file_can_be_used_that_is_an_error_every_time() {
    let mut inbox = Inbox::new(&[("v46.csv", &row(9, 1))]);
    inbox.fetch();
    inbox.asked.today = day("2026-12-01");
    fs::write(inbox.folder.path().join("inbox/v46.csv"), "%PDF-1.7").unwrap();
    for _ in 0..2 {
        assert!(matches!(inbox.try_fetch(), Err(SourceError::NoUsableFile { .. })));
    }
}

#[test]
fn unfinished_and_foreign_files_are_left_alone_and_told_of_once() {
    let mut inbox = Inbox::new(&[("v46.csv", &row(9, 1))]);
    for name in [
        ".hidden.csv",
        ".DS_Store",
        ".~lock.v46.csv#",
        "v47.csv.part",
        "v47.csv.crdownload",
        "~$v46.xlsx",
        "Thumbs.db",
    ] {
        inbox.write(name, &row(9, 2), 5);
    }
    let first = inbox.fetch();
    assert_eq!((first.parts, first.failed.len()), (1, 0));
    insta::assert_snapshot!(first.notes.join("\n"), @r"
    inbox/Thumbs.db is left alone: a system keeps it there for itself
    inbox/v47.csv.crdownload is left alone: its name says that it is not whole yet
    inbox/v47.csv.part is left alone: its name says that it is not whole yet
    inbox/~$v46.xlsx is left alone: a spreadsheet program keeps it while a file is open
    ");
    inbox.asked.today = day("2026-12-01");
    assert_eq!(inbox.fetch().notes, ["1 file is as it was when it was read"]);
    let file = inbox.folder.path().join("inbox/v47.csv.part");
    fs::rename(&file, file.with_extension("")).unwrap();
    assert_eq!(inbox.fetch().parts, 1);
}

#[test]
fn a_single_file_is_read_whatever_is_remembered_and_whatever_its_name() {
    let mut inbox = Inbox::new(&[("v46.csv.tmp", &row(9, 1))]);
    inbox.read.is_single = true;
    inbox.read.read_all = true;
    assert_eq!(inbox.fetch().parts, 1);
    inbox.asked.today = day("2026-12-01");
    assert_eq!((inbox.fetch().parts, inbox.fetch().kept), (1, 1));
}
