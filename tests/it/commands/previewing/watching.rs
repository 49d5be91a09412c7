//! `nyttja preview --watch`: letters are written anew on every save, until Ctrl-C.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};

use crate::world::World;

/// Where the worlds keep the templates of their own.
const SUBJECT: &str = "config/own/letters/principal/subject.txt.hbs";

/// A preview that watches.
struct Watch {
    child: Child,
    out: Lines<BufReader<ChildStdout>>,
    err: Lines<BufReader<ChildStderr>>,
}

impl Watch {
    /// Starts it, and waits until it watches. The lines before that are returned.
    fn start(world: &World, which: &[&str]) -> (Self, Vec<String>) {
        let args = [&["preview", "--out", "out", "--watch"], which].concat();
        let mut command = world.command(&args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap()).lines();
        let err = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut watch = Self { child, out, err };
        let mut before = Vec::new();
        loop {
            let line = watch.says();
            if line.starts_with("watching ") {
                return (watch, before);
            }
            before.push(line);
        }
    }

    /// The next line of results.
    fn says(&mut self) -> String {
        self.out.next().expect("the preview goes on").unwrap()
    }

    /// The next line of everything else.
    fn mentions(&mut self) -> String {
        self.err.next().expect("the preview goes on").unwrap()
    }

    /// Ends it as Ctrl-C does, and returns its exit code.
    fn interrupt(mut self) -> Option<i32> {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
    }
}

/// A world with an own subject.
fn world() -> World {
    let world = World::new();
    world.set("letters.templates", "own");
    world.write(SUBJECT, "Ett: {{subject}}");
    world
}

/// Saves as most editors do: another file takes the place of the old one.
fn save(world: &World, file: &str, text: &str) {
    let path = world.path(file);
    world.write("config/own/.new", text);
    std::fs::rename(world.path("config/own/.new"), path).unwrap();
}

fn subject(world: &World, letter: &str) -> String {
    world.read(&format!("out/{letter}.txt")).lines().next().unwrap().to_owned()
}

#[test]
fn a_saved_template_is_in_the_letters_of_the_week_at_once() {
    let world = world();
    let week = ["--unit", "12345678", "--week", "2026-W48"];
    let (mut watch, before) = Watch::start(&world, &week);
    assert!(before.contains(&"out/anna.ek@example.invalid.eml".to_owned()), "{before:?}");
    assert!(subject(&world, "anna.ek@example.invalid").starts_with("Ett: "));

    save(&world, SUBJECT, "Två: {{subject}}");
    assert_eq!(watch.says(), format!("{SUBJECT}: wrote anna.ek@example.invalid"));
    assert!(subject(&world, "anna.ek@example.invalid").starts_with("Två: "));

    // Written in place, as others do.
    world.change("config/units.csv", "Vikens skola", "Havsskolan");
    assert_eq!(watch.says(), "config/units.csv: wrote anna.ek@example.invalid");
    assert!(world.read("out/anna.ek@example.invalid.html").contains("Havsskolan"));
    assert_eq!(watch.interrupt(), Some(0));
}

#[test]
fn a_broken_template_is_shown_and_the_next_save_mends_it() {
    let world = world();
    let (mut watch, _) = Watch::start(&world, &["--samples"]);
    save(&world, SUBJECT, "{{#if subject}}");
    assert_eq!(watch.mentions(), format!("{SUBJECT}: the letters stay as they were"));
    assert!(watch.mentions().contains("subject.txt.hbs"));
    assert!(subject(&world, "all-met-sv").starts_with("Ett: "));
    while !watch.mentions().contains("hint: ") {}

    save(&world, SUBJECT, "Tre: {{subject}}");
    let said = watch.says();
    assert!(said.starts_with(&format!("{SUBJECT}: wrote ")) && said.contains(" letters of "), "{said}");
    assert!(subject(&world, "all-met-sv").starts_with("Tre: "));
    assert_eq!(watch.interrupt(), Some(0));
}

#[test]
fn files_with_faults_do_not_end_the_watch_not_even_at_the_start() {
    let world = world();
    world.set("letters.templates", 7);
    let (mut watch, before) = Watch::start(&world, &["--samples"]);
    assert_eq!(before, Vec::<String>::new());
    world.set("letters.templates", "own");
    assert!(watch.says().starts_with("config/nyttja.toml: wrote "));
    assert!(subject(&world, "all-met-sv").starts_with("Ett: "));
    assert_eq!(watch.interrupt(), Some(0));
}

#[test]
fn templates_outside_the_config_folder_are_watched_too() {
    let world = world();
    let elsewhere = world.path("elsewhere");
    world.set("letters.templates", elsewhere.display().to_string());
    world.write("elsewhere/locales/sv.ftl", "regards = Allt gott\n");
    let (mut watch, _) = Watch::start(&world, &["--samples"]);
    save(&world, "elsewhere/locales/sv.ftl", "regards = Väl mött\n");
    assert!(watch.says().contains("elsewhere/locales/sv.ftl: wrote "));
    assert!(world.read("out/all-met-sv.txt").contains("Väl mött"));
    assert_eq!(watch.interrupt(), Some(0));
}

#[test]
fn a_watch_without_own_templates_says_where_to_name_their_folder() {
    let (mut watch, _) = Watch::start(&World::new(), &["--samples"]);
    let said = watch.mentions();
    assert!(said.contains("set `templates` under [letters] in `config/nyttja.toml`"), "{said}");
    assert_eq!(watch.interrupt(), Some(0));
}
