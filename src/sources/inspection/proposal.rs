//! The settings that would read an inspected file, as text to paste. What is not sure stands there as a
//! comment, with why: without it the file is refused, and not read wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::column::{Lines, Tally, is_for_nothing, is_for_suppressed};
use super::dates::DateFormat;
use super::evidence::percent;
use super::together::Together;
use super::{Guess, Inspection, encoding_word, lookout, words};
use crate::domain::number;
use crate::sources::field::Field;

pub fn write(inspection: &Inspection, name: &str) -> String {
    let mut proposal = Proposal { inspection, lines: Vec::new() };
    proposal.file(name);
    proposal.layout();
    proposal.dates();
    proposal.numbers();
    proposal.words_for_nothing();
    proposal.columns();
    proposal.constants();
    proposal.values();
    proposal.unread();
    proposal.lines.join("\n") + "\n"
}

struct Proposal<'a> {
    inspection: &'a Inspection,
    lines: Vec<String>,
}

impl Proposal<'_> {
    /// Adds a line, or several. What a comment quotes of the file may hold characters that TOML allows nowhere;
    /// in values they are written otherwise.
    fn line(&mut self, line: impl Into<String>) {
        let is_foreign = |char: char| char.is_ascii_control() && !matches!(char, '\t' | '\n');
        self.lines.push(line.into().replace(is_foreign, " "));
    }

    fn file(&mut self, name: &str) {
        let inspection = self.inspection;
        self.line("[[source]]");
        self.line(format!("name = {}", quoted(name)));
        self.line("kind = \"sheet\"");
        let path = glob::Pattern::escape(&inspection.path.display().to_string());
        self.line(format!("path = {}  # this file; \"inbox/*\" reads every file put there", quoted(&path)));
        if let Some(delimiter) = inspection.found.delimiter {
            self.line(format!("delimiter = {}", quoted(delimiter.word())));
        }
        if let Some(encoding) = inspection.encoding {
            let why = if inspection.encoding_guessed {
                "  # not UTF-8; check that å, ä and ö are right"
            } else {
                ""
            };
            self.line(format!("encoding = {}{why}", quoted(encoding_word(encoding))));
        }
    }

    fn layout(&mut self) {
        let found = &self.inspection.found;
        if let Some(sheet) = &found.sheet {
            if found.alike.len() > 1 && found.alike.len() == found.sheets.len() {
                self.line("sheet = \"*\"  # every worksheet has the same headings");
            } else if found.sheets.first() != Some(sheet) || found.sheets.len() > 1 {
                let others: Vec<String> =
                    found.sheets.iter().filter(|other| *other != sheet).map(|other| quoted(other)).collect();
                self.line(format!("sheet = {}  # not read: {}", quoted(sheet), others.join(", ")));
            }
        }
        if let Some(line) = found.header_line {
            self.line(format!("header_line = {line}  # other lines stand above the headings"));
        }
        if found.header_rows > 1 {
            self.line(format!("header_rows = {}", found.header_rows));
            match self.inspection.group_field() {
                Some(field) => self.line(format!("pivot = {{ heading = \"{field}\" }}  # by the upper headings")),
                None => self.line("# pivot = { heading = \"…\" }  # needed where the upper headings are audiences, modules or weeks"),
            }
        }
        let pivots: Vec<&str> = self.inspection.pivots().collect();
        if let [first, ..] = pivots.as_slice() {
            let heading = lookout::dated(first).map_or("…", Field::key);
            let why = format!(
                "needed: {} columns are a week or a month each; which figure stands below: active, share or items?",
                pivots.len()
            );
            self.line(format!("# pivot = {{ heading = \"{heading}\", cells = \"…\" }}  # {why}"));
        }
        self.fill_down();
        for (column, tally) in self.inspection.columns.iter().zip(&self.inspection.tallies) {
            let totals = words::totals(tally);
            if totals.is_empty() || column.guess == Guess::NamesPeople {
                continue;
            }
            let listed: Vec<String> = totals.keys().map(|word| quoted(word)).collect();
            let rows: u64 = totals.values().sum();
            let (rows, verb) = if rows == 1 {
                ("1 row".to_owned(), "is a sum")
            } else {
                (format!("{rows} rows"), "are sums")
            };
            let skip = format!("skip = {{ {} = [{}] }}", quoted(&column.name), listed.join(", "));
            // A sum of the whole file belongs to no unit; one of a part may be the very row that counts.
            if column.guess.field() == Some(Field::Unit) {
                self.line(format!("{skip}  # {rows} {verb} of others"));
            } else {
                self.line(format!("# {skip}  # {rows} may be sums of others; or `only` instead of `skip`, to read them alone"));
            }
            break;
        }
    }

    /// Blank cells that may take the value above, and rows that are about the same.
    fn fill_down(&mut self) {
        let Together { blank, again, .. } = &self.inspection.together;
        let fields: Vec<(Field, &Lines)> = [Field::Unit, Field::Module, Field::Audience]
            .into_iter()
            .filter(|field| self.inspection.tally_for(*field).is_some_and(|tally| tally.filled > 0))
            .filter_map(|field| Some((field, blank.get(&field)?)))
            .collect();
        let rows = |(field, lines): &(Field, &Lines)| {
            format!("{} {} no {field}", lines.told(), if lines.count == 1 { "names" } else { "name" })
        };
        let listed: Vec<String> = fields.iter().map(|(field, _)| quoted(field.key())).collect();
        let rows: Vec<String> = fields.iter().map(rows).collect();
        let again = (again.count > 0).then(|| again.told());
        if !listed.is_empty() {
            self.line(format!(
                "# fill_down = [{}]  # {}; take the # away where what stands above them holds",
                listed.join(", "),
                rows.join(", ")
            ));
        }
        if let Some(again) = again {
            self.line(format!(
                "# rows = \"sum\"  # needed where rows are finer, as per class: {again} and earlier ones are of the same unit, module, audience and days, with other figures"
            ));
        }
    }

    fn dates(&mut self) {
        let Some((field, format)) = self.inspection.date_format() else {
            return;
        };
        let key = if field == Field::LastActive { "date_formats.last_active" } else { "date_format" };
        self.date_line(key, &format);
        for other in [Field::To, Field::LastActive] {
            let own = self.inspection.tally_for(other).and_then(|tally| tally.dates.conclude());
            if let Some(own) = own.filter(|own| other != field && own.formats != format.formats) {
                // A few values may fit more formats than those that decided.
                if own.or.is_some()
                    && own.formats.iter().chain(&own.or).any(|one| format.formats.contains(one))
                {
                    continue;
                }
                self.date_line(&format!("date_formats.{other}"), &own);
            }
        }
    }

    fn date_line(&mut self, key: &str, format: &DateFormat) {
        let listed: Vec<String> = format.formats.iter().map(|format| quoted(format)).collect();
        let value =
            if let [one] = listed.as_slice() { one.clone() } else { format!("[{}]", listed.join(", ")) };
        match format.or {
            Some(other) => self.line(format!(
                "# {key} = {value}  # or \"{other}\": no day over 12 in the whole file tells which; take the # away from the right one"
            )),
            None => self.line(format!("{key} = {value}  # fits {} dates", format.fits)),
        }
    }

    fn numbers(&mut self) {
        if let Some(share) = self.inspection.tally_for(Field::Share) {
            let (percent, why) = percent(share);
            match percent {
                Some(true) => self.line(format!("percent = [\"share\"]  # {why}")),
                Some(false) => self.line(format!("percent = []  # {why}")),
                None => self.line(format!("# percent = [\"share\"]  # {why}")),
            }
        }
        let mut grouped = Lines::default();
        let mut with_commas = false;
        for field in Field::COUNTED {
            for tally in self.inspection.tallies_for(field) {
                grouped.count += tally.grouped.count;
                grouped.first.extend(&tally.grouped.first);
                with_commas |= tally.words.keys().any(|word| number::is_grouped(word, ','));
            }
        }
        if grouped.count > 0 {
            let mark = if with_commas { "," } else { "." };
            let rows = Lines { first: grouped.first.into_iter().take(4).collect(), ..grouped }.told();
            self.line(format!(
                "# thousands = \"{mark}\"  # {rows}: a number may have thousands or decimals, and is refused without this line"
            ));
        }
    }

    /// Words in the place of figures and dates.
    fn words_for_nothing(&mut self) {
        let mut odd: BTreeMap<&str, Lines> = BTreeMap::new();
        let read = Field::COUNTED.into_iter().chain([Field::To]);
        for tally in read.flat_map(|field| self.inspection.tallies_for(field)) {
            for (word, lines) in &tally.odd {
                let all = odd.entry(word).or_default();
                all.count += lines.count;
                all.first.extend(&lines.first);
            }
        }
        let listed = |fits: fn(&str) -> bool| -> Vec<String> {
            odd.keys().filter(|word| fits(word)).map(|word| quoted(word)).collect()
        };
        let (empty, suppressed) = (listed(is_for_nothing), listed(is_for_suppressed));
        if !empty.is_empty() {
            let of_sums = if self.inspection.together.again.count > 0 {
                ": not known then, and not 0, so that a sum of such rows is not known either"
            } else {
                ""
            };
            self.line(format!("empty = [{}]  # where nothing stands{of_sums}", empty.join(", ")));
        }
        if !suppressed.is_empty() {
            self.line(format!(
                "suppressed = [{}]  # figures that the source keeps back",
                suppressed.join(", ")
            ));
        }
        let mut others = odd.iter().filter(|(word, _)| !is_for_nothing(word) && !is_for_suppressed(word));
        let first: Vec<_> = others.by_ref().take(10).collect();
        for (word, lines) in first {
            let lines =
                Lines { first: lines.first.iter().take(4).copied().collect(), ..lines.clone() }.told();
            self.line(format!(
                "# empty = [{}]  # {lines}: no number and no date; take the # away where it means nothing, or write it under `suppressed`",
                quoted(word)
            ));
        }
    }

    fn columns(&mut self) {
        let mut named = BTreeSet::new();
        for field in Field::ALL {
            if let Some(column) = self.inspection.column_for(field)
                && let Guess::Field(_, why) = &column.guess
            {
                let line = format!("columns.{field} = {}", quoted(&column.name));
                if let Some(doubt) = self.inspection.doubt(field) {
                    self.line(format!("# {line}  # {doubt}"));
                } else {
                    named.insert(field);
                    self.line(format!("{line}  # {why}"));
                }
            }
        }
        if named.is_empty() {
            self.line("columns = {}  # no column was recognised");
        }
        let group = self.inspection.group_field();
        if !named.contains(&Field::Module) && group != Some(Field::Module) {
            self.line("# columns.module = \"…\"  # needed: no column looks like it");
        }
        let has_days = Field::DAYS.into_iter().any(|field| named.contains(&field) || group == Some(field));
        if !has_days && self.inspection.pivots().next().is_none() && self.inspection.week_of_name().is_none()
        {
            self.line("# columns.from = \"…\"  # needed, or week, month or period: no column says which days a row is about");
        }
        if !Field::FIGURES.into_iter().any(|field| named.contains(&field))
            && self.inspection.pivots().next().is_none()
        {
            self.line("# columns.active = \"…\"  # needed: one of active, share, items and last_active");
        }
    }

    fn constants(&mut self) {
        let group = self.inspection.group_field();
        let missing = |field: Field| self.inspection.column_for(field).is_none() && group != Some(field);
        if missing(Field::Unit) {
            let sheets = self.inspection.sheets_that_are_units();
            if let Some(are_all) = sheets {
                let sign = if are_all { "" } else { "# " };
                self.line(format!("{sign}constants.unit = \"{{sheet}}\"  # no column names the unit, and worksheets are called like units"));
            }
            let is_known = self.inspection.is_unit_the_name();
            let sign = if is_known { "" } else { "# " };
            let why = if is_known {
                "no column names the unit, and the file's name is one"
            } else {
                "needed: no column names the unit; this takes the file's name"
            };
            if sheets.is_none() {
                self.line(format!("{sign}constants.unit = \"{{file_stem}}\"  # {why}"));
            }
        }
        if missing(Field::Audience) {
            self.line("# constants.audience = \"…\"  # needed: no column says whose use it is: staff, students or guardians");
        }
        if let Some(name) = self.inspection.week_of_name() {
            self.line(format!("constants.week = \"{name}\"  # no column says which days a row is about, and this name is a week"));
        }
    }

    fn values(&mut self) {
        let inspection = self.inspection;
        let mut lines = Vec::new();
        if !inspection.known.is_empty() {
            for field in [Field::Unit, Field::Module, Field::Audience] {
                if inspection.group_field() == Some(field) {
                    let mut groups = Tally::default();
                    for upper in inspection.groups() {
                        groups.words.insert(upper.to_owned(), inspection.rows);
                    }
                    lines.extend(words::lines(field, &groups, &inspection.known));
                } else if let Some(tally) = inspection.tally_for(field) {
                    lines.extend(words::lines(field, tally, &inspection.known));
                }
            }
        }
        for line in lines {
            self.line(line);
        }
    }

    fn unread(&mut self) {
        let mut unread = String::new();
        for column in &self.inspection.columns {
            let why = match column.guess {
                Guess::Field(..) | Guess::Pivot => continue,
                Guess::NamesPeople => "names people: never read",
                Guess::Time => "holds days or times, of what is not known: not read",
                Guess::OtherForm(field) => {
                    // Writing to a text cannot fail.
                    let _ = write!(
                        unread,
                        "\n# columns.{field} = {}  # written in no form that is known; say it under `date_formats.{field}`, as in \"%d.%m.%y\"",
                        quoted(&column.name)
                    );
                    continue;
                }
                Guess::Nothing if column.name.is_empty() => continue,
                Guess::Nothing => "not read",
            };
            // Writing to a text cannot fail.
            let _ = write!(unread, "\n# {}: {why}", one_line(&column.name));
        }
        if !unread.is_empty() {
            self.line(format!("# The other columns:{unread}"));
        }
    }
}

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

pub fn one_line(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
