//! What an answer is written in, and where it holds its records.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Pointer;
use crate::sources::field::{Field, PerField};
use crate::sources::settings::{Delimiter, Encoding, TableSettings};

/// What an answer is written in, and where it holds what.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct BodySettings {
    /// What the answers are written in.
    #[serde(default)]
    pub body: Body,
    /// Where a page holds its records, as a JSON pointer; empty when the page is the list itself. Lines
    /// and tables need none.
    pub records: Option<Pointer>,
    /// What a page means that has no list at `records`; null there is no records, whatever this says.
    #[serde(default)]
    pub missing_list: MissingList,
    /// Where a record holds each field, as a JSON pointer into the record.
    #[serde(default)]
    pub fields: PerField<Pointer>,
    /// Where a page names what its records hold, in order, where each is a list instead of an object.
    pub column_names: Option<ColumnNames>,
    /// What the names say where `records` points to an object and not to a list: a field, or one for
    /// each step down.
    #[serde(default)]
    pub keyed_by: KeyedBy,
    /// Where a record holds a list, each member of which is a record of ours.
    pub each: Option<Pointer>,
    /// Where such a member holds each field; what it does not say stands in the record around it.
    #[serde(default)]
    pub each_fields: PerField<Pointer>,
    /// Where a page says what went wrong: where anything stands there, nothing of it is read. `/error`,
    /// `/errors` and what servers usually write of failures count besides.
    pub error: Option<Pointer>,
    /// Where a page says what has to be known about its figures: it is told on the receipt. `/warning`
    /// and `/warnings` where absent. Also for what looks like a failure and is none.
    pub warning: Option<Pointer>,
    /// Where a page says that it is not whole; then nothing of it is read.
    pub truncated: Option<Pointer>,
    /// What separates the cells of a CSV body.
    #[serde(default)]
    pub delimiter: Delimiter,
    /// How the text of a CSV body is encoded.
    #[serde(default)]
    pub encoding: Encoding,
    /// The worksheets of an XLSX body, as for files.
    pub sheet: Option<String>,
    /// Where a table holds what.
    #[serde(flatten)]
    pub table: TableSettings,
}

/// What an answer is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// One JSON value a page.
    #[default]
    Json,
    /// One JSON value a line.
    Ndjson,
    /// A table as text, read as files are.
    Csv,
    /// A workbook, read as files are.
    Xlsx,
}

impl Body {
    /// What is asked for in the header Accept.
    #[must_use]
    pub fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson, application/jsonl, */*;q=0.1",
            Self::Csv => "text/csv, */*;q=0.1",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.1",
        }
    }

    /// Whether it is a table, which has columns and no pointers.
    #[must_use]
    pub fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx)
    }

    /// The word in the settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What a page means that has no list where its records should stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingList {
    /// That it is another page than it should be: it is refused.
    #[default]
    Refuse,
    /// That there are no records.
    None,
}

/// Where the names of columns stand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ColumnNames {
    /// A list of texts, or of objects with `name`.
    At(Pointer),
    /// A list of objects that call it otherwise.
    Named(NamesWithin),
}

/// A list of objects, each with a name in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamesWithin {
    /// Where the list stands.
    pub at: Pointer,
    /// Where an object of it holds the name.
    pub name: Pointer,
}

impl ColumnNames {
    /// Where the list stands.
    #[must_use]
    pub fn at(&self) -> &Pointer {
        match self {
            Self::At(at) | Self::Named(NamesWithin { at, .. }) => at,
        }
    }

    /// Where an object of it holds the name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::At(_) => "/name",
            Self::Named(names) => names.name.as_str(),
        }
    }
}

/// What the names in an object say, from the outermost inwards.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(from = "OneOrSeveral")]
#[schemars(with = "OneOrSeveral")]
pub struct KeyedBy(Vec<Field>);

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum OneOrSeveral {
    /// One field.
    One(Field),
    /// The names of the outer object first.
    Several(Vec<Field>),
}

