//! The exports of two invented offices, as they would land in a folder: one
//! careful, one with slips.

use std::io;
use std::path::Path;

use chrono::NaiveDate;

use super::term::Row;
use crate::domain::municipality::Municipality;
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::figure::Figure;

/// The areas whose schools are exported by hand.
const BY_HAND: [&str; 2] = ["Norr", "Söder"];

/// How many rows of the schools' export cannot be true: an impossible date, more
/// people active than there are, a school nobody knows, a number in words.
pub const REFUSED: usize = 4;

/// How many rows of the schools' export are of a module that nobody expects anything of, beside the
/// renamed one.
pub const IGNORED: usize = 1;

/// Units that nobody exported in one week, and the Monday of it: their letters stand on three weeks of four.
const GAPS: [(&str, &str); 3] =
    [("99000101", "2026-11-02"), ("99000107", "2026-11-09"), ("FSK-13", "2026-11-02")];

/// A module that the platform renamed, the Monday from which the schools' export has the new word, and
/// that word, which the settings do not know yet.
const RENAMED: (&str, &str, &str) = ("veckobrev", "2026-11-16", "Veckonytt");

/// Whether nobody exported this row.
#[must_use]
pub fn is_left_out(row: &Row) -> bool {
    GAPS.iter().any(|(unit, monday)| *row.subject.unit.0 == **unit && row.period.from.to_string() == *monday)
}

/// Whether the schools' export has this row under a word that the settings do not know.
#[must_use]
pub fn is_renamed(row: &Row) -> bool {
    let (module, since, _) = RENAMED;
    row.subject.module.0 == module && *row.period.from.to_string() >= *since
}

/// The rows, by the system that reports them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Systems {
    /// The schools that are exported by hand.
    pub schools: Vec<Row>,
    /// The preschools.
    pub preschools: Vec<Row>,
    /// Everybody else, through an interface.
    pub interface: Vec<Row>,
}

impl Systems {
    /// Says which system reports which rows, without those that nobody exported.
    #[must_use]
    pub fn share_out(rows: Vec<Row>, municipality: &Municipality) -> Self {
        let mut systems = Self::default();
        for row in rows.into_iter().filter(|row| !is_left_out(row)) {
            let unit = municipality.roster.unit(&row.subject.unit);
            let reports = match unit {
                Some(unit) if unit.forms.contains(&SchoolForm::Fs) => &mut systems.preschools,
                Some(unit) if BY_HAND.contains(&&*unit.area) => &mut systems.schools,
                _ => &mut systems.interface,
            };
            reports.push(row);
        }
        systems
    }

    /// Writes the two exports into `inbox`, which is made if it is missing:
    /// `skolor.csv` and `forskolor.csv`.
    pub fn write(&self, inbox: &Path, municipality: &Municipality) -> io::Result<()> {
        std::fs::create_dir_all(inbox)?;
        std::fs::write(inbox.join("skolor.csv"), schools(&self.schools, municipality)?)?;
        std::fs::write(inbox.join("forskolor.csv"), preschools(&self.preschools)?)
    }
}

/// As a Swedish spreadsheet of some years ago would save it: semicolons,
/// Windows-1252, the platform's own words, and [`REFUSED`] slips.
fn schools(rows: &[Row], municipality: &Municipality) -> io::Result<Vec<u8>> {
    let mut sheet =
        csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(vec![]);
    sheet.write_record([
        "Enhet",
        "Modul",
        "Målgrupp",
        "Från",
        "Till",
        "Aktiva",
        "Antal",
        "Inlägg",
        "Senast",
    ])?;
    let mut slips = rows.last().map(|row| slips(&cells(row, municipality))).unwrap_or_default().into_iter();
    // Slips do not stand together at the end, or nobody would need their line.
    let apart = rows.len() / (REFUSED + IGNORED) + 1;
    for (number, row) in rows.iter().enumerate() {
        let mut cells = cells(row, municipality);
        if is_renamed(row) {
            RENAMED.2.clone_into(&mut cells[1]);
        }
        sheet.write_record(cells)?;
        if number % apart == apart / 2
            && let Some(slip) = slips.next()
        {
            sheet.write_record(slip)?;
        }
    }
    for slip in slips {
        sheet.write_record(slip)?;
    }
    let text = String::from_utf8(written(sheet)?).map_err(io::Error::other)?;
    Ok(encoding_rs::WINDOWS_1252.encode(&text).0.into_owned())
}

fn cells(row: &Row, municipality: &Municipality) -> [String; 9] {
    let audience = match row.subject.audience {
        Audience::Staff => "Personal",
        Audience::Students => "Elever",
        Audience::Guardians => "Vårdnadshavare",
    };
    [
        row.subject.unit.to_string(),
        municipality.module_name(&row.subject.module).sv,
        audience.to_owned(),
        row.period.from.to_string(),
        row.period.to.to_string(),
        number(row.figures.active),
        number(row.figures.eligible),
        number(row.figures.items),
        row.figures.last_active.map(|day| day.to_string()).unwrap_or_default(),
    ]
}

/// What goes wrong when people keep figures by hand.
fn slips(row: &[String; 9]) -> Vec<[String; 9]> {
    let with = |column: usize, text: &str| {
        let mut slip = row.clone();
        text.clone_into(&mut slip[column]);
        slip
    };
    let mut crowded = with(5, "58");
    "52".clone_into(&mut crowded[6]);
    vec![with(3, "2026-11-31"), crowded, with(0, "99000199"), with(5, "tolv"), with(1, "Matsedel")]
}

/// As a small program would write it: commas, UTF-8, our own keys, and dates of another kind.
fn preschools(rows: &[Row]) -> io::Result<Vec<u8>> {
    let mut sheet = csv::Writer::from_writer(vec![]);
    sheet.write_record([
        "förskola",
        "funktion",
        "målgrupp",
        "första dag",
        "sista dag",
        "aktiva",
        "av",
        "antal inlägg",
        "senast aktiv",
    ])?;
    let day = |day: NaiveDate| day.format("%d/%m/%Y").to_string();
    for row in rows {
        let audience = match row.subject.audience {
            Audience::Staff => "personal",
            Audience::Students => "barn",
            Audience::Guardians => "vårdnadshavare",
        };
        sheet.write_record([
            &*row.subject.unit.0,
            row.subject.module.0.as_str(),
            audience,
            &day(row.period.from),
            &day(row.period.to),
            &number(row.figures.active),
            &number(row.figures.eligible),
            &number(row.figures.items),
            &row.figures.last_active.map(day).unwrap_or_default(),
        ])?;
    }
    written(sheet)
}

fn written(sheet: csv::Writer<Vec<u8>>) -> io::Result<Vec<u8>> {
    sheet.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn number(count: Option<Figure<u32>>) -> String {
    count.and_then(Figure::known).map(|count| count.to_string()).unwrap_or_default()
}
