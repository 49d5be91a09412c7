//! What breaks the rules of a file, in sentences for the people who write it.

mod choice;
mod words;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Broken};
use serde_json::Value;

use super::document::{Document, Kind};
use super::fault::{Fault, Faults};
use super::format;
use super::schema::Schema;
use super::step::Step;
pub(super) use words::closest;

/// How every message about a missing key ends.
pub(super) const MISSING: &str = " is missing";

/// Everything in `document` that `schema` does not allow.
pub(super) fn find(document: &Document, schema: &Schema) -> Faults {
    let mut finder = Finder { document, schema, faults: Faults::new() };
    match schema.validator() {
        Ok(validator) => {
            for error in validator.iter_errors(document.value()) {
                finder.explain(&error);
            }
        }
        Err(error) => {
            finder.add(document.fault(&[], format!("the rules for this file are broken: {error}"), None));
        }
    }
    finder.faults
}

struct Finder<'a> {
    document: &'a Document,
    schema: &'a Schema,
    faults: Faults,
}

impl Finder<'_> {
    fn add(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    fn explain(&mut self, error: &ValidationError<'_>) {
        let path = Step::from_pointer(error.instance_path().as_str());
        let value = error.instance().as_ref();
        match error.kind() {
            Broken::AdditionalProperties { unexpected } | Broken::UnevaluatedProperties { unexpected } => {
                for key in unexpected {
                    self.unknown_key(&path, key);
                }
            }
            Broken::Required { property } => self.missing(&path, property.as_str().unwrap_or_default()),
            Broken::Type { kind } => {
                let names: Vec<_> = match kind {
                    TypeKind::Single(name) => vec![name.as_str()],
                    TypeKind::Multiple(names) => names.iter().map(|name| name.as_str()).collect(),
                };
                self.wrong_type(&path, value, &names);
            }
            Broken::Enum { options } => {
                let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
                self.not_one_of(&path, value, &words::texts(options));
            }
            Broken::Constant { expected_value } => {
                self.not_one_of(&path, value, &words::texts([&**expected_value]));
            }
            Broken::AnyOf { context } | Broken::OneOfNotValid { context } => {
                self.choice(error, &path, value, context)
            }
            Broken::Format { format } => self.wrong_form(&path, value, format),
            _ => self.out_of_bounds(&path, value, error),
        }
    }

    fn unknown_key(&mut self, table: &[Step], key: &str) {
        let path = join(table, key);
        let rules = self.schema.at(table, self.document.value());
        let keys = Schema::keys(&rules);
        let message = match self.document.variable(&path) {
            Some(variable) => format!("`{variable}` sets `{key}`, which is not a key there"),
            None => format!("`{key}` is not a key here"),
        };
        let meant = closest(key, keys.iter().copied()).map(|key| format!("did you mean `{key}`? "));
        let hint = match keys.as_slice() {
            [] => "remove it: nothing can be set here".to_owned(),
            keys => format!("{}The keys here are {}", meant.unwrap_or_default(), words::list(keys, "and")),
        };
        self.add(self.document.key_fault(&path, message, hint));
    }

    fn missing(&mut self, table: &[Step], key: &str) {
        let path = join(table, key);
        let rules = self.schema.at(&path, self.document.value());
        let hint = Schema::description(&rules).map_or_else(
            || format!("add `{key}` {}", if table.is_empty() { "to the file" } else { "here" }),
            |text| format!("add `{key}`: {text}"),
        );
        self.add(self.document.fault(table, format!("`{key}`{MISSING}"), hint));
    }

    fn wrong_type(&mut self, path: &[Step], value: &Value, types: &[&str]) {
        let rules = self.schema.at(path, self.document.value());
        let name = self.document.name(path);
        let expected: Vec<_> =
            types.iter().filter(|name| **name != "null").map(|name| words::kind(name)).collect();
        let found = match self.document.root().find(path) {
            (node, 0) if node.kind == Kind::Moment => "a date".to_owned(),
            _ if self.document.variable(path).is_some() => words::quoted(value),
            _ => words::found(value),
        };
        let hint = words::correction(value, types)
            .or_else(|| self.example(path))
            .or_else(|| Schema::description(&rules));
        let message = format!("{name} should be {}, not {found}", words::list(&expected, "or"));
        self.add(self.document.fault(path, message, hint));
    }

    fn not_one_of(&mut self, path: &[Step], value: &Value, choices: &[&str]) {
        let Some(written) = value.as_str() else {
            return self.wrong_type(path, value, &["string"]);
        };
        let mut message = match choices {
            [only] => format!("`{written}` should be {only}"),
            _ => format!("`{written}` is not one of {}", choices.join(", ")),
        };
        if self.document.variable(path).is_some() {
            message = format!("{}: {message}", self.document.name(path));
        }
        let meant = closest(written, choices.iter().copied()).map(|word| format!("did you mean `{word}`?"));
        let rules = self.schema.at(path, self.document.value());
        self.add(self.document.fault(path, message, meant.or_else(|| Schema::description(&rules))));
    }

    fn wrong_form(&mut self, path: &[Step], value: &Value, name: &str) {
        let words = format::named(name)
            .and_then(|format| (format.check)(value.as_str()?).err())
            .unwrap_or_else(|| format!("{} is not of the form `{name}`", words::quoted(value)));
        let message = format!("{}: {words}", self.document.name(path));
        let example = format::named(name).map(|format| format!("write {}", format.example));
        self.add(self.document.fault(path, message, example));
    }

    fn out_of_bounds(&mut self, path: &[Step], value: &Value, error: &ValidationError<'_>) {
        let name = self.document.name(path);
        let entries = |limit: u64| if limit == 1 { "1 entry".to_owned() } else { format!("{limit} entries") };
        let message = match error.kind() {
            Broken::Minimum { limit } => format!("{name} is {value}, but must be at least {limit}"),
            Broken::Maximum { limit } => format!("{name} is {value}, but must be at most {limit}"),
            Broken::ExclusiveMinimum { limit } => format!("{name} is {value}, but must be more than {limit}"),
            Broken::ExclusiveMaximum { limit } => format!("{name} is {value}, but must be less than {limit}"),
            Broken::MinLength { limit: 1 } => format!("{name} is empty"),
            Broken::MinLength { limit } => format!("{name} is shorter than {limit} characters"),
            Broken::MaxLength { limit } => format!("{name} is longer than {limit} characters"),
            Broken::MinItems { limit } => format!("{name} needs at least {}", entries(*limit)),
            Broken::MaxItems { limit } => format!("{name} can have at most {}", entries(*limit)),
            Broken::MinProperties { limit } => format!("{name} needs at least {}", entries(*limit)),
            Broken::MaxProperties { limit } => format!("{name} can have at most {}", entries(*limit)),
            Broken::UniqueItems => format!("{name} holds the same entry twice"),
            Broken::Pattern { .. } => format!("{name}: {} is not of the right form", words::quoted(value)),
            // The value is masked: nobody knows what a rule of this kind guards.
            _ => format!("{name} breaks a rule: {}", error.masked()),
        };
        let rules = self.schema.at(path, self.document.value());
        let hint = self.example(path).or_else(|| Schema::description(&rules));
        self.add(self.document.fault(path, message, hint));
    }

    /// What can be written at `path`, where a form of text says so.
    fn example(&self, path: &[Step]) -> Option<String> {
        let rules = self.schema.at(path, self.document.value());
        let known = Schema::formats(&rules).into_iter().find_map(format::named)?;
        Some(format!("write {}", known.example))
    }
}

fn join(table: &[Step], key: &str) -> Vec<Step> {
    let mut path = table.to_vec();
    path.push(Step::from(key));
    path
}

#[cfg(test)]
mod tests;
