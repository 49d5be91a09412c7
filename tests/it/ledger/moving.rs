//! `nyttja store copy`: a municipality outgrows one machine.

use crate::postgres;
use crate::world::{MONDAY, World};

const RUN: [&str; 5] = ["run", "--at", MONDAY, "--format", "json"];

#[test]
fn a_municipality_that_moves_goes_on_where_it_was() {
    let (world, Some(url)) = (World::in_a_file(), postgres::database()) else { return };
    let first = world.nyttja(&RUN).json();
    let copied = world.nyttja(&["store", "copy", "--to", &url]);
    assert_eq!(copied.code, 0, "{copied:?}");
    assert!(copied.stdout.contains(" 3 letters\n"), "{copied:?}");
    let again = world.nyttja(&["store", "copy", "--to", &url]);
    assert!(again.code == 1 && again.stderr.contains("not empty"), "{again:?}");

    std::fs::remove_file(world.path("data/nyttja.db")).unwrap();
    world.set("store.url", url);
    let ran = world.nyttja(&RUN);

    assert_eq!((ran.code, ran.json()), (0, first), "{ran:?}");
    assert_eq!(world.letters().len(), 2, "nobody gets a letter twice");
}

#[test]
fn nothing_is_copied_from_nowhere() {
    let world = World::in_a_file();
    std::fs::create_dir_all(world.path("data")).unwrap();
    std::fs::remove_dir_all(world.path("data/inbox")).unwrap();
    let copied = world.nyttja(&["store", "copy", "--to", "sqlite:new.db"]);
    assert!(copied.code == 1 && copied.stderr.contains("there is no database to copy"), "{copied:?}");
    assert!(!world.path("data/new.db").exists());
}
