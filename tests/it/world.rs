//! A municipality in a temporary folder, and ways to run nyttja on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use nyttja::app;
use nyttja::settings::{Settings, load};
use nyttja::store::{JobLock, Store, StoreSettings};
use nyttja::weekly::Weekly;
use serde_json::Value;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::postgres;

/// How letters are sent in a new world, and how where nobody listens.
const FOLDER: &str = "kind = \"folder\"\npath = \"sent\"";
const NOWHERE: &str = "kind = \"smtp\"\nhost = \"127.0.0.1\"\nport = 9\ntls = \"none\"";

/// The keys that a file knows, by what stands in its name; of copies too, those of `expectations.toml`.
const SCHEMAS: [(&str, &str); 3] = [
    ("nyttja.toml", include_str!("../../schemas/nyttja.json")),
    ("trainings.toml", include_str!("../../schemas/trainings.json")),
    (".toml", include_str!("../../schemas/expectations.json")),
];

/// The Monday of week 48, half past six.
pub const MONDAY: &str = "2026-11-23T06:30:00+01:00";

const DAEMON: &str = r#"
[municipality]
name = "Ängsvik"

[[source]]
name = "export"
kind = "sheet"
path = "inbox/*"
columns = { unit = "Enhet", module = "Modul", audience = "Målgrupp", from = "Från", to = "Till", active = "Aktiva", eligible = "Antal", items = "Inlägg" }

[mail]
from = "Digitalt stöd <digital@example.invalid>"
reply_to = "it-samordnare@example.invalid"
transport = { kind = "folder", path = "sent" }
per_minute = 0
"#;

const EXPECTATIONS: &str = r#"
[[module]]
key = "larlogg"
name = { sv = "Lärlogg", en = "Learning log" }

[[module]]
key = "franvaro"
name = { sv = "Frånvaro", en = "Attendance" }
handled_in = "Skola24"

[[expectation]]
key = "larlogg-personal"
module = "larlogg"
audience = "staff"
measure = "active_share"
weeks = 4
target = "80 %"
near = "70 %"
why = { sv = "Vårdnadshavare ska kunna följa barnets lärande.", en = "Guardians should be able to follow their child's learning." }
document = "Förväntansdokumentet 2.1"
by_form = { FS = { target = "60 %", near = "50 %" } }

[[expectation]]
key = "franvaro-personal"
module = "franvaro"
audience = "staff"
measure = "active_share"
target = "90 %"
why = { sv = "Frånvaro ska synas samma dag." }
document = "Förväntansdokumentet 3.1"
"#;

const TRAININGS: &str = r#"
[[training]]
key = "larlogg-film"
kind = "film"
modules = ["larlogg"]
title = { sv = "Kom igång med lärloggen", en = "Getting started with the learning log" }
link = "https://stod.example.invalid/larlogg-film"
minutes = 3
"#;

const UNITS: &str = "\
unit,name,forms,area,staff,students,guardians,principal_name,principal_email,language,manager_name,manager_email
12345678,Vikens skola,GR FKLASS,Norr,34,412,690,Anna Ek,anna.ek@example.invalid,sv,Bo Lind,bo.lind@example.invalid
FSK-07,Backens förskola,FS,Norr,11,64,120,Anna Ek,anna.ek@example.invalid,sv,Bo Lind,bo.lind@example.invalid
87654321,Hill School,GR,Söder,20,180,300,Ada Hill,ada.hill@example.invalid,en,Bo Lind,bo.lind@example.invalid
FSK-09,Tallens förskola,FS,Söder,9,40,70,,,,Bo Lind,bo.lind@example.invalid
";

const USAGE: &str = "\
Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg
12345678;larlogg;staff;2026-11-02;2026-11-08;12;34;40
12345678;larlogg;staff;2026-11-09;2026-11-15;14;34;44
12345678;larlogg;staff;2026-11-16;2026-11-22;13;34;41
FSK-07;larlogg;staff;2026-11-16;2026-11-22;10;11;30
87654321;larlogg;staff;2026-11-16;2026-11-22;18;20;52
FSK-09;larlogg;staff;2026-11-16;2026-11-22;7;9;12
FSK-07;larlogg;staff;2026-11-09;2026-11-15;10;11;30
87654321;larlogg;staff;2026-11-09;2026-11-15;18;20;52
FSK-09;larlogg;staff;2026-11-09;2026-11-15;7;9;12
";

