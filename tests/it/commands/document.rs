//! `nyttja document`: what the principals are measured by is what the document says.

use crate::world::{Ran, World};

const EXPECTATIONS: &str = r#"
[[module]]
key = "larlogg"
name = { sv = "Lärlogg", en = "Learning log" }

[[module]]
key = "bedomning"
name = { sv = "Bedömning", en = "Assessment" }

[[module]]
key = "blogg"
name = { sv = "Blogg", en = "Blog" }

[[module]]
key = "franvaro"
name = { sv = "Frånvaro", en = "Attendance" }
handled_in = "Skola24"

[[expectation]]
key = "larlogg-personal"
module = "larlogg"
audience = "staff"
measure = "active_share"
target = "70 %"
near = "60 %"
why = { sv = "Hemmen ska kunna följa lärandet.", en = "Homes should be able to follow." }
document = "Dokumentet 2.1"
valid_to = 2026-09-30

[[expectation]]
key = "larlogg-personal"
module = "larlogg"
audience = "staff"
measure = "active_share"
target = "80 %"
near = "70 %"
by_form = { FS = { target = "60 %", near = "50 %" } }
why = { sv = "Hemmen ska kunna följa lärandet.", en = "Homes should be able to follow." }
document = "Dokumentet 2.1"
valid_from = 2026-10-01
valid_to = 2026-12-31

[[expectation]]
key = "larlogg-personal"
module = "larlogg"
audience = "staff"
measure = "active_share"
target = "85 %"
near = "70 %"
by_form = { FS = { target = "60 %", near = "50 %" } }
why = { sv = "Hemmen ska kunna följa lärandet.", en = "Homes should be able to follow." }
document = "Dokumentet 2.1"
valid_from = 2027-01-01

[[expectation]]
key = "bedomning-elever"
module = "bedomning"
audience = "students"
forms = ["GR"]
measure = "coverage_by"
path = [{ date = 2026-08-31, share = "0 %" }, { date = 2026-12-11, share = "100 %" }]
near_points = "10 %"
why = { sv = "Den som vet tidigt hinner göra något åt det.", en = "Who knows early has time to act." }
document = "Dokumentet 5.1"
valid_to = 2027-01-06

[[expectation]]
key = "blogg-dagar"
module = "blogg"
audience = "students"
forms = ["FS"]
measure = "days_since_last"
target = 5
near = 8
why = { sv = "En bild om dagen räcker långt.", en = "A picture a day goes a long way." }
document = "Dokumentet 6.1"

[[expectation]]
key = "blogg-inlagg"
module = "blogg"
audience = "students"
forms = ["FS", "GR"]
measure = "items_per_person"
weeks = 3
target = 2.5
why = { sv = "Lite och ofta.", en = "Little and often." }
document = "Dokumentet 6.2"

[[expectation]]
key = "blogg-vecka"
module = "blogg"
audience = "staff"
measure = "items_per_week"
target = 4
near = 3
why = { sv = "Så att veckan syns.", en = "So that the week shows." }
document = "Dokumentet 6.3"
valid_to = 2026-10-31

[[expectation]]
key = "blogg-hem"
module = "blogg"
audience = "guardians"
measure = "active_share"
target = "55 %"
why = { sv = "Hemmen ska hitta dit.", en = "Homes should find it." }
document = "Dokumentet 6.4"
valid_from = 2027-02-01

[[expectation]]
key = "franvaro-personal"
module = "franvaro"
audience = "staff"
measure = "active_share"
target = "91 %"
why = { sv = "Frånvaro ska synas samma dag.", en = "Absence should show the same day." }
document = "Dokumentet 9.1"
"#;

const TRAININGS: &str = r#"
[[training]]
key = "larlogg-film"
kind = "film"
modules = ["larlogg"]
title = { sv = "Kom igång med lärloggen", en = "Getting started with the learning log" }
link = "https://stod.example.invalid/a_b?c=1&d=2"
minutes = 3

[[training]]
key = "larlogg-kurs"
kind = "course"
modules = ["larlogg", "bedomning"]
title = { sv = "Skriva | *läsa*", en = "Writing | *reading*" }
link = "mailto:digital@example.invalid"
minutes = 60
sessions = [
  { date = 2026-11-10, place = "Stadshuset" },
  { date = 2027-01-21, time = "15:00", place = "Stadshuset", link = "https://stod.example.invalid/boka/12" },
]
"#;

const CALENDAR: &str = r#"
[[term]]
name = "HT 2026"
from = 2026-08-17
to = 2026-12-18
forms = ["GR", "FKLASS"]
grace_weeks = 2

[[closed]]
name = "Höstlov"
from = 2026-10-26
to = 2026-10-30
forms = ["GR", "FKLASS"]

