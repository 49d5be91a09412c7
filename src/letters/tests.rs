//! Tests of whole letters, over every sample.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::*;
use crate::domain::letter::Part;

mod pictures;
mod plain_words;

/// The shipped letters.
pub(super) static LETTERS: LazyLock<Letters> = LazyLock::new(|| Letters::new(None).unwrap());

/// Every sample, composed once for all tests.
static COMPOSED: LazyLock<Vec<(String, Composed)>> = LazyLock::new(|| {
    let compose = |sample: samples::Sample| {
        let composed = sample.compose(&LETTERS);
        (sample.name.clone(), composed.unwrap_or_else(|error| panic!("{}: {error}", sample.name)))
    };
    samples::all().into_par_iter().map(compose).collect()
});

fn composed() -> impl Iterator<Item = (&'static str, &'static Composed)> {
    COMPOSED.iter().map(|(name, letter)| (name.as_str(), letter))
}

fn sample(name: &str) -> &'static Composed {
    composed().find(|(found, _)| *found == name).unwrap().1
}

fn to_principal() -> Letter {
    let samples::Content::Principal(letter) = samples::all().swap_remove(0).content else {
        panic!("the first sample is to a principal");
    };
    letter
}

#[test]
fn every_sample_reads_as_it_was_approved() {
    for (name, letter) in composed() {
        insta::assert_snapshot!(name, format!("{}\n\n{}", letter.subject, letter.text));
    }
}

#[test]
fn the_html_is_small_names_its_language_and_fetches_nothing() {
    for (name, letter) in composed() {
        let html = &letter.html;
        assert!(html.len() <= 60_000, "{name} has {} bytes", html.len());
        let language = &name[name.len() - 2..];
        assert!(html.contains(&format!("<html lang=\"{language}\"")), "{name}");
        let shown: Vec<_> =
            html.split(" src=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let sent: Vec<_> = letter.pictures.iter().map(|picture| format!("cid:{}", picture.id)).collect();
        assert_eq!(shown, sent, "{name} shows each of its pictures once, and nothing else");
        assert_eq!(html.matches("src=").count(), shown.len(), "{name}");
        for fetching in ["@import", "<link", "url(", "<script", "background=\"http"] {
            assert!(!html.contains(fetching), "{name} has {fetching}");
        }
        assert!(!html.contains("{{") && !letter.text.contains("{{"), "{name} has a tag left");
    }
}

#[test]
fn a_school_called_like_markup_is_shown_and_not_obeyed() {
    let letter = sample("markup-name-sv");
    let name = "<b>\"Å & Ö\"</b>";
    assert!(letter.subject.contains(name), "{}", letter.subject);
    assert!(letter.text.contains(name), "{}", letter.text);
    assert!(!letter.html.contains("<b>"));
    assert!(letter.html.contains("&lt;b&gt;&quot;Å &amp; Ö&quot;&lt;/b&gt;"));
}

#[test]
fn a_line_break_in_a_name_cannot_add_a_line_to_the_subject_or_text() {
    let mut letter = to_principal();
    "Viken\r\nBcc: alla@example.invalid".clone_into(&mut letter.parts[0].unit);
    "Anna\n\nEk".clone_into(&mut letter.recipient.name);
    let composed = LETTERS.compose(&letter, &samples::frame()).unwrap();
    assert!(composed.subject.contains("Viken Bcc: alla@example.invalid"), "{}", composed.subject);
    assert!(composed.text.starts_with("Hej Anna!\n"));
}

#[test]
fn the_text_fits_in_72_columns_but_for_links() {
    for (name, letter) in composed() {
        for line in letter.text.lines().filter(|line| !line.contains("https://")) {
            assert!(line.chars().count() <= 72, "{name}: {line}");
        }
    }
}

#[test]
fn the_next_session_is_the_first_on_or_after_the_day_of_the_letter() {
    let sample = to_principal();
    let on = |day: &str| {
        let frame = LetterFrame { today: day.parse().unwrap(), ..samples::frame() };
        LETTERS.compose(&sample, &frame).unwrap().text
    };
    assert!(on("2026-11-19").contains("torsdag 19 november kl. 15.00, Stadshuset\n"));
    assert!(on("2026-11-20").contains("torsdag 3 december kl. 15.00, Stadshuset, rum 4"));
    assert!(on("2026-12-04").contains("torsdag 10 december kl. 08.00, Digitalt"));
    assert!(!on("2026-12-11").contains("Nästa tillfälle"));
}

#[test]
fn help_that_was_given_is_spoken_of_in_the_past() {
    let letter = sample("nothing-new-sv");
    assert!(letter.text.contains("Lärlogg: hjälp är inbokad, vi ses den 3 december."));
    assert!(letter.text.contains("Planering: vi sågs den 12 november."));
    assert_eq!(letter.text.matches("Lärlogg: hjälp").count(), 1);
}

#[test]
fn the_letters_that_are_compiled_in_can_all_be_written() {
    assert_eq!(LETTERS.check(), []);
    assert_eq!(Letters::faults(None), []);
}

#[test]
fn a_file_in_the_folder_takes_the_place_of_the_compiled_in_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "letters/principal/subject.txt.hbs", "Brev: {{subject}}");
    write(folder.path(), "locales/sv.ftl", "regards = Allt gott\n");
    let letters = Letters::new(Some(folder.path())).unwrap();
    assert_eq!(letters.check(), []);
    let composed = samples::all()[0].compose(&letters).unwrap();
    assert!(composed.subject.starts_with("Brev: Tre saker att lyfta"));
    assert!(composed.text.contains("Allt gott\nDigitalt stöd"));
}

