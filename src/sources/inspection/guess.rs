//! What a column may be for, by the words of its heading and by what it holds.

use super::super::field::Field;
use super::column::Tally;

/// What a column may be for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guess {
    /// A field of usage, and why we think so.
    Field(Field, String),
    /// People's names, addresses or numbers: never read.
    NamesPeople,
    /// Nothing we know; never read.
    Nothing,
}

impl Guess {
    /// The field, if it is one.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Field(field, _) => Some(*field),
            Self::NamesPeople | Self::Nothing => None,
        }
    }
}

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
            "från|from|från och med|fr o m|startdatum|start|start date|period start|datum|date|day|dag|time|tid"
        }
        Field::To => "till|to|till och med|t o m|slutdatum|slut|end|end date|period end",
        Field::Week => "vecka|v|week|iso week|veckonummer",
        Field::Month => "månad|month",
        Field::Period => "period|tidsperiod|mätperiod",
        Field::Active => {
            "aktiva|active|antal aktiva|aktiva användare|active users|unique users|inloggade|logged in"
        }
        Field::Eligible => {
            "antal|eligible|total|totalt|antal användare|behöriga|licenser|licensed|headcount|users|antal personer\
            |underlag"
        }
        Field::Share => {
            "andel|share|pct access|andel aktiva|active share|procent|percent|pct|%|active %|andel %|nyttjandegrad"
        }
        Field::Items => "inlägg|items|antal inlägg|posts|skapade|created|poster|dokument|entries",
        Field::LastActive => {
            "senast aktiv|senaste aktivitet|senast använd|last active|last activity|last used|senast inloggad\
            |last login"
        }
    }
}

/// A guess for each column; a field goes to the column that fits it best.
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
        if let Some((_, place)) = best {
            let why = format!("by its name{}", evidence(field, &columns[place]));
            guesses[place] = Guess::Field(field, why);
        }
    }
    // A table with one column of dates has one record a day.
    if !guesses.iter().any(|guess| guess.field() == Some(Field::From)) {
        let dated = |place: &usize| guesses[*place] == Guess::Nothing && holds(Field::From, &columns[*place]);
        let mut places = (0..columns.len()).filter(dated);
        if let (Some(place), None) = (places.next(), places.next()) {
            guesses[place] = Guess::Field(Field::From, "the only column of dates".to_owned());
        }
    }
    guesses
}

/// Whether what the column holds can be the field at all.
fn holds(field: Field, column: &Tally) -> bool {
    match field {
        Field::Unit | Field::Module | Field::Audience => true,
        Field::Week | Field::Month | Field::Period => false,
        Field::From | Field::To | Field::LastActive => {
            column.filled == 0 || column.mostly(column.dates.count())
        }
        Field::Active | Field::Eligible | Field::Items => column.filled == 0 || column.mostly(column.whole),
        Field::Share => column.filled == 0 || column.mostly(column.numbers),
    }
}

fn evidence(field: Field, column: &Tally) -> &'static str {
    match field {
        _ if column.filled == 0 => "; it is empty here",
        Field::Unit | Field::Module | Field::Audience | Field::Week | Field::Month | Field::Period => "",
        Field::From | Field::To | Field::LastActive => ", and it holds dates",
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