[[closed]]
name = "Studiedag"
from = 2026-09-21
to = 2026-09-21
forms = ["GR"]
areas = ["Norr"]

[[closed]]
name = "Förra årets lov"
from = 2025-10-27
to = 2025-10-31
"#;

fn town() -> World {
    let world = World::new();
    world.write("config/expectations.toml", EXPECTATIONS);
    world.write("config/trainings.toml", TRAININGS);
    world.write("config/calendar.toml", CALENDAR);
    world
}

fn on_monday(world: &World, more: &[&str]) -> String {
    let ran: Ran = world.nyttja(&[&["document", "--on", "2026-11-23"], more].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    ran.stdout
}

/// The part of a Markdown document under the heading that starts with `heading`.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let start = text.find(&format!("\n## {heading}")).unwrap_or_else(|| panic!("no {heading} in {text}"));
    let body = &text[start + 1..];
    body.find("\n## ").map_or(body, |end| &body[..end])
}

#[test]
fn the_document_reads_as_it_was_approved_in_both_languages_and_formats() {
    let world = town();
    for language in ["sv", "en"] {
        for format in ["html", "markdown"] {
            let since = ["--since", "2026-08-01", "--language", language, "--format", format];
            let text = on_monday(&world, &since);
            // The look of the page is not its content.
            let text = match (text.find("<style>"), text.find("</style>")) {
                (Some(from), Some(to)) => format!("{}{}", &text[..from], &text[to..]),
                _ => text,
            };
            insta::assert_snapshot!(format!("{language}-{format}"), text);
        }
    }
}

#[test]
fn every_target_that_the_week_is_judged_by_stands_in_the_document() {
    let world = town();
    let ran = world.nyttja(&["assess", "--week", "2026-W48", "--format", "json"]);
    let text = on_monday(&world, &["--format", "markdown"]).replace('\u{a0}', " ");
    let modules = section(&text, "Modul för modul");
    let mut seen = 0;
    for verdict in ran.json_lines() {
        if matches!(verdict["reason"].as_str(), Some("handled_elsewhere" | "not_applicable")) {
            continue;
        }
        let (measure, target) = (verdict["measure"].as_str().unwrap(), verdict["target"].as_f64().unwrap());
        let shown = match measure {
            "active_share" => format!("{} %", (target * 100.0).round()),
            "coverage_by" => format!("{} %", (target * 100.0).ceil()),
            "days_since_last" => format!("högst {target} undervisningsdagar"),
            _ => format!("Minst {target} inlägg").replace('.', ","),
        };
        assert!(modules.contains(&shown), "{shown} is not in {modules}");
        seen += 1;
    }
    assert!(seen >= 9, "only {seen} verdicts were compared");
}

#[test]
fn an_expectation_that_is_not_yet_valid_stands_only_under_what_comes() {
    let text = on_monday(&town(), &["--format", "markdown", "--since", "2026-08-01"]);
    let coming = section(&text, "Det som kommer");
    for ahead in ["55\u{a0}%", "85\u{a0}%", "Upphör 7 januari 2027"] {
        assert!(coming.contains(ahead), "{ahead} is not in {coming}");
        assert_eq!(
            text.matches(ahead).count(),
            coming.matches(ahead).count(),
            "{ahead} stands elsewhere too"
        );
    }
    assert!(coming.contains("nu 80\u{a0}%, sedan 85\u{a0}% från 1 januari 2027"), "{coming}");
}

#[test]
fn changes_show_the_earlier_target_and_what_has_ended() {
    let text = on_monday(&town(), &["--format", "markdown", "--since", "2026-08-01"]);
    let changes = section(&text, "Ändrat sedan 1 augusti 2026");
    assert!(changes.contains("tidigare 70\u{a0}%, nu 80\u{a0}% från 1 oktober 2026"), "{changes}");
    assert!(changes.contains("Förskola: tidigare 70\u{a0}%, nu 60\u{a0}%"), "{changes}");
    assert!(changes.contains("Upphörde 1 november 2026"), "{changes}");
    let calm = on_monday(&town(), &["--format", "markdown", "--since", "2026-11-01"]);
    assert!(section(&calm, "Ändrat sedan").contains("Inget mål har ändrats"), "{calm}");
    assert!(!on_monday(&town(), &["--format", "markdown"]).contains("Ändrat sedan"));
}

#[test]
fn modules_of_other_systems_are_named_with_their_system_and_without_a_target() {
    let text = on_monday(&town(), &["--format", "markdown", "--since", "2026-01-01"]);
    let handled = section(&text, "Sköts i andra system");
    assert!(handled.contains("Frånvaro sköts i Skola24. Den följs inte upp i breven."), "{handled}");
    assert!(!text.contains("91\u{a0}%"));
}

