//! Sources that give the same, and what a missing row of theirs means.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Doubts, Place, SOURCE, at};
use crate::domain::usage::givers::{Givers, OddPeriod, Shared, ZeroRows};
use crate::domain::usage::reports::Absent;
use crate::settings::Severity;
use crate::sources::{SourceSettings, named_files};

/// How many modules a doubt names.
const NAMED: usize = 3;

impl Doubts<'_> {
    /// Two sources of which the settings say that all their rows are of one module and audience.
    pub(super) fn same_constants(&mut self, sources: &[SourceSettings]) {
        let constants = |source: &SourceSettings| {
            let constants = &source.meaning().constants;
            Some((constants.module.clone()?, constants.audience.clone()?))
        };
        for (index, later) in sources.iter().enumerate() {
            let Some((module, audience)) = constants(later) else { continue };
            let same = |earlier: &&SourceSettings| {
                constants(earlier) == Some((module.clone(), audience.clone()))
                    && earlier.name() != later.name()
            };
            let Some(earlier) = sources[..index].iter().find(same) else { continue };
            let message = format!(
                "`{}` and `{}` both give `{module}` of {audience}; {WHERE_RIGHT}",
                earlier.name(),
                later.name()
            );
            self.warn(&at(SOURCE, index, "name"), message, DIFFERENT_UNITS);
        }
    }

    /// Formats of which two read one text as different days, and words that mean two things.
    pub(super) fn double_meanings(&mut self, sources: &[SourceSettings]) {
        for (index, source) in sources.iter().enumerate() {
            let meaning = source.meaning();
            if let Some((one, other)) = meaning.date_format.pair_at_odds() {
                let message =
                    format!("`{one}` and `{other}` read some texts as different days: the first one counts");
                self.warn(
                    &at(SOURCE, index, "date_format"),
                    message,
                    "leave out the one that the source does not write",
                );
            }
            if let Some(word) = meaning.empty.iter().find(|word| meaning.suppressed.contains(word)) {
                let message = format!(
                    "`{word}` is under `suppressed` too, where it is not looked for: it is read as nothing"
                );
                self.warn(&at(SOURCE, index, "empty"), message, "leave it in one of them");
            }
        }
    }

    /// Files that a source needs. Whether one can be read also depends on who asks and where: that is worth
    /// knowing. One that holds something else is wrong for everybody.
    pub(super) fn named_files(&mut self, sources: &[SourceSettings], data_dir: &Path) {
        for (index, source) in sources.iter().enumerate() {
            for fault in named_files::faults(source, data_dir) {
                let entry = Place::entry(SOURCE, index);
                let place = fault.keys.iter().fold(entry, |place, key| place.at(key.as_str()));
                let severity = if fault.was_read { Severity::Defect } else { Severity::Warning };
                let message = format!("source `{}`: {}", source.name(), fault.what);
                self.say(severity, &place, message, &fault.hint);
            }
        }
    }

    /// What `absent` says, against what the store shows of rows that say 0.
    pub(super) fn zero_rows(&mut self, sources: &[SourceSettings], givers: &Givers) {
        for ZeroRows { source, has_sent } in &givers.zeros {
            let Some(index) = sources.iter().position(|known| known.name() == source) else { continue };
            let said = self.says_absent(index);
            if !said && !has_sent {
                self.warn(
                    &at(SOURCE, index, "name"),
                    format!(
                        "`{source}` has never told that nobody used something: where a row is missing, nothing says \
                         whether nobody used it or nobody knows"
                    ),
                    "write `absent = \"zero\"` where it leaves out what nobody used, `absent = \"unknown\"` where it \
                     leaves out what it does not know",
                );
            } else if *has_sent && sources[index].meaning().absent == Absent::Zero {
                self.warn(
                    &at(SOURCE, index, "absent"),
                    format!(
                        "`{source}` does tell that nobody used something, in rows with 0: a row that is missing may be \
                         one that it does not know"
                    ),
                    "write `absent = \"unknown\"`, unless you know that it leaves out some of what nobody used",
                );
            }
        }
    }

    /// Periods of months of a source that otherwise gives weeks: one wrong day may have made them.
    pub(super) fn odd_periods(&mut self, sources: &[SourceSettings], givers: &Givers) {
        for OddPeriod { source, module, audience, period, count } in &givers.odd {
            let Some(index) = sources.iter().position(|known| known.name() == source) else { continue };
            let more =
                if *count > 1 { format!(", and {} more such periods", count - 1) } else { String::new() };
            let message = format!(
                "`{source}` gives `{module}` of {audience} for {} to {}{more}, and otherwise for weeks or days",
                period.from, period.to
            );
            self.warn(
                &at(SOURCE, index, "name"),
                message,
                "see whether its first or last day is right; where the source also tells of months, give them a \
                 source of their own",
            );
        }
    }

    /// Sources that give one module for one audience: of the same unit, the one that is read last would count.
    pub(super) fn shared(&mut self, sources: &[SourceSettings], givers: &Givers) {
        let place = |name: &String| sources.iter().position(|known| known.name() == name);
        let mut pairs: Vec<&[String; 2]> = givers.shared.iter().map(|shared| &shared.sources).collect();
        pairs.dedup();
        // Many sources with units of their own are one thing to know, and not one for each two.
        let (mut apart, mut given) = (BTreeSet::new(), Vec::new());
        for pair in pairs {
            let [Some(one), Some(other)] = [place(&pair[0]), place(&pair[1])] else { continue };
            let of_pair = givers.shared.iter().filter(|shared| shared.sources == *pair);
            let (same, different): (Vec<&Shared>, Vec<&Shared>) =
                of_pair.partition(|shared| shared.unit.is_some());
            let Some(unit) = same.iter().find_map(|shared| shared.unit.as_ref()) else {
                apart.extend([one, other]);
                given.extend(different);
                continue;
            };
            let message = format!(
                "`{}` and `{}` both give {} for the same unit, such as `{unit}`: the one read last counts",
                pair[0],
                pair[1],
                named(&same)
            );
            self.object(&at(SOURCE, one.max(other), "name"), message, ONLY_ONE);
        }
        let Some(last) = apart.last() else { return };
        let names: Vec<_> = apart.iter().map(|place| format!("`{}`", sources[*place].name())).collect();
        let message =
            format!("{} give the same, such as {}; {WHERE_RIGHT}", names.join(" and "), named(&given));
        self.warn(&at(SOURCE, *last, "name"), message, DIFFERENT_UNITS);
    }

    /// Whether the file says what a missing row of the source means.
    fn says_absent(&self, index: usize) -> bool {
        let value = self.files.get(SOURCE.0).map(crate::settings::TomlFile::value);
        value.is_some_and(|value| value["source"][index].get("absent").is_some())
    }
}

const WHERE_RIGHT: &str = "that is right where each tells of units of its own";

const DIFFERENT_UNITS: &str = "nothing to do where no unit stands in both; the check fails once one does";

const ONLY_ONE: &str = "let one of them give it: take its word out of [source.values.module] of the other, or its \
                        files away, and let both be read again";

/// The modules and audiences, each once, the first of them by name.
fn named(shared: &[&Shared]) -> String {
    let name = |shared: &&Shared| format!("`{}` of {}", shared.module, shared.audience);
    let names: BTreeSet<_> = shared.iter().map(name).collect();
    let more = names.len().saturating_sub(NAMED);
    let first: Vec<_> = names.into_iter().take(NAMED).collect();
    match more {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}
