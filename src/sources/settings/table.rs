//! Where a table holds its fields: the keys that sheets share with interfaces that answer with tables.

use std::collections::BTreeMap;
use std::num::NonZeroU8;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::sources::field::{Field, PerField};
use crate::sources::words::plain;

/// Where a table holds what.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct TableSettings {
    /// The line that holds the column names, counted from 1, where titles stand above it; the first
    /// line that is not blank when absent.
    pub header_line: Option<u64>,
    /// How many lines the column names take.
    #[serde(default = "one")]
    #[schemars(range(min = 1, max = 3))]
    pub header_rows: NonZeroU8,
    /// The fields whose blank cells take the value above.
    #[serde(default)]
    pub fill_down: Vec<Field>,
    /// Columns that are a record each.
    pub pivot: Option<Pivot>,
    /// Which rows count: those with one of these words in the column.
    #[serde(default)]
    pub only: BTreeMap<String, Vec<String>>,
    /// Which rows do not count: those with one of these words in the column, such as totals.
    #[serde(default)]
    pub skip: BTreeMap<String, Vec<String>>,
    /// The column that holds each field, as its heading is written.
    #[serde(default)]
    pub columns: PerField<String>,
}

/// Columns that are a record each, because their headings say what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pivot {
    /// What the headings are: `week`, `month`, `period`, `module` or `audience`.
    pub heading: Field,
    /// Which figure the cells below hold. Absent where the headings take two lines: then the upper
    /// one is `heading`, and `columns` name the lower ones.
    pub cells: Option<Field>,
}

impl TableSettings {
    /// The same, with every heading and word as [`plain`] writes it, so that it can be compared.
    pub(in crate::sources) fn in_plain_words(&self) -> Self {
        let rows = |rows: &BTreeMap<String, Vec<String>>| {
            let words = |words: &[String]| words.iter().map(|word| plain(word).into_owned()).collect();
            rows.iter().map(|(column, those)| (plain(column).into_owned(), words(those))).collect()
        };
        Self {
            columns: self.columns.map(|name| plain(name).into_owned()),
            only: rows(&self.only),
            skip: rows(&self.skip),
            ..self.clone()
        }
    }

    /// A key that speaks of lines and columns, where one is said.
    pub(in crate::sources) fn of_lines(&self) -> Option<&'static str> {
        let keys = [
            ("header_line", self.header_line.is_some()),
            ("header_rows", self.header_rows.get() > 1),
            ("fill_down", !self.fill_down.is_empty()),
            ("only", !self.only.is_empty()),
            ("skip", !self.skip.is_empty()),
        ];
        keys.into_iter().find(|(_, is_said)| *is_said).map(|(key, _)| key)
    }

    /// The fields that a record gets from the table.
    pub(in crate::sources) fn fields(&self) -> PerField<()> {
        let mut fields = self.columns.map(|_| ());
        if let Some(pivot) = &self.pivot {
            fields.set(pivot.heading, ());
            if let Some(cells) = pivot.cells {
                fields.set(cells, ());
            }
        }
        fields
    }

    /// What of it contradicts itself, if anything: what is wrong, and what to do.
    pub(in crate::sources) fn fault(&self) -> Option<(String, String)> {
        const HEADINGS: [Field; 5] =
            [Field::Week, Field::Month, Field::Period, Field::Module, Field::Audience];
        if let Some(field) = self.fill_down.iter().find(|field| self.columns.get(**field).is_none()) {
            return Some((
                format!("`fill_down` names `{field}`, which no column holds"),
                "list only fields of `columns` there".to_owned(),
            ));
        }
        if let Some(field) = self.fill_down.iter().find(|field| Field::FIGURES.contains(field)) {
            return Some((
                format!(
                    "`fill_down` names `{field}`: a figure counts once, and not for the rows below it too"
                ),
                "list the unit, the module, the audience or the days there".to_owned(),
            ));
        }
        let pivot = self.pivot.as_ref()?;
        let fault = |what: &str, hint: &str| Some((what.to_owned(), hint.to_owned()));
        if let Some(found) = pivot.fault(&HEADINGS) {
            return Some(found);
        }
        if self.columns.get(pivot.heading).is_some() {
            return fault(
                "`pivot` and `columns` both say where the same field stands",
                "name it in one of them",
            );
        }
        match pivot.cells {
            None if self.header_rows.get() < 2 => fault(
                "`pivot` does not say which figure its cells hold",
                "write `cells`, as in `pivot = { heading = \"week\", cells = \"active\" }`, or `header_rows = 2` where a second heading line does",
            ),
            Some(cells) if self.columns.get(cells).is_some() => {
                fault("`pivot` and `columns` both say where the same figure stands", "name it in one of them")
            }
            _ => None,
        }
    }
}

impl Pivot {
    /// What of it contradicts itself, if anything, where its headings are one of these.
    pub(in crate::sources) fn fault(&self, headings: &[Field]) -> Option<(String, String)> {
        if !headings.contains(&self.heading) {
            let names: Vec<_> = headings.iter().map(|field| field.key()).collect();
            let (last, others) = names.split_last()?;
            return Some((
                format!("`heading` of `pivot` is not a {} or {last}", others.join(", ")),
                "write what the headings are, as in `pivot = { heading = \"week\", cells = \"active\" }`"
                    .to_owned(),
            ));
        }
        self.cells.filter(|cells| !Field::COUNTED.contains(cells)).map(|_| {
            (
                "`cells` of `pivot` is not a figure".to_owned(),
                "write active, eligible, share, items or last_active".to_owned(),
            )
        })
    }
}

fn one() -> NonZeroU8 {
    NonZeroU8::MIN
}