#[test]
fn a_module_called_like_markup_is_shown_and_not_obeyed() {
    let world = town();
    world.change("config/expectations.toml", "\"Blogg\"", r#""<b>\"Å & Ö\"</b> *_|`#""#);
    let html = on_monday(&world, &[]);
    assert!(html.contains("&lt;b&gt;&quot;Å &amp; Ö&quot;&lt;/b&gt;") && !html.contains("<b>"), "{html}");
    let markdown = on_monday(&world, &["--format", "markdown"]);
    assert!(markdown.contains("### \\<b\\>\"Å \\& Ö\"\\</b\\> \\*\\_\\|\\`#"), "{markdown}");
    assert!(!markdown.contains(" <b>"));
}

#[test]
fn links_are_https_or_mailto_and_the_page_asks_for_nothing_from_outside() {
    let world = town();
    let html = on_monday(&world, &[]);
    for link in html.split("href=\"").skip(1) {
        let link = link.split('"').next().unwrap();
        let own = link.strip_prefix('#').is_some_and(|id| html.contains(&format!(" id=\"{id}\"")));
        assert!(own || link.starts_with("https://") || link.starts_with("mailto:"), "{link}");
    }
    for fetching in ["src=", "@import", "<link", "url(", "<script"] {
        assert!(!html.contains(fetching), "{fetching}");
    }
    let markdown = on_monday(&world, &["--format", "markdown"]);
    for link in markdown.split("](<").skip(1) {
        assert!(link.starts_with("https://") || link.starts_with("mailto:"), "{link}");
    }
    assert!(markdown.contains("[Skriva \\| \\*läsa\\*](<mailto:digital@example.invalid>)"), "{markdown}");
}

#[test]
fn the_page_has_its_headings_in_order_and_tables_with_captions() {
    let html = on_monday(&town(), &["--language", "en"]);
    assert!(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{html}");
    let levels: Vec<u32> =
        html.match_indices("<h").filter_map(|(at, _)| html[at + 2..].chars().next()?.to_digit(10)).collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1, "from h{} to h{}", pair[0], pair[1]);
    }
    assert_eq!(html.matches("<table").count(), html.matches("<caption>").count());
    assert!(!html.contains("<th>"), "every heading of a table says what it is for");
}

#[test]
fn agreements_are_mentioned_and_no_unit_is_named() {
    let world = town();
    assert!(on_monday(&world, &[]).contains("Just nu finns det inga."));
    world.write(
        "config/agreements.toml",
        "[[exception]]\nunit = \"FSK-07\"\nexpectation = \"larlogg-personal\"\nexempt = true\n\
         reason = \"Ny grupp\"\nagreed_with = \"Jenny Lundell\"\nuntil = 2027-01-31\n",
    );
    let html = on_monday(&world, &[]);
    assert!(html.contains("Just nu finns det sådana överenskommelser."), "{html}");
    for secret in ["FSK-07", "Backens", "Ny grupp", "Jenny"] {
        assert!(!html.contains(secret), "{secret}");
    }
}

#[test]
fn the_ending_of_the_file_tells_the_format() {
    let world = town();
    for (file, start) in [("out.html", "<!DOCTYPE html>"), ("out.md", "# Det här förväntar vi oss")] {
        let ran = world.nyttja(&["document", "--on", "2026-11-23", "--out", file]);
        assert_eq!((ran.code, ran.stdout.trim()), (0, file), "{ran:?}");
        assert!(world.read(file).starts_with(start), "{file}");
    }
    let ran = world.nyttja(&["document", "--out", "out.docx"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.stderr.contains("--format html"), "{ran:?}");
    let ran = world.nyttja(&["document", "--on", "2026-11-23", "--since", "2026-12-01"]);
    assert_eq!(ran.code, 2, "{ran:?}");
}

/// Words a sentence plus the share of words over six letters: under 40 is easy to read.
#[test]
fn the_swedish_words_are_easy_to_read() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/locales/document.sv.ftl");
    let text = std::fs::read_to_string(file).unwrap();
    let sentences: String = text
        .lines()
        .filter(|line| !line.starts_with('#') && line.ends_with('.'))
        .filter_map(|line| line.split_once(['=', ']']).map(|(_, said)| format!("{said} ")))
        .collect();
    let ends = sentences.matches(['.', ':']).count();
    let words: Vec<_> =
        sentences.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let long = words.iter().filter(|word| word.chars().count() > 6).count();
    let lix = words.len() / ends + 100 * long / words.len();
    assert!(words.len() > 500 && lix < 40, "the text has a LIX of {lix} over {} words", words.len());
}
