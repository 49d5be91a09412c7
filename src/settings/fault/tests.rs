//! Faults: where they point, and how they read.

use std::path::Path;

use super::*;

fn fault(text: &str, offending: &str) -> Fault {
    let start = text.find(offending).unwrap();
    Fault::at(Path::new("config/a.toml"), &Arc::from(text), &(start..start + offending.len()), "`x` is wrong")
}

#[test]
fn a_fault_shows_its_place_the_line_and_the_hint() {
    let faults = Faults::from(fault("a = 1\nb = 2\nc = 3\n", "2").hint("write 3"));
    insta::assert_snapshot!(faults.render(Style::PLAIN), @r#"
      × `x` is wrong
       ╭─[config/a.toml:2:5]
     2 │ b = 2
       ·     ┬
       ·     ╰── here
       ╰────
      help: write 3

    1 error in 1 file
    "#);
}

#[test]
fn columns_count_characters_and_lines_end_in_either_way() {
    let faults = Faults::from(fault("a = 1\r\nnamn = { sv = \"Ängsvik åäö\", x = 5 }\r\nc = 3\r\n", "x = 5"));
    insta::assert_snapshot!(faults.render(Style::PLAIN), @r#"
      × `x` is wrong
       ╭─[config/a.toml:2:30]
     2 │ namn = { sv = "Ängsvik åäö", x = 5 }
       ·                              ──┬──
       ·                                ╰── here
       ╰────

    1 error in 1 file
    "#);
    let only = faults.iter().next().unwrap();
    assert_eq!((only.line, only.column), (Some(2), Some(30)));
}

#[test]
fn a_fault_of_the_whole_file_names_the_file() {
    let faults = Faults::from(Fault::in_file(Path::new("config/a.toml"), "there is no such file"));
    insta::assert_snapshot!(faults.render(Style::PLAIN), @r#"
      × config/a.toml: there is no such file

    1 error in 1 file
    "#);
}

#[test]
fn faults_come_by_file_and_line_and_are_counted() {
    let text = Arc::from("a\nb\nc\n");
    let at = |file: &str, start: usize| Fault::at(Path::new(file), &text, &(start..start + 1), "no");
    let faults: Faults = [
        at("b.toml", 0),
        at("a.toml", 4).severity(Severity::Warning),
        at("a.toml", 2).severity(Severity::Defect),
        at("b.toml", 0),
        at("a.toml", 0),
    ]
    .into_iter()
    .collect();

    let order: Vec<_> =
        faults.iter().map(|fault| (fault.file.to_str().unwrap(), fault.line.unwrap())).collect();
    assert_eq!(order, [("a.toml", 1), ("a.toml", 2), ("a.toml", 3), ("b.toml", 1)]);
    assert_eq!(faults.summary(), "2 errors, 1 defect, 1 warning in 2 files");
    assert_eq!(faults.worst(), Some(Severity::Error));
    assert_eq!(Faults::new().worst(), None);
}

#[test]
fn a_fault_can_be_written_as_json() {
    let faults = Faults::from(fault("å = 2\n", "2").hint("write 3"));
    insta::assert_snapshot!(serde_json::to_string(&faults).unwrap(), @r#"[{"severity":"error","file":"config/a.toml","line":1,"column":5,"snippet":"2","message":"`x` is wrong","hint":"write 3"}]"#);
}

#[test]
fn no_place_is_outside_the_text() {
    for text in ["", "\n", "\r\n", "å", "a\n\n\n", "a\r\nå"] {
        for start in 0..6 {
            for end in 0..6 {
                let fault = Fault::at(Path::new("a"), &Arc::from(text), &(start..end), "no");
                assert!(Faults::from(fault).render(Style::PLAIN).contains("no"));
            }
        }
    }
}
