//! The environment over the file: `NYTTJA__MAIL__PER_MINUTE=60` sets
//! `per_minute` under `[mail]`.

use std::collections::BTreeMap;

use config::{Config, ConfigError, Environment, Map, Source, ValueKind};
use serde_json::Value;

use super::fault::{Fault, Faults};
use super::schema::Schema;
use super::toml_file::Step;
use super::toml_file::TomlFile;

/// What the name of a variable starts with.
const PREFIX: &str = "NYTTJA";
/// What stands between the keys in the name of a variable.
const SEPARATOR: &str = "__";

/// Lays the variables that start with `NYTTJA__` over the values of the file.
///
/// The result must be read again with [`TomlFile::read`], which checks what
/// the variables set like everything else and names the variable in its
/// faults. Texts become numbers or truths where `schema` wants such. Lists
/// come from the file only.
#[must_use]
pub fn overlay(
    file: TomlFile,
    environment: &BTreeMap<String, String>,
    schema: &Schema,
) -> (TomlFile, Faults) {
    let mut faults = Faults::new();
    let mut variables = BTreeMap::new();
    for name in environment.keys() {
        let Some(path) = path_of(name) else {
            continue;
        };
        match obstacle(file.value(), &path) {
            Some(problem) => faults.push(fault(name, &problem)),
            None => {
                if let Some(other) = variables.insert(path, name.clone()) {
                    faults.push(fault(name, &format!("contradicts `{other}`")));
                }
            }
        }
    }
    if variables.is_empty() {
        return (file, faults);
    }
    faults.extend(drop_contradictions(&mut variables));
    let chosen = environment.iter().filter(|(name, _)| variables.values().any(|chosen| chosen == *name));
    let chosen: Map<String, String> = chosen.map(|(name, text)| (name.clone(), text.clone())).collect();
    match merge(file.value(), chosen) {
        Ok(mut value) => {
            for path in variables.keys() {
                convert(&mut value, path, schema);
            }
            (file.with_layer(value, variables), faults)
        }
        Err(error) => {
            faults.push(fault(PREFIX, &format!("cannot be laid over the file: {error}")));
            (file, faults)
        }
    }
}

/// Takes out the variables that reach into what another one sets: which of the
/// two won would be chance.
fn drop_contradictions(variables: &mut BTreeMap<Vec<String>, String>) -> Vec<Fault> {
    let all = variables.clone();
    let mut faults = Vec::new();
    variables.retain(|path, name| {
        let outer = (1..path.len()).find_map(|length| all.get(&path[..length]));
        faults.extend(outer.map(|outer| fault(name, &format!("contradicts `{outer}`"))));
        outer.is_none()
    });
    faults
}

/// The keys that a variable's name stands for, if it is one of ours.
fn path_of(name: &str) -> Option<Vec<String>> {
    let lower = name.to_lowercase();
    let rest = lower.strip_prefix(&PREFIX.to_lowercase())?.strip_prefix(SEPARATOR)?;
    Some(rest.split(SEPARATOR).map(str::to_owned).collect())
}

/// Why the value at `path` cannot be set from outside.
fn obstacle(file: &Value, path: &[String]) -> Option<String> {
    let plain = |key: &String| {
        !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if !path.iter().all(plain) {
        return Some("names no setting".to_owned());
    }
    let mut value = Some(file);
    for (depth, key) in path.iter().enumerate() {
        value = match value {
            Some(Value::Object(table)) => table.get(key),
            Some(Value::Array(_)) => {
                return Some(format!(
                    "reaches into the list `{}`, which only the file can set",
                    path[..depth].join(".")
                ));
            }
            Some(_) => return Some(format!("reaches into `{}`, which is no table", path[..depth].join("."))),
            None => None,
        };
    }
    match value {
        Some(Value::Array(_)) => Some("would replace a list, which only the file can set".to_owned()),
        Some(Value::Object(_)) => Some("would replace a table; name one of its keys".to_owned()),
        _ => None,
    }
}

fn fault(name: &str, problem: &str) -> Fault {
    Fault::in_file(std::path::Path::new("environment"), format!("`{name}` {problem}")).hint(format!(
        "write {PREFIX}{SEPARATOR}TABLE{SEPARATOR}KEY=value for one key of the file, or unset the variable"
    ))
}

fn merge(file: &Value, environment: Map<String, String>) -> Result<Value, ConfigError> {
    let environment = Environment::with_prefix(PREFIX)
        .prefix_separator(SEPARATOR)
        .separator(SEPARATOR)
        .source(Some(environment));
    let merged = Config::builder().add_source(File(to_config(file))).add_source(environment).build()?;
    Ok(from_config(merged.cache))
}

/// The values of the strictly read file, as a layer.
#[derive(Debug, Clone)]
struct File(config::Value);

impl Source for File {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, config::Value>, ConfigError> {
        self.0.clone().into_table()
    }

    /// Hands the values over as they are: `config` would read a dot in a key
    /// of the top level as a path.
    fn collect_to(&self, cache: &mut config::Value) -> Result<(), ConfigError> {
        *cache = self.0.clone();
        Ok(())
    }
}

fn to_config(value: &Value) -> config::Value {
    let kind = match value {
        Value::Null => ValueKind::Nil,
        Value::Bool(truth) => ValueKind::Boolean(*truth),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => ValueKind::I64(whole),
            None => ValueKind::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => ValueKind::String(text.clone()),
        Value::Array(list) => ValueKind::Array(list.iter().map(to_config).collect()),
        Value::Object(table) => {
            ValueKind::Table(table.iter().map(|(key, value)| (key.clone(), to_config(value))).collect())
        }
    };
    config::Value::new(None, kind)
}

fn from_config(value: config::Value) -> Value {
    match value.kind {
        ValueKind::Nil => Value::Null,
        ValueKind::Boolean(truth) => Value::Bool(truth),
        ValueKind::I64(number) => Value::from(number),
        ValueKind::U64(number) => Value::from(number),
        // No layer of ours makes the large ones.
        ValueKind::I128(number) => Value::from(number.to_string()),
        ValueKind::U128(number) => Value::from(number.to_string()),
        ValueKind::Float(number) => Value::from(number),
        ValueKind::String(text) => Value::String(text),
        ValueKind::Table(table) => table.into_iter().map(|(key, value)| (key, from_config(value))).collect(),
        ValueKind::Array(list) => list.into_iter().map(from_config).collect(),
    }
}

/// Makes the text at `path` a number or a truth where the schema wants one.
/// A text that is none stays, and the check of the whole says so.
fn convert(value: &mut Value, path: &[String], schema: &Schema) {
    let steps: Vec<_> = path.iter().map(|key| Step::from(key.as_str())).collect();
    let rules = schema.at(&steps, value);
    let types = Schema::types(&rules);
    let Some(place) = path.iter().try_fold(value, |value, key| value.get_mut(key)) else {
        return;
    };
    let Some(text) = place.as_str().map(str::trim) else {
        return;
    };
    let wanted = |name: &str| types.contains(&name) && !types.contains(&"string");
    let converted = if wanted("integer") {
        text.parse::<i64>().ok().map(Value::from)
    } else if wanted("number") {
        text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from)
    } else if wanted("boolean") {
        text.parse::<bool>().ok().map(Value::from)
    } else {
        None
    };
    if let Some(converted) = converted {
        *place = converted;
    }
}

#[cfg(test)]
mod tests;
