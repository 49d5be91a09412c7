//! `nyttja preview`: the letters as files, and the messages as other programs read them.

mod watching;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use mail_parser::{MessageParser, MimeHeaders, PartType};

use crate::world::{MONDAY, World};

/// What one folder holds: the endings of each letter's files, by its name.
fn letters(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut letters: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let part = |text: Option<&std::ffi::OsStr>| text.unwrap().to_string_lossy().into_owned();
        letters.entry(part(path.file_stem())).or_default().insert(part(path.extension()));
    }
    letters
}

/// A message without its date, which is that of the moment.
fn undated(message: &str) -> String {
    message.split_inclusive("\r\n").filter(|line| !line.starts_with("Date: ")).collect()
}

#[test]
fn the_message_of_a_preview_is_the_one_that_is_sent() {
    let world = World::new();
    let week = ["preview", "--all", "--week", "2026-W48", "--at", MONDAY, "--out", "out"];
    assert_eq!(world.nyttja(&week).code, 0);
    world.nyttja(&["run", "--at", MONDAY]);
    let sent = world.letters();
    assert_eq!(sent.len(), 2);
    for message in sent {
        let to = if message.contains("ada.hill") { "ada.hill" } else { "anna.ek" };
        let previewed = world.read(&format!("out/{to}@example.invalid.eml"));
        assert!(previewed.contains("Date: Mon, 23 Nov 2026 "), "{previewed}");
        assert_eq!(undated(&previewed), undated(&message));
    }
}

#[test]
fn every_sample_becomes_a_page_a_text_and_a_message() {
    let world = World::new();
    let ran = world.nyttja(&["preview", "--samples", "--out", "out"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let letters = letters(&world.path("out"));
    assert!(letters.len() >= 16, "{letters:?}");
    for (name, endings) in letters.iter().filter(|(_, endings)| endings.contains("eml")) {
        for ending in ["eml", "html", "txt"] {
            assert!(endings.contains(ending), "{name} has {endings:?}");
            assert!(ran.stdout.contains(&format!("out/{name}.{ending}\n")), "{}", ran.stdout);
        }
    }
}

#[test]
fn a_parser_of_another_make_reads_back_every_sample() {
    let world = World::new();
    world.nyttja(&["preview", "--samples", "--out", "out"]);
    let mut read = 0;
    for (name, _) in letters(&world.path("out")).iter().filter(|(_, endings)| endings.contains("eml")) {
        let bytes = fs::read(world.path(&format!("out/{name}.eml"))).unwrap();
        assert!(bytes.len() < 150_000, "{name} has {} bytes", bytes.len());
        let message = MessageParser::new().parse(&bytes).unwrap();
        let (subject, text) = (message.subject().unwrap(), message.body_text(0).unwrap());
        assert_eq!(
            format!("{subject}\n\n{}", text.replace("\r\n", "\n")),
            world.read(&format!("out/{name}.txt")),
            "{name}"
        );
        assert_eq!((message.text_body_count(), message.html_body_count()), (1, 1), "{name}");
        // References to pictures are by content in the message, and by file on disk.
        let html = message.body_html(0).unwrap().replace("\r\n", "\n");
        assert!(html.len() < 60_000, "{name} has {} bytes of HTML", html.len());
        if !html.contains("cid:") {
            assert_eq!(html, world.read(&format!("out/{name}.html")), "{name}");
        }
        assert_eq!(message.html_part(0).unwrap().content_type().unwrap().attribute("charset"), Some("utf-8"));
        assert!(message.from().unwrap().first().unwrap().address().unwrap().ends_with("@example.invalid"));
        assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-23T06:30:00+01:00", "{name}");
        assert!(message.message_id().unwrap().ends_with("@example.invalid"), "{name}");
        assert_eq!(message.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated", "{name}");
        for part in &message.parts {
            assert!(!part.is_encoding_problem, "{name}");
            assert!(!matches!(part.body, PartType::Message(_)), "{name} has a message in it");
        }
        read += 1;
    }
    assert!(read >= 16, "only {read} letters were read back");
}