impl From<OneOrSeveral> for KeyedBy {
    fn from(said: OneOrSeveral) -> Self {
        match said {
            OneOrSeveral::One(field) => Self(vec![field]),
            OneOrSeveral::Several(fields) => Self(fields),
        }
    }
}

impl KeyedBy {
    /// The fields, from the outermost inwards; none where records stand in a list.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.0
    }
}

/// What the names in an object can say.
const NAMES: [Field; 7] =
    [Field::Unit, Field::Module, Field::Audience, Field::From, Field::Week, Field::Month, Field::Period];

type Fault = (String, String);

fn fault(what: impl Into<String>, hint: impl Into<String>) -> Fault {
    (what.into(), hint.into())
}

impl BodySettings {
    /// The fields that a record gets from an answer.
    pub(in crate::sources) fn holds(&self) -> PerField<()> {
        if self.body.is_table() {
            return self.table.fields();
        }
        let mut holds = self.fields.map(|_| ());
        for (field, _) in self.each_fields.iter() {
            holds.set(field, ());
        }
        for field in self.keyed_by.fields() {
            holds.set(*field, ());
        }
        if let Some(pivot) = &self.table.pivot {
            holds.set(pivot.heading, ());
            if let Some(cells) = pivot.cells {
                holds.set(cells, ());
            }
        }
        holds
    }

    /// What of it contradicts itself, if anything: what is wrong, and what to do.
    pub(in crate::sources) fn fault(&self) -> Option<Fault> {
        if self.body.is_table() { self.table_fault() } else { self.json_fault() }
    }

    fn table_fault(&self) -> Option<Fault> {
        let word = self.body.word();
        if self.fields.iter().next().is_some() {
            return Some(fault(
                format!("`fields` are for JSON; a {word} body has columns"),
                "name the heading of each column under `columns`, as in `columns = { unit = \"Enhet\" }`",
            ));
        }
        let of_json = [
            ("records", self.records.is_some()),
            ("missing_list", self.missing_list != MissingList::Refuse),
            ("column_names", self.column_names.is_some()),
            ("keyed_by", !self.keyed_by.fields().is_empty()),
            ("each", self.each.is_some()),
            ("each_fields", self.each_fields.iter().next().is_some()),
            ("error", self.error.is_some()),
            ("warning", self.warning.is_some()),
            ("truncated", self.truncated.is_some()),
        ];
        if let Some((key, _)) = of_json.into_iter().find(|(_, is_said)| *is_said) {
            return Some(fault(
                format!("`{key}` points into JSON, and the body is {word}"),
                format!("take `{key}` away, or `body = \"{word}\"`"),
            ));
        }
        if self.table.columns.iter().next().is_none() {
            return Some(fault(
                format!("nothing says which columns of the {word} body are read"),
                "name them, as in `columns = { unit = \"Enhet\", module = \"Modul\", audience = \"Roll\", from = \"Från\", active = \"Aktiva\" }`",
            ));
        }
        self.table.fault()
    }

    fn json_fault(&self) -> Option<Fault> {
        let word = self.body.word();
        if self.table.columns.iter().next().is_some() {
            return Some(fault(
                format!("`columns` are for tables, and the body is {word}"),
                "write `fields`, as in `fields = { unit = \"/unit\" }`; or `body = \"csv\"`",
            ));
        }
        if let Some(key) = self.table.of_lines() {
            return Some(fault(
                format!("`{key}` is for tables, and the body is {word}"),
                format!("take `{key}` away; or write `body = \"csv\"`"),
            ));
        }
        let of_tables = [
            ("delimiter", self.delimiter != Delimiter::Auto),
            ("encoding", self.encoding != Encoding::Auto),
            ("sheet", self.sheet.is_some()),
        ];
        if let Some((key, _)) = of_tables.into_iter().find(|(_, is_said)| *is_said) {
            return Some(fault(
                format!("`{key}` is for tables, and the body is {word}"),
                format!("take `{key}` away; or write `body = \"csv\"`"),
            ));
        }
        self.page_fault().or_else(|| self.keyed_fault()).or_else(|| self.members_fault())
    }

