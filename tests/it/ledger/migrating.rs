//! A ledger that an earlier version kept is taken over by this one: from every
//! schema there ever was, on both databases.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use nyttja::domain::bounce::WhyDead;
use nyttja::domain::outbox::Reason;
use nyttja::domain::pause::WhyPaused;
use nyttja::domain::series::Series;
use nyttja::letters::english;
use nyttja::store::Store;
use secrecy::ExposeSecret;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tokio::runtime::Handle;

use crate::world::{MONDAY, World};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The steps of one database, as `0001_ledger.sql`, the oldest first.
fn steps(engine: &str) -> BTreeSet<String> {
    let folder = fs::read_dir(root().join("migrations").join(engine)).unwrap();
    folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn number(step: &str) -> i64 {
    step.split('_').next().unwrap().parse().unwrap()
}

/// What a ledger got when the schema of this step was the newest.
fn fixture(step: &str) -> PathBuf {
    root().join(format!("tests/fixtures/ledgers/{}.sql", &step[..4]))
}

/// The tables that the steps up to `last` make.
fn tables(last: i64) -> Vec<String> {
    let made = steps("sqlite").into_iter().filter(|step| number(step) <= last).flat_map(|step| {
        let text = fs::read_to_string(root().join("migrations/sqlite").join(step)).unwrap();
        let names = text.lines().filter_map(|line| line.strip_prefix("CREATE TABLE "));
        names.map(|name| name.trim_end_matches(" (").to_owned()).collect::<Vec<_>>()
    });
    made.collect()
}

/// Lets a ledger live through every schema up to `last`, and says how many rows each table has.
macro_rules! live {
    ($connection:expr, $engine:literal, $last:expr, $spell:expr) => {{
        let connection = $connection;
        let migrator = Migrator::new(root().join("migrations").join($engine)).await.unwrap();
        for step in steps($engine).into_iter().filter(|step| number(step) <= $last) {
            migrator.run_direct(Some(number(&step)), connection, false).await.unwrap();
            let text = $spell(fs::read_to_string(fixture(&step)).unwrap());
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *connection).await.unwrap();
        }
        let mut rows = BTreeMap::new();
        for table in tables($last) {
            let text = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
            let count: i64 = sqlx::query_scalar(text).fetch_one(&mut *connection).await.unwrap();
            rows.insert(table, count);
        }
        rows
    }};
}

async fn on_sqlite(world: &World, last: i64) -> BTreeMap<String, i64> {
    let options = SqliteConnectOptions::new().filename(world.path("data/nyttja.db"));
    let mut connection = options.create_if_missing(true).foreign_keys(true).connect().await.unwrap();
    let rows = live!(&mut connection, "sqlite", last, |text: String| text);
    connection.close().await.unwrap();
    rows
}

async fn on_postgres(world: &World, last: i64) -> BTreeMap<String, i64> {
    let url = world.settings().store.url.unwrap();
    let mut connection = PgConnection::connect(url.expose_secret()).await.unwrap();
    let rows = live!(&mut connection, "postgres", last, |text: String| text.replace("X'", "'\\x"));
    connection.close().await.unwrap();
    rows
}

/// What a user sees of the old ledger with the program of today.
fn goes_on(world: &World, last: i64, rows: &BTreeMap<String, i64>) {
    let listed = world.nyttja(&["outbox", "list", "--format", "json"]);
    assert_eq!(listed.code, 0, "from schema {last}: {listed:?}");
    let letters = listed.json_lines();
    assert_eq!(letters.len(), usize::try_from(rows["letters"]).unwrap());
    let states: BTreeSet<_> = letters.iter().map(|letter| letter["state"].as_str().unwrap()).collect();
    assert_eq!(states.len(), 9, "one in every state: {states:?}");
    if last == 3 {
        Handle::current().block_on(reasons_are_told_apart(world));
    }
    // Every row of every table there was.
    let copied = world.nyttja(&["store", "copy", "--to", "sqlite:copied.db"]);
    let copied: BTreeMap<_, i64> = copied
        .stdout
        .lines()
        .filter_map(|line| line.trim().split_once(' '))
        .filter_map(|(count, table)| Some((table, count.parse().ok()?)))
        .collect();
    for (table, count) in
        rows.iter().filter(|(table, _)| !["shifts", "claims", "slots"].contains(&table.as_str()))
    {
        assert_eq!(copied.get(table.as_str()), Some(count), "{table}, from schema {last}: {copied:?}");
    }
    let message = world.nyttja(&["outbox", "show", "anna.ek@example.invalid", "--message"]);
    assert!(message.stdout.contains("\r\nTo: <anna.ek@example.invalid>\r\n"), "{message:?}");
    let eva = world.nyttja(&["outbox", "show", "eva@example.invalid", "--format", "json"]).json();
    let decided = if last < 2 { json!([]) } else { json!(["maja"]) };
    let who: Vec<_> = eva["decisions"].as_array().unwrap().iter().map(|one| one["who"].clone()).collect();
    assert_eq!(json!(who), decided);
    let health = world.nyttja(&["status", "--format", "json"]);
    assert_eq!(health.code, 0, "{health:?}");
    assert_eq!(health.json()["last_runs"][0]["receipt"]["run"], "letters-2026-W47-1");
    assert_eq!(health.json()["sources"][0]["name"], "export");

    let ran = world.nyttja(&["run", "--at", MONDAY, "--format", "json"]);

    let counts = ["expected", "sent", "skipped"].map(|count| ran.json()[count].as_u64().unwrap());
    assert_eq!((ran.code, counts), (0, [3, 2, 1]), "from schema {last}: {ran:?}");
    // The one that was queued, the one that was to be tried again, and the one in hand of a dead process.
    let sent: BTreeSet<_> = world.letters_of("letters").iter().map(|letter| to(letter)).collect();
    assert_eq!(sent, ["<ada.hill@", "<bo@", "<cia@"].map(str::to_owned).into());
    // Figures mean something else than to the version that wrote the letters: that corrects nobody.
    let order = ["correct", "--week", "2026-W48", "--because", "x", "--at", MONDAY, "--format", "json"];
    let corrected = world.nyttja(&order).json();
    assert_eq!((&corrected["corrected"], &corrected["written_anew"]), (&json!([]), &json!([])));
    let left = ["anna.ek@example.invalid", "ada.hill@example.invalid"]
        .map(|recipient| json!({ "recipient": recipient, "reason": "other_meaning" }));
    assert_eq!(corrected["left"], json!(left), "from schema {last}");
    let backup = world.path("backup.db");
    let backed_up = world.nyttja(&["backup", backup.to_str().unwrap()]);
    assert!(backed_up.stdout.starts_with(&format!("{} letters", rows["letters"])), "{backed_up:?}");
}

