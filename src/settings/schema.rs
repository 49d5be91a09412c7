//! The rules of a file as a JSON schema: which keys there are, and what each may hold.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use boon::{CompileError, Compiler, SchemaIndex, Schemas};
use schemars::JsonSchema;
use serde_json::{Map, Value};

use super::agreements::AgreementsFile;
use super::calendar::CalendarFile;
use super::daemon::DaemonFile;
use super::expectations::ExpectationsFile;
use super::format::{FORMATS, named};
use super::toml_file::{Step, value_at};
use super::trainings::TrainingsFile;

/// Formats of the standard that `schemars` gives to types of the standard
/// library and of chrono.
const STANDARD: [&str; 7] = ["date-time", "partial-date-time", "partial-time", "time", "uuid", "ip", "ipv4"];

/// What a schema goes by while it is compiled; nothing is asked for there.
const ADDRESS: &str = "https://schema.invalid/file.json";

/// How deep references between rules are followed.
const DEEPEST: usize = 32;

/// The JSON schema of a type, to ask for what a place may hold.
#[derive(Debug, Clone)]
pub struct Schema {
    root: Value,
}

/// The rules for one place: there are several where a choice is left.
pub(super) type Rules<'a> = Vec<&'a Map<String, Value>>;

impl Schema {
    /// The schema of `T`, as `schemars` derives it.
    #[must_use]
    pub fn of<T: JsonSchema>() -> Self {
        let generator = schemars::generate::SchemaSettings::draft2020_12().into_generator();
        Self { root: generator.into_root_schema_for::<T>().to_value() }
    }

    /// The schema as JSON, for editors.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.root
    }

    /// The forms of text that the schema asks for and nobody knows: a slip in
    /// a struct, since such a form is not checked at all.
    #[must_use]
    pub fn unknown_formats(&self) -> Vec<String> {
        let mut unknown = Vec::new();
        let mut open = vec![&self.root];
        while let Some(value) = open.pop() {
            match value {
                Value::Object(rule) => {
                    let of_text = rule.get("type").is_some_and(|kind| words(kind).contains(&"string"));
                    let name = rule.get("format").and_then(Value::as_str).filter(|_| of_text);
                    let unheard = |name: &&str| named(name).is_none() && !STANDARD.contains(name);
                    unknown.extend(name.filter(unheard).map(str::to_owned));
                    open.extend(rule.values());
                }
                Value::Array(list) => open.extend(list),
                _ => {}
            }
        }
        unknown
    }

    /// Compiles the schema into `schemas`, with our own formats.
    ///
    /// # Errors
    ///
    /// What is wrong with the schema itself, which no file can cause.
    pub(super) fn compile(&self, schemas: &mut Schemas) -> Result<SchemaIndex, Box<CompileError>> {
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        for format in FORMATS {
            compiler.register_format(boon::Format { name: format.name, func: format.check });
        }
        compiler.add_resource(ADDRESS, self.root.clone())?;
        Ok(compiler.compile(ADDRESS, schemas)?)
    }

    /// The rules for the value at `path` of a file that holds `file`.
    pub(super) fn at(&self, path: &[Step], file: &Value) -> Rules<'_> {
        let mut rules = self.open(&self.root, Some(file), 0);
        let mut value = Some(file);
        for step in path {
            value = value.and_then(|value| value_at(value, std::slice::from_ref(step)));
            rules = rules
                .into_iter()
                .filter_map(|rule| next(rule, step))
                .flat_map(|schema| self.open(schema, value, 0))
                .collect();
        }
        rules
    }

    /// Follows references and choices until there are rules with content.
    /// Choices that another tag was written for are left out.
    fn open<'a>(&'a self, schema: &'a Value, value: Option<&Value>, depth: usize) -> Rules<'a> {
        let Some(rule) = schema.as_object().filter(|_| depth < DEEPEST) else {
            return Vec::new();
        };
        let mut rules = vec![rule];
        if let Some(target) = rule.get("$ref").and_then(Value::as_str).and_then(|name| self.resolve(name)) {
            rules.extend(self.open(target, value, depth + 1));
        }
        for choices in ["allOf", "anyOf", "oneOf"] {
            for choice in rule.get(choices).and_then(Value::as_array).into_iter().flatten() {
                if !self.tags(choice).any(|(key, word)| tag_differs(value, key, word)) {
                    rules.extend(self.open(choice, value, depth + 1));
                }
            }
        }
        rules
    }

    fn resolve(&self, name: &str) -> Option<&Value> {
        self.root.pointer(name.strip_prefix('#')?)
    }

    /// The keys of a choice that may only hold one word, with that word.
    pub(super) fn tags<'a>(&'a self, choice: &'a Value) -> impl Iterator<Item = (&'a str, &'a str)> {
        let target = choice.get("$ref").and_then(Value::as_str).and_then(|name| self.resolve(name));
        let properties = choice.get("properties").or_else(|| target?.get("properties"));
        let properties = properties.and_then(Value::as_object).into_iter().flatten();
        properties.filter_map(|(key, rule)| Some((key.as_str(), rule.get("const")?.as_str()?)))
    }

    /// The keys that tell kinds of a table apart.
    pub(super) fn all_tags<'a>(&'a self, rules: &Rules<'a>) -> Vec<&'a str> {
        let choices = rules.iter().filter_map(|rule| rule.get("oneOf")?.as_array()).flatten();
        choices.flat_map(|choice| self.tags(choice)).map(|(key, _)| key).collect()
    }

    /// The keys a table may have, in alphabetical order.
    pub(super) fn keys<'a>(rules: &Rules<'a>) -> Vec<&'a str> {
        let tables = rules.iter().filter_map(|rule| rule.get("properties")?.as_object());
        let mut keys: Vec<_> = tables.flat_map(Map::keys).map(String::as_str).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The names of the types a value may have, but never `null`: TOML has none.
    pub(super) fn types<'a>(rules: &Rules<'a>) -> Vec<&'a str> {
        let mut types: Vec<_> = rules.iter().filter_map(|rule| rule.get("type")).flat_map(words).collect();
        types.retain(|name| *name != "null");
        types.sort_unstable();
        types.dedup();
        types
    }

    /// The only texts a value may be, where it may be no other.
    pub(super) fn listed<'a>(rules: &Rules<'a>) -> Vec<&'a str> {
        let lists = rules.iter().filter_map(|rule| rule.get("enum")?.as_array()).flatten();
        lists.chain(rules.iter().filter_map(|rule| rule.get("const"))).filter_map(Value::as_str).collect()
    }

    /// The names of the formats a text may have.
    pub(super) fn formats<'a>(rules: &Rules<'a>) -> Vec<&'a str> {
        rules.iter().filter_map(|rule| rule.get("format")?.as_str()).collect()
    }

    /// What the value means: the first paragraph of its description.
    pub(super) fn description(rules: &Rules<'_>) -> Option<String> {
        let text = rules.iter().find_map(|rule| rule.get("description")?.as_str())?;
        let paragraph = text.split("\n\n").next().unwrap_or(text);
        Some(paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn words(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    }
}

fn next<'a>(rule: &'a Map<String, Value>, step: &Step) -> Option<&'a Value> {
    let key = step.to_string();
    let own = rule.get("properties").and_then(|properties| properties.get(&key));
    let rest = || rule.get("additionalProperties");
    own.or_else(rest).or_else(|| rule.get("items").filter(|_| matches!(step, Step::Index(_))))
}

