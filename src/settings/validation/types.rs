//! What JSON cannot tell about a file: dates without quotes, `4.0` for a whole
//! number, and what only the types themselves refuse.

use serde_path_to_error::Segment;

use crate::settings::fault::{Fault, Faults};
use crate::settings::schema::Schema;
use crate::settings::toml_file::Step;
use crate::settings::toml_file::{Kind, Node, TomlFile};

/// Formats of JSON schema that a date or time without quotes may have.
const MOMENTS: [&str; 5] = ["date", "date-time", "partial-date-time", "time", "partial-time"];

/// Dates where a text belongs, and decimals where a whole number does.
pub(super) fn find(file: &TomlFile, schema: &Schema) -> Faults {
    let mut faults = Faults::new();
    walk(file, schema, file.root(), &mut Vec::new(), &mut faults);
    faults
}

fn walk(file: &TomlFile, schema: &Schema, node: &Node, path: &mut Vec<Step>, faults: &mut Faults) {
    match &node.kind {
        Kind::Table(table) => {
            for (key, node) in table {
                path.push(Step::Key(key.clone()));
                walk(file, schema, node, path, faults);
                path.pop();
            }
        }
        Kind::List(list) => {
            for (index, node) in list.iter().enumerate() {
                path.push(Step::Index(index));
                walk(file, schema, node, path, faults);
                path.pop();
            }
        }
        Kind::Moment if file.variable(path).is_none() => {
            let rules = schema.at(path, file.value());
            let moment_allowed = Schema::formats(&rules).iter().any(|format| MOMENTS.contains(format));
            if Schema::types(&rules).contains(&"string") && !moment_allowed {
                let message = format!("{} should be a text, not a date", file.name(path));
                faults.push(file.fault(path, message, "put it in quotes"));
            }
        }
        Kind::Decimal(number) if file.variable(path).is_none() && number.fract() == 0.0 => {
            let types = schema.at(path, file.value());
            let types = Schema::types(&types);
            if types.contains(&"integer") && !types.contains(&"number") {
                let message = format!("{} should be a whole number", file.name(path));
                faults.push(file.fault(path, message, format!("leave out the decimals: {number:.0}")));
            }
        }
        _ => {}
    }
}

/// The fault for a value that the rules allow and the type refuses.
pub(super) fn refused(file: &TomlFile, error: &serde_path_to_error::Error<serde_json::Error>) -> Fault {
    let path: Vec<_> = error
        .path()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let name = file.name(&path);
    let words = error.inner().to_string();
    let Some((found, expected)) =
        words.strip_prefix("invalid value: ").and_then(|words| words.split_once(", expected "))
    else {
        return file.fault(&path, format!("{name}: {words}"), "compare it with the example");
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
    file.fault(&path, message, hint)
}
