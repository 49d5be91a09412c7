//! Where the answers of an interface hold what, made ready for reading many.

use serde_json::Value;

use super::way::Way;
use crate::sources::error::SourceError;
use crate::sources::field::{Field, PerField};
use crate::sources::record;
use crate::sources::settings::http_json::body::{Body, BodySettings, ColumnNames, MissingList};
use crate::sources::settings::{Meaning, Pivot, Pointer, TableSettings};
use crate::sources::sheet::grid::How;

/// What a body holds where.
#[derive(Debug)]
pub struct Mapping {
    pub body: Body,
    /// Where a page holds its records.
    pub records: Way,
    pub missing_list: MissingList,
    pub keyed_by: Vec<Field>,
    pub fields: PerField<Way>,
    pub each: Option<Way>,
    pub each_fields: PerField<Way>,
    pub pivot: Option<Pivot>,
    pub column_names: Option<ColumnNames>,
    /// Whether it matters that a list within a record is not whole.
    pub looks_within: bool,
    /// Where a page says what went wrong.
    pub error: Signal,
    /// Where it says what has to be known.
    pub warning: Signal,
    pub truncated: Option<Way>,
    /// The same of a table, in plain words.
    pub table: TableSettings,
    settings: BodySettings,
}

/// Places of which each may say something.
#[derive(Debug)]
pub struct Signal {
    pub ways: Vec<Way>,
    /// Whether the settings name it.
    pub is_set: bool,
}

impl Signal {
    /// The place in the settings and the usual ones, but for those that the settings give `another` meaning.
    fn of(set: Option<&Pointer>, usual: [&str; 2], another: Option<&Pointer>) -> Self {
        let is_set = set.is_some();
        let usual = usual.into_iter().filter_map(|text| Pointer::try_from(text.to_owned()).ok());
        let usual = usual.filter(|pointer| Some(pointer) != another && Some(pointer) != set);
        let ways = set.map(Way::of).into_iter().chain(usual.map(|pointer| Way::of(&pointer))).collect();
        Self { ways, is_set }
    }
}

impl Mapping {
    /// Refuses settings that contradict themselves.
    pub fn new(settings: &BodySettings, meaning: &Meaning) -> Result<Self, SourceError> {
        let fault = settings.fault().or_else(|| record::fault_in(meaning, &settings.holds()));
        if let Some((what, hint)) = fault {
            return Err(SourceError::Settings { what, hint });
        }
        let root = || Way::of(&Pointer::default());
        Ok(Self {
            body: settings.body,
            records: settings.records.as_ref().map_or_else(root, Way::of),
            missing_list: settings.missing_list,
            keyed_by: settings.keyed_by.fields().to_owned(),
            fields: settings.fields.map(Way::of),
            each: settings.each.as_ref().map(Way::of),
            each_fields: settings.each_fields.map(Way::of),
            pivot: settings.table.pivot.clone(),
            column_names: settings.column_names.clone(),
            looks_within: true,
            error: Signal::of(settings.error.as_ref(), ["/error", "/errors"], settings.warning.as_ref()),
            warning: Signal::of(
                settings.warning.as_ref(),
                ["/warning", "/warnings"],
                settings.error.as_ref(),
            ),
            truncated: settings.truncated.as_ref().map(Way::of),
            table: settings.table.in_plain_words(),
            settings: settings.clone(),
        })
    }

    /// Whether an object that stands by itself is a record: it has what a record cannot do without.
    pub fn is_record(&self, object: &Value) -> bool {
        let leads = |way: &Way| way.lead(object).is_some();
        let has = |field: Field| self.fields.get(field).is_none_or(leads);
        let figure = Field::FIGURES.into_iter().any(|field| self.fields.get(field).is_some_and(leads));
        let members = self.each.as_ref().is_some_and(leads);
        Field::REQUIRED.into_iter().chain(Field::DAYS).all(has) && (figure || members)
    }

    /// The places of a page that are read as something else than a sign of a failure: a single record may be
    /// the page itself.
    pub fn known(&self) -> Vec<&str> {
        let fields = self.fields.iter().map(|(_, way)| way.text());
        let is_page = self.records.text().is_empty();
        let warning = self.warning.ways.iter().map(Way::text);
        fields.filter(|_| is_page).chain(warning).chain(self.each.as_ref().map(Way::text)).collect()
    }

    /// How a table is to be read.
    pub fn how(&self) -> How<'_> {
        How {
            delimiter: self.settings.delimiter,
            encoding: self.settings.encoding,
            sheet: self.settings.sheet.as_deref(),
            header_line: self.table.header_line,
            header_rows: Some(self.table.header_rows.get()),
        }
    }

    /// The fields that a record may do without, each with its place: whether any record has them is worth knowing.
    pub fn optional(&self) -> Vec<(Field, String)> {
        let optional = |(field, way): (Field, &Way)| {
            let needed = Field::REQUIRED.contains(&field) || Field::DAYS.contains(&field);
            (!needed && !self.body.is_table()).then(|| (field, way.text().to_owned()))
        };
        self.fields.iter().chain(self.each_fields.iter()).filter_map(optional).collect()
    }
}