#[test]
fn a_template_that_shows_what_letters_do_not_have_fails_the_check_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "letters/principal/body.txt.hbs",
        "{{greeting}}\n{{#if foot}}\n{{foot.signature}}\n{{/if}}",
    );
    let error = Letters::new(Some(folder.path())).unwrap().check()[0].to_string();
    assert!(error.contains("body.txt.hbs:3: "), "{error}");
    assert!(error.contains("foot.signature"), "{error}");
}

#[test]
fn a_template_that_cannot_be_read_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "letters/principal/body.mjml.hbs",
        "<mjml>\n<mj-body>\n{{#if a}}\n</mj-body></mjml>",
    );
    let error = Letters::new(Some(folder.path())).unwrap_err();
    assert!(error.file.ends_with("letters/principal/body.mjml.hbs"));
    assert!(error.line.is_some(), "{error}");
}

fn write(folder: &Path, name: &str, text: &str) {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Breaks one tag of a template after the other: a sample must stumble over each.
#[test]
fn the_samples_reach_every_tag_of_the_templates() {
    let words = Words::load(Language::Sv, None).unwrap();
    let mut views: HashMap<&str, Vec<serde_json::Value>> = HashMap::new();
    for sample in samples::all().iter().filter(|sample| sample.name.ends_with("-sv")) {
        let frame = sample.frame();
        let (folder, view) = match &sample.content {
            samples::Content::Principal(letter) => {
                (PRINCIPAL.folder, serde_json::to_value(PrincipalView::of(letter, &frame, &words).unwrap()))
            }
            samples::Content::Manager(summary) => {
                (MANAGER.folder, serde_json::to_value(ManagerView::of(summary, &frame, &words).unwrap()))
            }
            samples::Content::Receipt(account) => {
                (RECEIPT.folder, serde_json::to_value(ReceiptView::of(account, &frame, &words).unwrap()))
            }
            samples::Content::Doubt(doubt) => {
                (HOLD.folder, serde_json::to_value(NoticeView::of_doubt(doubt, &frame, &words).unwrap()))
            }
            samples::Content::Hold(hold) => {
                (HOLD.folder, serde_json::to_value(NoticeView::of_hold(hold, &frame, &words).unwrap()))
            }
        };
        views.entry(folder).or_default().push(view.unwrap());
    }
    let mut reached: HashMap<&str, bool> = HashMap::new();
    let sources = [PRINCIPAL, MANAGER, RECEIPT, HOLD].map(|design| (design.folder, templates::whole(design)));
    let shared = templates::shared();
    for (folder, source) in
        sources.iter().flat_map(|(folder, both)| both.iter().map(move |one| (*folder, one)))
    {
        for (tag, is_reached) in tags(source, &views[folder]) {
            // Not every kind of letter has all of what letters share.
            assert!(is_reached || shared.contains(tag), "no sample of {folder} reaches {tag}}}}}");
            *reached.entry(tag).or_default() |= is_reached;
        }
    }
    for (tag, is_reached) in reached {
        assert!(is_reached, "no sample reaches {tag}}}}}");
    }
}

/// Every tag of a template, and whether one of the samples stumbles where it is broken.
fn tags<'a>(source: &'a str, views: &[serde_json::Value]) -> Vec<(&'a str, bool)> {
    let mut found = Vec::new();
    for (start, _) in source.match_indices("{{") {
        let tag = &source[start..start + source[start..].find("}}").unwrap()];
        let path = tag.trim_start_matches("{{").split(' ').next_back().unwrap();
        if path.starts_with('/') || path == "else" {
            continue;
        }
        let at = start + tag.len() - path.len();
        let broken = format!("{}missing{}", &source[..at], &source[at + path.len()..]);
        let mut handlebars = handlebars::Handlebars::new();
        handlebars.set_strict_mode(true);
        templates::blocks::register(&mut handlebars);
        handlebars.register_template_string("broken", &broken).unwrap();
        let stumbles = |view| handlebars.render("broken", view).is_err();
        found.push((tag, views.iter().any(stumbles)));
    }
    found
}

/// A letter to a principal of `units` schools, each judged by sixteen
/// expectations, with three asks in all.
fn about_many(units: usize) -> Letter {
    let mut letter = to_principal();
    let first = letter.parts[0].clone();
    let judged = first.lines.iter().filter(|line| line.handled_in.is_none());
    let lines: Vec<_> = judged.cycle().take(16).cloned().collect();
    let calm = Part { asks: Vec::new(), lines, ..first.clone() };
    letter.parts = vec![calm; units];
    letter.parts[0].asks = first.asks;
    letter
}

#[test]
fn a_letter_about_many_units_stays_under_60_kb_with_every_ask_in_it() {
    for units in 1..=6 {
        let composed = LETTERS.compose(&about_many(units), &samples::frame()).unwrap();
        assert!(composed.html.len() < 60_000, "{units} units: {} bytes", composed.html.len());
        assert_eq!(composed.html.matches("Nästa steg").count(), 3);
    }
}