/// A municipality with four units, two principals and a vacancy.
pub struct World {
    folder: TempDir,
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The only JSON value on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The JSON values on stdout, one a line.
    pub fn json_lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    }
}

impl World {
    /// With its store on the database that tests are tried on.
    ///
    /// # Panics
    ///
    /// In a room that is tried on one database only: see [`postgres::is_chosen`].
    pub fn new() -> Self {
        if !postgres::is_chosen() {
            return Self::on(None);
        }
        let url = postgres::laid_out(|url| async move {
            Store::open(&StoreSettings::at(&url), Path::new("")).await.unwrap().close().await;
        });
        Self::on(url.as_deref())
    }

    /// The same with its store in a file, whatever the others are tried on.
    pub fn in_a_file() -> Self {
        Self::on(None)
    }

    /// The same on a database that several processes may share, and that is empty yet; none where
    /// PostgreSQL is not installed.
    pub fn shared() -> Option<Self> {
        postgres::database().map(|url| Self::on(Some(&url)))
    }

    fn on(url: Option<&str>) -> Self {
        let world = Self { folder: TempDir::new().expect("a temporary folder") };
        let store = url.map(|url| format!("[store]\nurl = \"{url}\"\n")).unwrap_or_default();
        world.write("config/nyttja.toml", format!("{DAEMON}\n{store}"));
        world.write("config/expectations.toml", EXPECTATIONS);
        world.write("config/trainings.toml", TRAININGS);
        world.write("config/units.csv", UNITS);
        world.write("data/inbox/usage.csv", USAGE);
        world
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder around the file")).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Sets a key of `nyttja.toml`, such as `mail.per_minute`.
    pub fn set(&self, key: &str, value: impl Into<toml::Value>) {
        self.set_in("config/nyttja.toml", key, value);
    }

    /// Sets a key of a file. An entry of a list goes by its own key or name, as in
    /// `expectation.larlogg-personal.target`.
    ///
    /// # Panics
    ///
    /// Where such a file knows no such key.
    pub fn set_in(&self, file: &str, key: &str, value: impl Into<toml::Value>) {
        self.edit(file, key, |place| *place = value.into());
    }

    /// Removes a key of a file; it must be there.
    pub fn remove_in(&self, file: &str, key: &str) {
        let (around, last) = key.rsplit_once('.').expect("a key of a table");
        self.edit(file, around, |place| {
            let removed = place.as_table_mut().and_then(|table| table.remove(last));
            assert!(removed.is_some(), "{file} has no {key}");
        });
    }

    /// Adds a copy of an entry of a list to its end, changed by `change`.
    pub fn add_like(&self, file: &str, list: &str, name: &str, change: impl FnOnce(&mut toml::Table)) {
        self.edit(file, list, |entries| {
            let mut entry = inside(entries, name).clone();
            change(entry.as_table_mut().expect("an entry is a table"));
            entries.as_array_mut().expect("a list").push(entry);
        });
    }

    fn edit(&self, file: &str, key: &str, change: impl FnOnce(&mut toml::Value)) {
        let steps: Vec<_> = key.split('.').collect();
        let (_, schema) =
            SCHEMAS.iter().find(|(name, _)| file.ends_with(name)).expect("a file with a schema");
        let schema: Value = serde_json::from_str(schema).unwrap();
        assert!(has_key(&schema, &schema, &steps), "{file} knows no key {key}");
        let mut root = table(&self.read(file));
        change(steps.iter().fold(&mut root, |place, step| inside(place, step)));
        self.write(file, toml::to_string(&root).expect("values that TOML can hold"));
    }

    /// Replaces a text in a file; it must be there. For what is no key in TOML, or written wrong.
    pub fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{from} does not stand in {path}");
        self.write(path, text.replace(from, to));
    }