fn tag_differs(value: Option<&Value>, key: &str, word: &str) -> bool {
    value.and_then(|value| value.get(key)).and_then(Value::as_str).is_some_and(|written| written != word)
}

/// A file in the config folder that has a schema.
#[derive(Debug, Clone, Copy)]
pub struct FileSchema {
    /// Its name without the ending.
    pub name: &'static str,
    /// Its rules.
    pub schema: fn() -> Schema,
}

/// Every file that has one.
pub const FILES: [FileSchema; 5] = [
    FileSchema { name: "nyttja", schema: Schema::of::<DaemonFile> },
    FileSchema { name: "expectations", schema: Schema::of::<ExpectationsFile> },
    FileSchema { name: "trainings", schema: Schema::of::<TrainingsFile> },
    FileSchema { name: "calendar", schema: Schema::of::<CalendarFile> },
    FileSchema { name: "agreements", schema: Schema::of::<AgreementsFile> },
];

impl FileSchema {
    /// The file with this name, with or without its ending.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".toml").unwrap_or(name);
        FILES.into_iter().find(|file| file.name == name)
    }

    /// The schema as an editor reads it, with the file's name as its title.
    #[must_use]
    pub fn text(self) -> String {
        let mut value = (self.schema)().value().clone();
        if let Value::Object(root) = &mut value {
            root.insert("title".to_owned(), Value::from(format!("{}.toml", self.name)));
        }
        let text = serde_json::to_string_pretty(&value).unwrap_or_default();
        text + "\n"
    }

    /// Writes the schema into `folder`, which is made where it is missing, and
    /// says where.
    pub fn write(self, folder: &Path) -> io::Result<PathBuf> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!("{}.json", self.name));
        fs::write(&path, self.text())?;
        Ok(path)
    }
}
