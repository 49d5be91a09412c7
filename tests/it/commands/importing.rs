//! `nyttja import`: what a file holds, and the settings to read it by.

use crate::world::World;

#[test]
fn what_is_no_file_cannot_be_imported() {
    let world = World::new();
    for (path, what) in [("data/inbox", "`data/inbox` is a folder"), ("none.csv", "`none.csv` is not there")]
    {
        for more in [&[][..], &["--inspect"]] {
            let ran = world.nyttja(&[&["import", path], more].concat());
            assert!(
                ran.code == 1 && ran.stderr.contains(what) && ran.stderr.contains("name one file"),
                "{ran:?}"
            );
        }
    }
}

#[test]
fn an_unknown_file_is_explained_and_the_settings_it_prints_read_it() {
    let world = World::new();
    let ran = world.nyttja(&["import", "data/inbox/usage.csv", "--inspect"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for words in ["Enhet", "Aktiva", "12345678", "[[source]]", "kind = \"sheet\""] {
        assert!(ran.stdout.contains(words), "{words} is missing in\n{}", ran.stdout);
    }
    let printed = &ran.stdout[ran.stdout.find("[[source]]").unwrap()..];
    let daemon = world.read("config/nyttja.toml");
    let start = daemon.find("[[source]]").unwrap();
    let end = daemon.find("[mail]").unwrap();
    world.write("config/nyttja.toml", format!("{}{printed}\n{}", &daemon[..start], &daemon[end..]));
    let assessed = world.nyttja(&["assess", "--week", "2026-W48", "--format", "json"]);
    assert_eq!(assessed.code, 0, "{assessed:?}");
    let met = assessed.json_lines().iter().filter(|verdict| verdict["level"] == "met").count();
    assert_eq!(met, 3, "{assessed:?}");
}

#[test]
fn a_file_from_anywhere_is_read_by_the_settings_of_a_source() {
    let world = World::new();
    let usage = world.read("data/inbox/usage.csv") + "12345678;larlogg;staff;2026-11-16;2026-13-22;1;34;1\n";
    world.write("elsewhere [1].csv", usage);
    std::fs::remove_dir_all(world.path("data")).unwrap();
    let ran = world.nyttja(&["import", "elsewhere [1].csv"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stdout.contains("10 rows: 9 kept, 0 ignored, 1 refused"), "{ran:?}");
    assert!(ran.stdout.contains("elsewhere [1].csv:11"), "{ran:?}");
    let again = world.nyttja(&["import", "elsewhere [1].csv"]);
    assert_eq!(again.stdout, ran.stdout, "reading it twice changes nothing");
}

#[test]
fn files_that_are_no_tables_get_a_clear_error() {
    let world = World::new();
    for (name, content) in [
        ("empty.csv", &b""[..]),
        ("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\0"),
        ("zip.xlsx", b"PK\x03\x04rest"),
    ] {
        world.write(name, content);
        let ran = world.nyttja(&["import", name, "--inspect"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stderr.starts_with("error: `") && ran.stderr.contains("hint:"), "{ran:?}");
    }
    assert_eq!(world.nyttja(&["import", "nowhere.csv", "--inspect"]).code, 1);
}
