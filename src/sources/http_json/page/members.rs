//! The records of a page, one after the other, wherever they stand in it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::super::more::{Came, nested};
use super::At;
use super::collected::Collected;
use super::failed;
use super::fault::PageFault;
use super::mapping::Mapping;
use super::row::{JsonRow, Member, kind};
use super::said;
use super::unused;
use super::way::{Way, find_lists, step};
use crate::domain::usage::refusal::Place;
use crate::sources::cell::quoted;
use crate::sources::field::{Field, PerField};
use crate::sources::heading::HeadingReader;
use crate::sources::record::Context;
use crate::sources::settings::http_json::body::{ColumnNames, MissingList};
use crate::sources::wholly;
use crate::sources::words::plain;

/// Lists of a page that are named where its records should stand and do not.
const NAMED: usize = 3;

/// Takes in the records of a page.
pub struct Members<'a> {
    mapping: &'a Mapping,
    /// Where the records of this page hold each field.
    fields: Cow<'a, PerField<Way>>,
    /// The names of the columns, where records are lists.
    columns: Vec<String>,
    at: &'a At,
    context: Context<'a>,
    collected: &'a mut Collected,
    /// How many records there were.
    records: u64,
    /// How many names held them, where they stand under names.
    names: Option<u64>,
}

/// Where a record stands on its page.
pub struct Spot<'v> {
    /// The names that lead to it.
    names: Vec<(Field, &'v str)>,
    /// Its place below them, counted from 1.
    record: u64,
}

impl Spot<'_> {
    /// A record in a list.
    pub fn list(record: u64) -> Self {
        Self { names: Vec::new(), record }
    }
}

impl<'a> Members<'a> {
    pub fn new(mapping: &'a Mapping, at: &'a At, context: Context<'a>, collected: &'a mut Collected) -> Self {
        let fields = Cow::Borrowed(&mapping.fields);
        Self { mapping, fields, columns: Vec::new(), at, context, collected, records: 0, names: None }
    }

    /// How many rows there were, as the server counts them, and how many records in them.
    pub fn count(&self) -> Came {
        Came { rows: self.names.unwrap_or(self.records), inside: self.records }
    }

    /// Takes in every record of a page, and tells how many there are.
    pub fn of_page(mut self, page: &Value) -> Result<Came, PageFault> {
        let names = self.mapping.column_names.as_ref();
        // The first row of a list may be its heading.
        let heading = names.and_then(|names| page.pointer(names.at().as_str()));
        let found = self.mapping.records.lead(page);
        // Without records a server may leave the names out too.
        let any = match found {
            Some(Value::Array(list)) => !list.is_empty(),
            Some(Value::Object(object)) => !object.is_empty(),
            _ => false,
        };
        if let Some(names) = names.filter(|_| any) {
            self.name_columns(names, heading)?;
        }
        match found {
            Some(Value::Null) => {}
            None if self.mapping.missing_list == MissingList::None => {}
            Some(Value::Array(list)) if list.is_empty() => {}
            found if self.mapping.keyed_by.is_empty() => self.list(found, heading, page)?,
            Some(Value::Object(object)) => {
                self.names = Some(wholly(object.len()));
                self.keyed(object, &mut Vec::new());
            }
            found => return Err(self.no_records("object with records under names", found, page)),
        }
        Ok(self.count())
    }

    fn list(
        &mut self,
        found: Option<&Value>,
        heading: Option<&Value>,
        page: &Value,
    ) -> Result<(), PageFault> {
        match found {
            Some(Value::Array(list)) => {
                let records = list
                    .iter()
                    .filter(|record| !heading.is_some_and(|heading| std::ptr::eq(*record, heading)));
                for (record, place) in records.zip(1..) {
                    self.record(record, &Spot::list(place));
                }
                Ok(())
            }
            Some(record @ Value::Object(_)) if self.mapping.is_record(record) => {
                self.record(record, &Spot::list(1));
                Ok(())
            }
            found => Err(self.no_records("list of records", found, page)),
        }
    }

    /// Records under names, each of which says something of them.
    fn keyed<'v>(&mut self, object: &'v Map<String, Value>, names: &mut Vec<(Field, &'v str)>) {
        let Some(field) = self.mapping.keyed_by.get(names.len()) else { return };
        let is_last = names.len() + 1 == self.mapping.keyed_by.len();
        for (name, value) in object {
            names.push((*field, name));
            match value {
                Value::Null => {}
                Value::Array(list) if is_last || list.is_empty() => {
                    for (record, place) in list.iter().zip(1..) {
                        self.record(record, &Spot { names: names.clone(), record: place });
                    }
                }
                record if is_last => self.record(record, &Spot { names: names.clone(), record: 1 }),
                Value::Object(inner) => self.keyed(inner, names),
                other => {
                    let why = format!("{} stands there, where an object with names belongs", kind(other));
                    self.refuse(&Spot { names: names.clone(), record: 1 }, why);
                }
            }
            names.pop();
        }
    }

