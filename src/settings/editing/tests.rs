//! Changes in files that are written in every way that TOML allows.

use std::collections::HashSet;
use std::path::Path;

use proptest::prelude::*;

use super::*;

const SHIPPED: &str = include_str!("../../../config/expectations.toml");

fn change(key: Key, value: &str) -> Change<'_> {
    Change {
        expectation: "a",
        from: None,
        form: None,
        key,
        value,
        because: "decided",
        today: "2026-11-23".parse().unwrap(),
    }
}

fn edited(text: &str, change: &Change<'_>) -> String {
    edit(Path::new("expectations.toml"), text, change).unwrap().text
}

fn of_form(form: SchoolForm, key: Key, value: &str) -> Change<'_> {
    Change { form: Some(form), ..change(key, value) }
}

#[test]
fn a_value_is_replaced_and_the_comment_on_its_line_stays() {
    let text = "[[expectation]]\n  key = 'a'\n  target  =  \"80 %\"   # as in the document\n# end";
    let after = "[[expectation]]\n  key = 'a'\n  # 2026-11-23: 80 % → 75 % – decided\n  target  =  \"75 %\"   # as in the document\n# end";
    assert_eq!(edited(text, &change(Key::Target, "75 %")), after);
}

#[test]
fn a_key_that_is_missing_is_written_below_its_neighbour() {
    let text =
        "[[expectation]]\nkey = \"a\"\nmeasure = \"active_share\"\ntarget = 2 # two\n\n[[expectation]]\n";
    let after = "[[expectation]]\nkey = \"a\"\nmeasure = \"active_share\"\ntarget = 2 # two\n# 2026-11-23: not set → 1,5 – decided\nnear = 1.5\n\n[[expectation]]\n";
    assert_eq!(edited(text, &change(Key::Near, "1,5")), after);
    let bare = "[[expectation]]\nkey = \"a\"";
    let after =
        "[[expectation]]\n# 2026-11-23: not set → 2026-08-01 – decided\nvalid_from = 2026-08-01\nkey = \"a\"";
    assert_eq!(edited(bare, &change(Key::ValidFrom, "2026-08-01")), after);
    let last = "[[expectation]]\nkey = \"a\"\ntarget = 2";
    let after = "[[expectation]]\nkey = \"a\"\ntarget = 2\n# 2026-11-23: not set → 1 – decided\nnear = 1";
    assert_eq!(edited(last, &change(Key::Near, "1")), after);
}

#[test]
fn dotted_keys_stay_dotted() {
    let text = "[[expectation]]\nkey = \"a\"\nwhy.sv = 'Därför'\nby_form.FS.target = 2\n";
    let after = "[[expectation]]\nkey = \"a\"\nwhy.sv = 'Därför'\n# 2026-11-23: not set → Because – decided\nwhy.en = \"Because\"\nby_form.FS.target = 2\n";
    assert_eq!(edited(text, &change(Key::WhyEn, "Because")), after);
    let after = "[[expectation]]\nkey = \"a\"\nwhy.sv = 'Därför'\nby_form.FS.target = 2\n# 2026-11-23: FS near not set → 1 – decided\nby_form.FS.near = 1\n";
    assert_eq!(edited(text, &of_form(SchoolForm::Fs, Key::Near, "1")), after);
}

#[test]
fn tables_in_braces_are_filled_whatever_they_look_like() {
    let text = |table: &str| format!("[[expectation]]\nkey = \"a\"\ntarget = 3\nby_form = {table}\n");
    let set = |table: &str| {
        let after = edited(&text(table), &of_form(SchoolForm::Fs, Key::Target, "2"));
        let (comment, line) = after.trim_end().split_once("by_form = ").unwrap();
        assert!(comment.ends_with("# 2026-11-23: FS target 3 → 2 – decided\n"), "{after}");
        line.to_owned()
    };
    assert_eq!(set("{}"), "{ FS = { target = 2 } }");
    assert_eq!(set("{ }"), "{ FS = { target = 2 } }");
    assert_eq!(set("{ GR = { target = 1 } }"), "{ GR = { target = 1 }, FS = { target = 2 } }");
    assert_eq!(set("{ FS = { near = 1 } }"), "{ FS = { near = 1, target = 2 } }");
    assert_eq!(set("{ FS.near = 1 }"), "{ FS.near = 1, FS.target = 2 }");
}

