//! What the coordinator's receipt says of a week: it follows from why letters are not sent,
//! and not from their being none.

use crate::world::{MONDAY, World};

/// A Monday for which the figures are too old.
const LATE: &str = "2026-11-30T06:30:00+01:00";

/// A municipality in which every unit has a principal.
fn without_vacancy() -> World {
    let world = World::new();
    for file in ["config/units.csv", "data/inbox/usage.csv"] {
        let lines = world.read(file);
        let lines: Vec<_> = lines.lines().filter(|line| !line.starts_with("FSK-09")).collect();
        world.write(file, lines.join("\n") + "\n");
    }
    world
}

/// Takes letters of the week of [`LATE`] back, or lets them go.
fn decide(world: &World, what: &[&str], because: &str) {
    let decided = world.nyttja(&[&["outbox"], what, &["--week", "2026-W49", "--because", because]].concat());
    assert_eq!(decided.code, 0, "{decided:?}");
}

/// The subject and the text of the receipt for the week of `at`.
fn receipt(world: &World, at: &str) -> (String, String) {
    world.nyttja(&["run", "--job", "summaries", "--at", at]);
    let [receipt] = &world.letters_of("receipt")[..] else { panic!("not one receipt") };
    let message = mail_parser::MessageParser::default().parse(receipt).unwrap();
    let text = message.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    (message.subject().unwrap().to_owned(), text)
}

/// That none of the words stand there that are only true where nothing was due.
fn claims_nothing_of_closed_schools((subject, text): &(String, String)) {
    for claim in ["Allt är väl", "undervisning den här veckan", "inga brev skulle ut"] {
        assert!(!subject.contains(claim) && !text.contains(claim), "{claim}: {subject}\n{text}");
    }
}

#[test]
fn a_week_whose_letters_were_all_taken_back_is_not_one_without_teaching() {
    let world = without_vacancy();
    assert_eq!(world.nyttja(&["run", "--at", LATE]).code, 4);
    decide(&world, &["discard"], "Fel siffror");
    let told = receipt(&world, LATE);
    claims_nothing_of_closed_schools(&told);
    assert_eq!(told.0, "Inga brev går ut, alla är tillbakadragna – kvitto vecka 49");
    for words in ["Inga brev går ut den här veckan. Alla är tillbakadragna.", "2 Skulle gå ut", "Fel siffror"]
    {
        assert!(told.1.contains(words), "{words}: {}", told.1);
    }
}

#[test]
fn a_week_in_which_everybody_is_paused_is_not_one_without_teaching() {
    let world = without_vacancy();
    let pause = |of: &str| {
        format!(
            "[[pause]]\nrecipient = \"{of}@example.invalid\"\nreason = \"Ledig\"\nagreed_with = \"Eva\"\nuntil = 2027-01-31\n"
        )
    };
    world.write("config/agreements.toml", pause("anna.ek") + &pause("ada.hill"));
    assert_eq!(world.nyttja(&["run", "--at", MONDAY]).code, 0);
    let told = receipt(&world, MONDAY);
    claims_nothing_of_closed_schools(&told);
    assert_eq!(told.0, "Inga brev går ut, alla har paus – kvitto vecka 48");
    for words in ["Alla som skulle få ett har paus", "2 Skulle gå ut", "paus enligt överenskommelse"] {
        assert!(told.1.contains(words), "{words}: {}", told.1);
    }
}

#[test]
fn a_week_whose_letters_are_paused_or_were_taken_back_gives_both_reasons() {
    // A unit without a principal has no letter that either could be said of.
    for world in [World::new(), without_vacancy()] {
        world.write(
            "config/agreements.toml",
            "[[pause]]\nrecipient = \"ada.hill@example.invalid\"\nreason = \"Ledig\"\nagreed_with = \"Eva\"\n\
             until = 2027-01-31\n",
        );
        assert_eq!(world.nyttja(&["run", "--at", LATE]).code, 4);
        decide(&world, &["discard"], "Fel siffror");
        let told = receipt(&world, LATE);
        claims_nothing_of_closed_schools(&told);
        for words in [
            "Några som skulle få ett har paus, eller har bett om det. De andra breven är tillbakadragna.",
            "paus enligt överenskommelse till och med 31 januari 2027 (Ledig)",
            "drog tillbaka det och skrev ”Fel siffror",
        ] {
            assert!(told.1.contains(words), "{words}: {}", told.1);
        }
        let screen = world.nyttja(&["run", "--at", LATE]).stdout;
        for words in ["cancelled anna.ek@example.invalid", "Fel siffror", "paused until 2027-01-31: Ledig"] {
            assert!(screen.contains(words), "{words}: {screen}");
        }
    }
}

