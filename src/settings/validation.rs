//! A file read as the values of a type, if it keeps all rules of that type; what
//! breaks them is told in sentences for the people who write the file.

mod choice;
mod types;
mod wording;

use boon::{ErrorKind as Broken, InstanceToken, Schemas, ValidationError};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::fault::{Fault, Faults, closest};
use super::format;
use super::schema::Schema;
use super::toml_file::{Kind, Step, TomlFile, value_at};

impl TomlFile {
    /// The values, checked against the rules of `T`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once. For a document whose syntax was wrong
    /// it is always an error, with the faults that [`Self::parse`] did not show
    /// yet: perhaps none.
    pub fn read<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Faults> {
        let schema = Schema::of::<T>();
        let mut faults = find(self, &schema);
        faults.extend(types::find(self, &schema));
        if self.is_broken() {
            return Err(faults.into_iter().filter(|fault| !self.follows(fault)).collect());
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        serde_path_to_error::deserialize(self.value()).map_err(|error| types::refused(self, &error).into())
    }

    /// Whether a fault may only follow from wrong syntax: on the same line, or
    /// under a header that could not be read.
    fn follows(&self, fault: &Fault) -> bool {
        let is_doubtful = |line| fault.is_missing || self.is_doubtful(line);
        fault.line.is_none_or(is_doubtful)
    }
}

/// Everything in `file` that `schema` does not allow.
fn find(file: &TomlFile, schema: &Schema) -> Faults {
    let mut finder = Finder { file, schema, faults: Faults::new() };
    let mut schemas = Schemas::new();
    match schema.compile(&mut schemas) {
        Ok(index) => {
            if let Err(error) = schemas.validate(file.value(), index) {
                finder.explain(&error);
            }
        }
        Err(error) => {
            finder.add(file.fault(
                &[],
                format!("the rules for this file are broken: {error}"),
                "tell those who make nyttja",
            ));
        }
    }
    finder.faults
}

struct Finder<'a> {
    file: &'a TomlFile,
    schema: &'a Schema,
    faults: Faults,
}