    /// Keys that look at a page as a whole.
    fn page_fault(&self) -> Option<Fault> {
        if self.body == Body::Json {
            return self.records.is_none().then(|| {
                (
                    "nothing says where a page holds its records".to_owned(),
                    "write `records = \"/data\"`, with the place of the list; `records = \"\"` where the page is the list itself"
                        .to_owned(),
                )
            });
        }
        let of_pages = [
            ("records", self.records.is_some()),
            ("missing_list", self.missing_list != MissingList::Refuse),
            ("column_names", self.column_names.is_some()),
            ("keyed_by", !self.keyed_by.fields().is_empty()),
            ("warning", self.warning.is_some()),
            ("truncated", self.truncated.is_some()),
        ];
        let (key, _) = of_pages.into_iter().find(|(_, is_said)| *is_said)?;
        Some(fault(
            format!("`{key}` looks at a page, and the body is ndjson: each line is a record by itself"),
            format!("take `{key}` away, or `body = \"ndjson\"`"),
        ))
    }

    fn keyed_fault(&self) -> Option<Fault> {
        let keyed = self.keyed_by.fields();
        for (place, field) in keyed.iter().enumerate() {
            if !NAMES.contains(field) {
                return Some(fault(
                    format!("`keyed_by` names `{field}`, which no name in an object can be"),
                    "write what the names are: unit, module, audience, from, week, month or period",
                ));
            }
            if keyed[..place].contains(field) {
                return Some(fault(format!("`keyed_by` names `{field}` twice"), "name each step down once"));
            }
            if self.fields.get(*field).or(self.each_fields.get(*field)).is_some() {
                return Some(fault(
                    format!("`keyed_by` and the fields both say where `{field}` stands"),
                    "name it in one of them",
                ));
            }
        }
        None
    }

    fn members_fault(&self) -> Option<Fault> {
        let each_fields = || self.each_fields.iter();
        if let Some((field, _)) = each_fields().find(|(field, _)| self.fields.get(*field).is_some()) {
            return Some(fault(
                format!("`fields` and `each_fields` both say where `{field}` stands"),
                "name under `each_fields` what stands in the members of `each`, and under `fields` what stands around them",
            ));
        }
        if each_fields().next().is_some() && self.each.is_none() && self.table.pivot.is_none() {
            return Some(fault(
                "`each_fields` say what members hold, and nothing says where the members stand",
                "write `each`, as in `each = \"/modules\"`",
            ));
        }
        let Some(pivot) = &self.table.pivot else {
            return (self.each.is_some() && each_fields().next().is_none()).then(|| {
                fault(
                    "`each` points to members, and nothing says what they hold",
                    "write `each_fields`, as in `each_fields = { module = \"/name\", active = \"/active\" }`; where their names are the modules, `pivot = { heading = \"module\", cells = \"active\" }`",
                )
            });
        };
        if let Some(found) = pivot.fault(&NAMES) {
            return Some(found);
        }
        let said = |field: Field| {
            self.fields.get(field).or(self.each_fields.get(field)).is_some()
                || self.keyed_by.fields().contains(&field)
        };
        let twice = [Some(pivot.heading), pivot.cells].into_iter().flatten().find(|field| said(*field));
        if let Some(field) = twice {
            return Some(fault(
                format!("`pivot` and the fields both say where `{field}` stands"),
                "name it in one of them",
            ));
        }
        let (what, hint) = match pivot.cells {
            Some(_) if each_fields().next().is_some() => (
                "with `cells`, `pivot` says that a figure stands right under each name, and `each_fields` look for more inside",
                "take `cells` away, or `each_fields`",
            ),
            None if each_fields().next().is_none() => (
                "`pivot` does not say which figure stands under each name",
                "write `cells`, as in `pivot = { heading = \"module\", cells = \"active\" }`; where an object stands there, `each_fields`",
            ),
            _ => return None,
        };
        Some(fault(what, hint))
    }
}