#[test]
fn a_week_in_which_some_letters_are_held_tells_how_many_wait() {
    let world = without_vacancy();
    assert_eq!(world.nyttja(&["run", "--at", LATE]).code, 4);
    decide(&world, &["discard", "--recipient", "ada.hill@example.invalid"], "Ny rektor");
    let told = receipt(&world, LATE);
    claims_nothing_of_closed_schools(&told);
    assert_eq!(told.0, "Stoppat: ett brev väntar på dig – kvitto vecka 49");
    for words in
        ["Ett brev är stoppat och väntar på ditt beslut.", "1 Stoppade, väntar på dig", "1 Skickas inte"]
    {
        assert!(told.1.contains(words), "{words}: {}", told.1);
    }
}

#[test]
fn a_week_without_teaching_says_so_whether_or_not_something_must_be_done() {
    let world = without_vacancy();
    let closed = "[[closed]]\nname = \"Lov\"\nfrom = 2026-11-30\nto = 2026-12-04\n\n\
                  [[closed]]\nname = \"Lov\"\nfrom = 2026-12-07\nto = 2026-12-11\n";
    let lead = "Ingen enhet har undervisning den här veckan, så inga brev skulle ut.";
    world.write("config/calendar.toml", closed);
    assert_eq!(world.nyttja(&["run", "--at", LATE]).code, 0);
    let (subject, text) = receipt(&world, LATE);
    // The source was never read.
    assert_eq!(subject, "Inga brev skulle ut, något behöver göras – kvitto vecka 49");
    assert!(
        text.contains(&format!("{lead} Något behöver göras.")) && !text.contains("Skulle gå ut"),
        "{text}"
    );

    let world = without_vacancy();
    assert_eq!(world.nyttja(&["run", "--at", MONDAY]).code, 0);
    world.write("config/calendar.toml", closed);
    assert_eq!(world.nyttja(&["run", "--at", LATE]).code, 0);
    let (subject, text) = receipt(&world, LATE);
    assert_eq!(subject, "Allt är väl, inga brev skulle ut – kvitto vecka 49");
    assert!(text.contains(&format!("Allt är väl. {lead}")) && !text.contains("Skulle gå ut"), "{text}");
}

#[test]
fn a_letter_that_was_taken_back_in_the_words_of_a_pause_is_not_paused() {
    let world = without_vacancy();
    assert_eq!(world.nyttja(&["run", "--at", LATE]).code, 4);
    decide(&world, &["discard", "--by", "maja"], "paused until 2027-01-31: ny rektor");
    let (_, text) = receipt(&world, LATE);
    assert!(!text.contains("överenskommelse"), "{text}");
    assert!(text.contains("maja drog tillbaka det och skrev ”paused until 2027-01-31: ny rektor”"), "{text}");
    let page = world.nyttja(&["explain", "12345678", "--at", LATE, "--format", "json"]).json();
    assert_eq!(page["no_letter"]["reason"], "taken_back");
    assert_eq!(page["no_letter"]["why"], "maja wrote “paused until 2027-01-31: ny rektor”");
    let page = world.nyttja(&["explain", "12345678", "--at", LATE]).stdout;
    assert!(page.contains("maja took it back and wrote “paused until 2027-01-31: ny rektor”"), "{page}");
    let listed = world.nyttja(&["outbox", "list"]).stdout;
    assert!(listed.contains("maja wrote “paused until 2027-01-31: ny rektor”"), "{listed}");
}