/// Sentences of an earlier schema mean what they meant where it is sure who wrote them, and are
/// told in the same words in any case.
async fn reasons_are_told_apart(world: &World) {
    let day = |text: &str| text.parse().unwrap();
    let words = |text: &str| text.to_owned();
    let boxed = |words| Some(Box::new(Reason::Words(words)));
    let told = [
        (
            "agreed",
            Reason::Paused(WhyPaused::Agreed { until: day("2027-01-31"), reason: words("\"ny\" rektor: x") }),
            "paused until 2027-01-31: \"ny\" rektor: x",
        ),
        (
            "asked",
            Reason::Paused(WhyPaused::Wished { on: day("2026-11-08") }),
            "asked for a pause on 2026-11-08; the coordinator has not answered yet",
        ),
        (
            "back",
            Reason::Words(words("paused until 2027-01-31: ny rektor (maja)")),
            "paused until 2027-01-31: ny rektor (maja)",
        ),
        (
            "dead",
            Reason::DeadAddress(WhyDead { on: day("2026-11-08"), words: words("550 5.1.1 no such user") }),
            "a letter to this address came back on 2026-11-08: 550 5.1.1 no such user",
        ),
        (
            "late",
            Reason::TooLate(boxed(words("cannot reach the mail server"))),
            "too late: cannot reach the mail server",
        ),
        ("late.unknown", Reason::TooLate(None), "too late"),
        ("silent", Reason::NotJudged, "nothing could be judged"),
        (
            "us",
            Reason::SenderRefused(words("553 not yours")),
            "the mail server refuses the sender address: 553 not yours",
        ),
    ];
    let store = Store::open(&world.settings().store, &world.path("data")).await.unwrap();
    let entries = store.outbox.entries(Series::Letters, "2026-W46".parse().unwrap()).await.unwrap();
    for (name, reason, sentence) in told {
        let recipient = format!("{name}@example.invalid");
        let entry = entries.iter().find(|entry| entry.id.recipient == recipient).unwrap();
        assert_eq!(entry.reason.as_ref(), Some(&reason), "{name}");
        assert_eq!(english::reason(&reason), sentence);
    }
    store.close().await;
}

fn to(letter: &str) -> String {
    let line = letter.lines().find_map(|line| line.strip_prefix("To: ")).unwrap();
    format!("{}@", line.split('@').next().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_of_every_earlier_schema_goes_on_in_a_file() {
    for last in steps("sqlite").iter().map(|step| number(step)) {
        let world = World::in_a_file();
        let rows = on_sqlite(&world, last).await;
        tokio::task::block_in_place(|| goes_on(&world, last, &rows));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_of_every_earlier_schema_goes_on_on_a_server() {
    for last in steps("postgres").iter().map(|step| number(step)) {
        let Some(world) = World::shared() else { return };
        let rows = on_postgres(&world, last).await;
        tokio::task::block_in_place(|| goes_on(&world, last, &rows));
    }
}

#[test]
fn every_step_is_there_for_both_databases_and_has_a_ledger_of_its_time() {
    assert_eq!(steps("sqlite"), steps("postgres"));
    for (step, place) in steps("sqlite").iter().zip(1..) {
        assert_eq!(number(step), place, "{step}: steps are counted without a gap");
        let fixture = fixture(step);
        let hint = "add rows that only this schema can have: they are what the next version must take over";
        assert!(fixture.is_file(), "{step} has no {}: {hint}", fixture.display());
        let text = fs::read_to_string(fixture).unwrap();
        assert!(text.contains("INSERT INTO ") || text.contains("UPDATE "), "{step}: {hint}");
    }
}

/// A database remembers what each step said, and refuses a program in which it says something else.
#[test]
fn a_step_that_is_out_in_the_world_never_changes() {
    let sums = fs::read_to_string(root().join("tests/fixtures/ledgers/sums.txt")).unwrap();
    let sums: BTreeMap<_, _> = sums.lines().filter_map(|line| line.split_once(' ')).collect();
    for engine in ["sqlite", "postgres"] {
        for step in steps(engine) {
            let bytes = fs::read(root().join("migrations").join(engine).join(&step)).unwrap();
            let sum: String =
                Sha256::digest(bytes).into_iter().flat_map(|byte| [byte >> 4, byte & 15]).map(hex).collect();
            let name = format!("{engine}/{step}");
            assert_eq!(
                sums.get(name.as_str()),
                Some(&sum.as_str()),
                "{name}: a new step gets a line in sums.txt; an old one is left alone"
            );
        }
    }
}

fn hex(digit: u8) -> char {
    char::from_digit(digit.into(), 16).unwrap()
}
