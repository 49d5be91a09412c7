//! What `check` says of sources, by their settings and by what the store shows of them.

use crate::world::{MONDAY, Ran, World};

const HEADER: &str = "Enhet;Modul;Målgrupp;Från;Till;Aktiva;Antal;Inlägg\n";

/// What is found, without the lines that a screen breaks it into.
fn found(ran: &Ran) -> String {
    ran.stdout.replace("\n  │ ", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn check(world: &World) -> Ran {
    world.nyttja(&["check", "--at", MONDAY])
}

async fn fetch(world: &World) {
    let weekly = world.weekly().await;
    weekly.fetcher.fetch("2026-11-23T05:30:00Z".parse().unwrap()).await.unwrap();
}

/// A second source, which reads the files of a folder of its own.
fn second_source(world: &World) {
    let daemon = world.read("config/nyttja.toml");
    let block = daemon.split("[mail]").next().unwrap().split("[[source]]").nth(1).unwrap();
    let block = block.replace("\"export\"", "\"list\"").replace("inbox/*", "list/*");
    world.write("config/nyttja.toml", daemon.replace("[mail]", &format!("[[source]]{block}\n[mail]")));
}

#[tokio::test]
async fn a_source_that_never_sent_a_zero_is_asked_what_a_missing_row_means() {
    let world = World::new();
    assert!(!check(&world).stdout.contains("absent"), "nothing is known before it was read");
    fetch(&world).await;
    let ran = check(&world);
    assert_eq!(ran.code, 0, "{ran:?}");
    for words in ["`export` has never told that nobody used something", "write `absent = \"zero\"` where"] {
        assert!(found(&ran).contains(words), "{words} is missing in\n{}", ran.stdout);
    }
    let daemon = world.read("config/nyttja.toml");
    for said in ["unknown", "zero"] {
        world.write(
            "config/nyttja.toml",
            daemon.replace("[[source]]", &format!("[[source]]\nabsent = \"{said}\"")),
        );
        assert!(!check(&world).stdout.contains("absent"), "{said}");
    }
}

#[tokio::test]
async fn a_source_that_sends_zeros_hardly_leaves_them_out_too() {
    let world = World::new();
    world.change("data/inbox/usage.csv", ";7;9;12\n", ";0;9;0\n");
    fetch(&world).await;
    assert!(!check(&world).stdout.contains("absent"), "a missing row is not known, which is right");
    world.change("config/nyttja.toml", "[[source]]", "[[source]]\nabsent = \"zero\"");
    let ran = check(&world);
    assert_eq!(ran.code, 0, "{ran:?}");
    let words = "`export` does tell that nobody used something, in rows with 0";
    assert!(found(&ran).contains(words), "{}", ran.stdout);
}

#[tokio::test]
async fn two_sources_that_give_a_module_are_pointed_out_and_of_the_same_unit_refused() {
    let world = World::new();
    second_source(&world);
    world.write("data/list/a.csv", format!("{HEADER}FSK-09;larlogg;staff;2026-11-02;2026-11-08;5;9;1\n"));
    world.change("data/inbox/usage.csv", "FSK-09;", "FSK-99;");
    fetch(&world).await;
    let ran = check(&world);
    assert_eq!(ran.code, 0, "{ran:?}");
    let words = "`export` and `list` give the same, such as `larlogg` of staff; that is right where each tells of units of its own";
    assert!(found(&ran).contains(words), "{}", ran.stdout);
    // Other weeks of the same unit, and the very same week.
    for row in ["2026-11-02;2026-11-22;5;9;1", "2026-11-16;2026-11-22;7;9;12"] {
        world.write(
            "data/inbox/usage.csv",
            format!("{HEADER}FSK-09;larlogg;staff;2026-11-16;2026-11-22;7;9;12\n"),
        );
        world.write("data/list/a.csv", format!("{HEADER}FSK-09;larlogg;staff;{row}\n"));
        fetch(&world).await;
        let ran = check(&world);
        assert_eq!(ran.code, 3, "{ran:?}");
        let words =
            "both give `larlogg` of staff for the same unit, such as `FSK-09`: the one read last counts";
        assert!(found(&ran).contains(words), "{}", ran.stdout);
    }
}

#[tokio::test]
async fn a_source_that_gives_a_module_no_more_has_given_way_when_it_was_read_again() {
    let world = World::new();
    second_source(&world);
    world.write("data/list/a.csv", world.read("data/inbox/usage.csv"));
    fetch(&world).await;
    assert_eq!(check(&world).code, 3);
    world.write("data/list/a.csv", format!("{HEADER}FSK-09;matsedel;staff;2026-11-16;2026-11-22;7;9;12\n"));
    world.set("source.list.date_format", "%Y-%m-%d");
    world.set("source.list.percent", vec!["share"]);
    fetch(&world).await;
    let ran = check(&world);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(!ran.stdout.contains("both give"), "{}", ran.stdout);
}

#[test]
fn two_sources_with_the_same_module_and_audience_in_their_constants_are_pointed_out_at_once() {
    let world = World::new();
    second_source(&world);
    world.change("config/nyttja.toml", "module = \"Modul\", audience = \"Målgrupp\", ", "");
    for source in ["export", "list"] {
        world.set(&format!("source.{source}.constants.module"), "larlogg");
        world.set(&format!("source.{source}.constants.audience"), "staff");
    }
    let ran = check(&world);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(found(&ran).contains("`export` and `list` both give `larlogg` of staff"), "{}", ran.stdout);
}

#[test]
fn a_store_that_cannot_be_looked_into_changes_nothing_about_the_check() {
    let world = World::in_a_file();
    let before = check(&world);
    assert!(!world.path("data/nyttja.db").exists(), "a check makes no store");
    world.write("data/nyttja.db", "this is no database");
    let ran = check(&world);
    assert_eq!((ran.code, &ran.stdout), (before.code, &before.stdout));
    assert_eq!(world.read("data/nyttja.db"), "this is no database");
}
