//! What JSON cannot tell about a file: dates without quotes, `4.0` for a whole
//! number, and what only the types themselves refuse.

use serde_json::Value;
use serde_path_to_error::Segment;

use super::document::{Document, Kind, Node};
use super::fault::{Fault, Faults};
use super::schema::Schema;
use super::step::Step;

/// Formats of JSON schema that a date or time without quotes may have.
const MOMENTS: [&str; 5] = ["date", "date-time", "partial-date-time", "time", "partial-time"];

/// Dates where a text belongs, and decimals where a whole number does.
pub(super) fn find(document: &Document, schema: &Schema) -> Faults {
    let mut faults = Faults::new();
    walk(document, schema, document.root(), &mut Vec::new(), &mut faults);
    faults
}

fn walk(document: &Document, schema: &Schema, node: &Node, path: &mut Vec<Step>, faults: &mut Faults) {
    match &node.kind {
        Kind::Table(table) => {
            for (key, node) in table {
                path.push(Step::Key(key.clone()));
                walk(document, schema, node, path, faults);
                path.pop();
            }
        }
        Kind::List(list) => {
            for (index, node) in list.iter().enumerate() {
                path.push(Step::Index(index));
                walk(document, schema, node, path, faults);
                path.pop();
            }
        }
        Kind::Moment | Kind::Decimal if document.variable(path).is_none() => {
            let rules = schema.at(path, document.value());
            let types = Schema::types(&rules);
            let formats = Schema::formats(&rules);
            let name = document.name(path);
            let text_only =
                types.contains(&"string") && !formats.iter().any(|format| MOMENTS.contains(format));
            if node.kind == Kind::Moment && text_only {
                let hint = "put it in quotes".to_owned();
                faults.push(document.fault(path, format!("{name} should be a text, not a date"), hint));
            }
            let whole_only = types.contains(&"integer") && !types.contains(&"number");
            let value = document.value().pointer(&pointer(path)).and_then(Value::as_f64);
            if node.kind == Kind::Decimal && whole_only && value.is_some_and(|value| value.fract() == 0.0) {
                let hint = value.map(|value| format!("leave out the decimals: {value:.0}"));
                faults.push(document.fault(path, format!("{name} should be a whole number"), hint));
            }
        }
        _ => {}
    }
}

fn pointer(path: &[Step]) -> String {
    path.iter().map(|step| format!("/{}", step.to_string().replace('~', "~0").replace('/', "~1"))).collect()
}

/// The fault for a value that the rules allow and the type refuses.
pub(super) fn refused(document: &Document, error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let path: Vec<_> = error
        .path()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let name = document.name(&path);
    let words = error.inner().to_string();
    let Some((found, expected)) =
        words.strip_prefix("invalid value: ").and_then(|words| words.split_once(", expected "))
    else {
        return document.fault(&path, format!("{name}: {words}"), None);
    };
    let range = match expected {
        "u8" => Some((0, i128::from(u8::MAX))),
        "u16" => Some((0, i128::from(u16::MAX))),
        "u32" => Some((0, i128::from(u32::MAX))),
        "u64" | "usize" => Some((0, i128::from(u64::MAX))),
        "i32" => Some((i128::from(i32::MIN), i128::from(i32::MAX))),
        _ => None,
    };
    let message = format!("{name} cannot be {}", found.strip_prefix("integer ").unwrap_or(found));
    let hint = match range {
        Some((least, most)) => format!("write a whole number from {least} to {most}"),
        None => format!("expected is {expected}"),
    };
    document.fault(&path, message, hint)
}