    /// Takes in one record of the page.
    pub fn record(&mut self, record: &Value, spot: &Spot<'_>) {
        self.records += 1;
        if let Some(unused) = &mut self.collected.unused {
            unused::find(record, self.mapping, &self.fields, &self.columns, unused);
        }
        let mapping = self.mapping;
        if !self.columns.is_empty()
            && let Some(why) = self.misshapen(record)
        {
            return self.refuse(spot, why);
        }
        if mapping.each.is_none() && mapping.pivot.is_none() {
            return self.gather(record, None, spot);
        }
        let found = match &mapping.each {
            Some(each) => each.lead(record),
            None => Some(record),
        };
        self.look_within(record, found, spot);
        match found {
            Some(Value::Null) => {}
            None if mapping.missing_list == MissingList::None => {}
            Some(Value::Array(list)) => {
                for (index, value) in list.iter().enumerate() {
                    match (&mapping.pivot, value) {
                        (Some(_), Value::Object(object)) => {
                            self.under_names(record, object, Some(index), spot);
                        }
                        _ => self.member(record, value, None, Some(index), spot),
                    }
                }
            }
            Some(Value::Object(object)) if mapping.pivot.is_some() => {
                self.under_names(record, object, None, spot);
            }
            Some(value @ Value::Object(_)) => self.member(record, value, None, None, spot),
            other => {
                let what = other.map_or_else(|| "nothing".to_owned(), kind);
                let each = mapping.each.as_ref().map_or("", Way::text);
                let hint = if other.is_none() {
                    "; where that means none, write `missing_list = \"none\"`"
                } else {
                    ""
                };
                self.refuse(spot, format!("{what} at `{each}`, where a list belongs{hint}"));
            }
        }
    }

    /// Looks whether the list within a record is whole.
    fn look_within(&mut self, record: &Value, list: Option<&Value>, spot: &Spot<'_>) {
        let Some(each) = self.mapping.each.as_ref().filter(|_| self.mapping.looks_within) else { return };
        if self.collected.within.is_some() {
            return;
        }
        let known: Vec<&str> = self.mapping.fields.iter().map(|(_, way)| way.text()).collect();
        let members = list.and_then(Value::as_array).map_or(0, Vec::len);
        let sign = nested::goes_on(record, each.text(), wholly(members)).map(|sign| sign.to_string());
        let failure = || {
            let (at, value) = failed::of_record(record, &known)?;
            Some(format!("`{at}` says {}", said::words(value)))
        };
        let (each, record) = (each.text().to_owned(), spot.record);
        let found = sign.or_else(failure).map(|sign| PageFault::Within { each, record, sign });
        self.collected.within = found;
    }

    /// What stands under names that say something of it.
    fn under_names(
        &mut self,
        record: &Value,
        object: &Map<String, Value>,
        index: Option<usize>,
        spot: &Spot<'_>,
    ) {
        let mapping = self.mapping;
        let Some(pivot) = &mapping.pivot else { return };
        let reader =
            HeadingReader { pivot, meaning: self.context.meaning, first_read: self.context.first_read };
        for (name, value) in object {
            // In the record itself, other fields stand under names too.
            let is_taken = || self.fields.iter().any(|(_, way)| way.first() == Some(name));
            if mapping.each.is_none() && is_taken() {
                continue;
            }
            if reader.read(name).is_none() {
                self.collected.unread.insert(name.clone());
                continue;
            }
            let said = Some((pivot.heading, name.as_str()));
            match value {
                Value::Array(list) if pivot.cells.is_none() => {
                    for (index, value) in list.iter().enumerate() {
                        self.member(record, value, said, Some(index), spot);
                    }
                }
                value => self.member(record, value, said, index, spot),
            }
        }
    }

    fn member(
        &mut self,
        record: &Value,
        value: &Value,
        name: Option<(Field, &str)>,
        index: Option<usize>,
        spot: &Spot<'_>,
    ) {
        let mapping = self.mapping;
        let figure = mapping.pivot.as_ref().and_then(|pivot| pivot.cells);
        let is_blank = |text: &String| {
            let text = plain(text);
            text.is_empty() || self.context.meaning.empty.iter().any(|word| *word == text)
        };
        // As in a table, nothing under a name is no record.
        if value.is_null() || name.is_some() && matches!(value, Value::String(text) if is_blank(text)) {
            return;
        }
        let each = mapping.each.as_ref().map_or("", Way::text);
        let member = Member { value, fields: &mapping.each_fields, figure, each, name, index };
        self.gather(record, Some(member), spot);
    }