#[test]
fn forms_under_headers_of_their_own_are_changed_there() {
    let text = "[[expectation]]\nkey = \"a\"\ntarget = 3\n\n[expectation.by_form.GR] # schools\ntarget = 1\n";
    let after = "[[expectation]]\nkey = \"a\"\ntarget = 3\n\n[expectation.by_form.GR] # schools\n# 2026-11-23: GR target 1 → 2 – decided\ntarget = 2\n";
    assert_eq!(edited(text, &of_form(SchoolForm::Gr, Key::Target, "2")), after);
    let after = "[[expectation]]\nkey = \"a\"\ntarget = 3\n# 2026-11-23: FS target 3 → 2 – decided\nby_form.FS = { target = 2 }\n\n[expectation.by_form.GR] # schools\ntarget = 1\n";
    assert_eq!(edited(text, &of_form(SchoolForm::Fs, Key::Target, "2")), after);
}

#[test]
fn a_form_under_its_old_code_is_found() {
    let text = "[[expectation]]\nkey = \"a\"\ntarget = 3\nby_form = { GRS = { target = 1 } }\n";
    let after = edited(text, &of_form(SchoolForm::Gran, Key::Target, "2"));
    assert!(after.ends_with("by_form = { GRS = { target = 2 } }\n"), "{after}");
}

#[test]
fn line_ends_of_windows_and_the_mark_of_some_editors_stay() {
    let text = "\u{feff}[[expectation]]\r\nkey = \"a\"\r\ntarget = 3\r\n";
    let after = "\u{feff}[[expectation]]\r\nkey = \"a\"\r\n# 2026-11-23: 3 → 2 – decided\r\ntarget = 2\r\n";
    assert_eq!(edited(text, &change(Key::Target, "2")), after);
}

#[test]
fn an_entry_in_a_list_of_braces_is_left_to_an_editor() {
    let text = "expectation = [{ key = \"a\", target = 3 }]\n";
    let refused = edit(Path::new("a.toml"), text, &change(Key::Target, "2"));
    assert_eq!(refused, Err(EditError::TooIntricate));
}

#[test]
fn a_reason_of_blanks_is_none_and_one_of_several_lines_becomes_one() {
    let text = "[[expectation]]\nkey = \"a\"\ntarget = 3\n";
    let blank = Change { because: " \n ", ..change(Key::Target, "2") };
    assert_eq!(edit(Path::new("a.toml"), text, &blank), Err(EditError::NoReason));
    let lines = Change { because: "one\n[[expectation]]\ttwo", ..change(Key::Target, "2") };
    assert!(edited(text, &lines).contains("# 2026-11-23: 3 → 2 – one [[expectation]] two\n"));
}

#[test]
fn in_the_shipped_file_every_key_of_every_expectation_can_be_set_without_touching_the_rest() {
    let lines: HashSet<&str> = SHIPPED.lines().collect();
    let values = ["51 %", "7", "2026-09-01", "Ett skäl med \"citat\" och \\"];
    let (document, _) = TomlFile::parse(Path::new("a.toml"), SHIPPED);
    let entries = document.unwrap().value()["expectation"].as_array().unwrap().clone();
    for entry in &entries {
        let expectation = entry["key"].as_str().unwrap();
        let from = entry["valid_from"].as_str().map(|day| day.parse().unwrap());
        for (key, value) in Key::ALL.into_iter().flat_map(|key| values.map(|value| (key, value))) {
            let forms = [None, Some(SchoolForm::Fs), Some(SchoolForm::Gy)];
            for form in forms.into_iter().filter(|form| form.is_none() || key.goes_by_form()) {
                let change = Change { expectation, from, form, ..change(key, value) };
                let after = edited(SHIPPED, &change);
                let kept = after.lines().filter(|line| lines.contains(line)).count();
                let lost = SHIPPED.lines().count() - kept;
                assert!(lost <= 1, "{lost} lines are lost: {expectation} {key} {value}");
                assert!(after.lines().count() - SHIPPED.lines().count() <= 2);
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_written_as_value_and_reason_changes_that_value_only(value in ".{1,20}", because in ".{0,20}") {
        let text = "[[expectation]]\nkey = \"a\"\ntarget = 3\nby_form = { FS = { near = 1 } }\n";
        for form in [None, Some(SchoolForm::Fs), Some(SchoolForm::Gr)] {
            let change = Change { form, because: &because, ..change(Key::Target, &value) };
            if let Ok(after) = edit(Path::new("a.toml"), text, &change) {
                let kept = text.lines().filter(|line| after.text.lines().any(|new| new == *line)).count();
                prop_assert!(kept >= 3, "{}", after.text);
                prop_assert!(after.text.lines().count() <= 6, "{}", after.text);
            }
        }
    }
}
