//! Finds the unit that somebody means, by its key or a part of its name, and
//! the recipient, by the address.

use super::{Exit, Failure};
use crate::domain::recipient::address::{EmailAddress, UnusableAddress};
use crate::domain::recipient::{Recipient, Roster};
use crate::domain::unit::Unit;

/// How many units a question offers.
const OFFERED: usize = 5;

/// How alike two words must be to be taken for a slip of the pen, 0 to 1.
const ALIKE: f64 = 0.85;

/// The unit with this key, else the only one whose name has this part.
///
/// # Errors
///
/// A [`Failure`] with the units that may be meant, where it is none or several.
pub(super) fn unit<'a>(roster: &'a Roster, text: &str) -> Result<&'a Unit, Failure> {
    let wanted = text.trim().to_lowercase();
    let same = |known: &str| known.to_lowercase() == wanted;
    let exact = roster.units.iter().find(|unit| *unit.key.0 == *text.trim());
    let exact = exact.or_else(|| only(roster.units.iter().filter(|unit| same(&unit.key.0))));
    if let Some(unit) = exact.or_else(|| only(roster.units.iter().filter(|unit| same(&unit.name)))) {
        return Ok(unit);
    }
    let part = |unit: &&Unit| !wanted.is_empty() && unit.name.to_lowercase().contains(&wanted);
    let named: Vec<&Unit> = roster.units.iter().filter(part).collect();
    match named.as_slice() {
        [unit] => Ok(unit),
        [] => Err(unknown(roster, text)),
        several => Err(Failure::new(format!("`{text}` may be {} units", several.len()))
            .hint(format!("write more of the name, or the key: {}", list(several)))),
    }
}

/// The recipient with this address, in any spelling.
///
/// # Errors
///
/// A [`Failure`] with the addresses that may be meant, where nobody has it.
pub(super) fn recipient<'a>(roster: &'a Roster, text: &str) -> Result<&'a Recipient, Failure> {
    let known = |failure: Failure| failure.exit(Exit::Error).hint("write an address of units.csv");
    let identity = address(text).map_err(known)?.identity();
    roster.recipients.iter().find(|person| person.address.identity() == identity).ok_or_else(|| {
        let near = closest(text, roster.recipients.iter().map(|person| person.address.as_str()));
        let hint = if near.is_empty() {
            "see the addresses in units.csv".to_owned()
        } else {
            format!("did you mean {}?", near.join(" or "))
        };
        Failure::new(format!("nobody has the address `{text}`")).hint(hint)
    })
}

/// The address that somebody wrote.
pub(super) fn address(text: &str) -> Result<EmailAddress, Failure> {
    text.parse().map_err(|error: UnusableAddress| {
        Failure::new(format!("`{text}` cannot be used: {error}")).exit(Exit::Usage)
    })
}

fn only<'a>(mut units: impl Iterator<Item = &'a Unit>) -> Option<&'a Unit> {
    units.next().filter(|_| units.next().is_none())
}

/// That there is no unit of this key or name, with those that may be meant.
pub(super) fn unknown(roster: &Roster, text: &str) -> Failure {
    let words = roster.units.iter().flat_map(|unit| {
        let parts = unit.name.split_whitespace();
        [&*unit.key.0, unit.name.as_str()].into_iter().chain(parts)
    });
    let near = closest(text, words);
    let meant: Vec<&Unit> = roster
        .units
        .iter()
        .filter(|unit| {
            near.iter().any(|near| {
                *unit.key.0 == **near
                    || unit.name == *near
                    || unit.name.split_whitespace().any(|part| part == *near)
            })
        })
        .collect();
    let hint = if meant.is_empty() {
        "see the columns `unit` and `name` of units.csv".to_owned()
    } else {
        format!("did you mean {}?", list(&meant))
    };
    Failure::new(format!("there is no unit `{text}`")).hint(hint)
}

fn list(units: &[&Unit]) -> String {
    let mut named: Vec<_> =
        units.iter().take(OFFERED).map(|unit| format!("{} ({})", unit.name, unit.key)).collect();
    if units.len() > OFFERED {
        named.push("…".to_owned());
    }
    named.join(", ")
}

/// The candidates most like `word`; none where nothing is like it.
pub(super) fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.trim().to_lowercase();
    let mut best = ALIKE;
    let mut found = Vec::new();
    for candidate in candidates {
        let alike = strsim::jaro_winkler(&word, &candidate.to_lowercase());
        if alike > best {
            best = alike;
            found.clear();
        }
        if alike >= best && !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::unit::{Headcount, SchoolForm, UnitKey};

    fn roster() -> Roster {
        let unit = |key: &str, name: &str| Unit {
            key: UnitKey(key.into()),
            name: name.to_owned(),
            forms: [SchoolForm::Gr].into(),
            area: "".into(),
            headcount: Headcount::default(),
        };
        let units =
            vec![unit("1", "Vikens skola"), unit("FSK-02", "Vikens förskola"), unit("3", "Åsens skola")];
        Roster { units: units.into(), ..Roster::default() }
    }

    fn found(text: &str) -> Result<String, String> {
        unit(&roster(), text).map(|unit| unit.key.to_string()).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_key_a_name_or_a_part_that_only_one_unit_has_finds_it() {
        for (text, key) in
            [("1", "1"), ("fsk-02", "FSK-02"), ("vikens skola", "1"), ("ÅSEN", "3"), ("förskola", "FSK-02")]
        {
            assert_eq!(found(text), Ok(key.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_part_of_several_names_is_answered_with_their_keys() {
        let failure = found("Viken").unwrap_err();
        assert!(failure.contains("Vikens skola (1), Vikens förskola (FSK-02)"), "{failure}");
    }

    #[test]
    fn a_slip_of_the_pen_is_answered_with_what_may_be_meant() {
        let failure = found("Åsns skola").unwrap_err();
        assert!(failure.contains("did you mean Åsens skola (3)?"), "{failure}");
        assert!(found("xyz").unwrap_err().contains("units.csv"));
        assert!(found(" ").is_err());
    }
}
