//! What the records of a page hold that nothing is read of.

use std::collections::BTreeSet;

use serde_json::Value;

use super::mapping::Mapping;
use super::way::{Way, step};
use crate::sources::field::PerField;

/// The most places that are told.
const MOST: usize = 100;

/// Adds to `found` the places in a record that no field points to. What stands there may be anybody's
/// name, and is not looked at.
pub fn find(
    record: &Value,
    mapping: &Mapping,
    fields: &PerField<Way>,
    columns: &[String],
    found: &mut BTreeSet<String>,
) {
    if found.len() >= MOST {
        return;
    }
    if let (Value::Array(_), false) = (record, columns.is_empty()) {
        let unread = columns.iter().filter(|name| fields.iter().all(|(_, way)| way.first() != Some(name)));
        found.extend(unread.map(|name| step(name)));
        return;
    }
    let each = mapping.each.as_ref().map(Way::text);
    let taken: Vec<&str> = fields.iter().map(|(_, way)| way.text()).chain(each).collect();
    if mapping.pivot.is_none() || each.is_some() {
        walk(record, String::new(), &taken, found);
    }
    let members = mapping.each.as_ref().and_then(|each| each.lead(record));
    if let (Some(Value::Array(list)), None, Some(each)) = (members, &mapping.pivot, each) {
        let taken: Vec<&str> = mapping.each_fields.iter().map(|(_, way)| way.text()).collect();
        let mut inside = BTreeSet::new();
        for member in list.iter().take(MOST) {
            walk(member, String::new(), &taken, &mut inside);
        }
        found.extend(inside.into_iter().map(|place| format!("{each}/…{place}")));
    }
}

fn walk(value: &Value, at: String, taken: &[&str], found: &mut BTreeSet<String>) {
    if taken.contains(&at.as_str()) || found.len() >= MOST {
        return;
    }
    let is_on_the_way =
        taken.iter().any(|way| way.strip_prefix(at.as_str()).is_some_and(|rest| rest.starts_with('/')));
    match value {
        Value::Object(object) if is_on_the_way || at.is_empty() => {
            for (name, value) in object {
                walk(value, format!("{at}{}", step(name)), taken, found);
            }
        }
        Value::Array(list) if is_on_the_way => {
            for (index, value) in list.iter().enumerate() {
                walk(value, format!("{at}/{index}"), taken, found);
            }
        }
        _ if at.is_empty() => {}
        _ => {
            found.insert(at);
        }
    }
}