    fn gather(&mut self, record: &Value, member: Option<Member<'_>>, spot: &Spot<'_>) {
        let row = JsonRow { record, fields: &self.fields, names: &spot.names, member };
        self.collected.look(&row);
        let place = self.place(spot);
        self.collected.gathering.add(&row, place, self.context);
    }

    /// Takes in a record that cannot be read.
    pub fn refuse(&mut self, spot: &Spot<'_>, why: String) {
        let place = self.place(spot);
        self.collected.gathering.refuse(place, why);
    }

    fn place(&self, spot: &Spot<'_>) -> Place {
        let (page, record) = (self.at.page, spot.record);
        let about = self.at.about.as_deref();
        if about.is_none() && spot.names.is_empty() {
            return Place::Record { page, record };
        }
        let names = about.into_iter().chain(spot.names.iter().map(|(_, name)| *name));
        let part: Vec<_> = names.collect();
        Place::Named { page, part: Arc::from(part.join(", ")), record }
    }

    /// What is wrong with a record that should be a list with a value for each column.
    fn misshapen(&self, record: &Value) -> Option<String> {
        match record {
            Value::Array(list) if list.len() == self.columns.len() => None,
            Value::Array(list) => {
                Some(format!("{} values where the page names {} columns", list.len(), self.columns.len()))
            }
            other => Some(format!("{} where a list of values belongs", kind(other))),
        }
    }

    /// Finds the columns of the fields by the names that the page gives.
    fn name_columns(&mut self, names: &ColumnNames, found: Option<&Value>) -> Result<(), PageFault> {
        let at = names.at().as_str();
        let fault = |why: String| PageFault::NoColumnNames { at: at.to_owned(), why };
        let list = match found {
            Some(Value::Array(list)) => list,
            other => {
                return Err(fault(format!(
                    "{} stands there, not a list",
                    other.map_or_else(|| "nothing".to_owned(), kind)
                )));
            }
        };
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (place, name) in list.iter().enumerate() {
            let text = match name {
                Value::String(text) => text.as_str(),
                Value::Object(object) => {
                    name.pointer(names.name()).and_then(Value::as_str).ok_or_else(|| {
                        let has: Vec<_> = object.keys().map(|key| quoted(&step(key))).collect();
                        fault(format!(
                            "the object {} there has no text at `{}`; it has {}",
                            place + 1,
                            names.name(),
                            has.join(", ")
                        ))
                    })?
                }
                other => return Err(fault(format!("the name {} there is {}", place + 1, kind(other)))),
            };
            if places.insert(text, place).is_some()
                && self.fields.iter().any(|(_, way)| way.first() == Some(text))
            {
                return Err(fault(format!("two of them are called {}", quoted(text))));
            }
            self.columns.push(text.to_owned());
        }
        let mut missing = Vec::new();
        let fields = self.mapping.fields.map(|way| {
            if let Some(place) = way.first().and_then(|name| places.get(name)) {
                return way.in_list(*place);
            }
            missing.push(format!("`{}`", way.first().unwrap_or_default()));
            way.clone()
        });
        if !missing.is_empty() {
            let found: Vec<_> = self.columns.iter().map(|name| quoted(name)).collect();
            return Err(PageFault::MissingColumns { missing: missing.join(", "), found: found.join(", ") });
        }
        self.fields = Cow::Owned(fields);
        Ok(())
    }

    /// The fault of a page whose records are not where they should be.
    fn no_records(&self, what: &'static str, found: Option<&Value>, page: &Value) -> PageFault {
        let mut words = match found {
            None => String::new(),
            Some(Value::Object(object)) => {
                let names: Vec<_> = object.keys().take(NAMED).map(|name| quoted(name)).collect();
                let more = if object.len() > NAMED { " and more" } else { "" };
                let is = if names.is_empty() {
                    " and is empty".to_owned()
                } else {
                    format!(" and has {}{more}", names.join(", "))
                };
                format!("; an object stands there{is}")
            }
            Some(other) => format!("; {} stands there", kind(other)),
        };
        let mut lists = Vec::new();
        find_lists(page, String::new(), 0, &mut lists);
        if !lists.is_empty() {
            lists.truncate(NAMED);
            let lists: Vec<_> = lists.iter().map(|list| format!("`{list}`")).collect();
            words = format!("{words}; a list stands at {}", lists.join(", "));
        }
        let is_object = self.mapping.keyed_by.is_empty() && found.is_some_and(Value::is_object);
        PageFault::NoRecords {
            what,
            pointer: self.mapping.records.text().to_owned(),
            found: words,
            is_object,
        }
    }
}