impl Finder<'_> {
    fn add(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    fn explain(&mut self, error: &ValidationError<'_, '_>) {
        let path = &place(error);
        let file = self.file;
        let value = value_at(file.value(), path).unwrap_or(&Value::Null);
        match &error.kind {
            Broken::AdditionalProperties { got } => got.iter().for_each(|key| self.unknown_key(path, key)),
            Broken::FalseSchema => self.unmatched_key(path),
            Broken::Required { want } => want.iter().for_each(|key| self.missing(path, key)),
            Broken::Type { want, .. } => {
                let names: Vec<_> = want.iter().map(|kind| kind.to_string()).collect();
                let names: Vec<_> = names.iter().map(String::as_str).collect();
                self.wrong_type(path, value, &names);
            }
            Broken::Enum { want } => self.not_one_of(path, value, &wording::texts(*want)),
            Broken::Const { want } => self.not_one_of(path, value, &wording::texts([*want])),
            Broken::AnyOf | Broken::OneOf(None) => self.choice(error, path, value),
            Broken::Format { want, .. } => self.wrong_form(path, value, want),
            _ if !error.causes.is_empty() => error.causes.iter().for_each(|cause| self.explain(cause)),
            rule => self.out_of_bounds(path, value, rule),
        }
    }

    /// A key that none of several kinds has. Where one of them adds its keys to
    /// shared ones, a fault in any of them makes the validator give up on all:
    /// only true strangers count, and none as long as the kind itself is unclear.
    fn unmatched_key(&mut self, path: &[Step]) {
        let Some((key, table)) = path.split_last() else { return };
        let key = key.to_string();
        let schema = self.schema;
        let rules = schema.at(table, self.file.value());
        let known = Schema::keys(&rules);
        let given = value_at(self.file.value(), table).and_then(Value::as_object);
        let unclear =
            |tag: &&str| !known.contains(tag) || given.is_none_or(|given| !given.contains_key(*tag));
        if !known.contains(&key.as_str()) && !schema.all_tags(&rules).iter().any(unclear) {
            self.unknown_key(table, &key);
        }
    }

    fn unknown_key(&mut self, table: &[Step], key: &str) {
        let path = join(table, key);
        let rules = self.schema.at(table, self.file.value());
        let keys = Schema::keys(&rules);
        let message = match self.file.variable(&path) {
            Some(variable) => format!("`{variable}` sets `{key}`, which is not a key there"),
            None => format!("`{key}` is not a key here"),
        };
        let meant = closest(key, keys.iter().copied()).map(|key| format!("did you mean `{key}`? "));
        let hint = match keys.as_slice() {
            [] => "remove it: nothing can be set here".to_owned(),
            keys => format!("{}The keys here are {}", meant.unwrap_or_default(), wording::list(keys, "and")),
        };
        self.add(self.file.key_fault(&path, message, hint));
    }

    fn missing(&mut self, table: &[Step], key: &str) {
        let path = join(table, key);
        let rules = self.schema.at(&path, self.file.value());
        let hint = Schema::description(&rules).map_or_else(
            || format!("add `{key}` {}", if table.is_empty() { "to the file" } else { "here" }),
            |text| format!("add `{key}`: {text}"),
        );
        let message = match self.file.variable(table) {
            Some(variable) => format!("beside `{variable}`, `{key}` is missing"),
            None => format!("`{key}` is missing"),
        };
        self.add(self.file.fault(table, message, hint).missing());
    }

    fn wrong_type(&mut self, path: &[Step], value: &Value, types: &[&str]) {
        let schema = self.schema;
        let listed = Schema::listed(&schema.at(path, self.file.value()));
        if !listed.is_empty() {
            return self.not_one_of(path, value, &listed);
        }
        let name = self.file.name(path);
        let expected: Vec<_> =
            types.iter().filter(|name| **name != "null").map(|name| wording::kind(name)).collect();
        let expected = wording::list(&expected, "or");
        let set_by_variable = self.file.variable(path).is_some();
        // A text in the environment may be a secret at the wrong place.
        let harmless = types.iter().all(|name| ["integer", "number", "boolean"].contains(name));
        let found = match self.file.root().find(path) {
            _ if set_by_variable && harmless => wording::quoted(value),
            _ if set_by_variable => "a text".to_owned(),
            (node, 0) if node.kind == Kind::Moment => "a date".to_owned(),
            _ => wording::found(value),
        };
        let hint = if set_by_variable {
            format!("set it to {expected}")
        } else {
            let correction = wording::correction(value, types).filter(|_| self.helps(path, value));
            correction.unwrap_or_else(|| self.advice(path, &format!("write {expected}")))
        };
        self.add(self.file.fault(path, format!("{name} should be {expected}, not {found}"), hint));
    }

    /// Whether a value that only wants quotes would be a text of the right form with them.
    fn helps(&self, path: &[Step], value: &Value) -> bool {
        let (Value::Number(_) | Value::Bool(_)) = value else { return true };
        let rules = self.schema.at(path, self.file.value());
        let mut forms = Schema::formats(&rules).into_iter().filter_map(format::named);
        forms.all(|form| (form.check)(&value.to_string().into()).is_ok())
    }

    fn not_one_of(&mut self, path: &[Step], value: &Value, choices: &[&str]) {
        let Some(written) = value.as_str() else {
            let message = format!("{} should be a text, not {}", self.file.name(path), wording::found(value));
            let hint = format!("write \"{}\"", choices.join("\" or \""));
            return self.add(self.file.fault(path, message, hint));
        };
        let mut message = match choices {
            [only] => format!("`{written}` should be {only}"),
            _ => format!("`{written}` is not one of {}", choices.join(", ")),
        };
        if self.file.variable(path).is_some() {
            message = format!("{}: {message}", self.file.name(path));
        }
        let meant = closest(written, choices.iter().copied()).map(|word| format!("did you mean `{word}`?"));
        let hint = meant.unwrap_or_else(|| self.advice(path, "choose one of them"));
        self.add(self.file.fault(path, message, hint));
    }

    fn wrong_form(&mut self, path: &[Step], value: &Value, name: &str) {
        let words = format::named(name).and_then(|format| (format.check)(value).err()).map_or_else(
            || format!("{} is not of the form `{name}`", wording::quoted(value)),
            |error| error.to_string(),
        );
        let message = format!("{}: {words}", self.file.name(path));
        let hint = self.advice(path, "compare it with the example");
        self.add(self.file.fault(path, message, hint));
    }

    fn out_of_bounds(&mut self, path: &[Step], value: &Value, rule: &Broken<'_, '_>) {
        let (broken, otherwise) = wording::broken_rule(rule, value);
        let hint = self.advice(path, &otherwise);
        self.add(self.file.fault(path, format!("{} {broken}", self.file.name(path)), hint));
    }

    /// What can be written at `path`: an example of its form, else what it means.
    fn advice(&self, path: &[Step], otherwise: &str) -> String {
        let rules = self.schema.at(path, self.file.value());
        let example = Schema::formats(&rules).into_iter().find_map(format::named);
        let example = example.map(|format| format!("write {}", format.example));
        example.or_else(|| Schema::description(&rules)).unwrap_or_else(|| {
            match Schema::keys(&rules).as_slice() {
                [] => otherwise.to_owned(),
                keys => format!("{otherwise}; its keys are {}", wording::list(keys, "and")),
            }
        })
    }
}

/// Where the value lies that breaks a rule.
fn place(error: &ValidationError<'_, '_>) -> Vec<Step> {
    let step = |token: &InstanceToken<'_>| match token {
        InstanceToken::Prop(key) => Step::from(&**key),
        InstanceToken::Item(index) => Step::from(*index),
    };
    error.instance_location.tokens.iter().map(step).collect()
}

fn join(table: &[Step], key: &str) -> Vec<Step> {
    let mut path = table.to_vec();
    path.push(Step::from(key));
    path
}

#[cfg(test)]
mod tests;
