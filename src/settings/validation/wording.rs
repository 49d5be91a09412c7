//! Plain words for values and their kinds.

use boon::ErrorKind as Broken;
use serde_json::{Number, Value};

/// The longest text that is repeated in a message, in characters.
const LONGEST: usize = 60;

/// What a kind of value is called, by its name in JSON schema.
pub(super) fn kind(name: &str) -> &str {
    match name {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a table",
        other => other,
    }
}

/// A value that was found where another was expected.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::String(_) => format!("the text {}", quoted(value)),
        Value::Number(number) => format!("the number {number}"),
        Value::Bool(truth) => format!("`{truth}`"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a table".to_owned(),
        Value::Null => "nothing".to_owned(),
    }
}

/// The text of a value in backticks, cut where it is long.
pub(super) fn quoted(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", &text[..end]),
        None => format!("`{text}`"),
    }
}

/// How the value would be of one of the `types`, where that is plain to see.
pub(super) fn correction(value: &Value, types: &[&str]) -> Option<String> {
    let wanted = |name: &str| types.contains(&name);
    match value {
        Value::String(text) => {
            let number = (wanted("integer") && text.trim().parse::<i64>().is_ok())
                || (wanted("number") && text.trim().parse::<f64>().is_ok_and(f64::is_finite));
            let truth = wanted("boolean") && matches!(text.trim(), "true" | "false");
            if number || truth {
                return Some(format!("leave out the quotes: {}", text.trim()));
            }
            wanted("array").then(|| format!("put it in brackets: [\"{text}\"]"))
        }
        Value::Number(_) | Value::Bool(_) if wanted("string") => {
            Some(format!("put it in quotes: \"{value}\""))
        }
        Value::Number(_) if wanted("array") => Some(format!("put it in brackets: [{value}]")),
        Value::Object(_) if wanted("array") => {
            Some("write its header with two brackets, [[…]], one for each entry".to_owned())
        }
        _ => None,
    }
}

/// How a value breaks a rule about its size or its content, and what to write
/// where nothing better is known.
pub(super) fn broken_rule(rule: &Broken<'_, '_>, value: &Value) -> (String, String) {
    let entries = |limit: usize| if limit == 1 { "1 entry".to_owned() } else { format!("{limit} entries") };
    let bound = |words: &str, limit: &Number, advice: &str| {
        let limit = plain(limit);
        (format!("is {value}, but must be {words} {limit}"), advice.replace("{}", &limit))
    };
    let (broken, advice) = match rule {
        Broken::Minimum { want, .. } => return bound("at least", want, "write {} or more"),
        Broken::Maximum { want, .. } => return bound("at most", want, "write {} or less"),
        Broken::ExclusiveMinimum { want, .. } => return bound("more than", want, "write more than {}"),
        Broken::ExclusiveMaximum { want, .. } => return bound("less than", want, "write less than {}"),
        Broken::MinLength { want: 1, .. } => ("is empty".to_owned(), "write something between the quotes"),
        Broken::MinLength { want, .. } => (format!("is shorter than {want} characters"), "write more"),
        Broken::MaxLength { want, .. } => (format!("is longer than {want} characters"), "write less"),
        Broken::MinItems { want, .. } | Broken::MinProperties { want, .. } => {
            (format!("needs at least {}", entries(*want)), "add an entry, or remove the key")
        }
        Broken::MaxItems { want, .. } | Broken::MaxProperties { want, .. } => {
            (format!("can have at most {}", entries(*want)), "remove an entry")
        }
        Broken::UniqueItems { .. } => ("holds the same entry twice".to_owned(), "keep one of the two"),
        Broken::Pattern { want, .. } => {
            let broken = format!("is {}, which is not of the right form", quoted(value));
            return (broken, format!("write what fits `{want}`"));
        }
        // The value is not repeated: nobody knows what a rule of another kind guards.
        _ => ("breaks a rule of its own".to_owned(), "compare it with the example"),
    };
    (broken, advice.to_owned())
}

/// A limit as people write it: 1 rather than 1.0.
fn plain(limit: &Number) -> String {
    match limit.as_f64() {
        Some(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        _ => limit.to_string(),
    }
}

/// `a, b and c`.
pub(super) fn list(words: &[&str], last: &str) -> String {
    match words {
        [] => "something else".to_owned(),
        [only] => (*only).to_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// The values that are texts.
pub(super) fn texts<'a>(values: impl IntoIterator<Item = &'a Value>) -> Vec<&'a str> {
    values.into_iter().filter_map(Value::as_str).collect()
}