    /// Lets nobody listen where letters are sent.
    pub fn cut_mail_off(&self) {
        self.set("mail.transport", table(NOWHERE));
    }

    /// Lets letters go to the folder again.
    pub fn mend_mail(&self) {
        self.set("mail.transport", table(FOLDER));
    }

    /// The letters in the folder that the transport writes to, decoded.
    pub fn letters(&self) -> Vec<String> {
        let Ok(folder) = fs::read_dir(self.path("data/sent")) else { return Vec::new() };
        let mut letters: Vec<_> = folder.map(|entry| message(&entry.unwrap().path())).collect();
        letters.sort();
        letters
    }

    /// Those of one kind, as their `List-Id` says: `letters`, `receipt` or `hold`.
    pub fn letters_of(&self, kind: &str) -> Vec<String> {
        let list = format!("\nList-Id: <{kind}.");
        self.letters().into_iter().filter(|letter| letter.replace('\r', "").contains(&list)).collect()
    }

    /// Runs a command as a user would, in the world's folder.
    pub fn nyttja(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().expect("nyttja starts");
        ran(&output)
    }

    /// A command that has not been started.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nyttja"));
        command.args(args).current_dir(self.folder.path());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("NYTTJA")) {
            command.env_remove(name);
        }
        command
    }

    pub fn settings(&self) -> Settings {
        let loaded = load(&self.path("config"), &std::collections::BTreeMap::new());
        loaded.settings.unwrap_or_else(|| panic!("{:?}", loaded.faults))
    }

    /// Does a job by hand, as far as anybody else can tell.
    pub async fn job_lock(&self, job: &str) -> JobLock {
        let store = self.weekly().await.store;
        JobLock::acquire(&store.leases, &self.path("data"), job, &CancellationToken::new()).await.unwrap()
    }

    /// The weekly work as a library value.
    pub async fn weekly(&self) -> Weekly {
        app::build(&self.settings(), &self.path("data")).await.unwrap()
    }
}

/// A table from its lines in TOML.
pub fn table(lines: &str) -> toml::Value {
    toml::Value::Table(toml::from_str(lines).expect("lines in TOML"))
}

/// Tables become one, and anything else of `over` counts.
pub fn lay_over(under: &mut toml::Value, over: toml::Value) {
    match (under, over) {
        (toml::Value::Table(under), toml::Value::Table(over)) => {
            for (key, value) in over {
                match under.get_mut(&key) {
                    Some(place) => lay_over(place, value),
                    None => drop(under.insert(key, value)),
                }
            }
        }
        (under, over) => *under = over,
    }
}

/// What lies under `step` in a value; in a table it is made where it is missing.
fn inside<'a>(place: &'a mut toml::Value, step: &str) -> &'a mut toml::Value {
    let is_meant = |entry: &&mut toml::Value| {
        ["key", "name"].iter().any(|name| entry.get(name).and_then(toml::Value::as_str) == Some(step))
    };
    match place {
        toml::Value::Table(table) => table.entry(step).or_insert_with(|| toml::Table::new().into()),
        toml::Value::Array(entries) => entries.iter_mut().find(is_meant).expect("an entry of that name"),
        other => panic!("{other} has nothing called {step}"),
    }
}

/// Whether a schema knows these keys below `node`.
fn has_key(schema: &Value, node: &Value, steps: &[&str]) -> bool {
    let Some((first, rest)) = steps.split_first() else { return true };
    let choices = ["anyOf", "oneOf", "allOf"].iter().filter_map(|choice| node[choice].as_array()).flatten();
    let referred =
        node["$ref"].as_str().and_then(|reference| schema.pointer(reference.trim_start_matches('#')));
    choices.chain(referred).any(|node| has_key(schema, node, steps))
        || [&node["properties"][first], &node["items"], &node["additionalProperties"]]
            .into_iter()
            .any(|node| node.is_object() && has_key(schema, node, rest))
}

pub fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn message(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}
