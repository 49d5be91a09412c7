//! `nyttja check`: bad files of every kind get a clear error each, all at once.

use crate::world::{MONDAY, Ran, World, table};

#[test]
fn good_files_have_no_faults_but_the_vacancy_is_pointed_out() {
    let ran = World::new().nyttja(&["check"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("unit `FSK-09` has no principal to write to"), "{ran:?}");
}

#[test]
fn faults_in_several_files_are_shown_together_with_file_line_text_and_hint() {
    let world = World::new();
    world.change("config/expectations.toml", "target = \"80 %\"", "targt = \"8O %\"");
    world.change(
        "config/expectations.toml",
        "audience = \"staff\"\nmeasure = \"active_share\"\ntarget = \"90 %\"",
        "audience = \"staf\"\nmeasure = \"active_share\"\ntarget = \"90\"",
    );
    world.change("config/trainings.toml", "modules = [\"larlogg\"]", "modules = [\"larlog\"]");
    world.change("config/units.csv", "87654321,Hill School,GR,", "87654321,Hill School,GRX,");
    world.change("config/nyttja.toml", "per_minute = 0", "per_minute = -1\nper_hour = 3");
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3);
    for words in [
        "`targt` is not a key here",
        "did you mean `target`",
        "`staf` is not one of",
        "`GRX` is not a school form",
        "`per_hour` is not a key here",
        "per_minute",
        "expectations.toml:17",
        "there is no module `larlog`",
        "units.csv:4",
    ] {
        assert!(ran.stdout.contains(words), "{words} is missing in\n{}", ran.stdout);
    }
}

#[test]
fn what_a_source_says_about_its_times_in_no_form_there_is_is_named_with_its_line_and_an_example() {
    let world = World::new();
    for (key, text) in [("times", "UCT0"), ("settles_after", "3 dys"), ("date_format", "%Q")] {
        world.set(&format!("source.export.{key}"), text);
    }
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3);
    for words in [
        "`UCT0` is not a time zone",
        "times = \"UCT0\"",
        "`3 dys` is not a length of time",
        "settles_after = \"3 dys\"",
        "\"36 hours\" or \"3 days\"",
        "`%Q` has a `%` sign that stands for nothing",
    ] {
        assert!(ran.stdout.contains(words), "{words} is missing in\n{}", ran.stdout);
    }
}

#[test]
fn files_with_secrets_and_certificates_that_are_not_there_or_hold_something_else_are_told_by_their_lines() {
    let world = World::new();
    let block = r#"[[source]]
name = "api"
kind = "http_json"
url = "https://api.example.invalid/usage?from={from}&key={secret.key}"
records = "/data"
fields = { unit = "/unit", module = "/module", audience = "/audience", from = "/from", active = "/active" }
auth = { kind = "bearer", token_file = "no-token" }
secrets = { key = "no-key" }
ca_file = "root.pem"

[mail]"#;
    world.change("config/nyttja.toml", "[mail]", block);
    world.write("data/root.pem", "-----BEGIN PRIVATE KEY-----\n");
    let told = world.nyttja(&["check"]);
    assert_eq!(told.code, 3, "what holds something else is wrong for everybody: {told:?}");
    for words in [
        "no-token`, cannot be read",
        "token_file = \"no-token\"",
        "no-key`, cannot be read",
        "secrets = { key = \"no-key\" }",
        "root.pem`, holds no certificate",
        "ca_file = \"root.pem\"",
        "BEGIN CERTIFICATE",
    ] {
        assert!(told.stdout.contains(words), "{words} is missing in\n{}", told.stdout);
    }
    std::fs::remove_file(world.path("data/root.pem")).unwrap();
    let told = world.nyttja(&["check"]);
    assert_eq!(told.code, 0, "what is not there may be there for the daemon: {told:?}");
    assert!(told.stdout.contains("root.pem`, cannot be read"), "{told:?}");
}

#[test]
fn references_to_what_is_not_there_ask_what_was_meant() {
    let world = World::new();
    world.set_in("config/trainings.toml", "training.larlogg-film.modules", vec!["larlog"]);
    world.write(
        "config/agreements.toml",
        "[[exception]]\nunit = \"FSK-7\"\nexpectation = \"larlogg-personl\"\nexempt = true\nreason = \"x\"\nagreed_with = \"y\"\nuntil = 2027-01-31\n",
    );
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3);
    for words in [
        "there is no module `larlog`",
        "did you mean `larlogg`",
        "there is no unit `FSK-7`",
        "did you mean `FSK-07`",
        "there is no expectation `larlogg-personl`",
    ] {
        assert!(ran.stdout.contains(words), "{words} is missing in\n{}", ran.stdout);
    }
}

#[test]
fn a_malformed_address_fails_the_check_and_a_run_goes_on_without_it() {
    let world = World::new();
    world.change("config/units.csv", "ada.hill@example.invalid", "ada.hill@@example.invalid");
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("units.csv:4"), "{}", ran.stdout);
    let run = world.nyttja(&["run", "--at", MONDAY, "--format", "json"]);
    assert_eq!(
        (run.code, run.json()["sent"].as_u64(), run.json()["skipped"].as_u64()),
        (0, Some(1), Some(2))
    );
}

