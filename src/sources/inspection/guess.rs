//! What a column may be for, by the words of its heading and by what it holds.

use super::column::Tally;
use crate::sources::field::Field;

/// What a column may be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guess {
    /// A field of usage, and why we think so.
    Field(Field, String),
    /// A column of a pivot, by its heading.
    Pivot,
    /// People's names, addresses or numbers: never read.
    NamesPeople,
    /// Days, weeks or times of something that we do not know: not read.
    Time,
    /// Named like a field of days, and written in no form that we know.
    OtherForm(Field),
    /// Nothing we know; never read.
    Nothing,
}

impl Guess {
    /// The field, if it is one.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Field(field, _) => Some(*field),
            _ => None,
        }
    }
}

/// The fields that are days.
const DAYS: [Field; 6] =
    [Field::From, Field::To, Field::Week, Field::Month, Field::Period, Field::LastActive];

/// Headings that name people. They win over every other guess.
const PEOPLE: &str = "namn|name|förnamn|efternamn|first name|last name|firstname|lastname|given name|family name\
    |surname|full name|fullname|e post|epost|e mail|email|mail|personnummer|personnr|pnr|ssn|användarnamn|username\
    |user|användare|elev|student|pupil|lärare|teacher|vårdnadshavare|guardian|telefon|phone";

/// Parts of headings that name people, wherever they stand.
const PEOPLE_PARTS: &str =
    "personn|förnamn|efternamn|email|e mail|e post|epost|elevnamn|lärarnamn|elevens|lärarens";

/// The headings for each field, the surest first.
fn words(field: Field) -> &'static str {
    match field {
        Field::Unit => {
            "skolenhetskod|enhetskod|enhet|skolenhet|enhets id|unit|unit id|school unit|school id|school|skola\
            |förskola|enhetsnamn\
            |skolnamn|unit name|school name|district id|district|organisation|organization"
        }
        Field::Module => {
            "modul|module|funktion|function|produkt|product|lp id|product id|app|verktyg|tool|tjänst|service"
        }
        Field::Audience => "målgrupp|audience|roll|role|användartyp|user type|grupp|group",
        Field::From => {
            "från|from|från och med|fr o m|from och med|fr o m datum|från datum|från och med datum|from datum|startdatum\
            |start|start date|startdag|period start|periodstart|period från|första dag|datum|date|day|dag|time|tid\
            |tidpunkt|timestamp|tidsstämpel"
        }
        Field::To => {
            "till|to|till och med|t o m|tom|t o m datum|till datum|till och med datum|slutdatum|slut|slutdag|end\
            |end date|period end|periodslut|period till|sista dag"
        }
        Field::Week => {
            "vecka|iso vecka|isovecka|veckonummer|veckonr|vecka nr|week|iso week|isoweek|week number"
        }
        Field::Month => "månad|month|år månad|year month",
        Field::Period => "period|tidsperiod|mätperiod|datumintervall|intervall|date range",
        Field::Active => {
            "aktiva|active|antal aktiva|aktiva användare|antal aktiva användare|active users|unique users\
            |unika användare|inloggade|logged in"
        }
        Field::Eligible => {
            "antal|eligible|total|totalt|antal användare|behöriga|licenser|licensed|headcount|users|antal personer\
            |underlag|antal totalt|antal behöriga"
        }
        Field::Share => {
            "andel|share|pct access|andel aktiva|active share|procent|percent|pct|%|active %|andel %|aktiva %\
            |nyttjandegrad"
        }
        Field::Items => {
            "inlägg|items|antal inlägg|posts|skapade|created|poster|antal poster|dokument|entries|antal skapade"
        }
        Field::LastActive => {
            "senast aktiv|senaste aktivitet|senast använd|senast|last active|last activity|last used|senast inloggad\
            |senaste inloggning|sista aktivitet|senaste inloggningsdatum|last login|last seen|last activity date"
        }
    }
}

/// The field that a heading names, whatever stands below it.
pub fn by_heading(heading: &str) -> Option<Field> {
    let heading = plain(heading);
    Field::ALL.into_iter().find(|field| words(*field).split('|').any(|word| word == heading))
}

/// A guess for each column; a field goes to the column that fits it best. Where the headings take two
/// lines, columns of one heading are one.
pub fn all(columns: &[Tally]) -> Vec<Guess> {
    let headings: Vec<String> = columns.iter().map(|column| plain(&column.name)).collect();
    let mut guesses: Vec<Guess> = headings
        .iter()
        .map(|heading| if names_people(heading) { Guess::NamesPeople } else { Guess::Nothing })
        .collect();
    for field in Field::ALL {
        let fitting = (0..columns.len())
            .filter(|place| guesses[*place] == Guess::Nothing && holds(field, &columns[*place]));
        let best = fitting
            .filter_map(|place| {
                words(field).split('|').position(|word| word == headings[place]).map(|rank| (rank, place))
            })
            .min();
        if let Some((_, best)) = best {
            for place in best..columns.len() {
                if headings[place] == headings[best] && guesses[place] == Guess::Nothing {
                    let why = format!("by its name{}", evidence(field, &columns[best]));
                    guesses[place] = Guess::Field(field, why);
                }
            }
        }
    }
    for (guess, column) in guesses.iter_mut().zip(columns) {
        let times = column.dates.count().max(column.periods.count());
        if *guess != Guess::Nothing {
            continue;
        }
        let named = by_heading(&column.name).filter(|field| DAYS.contains(field));
        if column.mostly(times) {
            *guess = Guess::Time;
        } else if let Some(field) = named.filter(|_| column.numbers == 0 && column.told() > 0) {
            *guess = Guess::OtherForm(field);
        }
    }
    guesses
}

/// Whether what the column holds can be the field at all.
fn holds(field: Field, column: &Tally) -> bool {
    if column.told() == 0 {
        return !matches!(field, Field::Week | Field::Month | Field::Period);
    }
    match field {
        Field::Unit | Field::Module | Field::Audience => true,
        Field::From | Field::To | Field::LastActive => column.mostly(column.dates.count()),
        Field::Week => column.mostly(column.weeks + column.dates.plain),
        Field::Month => column.mostly(column.months + column.dates.plain),
        Field::Period => column.mostly(column.periods.count()),
        Field::Active | Field::Eligible | Field::Items => {
            column.mostly(column.whole + column.grouped.count + column.formulas.count)
        }
        Field::Share => column.mostly(column.numbers + column.formulas.count),
    }
}

fn evidence(field: Field, column: &Tally) -> &'static str {
    match field {
        _ if column.told() == 0 => "; it is empty here",
        Field::Unit | Field::Module | Field::Audience => "",
        Field::From | Field::To | Field::LastActive => ", and it holds dates",
        Field::Week => ", and it holds weeks",
        Field::Month => ", and it holds months",
        Field::Period => ", and it holds two days",
        Field::Active | Field::Eligible | Field::Items => ", and it holds whole numbers",
        Field::Share => ", and it holds numbers",
    }
}

fn names_people(heading: &str) -> bool {
    PEOPLE.split('|').any(|word| word == heading)
        || PEOPLE_PARTS.split('|').any(|part| heading.contains(part))
}

/// The heading in small letters, with one space for whatever separates its words.
fn plain(heading: &str) -> String {
    let spaced: String =
        heading.chars().map(|char| if char.is_alphanumeric() || char == '%' { char } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
