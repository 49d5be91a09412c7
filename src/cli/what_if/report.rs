//! A comparison for the coordinator: totals first, then each expectation, then people.

use std::path::Path;

use super::NOTES;
use crate::cli::screen::table;
use crate::domain::municipality::Municipality;
use crate::domain::unit::UnitKey;
use crate::domain::what_if::{Comparison, Turn, WeekChange};

/// How many people are named at most: more than that is read by a program.
const NAMED: usize = 40;

/// A comparison, with those who know what units and people are called.
pub(in crate::cli) struct Report<'a> {
    pub(in crate::cli) comparison: &'a Comparison,
    pub(in crate::cli) today: &'a Municipality,
    pub(in crate::cli) new: &'a Municipality,
}

impl Report<'_> {
    /// The whole report on the rules in `with`.
    pub(super) fn text(&self, with: &Path) -> String {
        let weeks = &self.comparison.weeks;
        let mut parts = vec![self.summary(&format!("With `{}`", with.display()))];
        parts.extend(self.expectations());
        if weeks.len() > 1 {
            parts.push(self.weeks());
        }
        parts.extend(weeks.last().map(|week| self.people(week)));
        parts.push(NOTES.join("\n"));
        parts.join("\n\n")
    }

    /// What differs in all weeks together, under a line that begins with `what`.
    pub(in crate::cli) fn summary(&self, what: &str) -> String {
        let weeks = &self.comparison.weeks;
        let span = match (weeks.first(), weeks.last()) {
            (Some(first), Some(last)) if first.week != last.week => {
                format!("{} to {}", first.week, last.week)
            }
            (_, last) => last.map(|last| last.week.to_string()).unwrap_or_default(),
        };
        let affected = self.comparison.units_affected();
        let units = self.today.roster.units.len();
        let totals = self.totals();
        format!(
            "{what}, {span}:\n\n{totals}\n\n\
             Units that would be asked for something else in some week: {affected} of {units}"
        )
    }

    fn totals(&self) -> String {
        let all = self.comparison.tally();
        let row = |name: &str, numbers: [usize; 4]| {
            let [today, new, gained, lost] = numbers.map(|number| number.to_string());
            [name.to_owned(), today, new, gained, lost]
        };
        let letters =
            row("Letters", [all.today.letters, all.new.letters, all.gained.letters, all.lost.letters]);
        let asks = row("Asks", [all.today.asks, all.new.asks, all.gained.asks, all.lost.asks]);
        table(["In all", "Today", "New", "Gained", "Lost"], [letters, asks])
    }

    /// Those for which something differs; none where nothing does.
    fn expectations(&self) -> Option<String> {
        let of = self.comparison.by_expectation().into_iter();
        let rows: Vec<_> = of
            .filter(|(_, of)| of.asks_gained + of.asks_lost + of.levels_changed > 0)
            .map(|(key, of)| {
                let [gained, lost, now] =
                    [of.asks_gained, of.asks_lost, of.units_changed_now].map(|count| count.to_string());
                [key.0.clone(), gained, lost, now]
            })
            .collect();
        let header = ["Expectation", "Asks gained", "Asks lost", "Units on another level now"];
        (!rows.is_empty()).then(|| table(header, rows))
    }

    fn weeks(&self) -> String {
        let rows = self.comparison.weeks.iter().map(|week| {
            let tally = week.tally();
            let [letters, new_letters] = [tally.today.letters, tally.new.letters];
            let [asks, new_asks] = [tally.today.asks, tally.new.asks];
            [
                week.week.to_string(),
                format!("{letters} → {new_letters}"),
                format!("{asks} → {new_asks}"),
                tally.gained.asks.to_string(),
                tally.lost.asks.to_string(),
            ]
        });
        table(["Week", "Letters", "Asks", "Asks gained", "Asks lost"], rows)
    }

    fn people(&self, week: &WeekChange) -> String {
        let letters = week.letters.iter().map(|change| {
            let what = format!("{} the letter", word(change.turn));
            [self.name(&change.recipient), String::new(), what, String::new()]
        });
        let asks = week.asks.iter().map(|change| {
            let what = format!("{} the ask", word(change.turn));
            let unit = self.unit(&change.unit);
            [self.name(&change.recipient), unit, what, change.expectation.0.clone()]
        });
        let count = week.letters.len() + week.asks.len();
        if count == 0 {
            return format!("In {} no principal would gain or lose an ask or a letter.", week.week);
        }
        let rows = letters.chain(asks).take(NAMED);
        let named = table(["Principal", "Unit", "What", "Expectation"], rows);
        let rest = count.saturating_sub(NAMED);
        let more =
            if rest > 0 { format!("\nand {rest} more; --format json names all") } else { String::new() };
        format!("In {}:\n{named}{more}", week.week)
    }

    /// What people call a principal; the address where nobody said.
    fn name(&self, address: &str) -> String {
        let people = self.today.roster.recipients.iter().chain(&self.new.roster.recipients);
        let mut names =
            people.filter(|person| person.address.identity() == address).map(|person| &person.name);
        names.find(|name| !name.is_empty()).map_or_else(|| address.to_owned(), Clone::clone)
    }

    fn unit(&self, key: &UnitKey) -> String {
        let unit = self.today.roster.unit(key).or_else(|| self.new.roster.unit(key));
        unit.map_or_else(|| key.to_string(), |unit| unit.name.clone())
    }
}

fn word(turn: Turn) -> &'static str {
    match turn {
        Turn::Gained => "gains",
        Turn::Lost => "loses",
    }
}