#[test]
fn a_name_that_no_letter_has_room_for_is_a_fault() {
    for (name, column) in [("Hill School", "`name`"), ("Ada Hill", "`principal_name`")] {
        let world = World::new();
        world.change("config/units.csv", name, &name.repeat(30));
        let ran = world.nyttja(&["check"]);
        assert_eq!(ran.code, 3, "{ran:?}");
        let told = format!("{column} is longer than 200 characters");
        assert!(ran.stdout.contains(&told) && ran.stdout.contains("units.csv:4"), "{ran:?}");
        world.change("config/units.csv", &name.repeat(30), &format!("{name:.<200}"));
        assert_eq!(world.nyttja(&["run", "--at", MONDAY]).code, 0);
    }
}

#[test]
fn files_that_are_missing_empty_or_no_text_get_a_clear_error_and_nothing_is_sent() {
    let bad: [(&str, &str, Option<&[u8]>); 9] = [
        ("config/nyttja.toml", "missing", None),
        ("config/expectations.toml", "missing", None),
        ("config/units.csv", "missing", None),
        ("config/nyttja.toml", "municipality", Some(b"")),
        ("config/nyttja.toml", "UTF-8", Some(b"\xff\xfe\x00")),
        ("config/expectations.toml", "expectations.toml:1", Some(b"[[expectation")),
        ("config/units.csv", "units.csv", Some(b"")),
        ("config/units.csv", "units.csv", Some(b"\x00\x01\x02")),
        ("config/trainings.toml", "trainings.toml:1", Some(b"training = 3")),
    ];
    for (file, words, content) in bad {
        let world = World::new();
        match content {
            Some(content) => world.write(file, content),
            None => std::fs::remove_file(world.path(file)).unwrap(),
        }
        let check = world.nyttja(&["check"]);
        assert_eq!(check.code, 3, "{file} {words}: {check:?}");
        assert!(check.stdout.contains(words), "{file}: {words} is missing in\n{}", check.stdout);
        let run = world.nyttja(&["run", "--at", MONDAY]);
        assert_eq!(run.code, 3, "{file}: {run:?}");
        assert!(run.stderr.contains("hint:"), "{run:?}");
        assert_eq!(world.letters().len(), 0);
    }
}

#[test]
fn an_environment_variable_is_laid_over_the_file_and_checked_like_it() {
    let world = World::new();
    let good = world.command(&["check"]).env("NYTTJA__MAIL__PER_MINUTE", "60").output().unwrap();
    assert_eq!(good.status.code(), Some(0));
    let bad = world.command(&["check"]).env("NYTTJA__MAIL__PER_MINUTE", "often").output().unwrap();
    assert_eq!(bad.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&bad.stdout).contains("NYTTJA__MAIL__PER_MINUTE"));
}

#[test]
fn a_folder_that_does_not_exist_is_named_with_the_way_out() {
    let ran = World::new().nyttja(&["check", "--config", "nowhere"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("there is no such folder") && ran.stdout.contains("--config"), "{ran:?}");
}

#[test]
fn mail_in_the_clear_to_another_machine_is_refused() {
    let world = World::new();
    world.set("mail.transport", table("kind = \"smtp\"\nhost = \"mail.example.invalid\"\ntls = \"none\""));
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stdout.contains("tls"), "{}", ran.stdout);
}

#[test]
fn a_source_that_contradicts_itself_is_found() {
    let world = World::new();
    world.change("config/nyttja.toml", "module = \"Modul\", ", "");
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stdout.contains("module"), "{}", ran.stdout);
}

#[test]
fn a_template_of_your_own_is_tried_on_every_sample() {
    let world = World::new();
    world.set("letters.templates", "templates");
    world.write("config/templates/letters/principal/subject.txt.hbs", "{{greting}}");
    let ran = world.nyttja(&["check"]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stdout.contains("greting"), "{}", ran.stdout);
}

/// A world with templates of its own; what it says of them when `file` has this `text`.
fn told_of_template(file: &str, text: &str) -> Ran {
    let world = World::new();
    world.set("letters.templates", "templates");
    world.write(&format!("config/templates/{file}"), text);
    world.nyttja(&["check"])
}

#[test]
fn a_fault_in_a_part_that_letters_share_names_that_part() {
    let ran = told_of_template("letters/frame/foot.txt.hbs", "With regards\n{{sender.nmae}}\n");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(
        ran.stdout.contains("letters/frame/foot.txt.hbs: line 2: there is nothing called `sender.nmae`"),
        "{ran:?}"
    );
    assert!(!ran.stdout.contains("body.txt.hbs") && !ran.stdout.contains("strict"), "{ran:?}");
}

#[test]
fn a_block_that_is_never_closed_is_found_where_it_begins() {
    for (file, before) in
        [("letters/principal/body.txt.hbs", "{{greeting}}"), ("letters/frame/foot.txt.hbs", "\n")]
    {
        let ran = told_of_template(file, &format!("{before}\n{{{{#if trend}}}}\nA picture\n\n\n"));
        assert_eq!(ran.code, 3, "{ran:?}");
        let line = before.matches('\n').count() + 2;
        let told = format!("{file}: line {line}: `{{{{#if}}}}` is never closed: write `{{{{/if}}}}`");
        assert!(ran.stdout.replace("\n  │ ", "").contains(&told), "{told}: {ran:?}");
    }
}

