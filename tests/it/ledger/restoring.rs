//! `nyttja backup` and `nyttja restore`: nothing is lost, and nothing goes out twice unless somebody says so.

use std::fs;
use std::process::Stdio;

use nyttja::domain::outbox::State;
use serde_json::{Value, json};

use crate::mail_server::MailServer;
use crate::postgres;
use crate::runs::sharing::Process;
use crate::world::{MONDAY, Ran, World};

const SUNDAY: &str = "2026-11-22T04:00:00+01:00";
const TUESDAY: &str = "2026-11-24T09:00:00+01:00";

/// A machine that starts with nothing but the files that people write, and the exports.
fn new_machine(world: &World) -> [&'static str; 2] {
    if postgres::is_chosen() {
        world.set("store.url", postgres::database().unwrap());
    }
    world.write("elsewhere/inbox/usage.csv", world.read("data/inbox/usage.csv"));
    ["--data", "elsewhere"]
}

fn on(place: [&'static str; 2], world: &World, args: &[&str]) -> Ran {
    world.nyttja(&[args, &place].concat())
}

fn run_at(at: &str) -> [&str; 5] {
    ["run", "--format", "json", "--at", at]
}

fn counts(receipt: &Value) -> [u64; 7] {
    ["expected", "sent", "skipped", "held", "failed", "unknown", "waiting"]
        .map(|count| receipt[count].as_u64().unwrap())
}

/// The letters to principals that lie in the folder of one machine.
fn sent_on(world: &World, data: &str) -> usize {
    let Ok(folder) = fs::read_dir(world.path(data).join("sent")) else { return 0 };
    let texts = folder.map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    texts.filter(|text| text.contains("\nList-Id: <letters.")).count()
}

#[test]
fn a_backup_made_while_letters_go_out_is_sound_and_after_it_is_restored_nobody_gets_one_twice() {
    let server = MailServer::start();
    server.hold("a");
    let world = World::new();
    world.set("mail.transport", server.transport("hello = \"a\""));
    world.set("mail.connections", 1);
    let mut command = world.command(&run_at(MONDAY));
    let mut run = Process(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let in_hand = server.wait_for(|arrived| arrived.len() == 1)[0].to.clone();

    let made = world.nyttja(&["backup", "backup.db", "--at", MONDAY]);

    assert_eq!(made.code, 0, "{made:?}");
    assert!(made.stdout.starts_with("3 letters, 1 run and "), "{made:?}");
    assert!(made.stdout.contains("letters-2026-W48-1, which has not ended"), "{made:?}");
    server.release("a");
    assert_eq!(run.0.wait().unwrap().code(), Some(0));
    assert_eq!(server.taken().len(), 2);

    // The machine burns down. The backup believes that one letter waits, and one is being sent.
    let place = new_machine(&world);
    let restored = on(place, &world, &["restore", "backup.db", "--by", "Eva", "--at", TUESDAY]);
    assert_eq!(restored.code, 0, "{restored:?}");
    assert!(restored.stdout.contains("2 letters had not gone out by then"), "{restored:?}");
    let ran = on(place, &world, &run_at(TUESDAY));
    assert_eq!((ran.code, counts(&ran.json())), (5, [3, 0, 1, 0, 0, 2, 0]), "{ran:?}");
    assert_eq!(server.taken().len(), 2);
    let shown = on(place, &world, &["outbox", "show", &in_hand]).stdout;
    assert!(shown.contains("restored by Eva: restored from a backup of 2026-11-23 06:30; it may"), "{shown}");

    // Somebody says so.
    let because = "Her mailbox was empty";
    let retry = ["outbox", "retry", "--unknown", "--recipient", &in_hand, "--because", because];
    assert_eq!(on(place, &world, &retry).code, 0);
    on(place, &world, &run_at(TUESDAY));
    let again: Vec<_> = server.taken().into_iter().filter(|letter| letter.to == in_hand).collect();
    assert_eq!(again.len(), 2);
    assert_eq!(again[0].message, again[1].message, "the same letter, byte for byte");
}

#[test]
fn letters_that_went_out_after_the_backup_are_held_until_somebody_decides() {
    let world = World::new();
    world.nyttja(&["assess", "--week", "2026-W48"]);
    assert_eq!(world.nyttja(&["backup", "backup.db", "--at", SUNDAY]).code, 0);
    assert_eq!(world.nyttja(&run_at(MONDAY)).json()["sent"], 2);
    let place = new_machine(&world);
    assert_eq!(on(place, &world, &["restore", "backup.db", "--at", TUESDAY]).code, 0);

    let held = on(place, &world, &run_at(TUESDAY));

    assert_eq!((held.code, counts(&held.json())), (4, [3, 0, 1, 2, 0, 0, 0]), "{held:?}");
    let why = held.json()["held_because"][0].as_str().unwrap().to_owned();
    assert!(why.contains("restored on 2026-11-24 from a backup of 2026-11-22"), "{why}");
    assert_eq!(on(place, &world, &run_at(TUESDAY)).code, 4, "asking twice changes nothing");
    let summaries = on(place, &world, &["run", "--job", "summaries", "--at", TUESDAY]);
    assert_eq!(summaries.code, 4, "{summaries:?}");
    assert_eq!(sent_on(&world, "elsewhere"), 0);
    let discard = ["outbox", "discard", "--week", "2026-W48", "--because", "They had them on Monday"];
    assert_eq!(on(place, &world, &discard).code, 0);
    let settled = on(place, &world, &run_at(TUESDAY));
    assert_eq!((settled.code, counts(&settled.json())), (0, [3, 0, 3, 0, 0, 0, 0]), "{settled:?}");
    // The week after is one like any other.
    let usage = world.read("data/inbox/usage.csv");
    let later = usage.replace("2026-11-16", "2026-11-23").replace("2026-11-22", "2026-11-29");
    world.write("elsewhere/inbox/later.csv", later);
    let next = on(place, &world, &run_at("2026-11-30T06:30:00+01:00"));
    assert_eq!((next.code, &next.json()["sent"]), (0, &json!(2)), "{next:?}");
}

#[test]
fn letters_that_had_not_gone_out_after_all_are_released() {
    let world = World::new();
    world.nyttja(&["assess", "--week", "2026-W48"]);
    world.nyttja(&["backup", "backup.db", "--at", SUNDAY]);
    let place = new_machine(&world);
    on(place, &world, &["restore", "backup.db", "--at", TUESDAY]);
    assert_eq!(on(place, &world, &run_at(TUESDAY)).code, 4);
    let release = ["outbox", "release", "--week", "2026-W48", "--because", "Nobody had one"];
    assert_eq!(on(place, &world, &release).code, 0);
    let ran = on(place, &world, &run_at(TUESDAY));
    assert_eq!((ran.code, counts(&ran.json())), (0, [3, 2, 1, 0, 0, 0, 0]), "{ran:?}");
    let summaries = on(place, &world, &["run", "--job", "summaries", "--at", TUESDAY]);
    assert_eq!(summaries.code, 0, "what is decided about the letters is decided about these: {summaries:?}");
}

#[test]
fn a_municipality_that_moves_in_peace_goes_on_as_it_was() {
    let world = World::new();
    world.cut_mail_off();
    assert_eq!(world.nyttja(&run_at(MONDAY)).json()["waiting"], 2);
    world.nyttja(&["backup", "backup.db", "--at", MONDAY]);
    world.mend_mail();
    let place = new_machine(&world);
    let restored = on(place, &world, &["restore", "backup.db", "--as-it-was", "--at", TUESDAY]);
    assert!(restored.stdout.contains("letters go on as they were"), "{restored:?}");
    let ran = on(place, &world, &run_at(TUESDAY));
    assert_eq!((ran.code, counts(&ran.json())), (0, [3, 2, 1, 0, 0, 0, 0]), "{ran:?}");
    assert_eq!(sent_on(&world, "elsewhere"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_there_makes_room_only_when_told_and_when_nobody_works_on_it() {
    let world = World::in_a_file();
    let first = world.nyttja(&run_at(MONDAY)).json();
    world.nyttja(&["backup", "backup.db", "--at", MONDAY]);
    let occupied = world.nyttja(&["restore", "backup.db"]);
    assert!(occupied.code == 1 && occupied.stderr.contains("there is a database"), "{occupied:?}");
    let restore = ["restore", "backup.db", "--replace", "--at", TUESDAY];
    let daemon = world.weekly().await.store;
    let busy = tokio::task::block_in_place(|| world.nyttja(&restore));
    assert!(busy.code == 1 && busy.stderr.contains("another process works on"), "{busy:?}");
    daemon.close().await;

    let restored = tokio::task::block_in_place(|| world.nyttja(&restore));

    assert_eq!(restored.code, 0, "{restored:?}");
    assert!(world.path("data/nyttja.db.20261124T090000+0100").is_file());
    assert!(world.path("backup.db").is_file() && !world.path("data/nyttja.db.part").exists());
    assert_eq!(world.nyttja(&run_at(MONDAY)).json(), first, "everything had gone out by then");
}

#[cfg(unix)]
#[test]
fn a_backup_is_private_and_takes_no_file_of_anybody() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    if !postgres::is_chosen() {
        let nothing = world.nyttja(&["backup", "backup.db", "--data", "nowhere"]);
        assert!(nothing.code == 1 && nothing.stderr.contains("there is no database"), "{nothing:?}");
    }
    world.nyttja(&run_at(MONDAY));
    assert_eq!(world.nyttja(&["backup", "backup.db"]).code, 0);
    let mode = fs::metadata(world.path("backup.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = fs::read(world.path("backup.db")).unwrap();
    let again = world.nyttja(&["backup", "backup.db"]);
    assert!(again.code == 1 && again.stderr.contains("--replace"), "{again:?}");
    assert_eq!(fs::read(world.path("backup.db")).unwrap(), before);
    assert_eq!(world.nyttja(&["backup", "backup.db", "--replace"]).code, 0);
    let nowhere = world.nyttja(&["backup", "no/such/folder.db"]);
    assert!(nowhere.code == 1 && nowhere.stderr.contains("there is no folder `no/such` to"), "{nowhere:?}");
    assert!(!nowhere.stderr.contains("--data"), "the data folder has nothing to do with it: {nowhere:?}");
    for replace in [&[][..], &["--replace"]] {
        let folder = world.nyttja(&[&["backup", "config"], replace].concat());
        assert!(folder.code == 1 && folder.stderr.contains("`config` is a folder"), "{folder:?}");
        assert!(folder.stderr.contains("such as config/nyttja.db"), "{folder:?}");
    }
    if !postgres::is_chosen() {
        let own = world.nyttja(&["backup", "data/nyttja.db", "--replace"]);
        assert!(own.code == 1 && own.stderr.contains("is the database itself"), "{own:?}");
    }
    let left: Vec<_> =
        fs::read_dir(world.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains(".part")), "{left:?}");
}

#[test]
fn every_database_that_a_backup_takes_the_place_of_is_kept() {
    let world = World::in_a_file();
    world.nyttja(&run_at(MONDAY));
    world.nyttja(&["backup", "backup.db"]);
    let mut kept: Vec<(String, Vec<u8>)> = Vec::new();
    for _ in 0..3 {
        let restored = world.nyttja(&["restore", "backup.db", "--replace", "--at", TUESDAY]);
        assert_eq!(restored.code, 0, "{restored:?}");
        let name = restored.stdout.split('`').nth(1).unwrap().to_owned();
        let bytes = fs::read(world.path(&name)).unwrap();
        assert!(kept.iter().all(|(other, _)| *other != name), "{name}");
        kept.push((name, bytes));
    }
    assert!(kept.iter().all(|(name, bytes)| fs::read(world.path(name)).unwrap() == *bytes));
    let own = world.nyttja(&["restore", "data/nyttja.db", "--replace"]);
    assert!(own.code == 1 && own.stderr.contains("is the database itself"), "{own:?}");
}

#[cfg(unix)]
#[test]
fn a_backup_takes_the_place_of_no_device_and_no_socket() {
    let world = World::in_a_file();
    world.nyttja(&run_at(MONDAY));
    let socket = std::os::unix::net::UnixListener::bind(world.path("socket")).unwrap();
    let refused = world.nyttja(&["backup", "socket", "--replace"]);
    assert!(
        refused.code == 1 && refused.stderr.contains("`socket` is there, and is no backup"),
        "{refused:?}"
    );
    assert!(std::os::unix::net::UnixStream::connect(world.path("socket")).is_ok(), "it is still there");
    drop(socket);
}

#[test]
fn a_backup_takes_the_place_of_nothing_but_a_backup() {
    let world = World::in_a_file();
    world.nyttja(&run_at(MONDAY));
    for file in ["config/units.csv", "data/nyttja.lock"] {
        let before = fs::read(world.path(file)).unwrap();
        let refused = world.nyttja(&["backup", file, "--replace"]);
        let told = format!("`{file}` is there, and is no backup");
        assert!(refused.code == 1 && refused.stderr.contains(&told), "{refused:?}");
        assert_eq!(fs::read(world.path(file)).unwrap(), before);
    }
}

#[cfg(unix)]
#[test]
fn a_backup_to_a_link_goes_where_the_link_leads() {
    let world = World::in_a_file();
    world.nyttja(&run_at(MONDAY));
    fs::create_dir(world.path("other")).unwrap();
    assert_eq!(world.nyttja(&["backup", "other/backup.db"]).code, 0);
    std::os::unix::fs::symlink("other/backup.db", world.path("backup.db")).unwrap();
    let made = world.nyttja(&["backup", "backup.db", "--replace"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(fs::symlink_metadata(world.path("backup.db")).unwrap().is_symlink());
    assert!(made.stdout.starts_with("3 letters, "), "{made:?}");
    assert_eq!(fs::read_dir(world.path("other")).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn a_file_that_is_no_backup_is_refused_and_leaves_nothing_behind() {
    let world = World::in_a_file();
    world.nyttja(&run_at(MONDAY));
    world.nyttja(&["backup", "backup.db"]);
    let whole = fs::read(world.path("backup.db")).unwrap();
    let mut damaged = whole.clone();
    damaged[4096..].fill(0xa5);
    world.write("text.db", "Enhet;Modul;Aktiva\n".repeat(500));
    world.write("empty.db", "");
    world.write("short.db", &whole[..whole.len() / 2]);
    world.write("damaged.db", &damaged);
    for (file, words) in [
        ("text.db", "it is not a database"),
        ("empty.db", "it is empty"),
        ("short.db", "cannot be restored: it is"),
        ("damaged.db", "cannot be restored: it is"),
        ("none.db", "there is no file `none.db`"),
        ("config", "`config` is a folder, not a file"),
    ] {
        let refused = world.nyttja(&["restore", file, "--data", "new"]);
        assert!(refused.code == 1 && refused.stderr.contains(words), "{file}: {refused:?}");
        let names_others =
            ["store.url", ".part", "--data", "room"].iter().any(|other| refused.stderr.contains(other));
        assert!(!names_others, "only the file that was named is at fault: {refused:?}");
    }
    assert!(!world.path("new/nyttja.db").exists() && !world.path("new/nyttja.db.part").exists());
    let in_place = world.nyttja(&["restore", "none.db"]);
    assert!(in_place.stderr.contains("there is no file `none.db`"), "not --replace: {in_place:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_backed_up_into_a_file_and_the_file_into_another_server() {
    let (Some(world), Some(other)) = (World::shared(), postgres::database()) else { return };
    let ran = tokio::task::block_in_place(|| world.nyttja(&run_at(MONDAY)));
    assert_eq!(ran.json()["sent"], 2, "{ran:?}");
    let somebody = world.job_lock("letters").await;
    let made = tokio::task::block_in_place(|| world.nyttja(&["backup", "backup.db", "--at", MONDAY]));
    assert_eq!(made.code, 0, "somebody else is at work: {made:?}");
    somebody.release().await;
    world.set("store.url", other);
    let restored = tokio::task::block_in_place(|| world.nyttja(&["restore", "backup.db", "--at", TUESDAY]));
    assert_eq!(restored.code, 0, "{restored:?}");
    let store = world.weekly().await.store;
    let counts = store.outbox.count_by_state().await.unwrap();
    assert!(counts.contains(&(State::Sent, 2)) && counts.contains(&(State::Skipped, 1)), "{counts:?}");
    let again = tokio::task::block_in_place(|| world.nyttja(&["restore", "backup.db"]));
    assert!(again.code == 1 && again.stderr.contains("not empty"), "{again:?}");
}