#[test]
fn faults_in_several_templates_are_told_all_at_once() {
    for (text, told) in [("{{nothing}}", "there is nothing called `nothing`"), ("{{#if a}}", "never closed")]
    {
        let world = World::new();
        world.set("letters.templates", "templates");
        for letter in ["principal", "manager", "receipt"] {
            world.write(&format!("config/templates/letters/{letter}/subject.txt.hbs"), text);
        }
        let ran = world.nyttja(&["check"]);
        assert!(ran.stdout.contains("3 errors") && ran.stdout.matches(told).count() == 3, "{ran:?}");
    }
}

#[test]
fn a_typing_error_in_the_mjml_is_found_in_its_line() {
    let text = "<mjml><mj-body><mj-section><mj-column>\n<mj-text>{{greeting}}</mj-text>\n\n\
                <mj-text>{{{grreting}}}</mj-text>\n</mj-column></mj-section></mj-body></mjml>\n";
    let ran = told_of_template("letters/principal/body.mjml.hbs", text);
    assert_eq!(ran.code, 3, "{ran:?}");
    let told = "body.mjml.hbs: line 4: there is nothing called `grreting`";
    assert!(ran.stdout.replace("\n  │ ", "").contains(told), "{ran:?}");
}

#[test]
fn a_template_with_nothing_in_it_is_a_fault() {
    let ran = told_of_template("letters/principal/body.txt.hbs", "\n");
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(ran.stdout.contains("letters/principal/body.txt.hbs: nothing is in it"), "{ran:?}");
}

#[test]
fn a_template_that_no_letter_uses_is_told_of_and_hinders_nothing() {
    let ran = told_of_template("letters/principals/subject.txt.hbs", "{{subject}}");
    assert_eq!(ran.code, 0, "{ran:?}");
    let told = ["letters/principals/subject.txt.hbs", "it changes nothing"];
    assert!(told.iter().all(|told| ran.stdout.contains(told)), "{ran:?}");
    assert!(!told_of_template("letters/principal/subject.txt.hbs", "{{subject}}").stdout.contains("nothing"));
    assert!(!told_of_template("letters/notes.txt", "To do").stdout.contains("nothing"));
}

#[test]
fn a_folder_of_templates_that_is_not_there_is_a_fault() {
    let world = World::new();
    world.set("letters.templates", "templats");
    for args in [&["check"][..], &["run", "--at", MONDAY]] {
        let ran = world.nyttja(args);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert!(ran.code != 0 && all.contains("templats: there is no such folder"), "{ran:?}");
        assert!(all.contains("take `templates` out of [letters]"), "{ran:?}");
    }
}

#[test]
fn passwords_are_never_shown_and_a_run_shows_no_line_of_the_files() {
    let world = World::new();
    let lines = "kind = \"smtp\"\nhost = \"mail.example.invalid\"\ntls = \"none\"\nuser = \"u\"\npassword = \"s3cret\"";
    world.set("mail.transport", table(lines));
    world.change("config/units.csv", "87654321,Hill School,GR,", "87654321,Hill School,GRX,");
    for args in [&["check"][..], &["check", "--format", "json"], &["run", "--at", MONDAY]] {
        let ran = world.nyttja(args);
        assert_eq!(ran.code, 3);
        let all = format!("{}{}", ran.stdout, ran.stderr);
        assert!(!all.contains("s3cret"), "{all}");
        assert!(args[0] == "check" || !all.contains("ada.hill"), "{all}");
    }
}

#[test]
fn a_roster_without_a_unit_is_an_error_and_no_silent_success() {
    let world = World::new();
    let header = world.read("config/units.csv").lines().next().unwrap().to_owned();
    world.write("config/units.csv", header + "\n");
    assert_eq!(world.nyttja(&["run", "--at", MONDAY]).code, 3);
    assert!(world.nyttja(&["check"]).stdout.contains("there is no unit in the file"));
}

#[test]
fn a_missing_file_does_not_make_every_reference_to_it_a_fault() {
    let world = World::new();
    std::fs::remove_file(world.path("config/expectations.toml")).unwrap();
    let ran = world.nyttja(&["check", "--format", "json"]);
    let errors = ran.json().as_array().unwrap().iter().filter(|fault| fault["severity"] == "error").count();
    assert_eq!(errors, 1, "{ran:?}");
}

#[test]
fn faults_come_as_json_for_machines() {
    let world = World::new();
    world.set_in("config/expectations.toml", "expectation.larlogg-personal.target", "8O %");
    let ran = world.nyttja(&["check", "--format", "json"]);
    let faults = ran.json();
    let fault = faults.as_array().unwrap().iter().find(|fault| fault["severity"] == "error").unwrap();
    assert_eq!(fault["snippet"], "\"8O %\"");
    assert!(fault["line"].is_u64() && fault["hint"].is_string(), "{fault}");
}
