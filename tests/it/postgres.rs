//! A PostgreSQL server of the tests' own, made from the programs of this
//! machine. It ends with the process that asked for it, however that ends.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};
use std::thread;

/// The rooms whose tests open the store of a world. `.ci/run` has their tests on PostgreSQL too,
/// and no others: a test elsewhere that asks for such a world fails, on whatever it is tried.
pub const ROOMS: [&str; 8] = [
    "store::",
    "commands::",
    "ledger::",
    "mail::",
    "runs::",
    "trials::",
    "domain::districts::",
    "house::documents::json::",
];

/// Starts a server in a folder of its own, tells where its socket is, and does what it is told
/// in SQL until its input ends: that comes when the tests are over, even by a crash.
///
/// Nothing of it has to outlive a crash of the machine, and its many small databases live too
/// short to be cleaned up.
const SCRIPT: &str = r#"
set -eu
bin=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$bin/initdb" -D "$folder/data" -A trust -U nyttja -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
"$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c full_page_writes=off \
  -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off -c max_connections=400 -c shared_buffers=64MB \
  -c log_min_messages=fatal >>"$folder/log" 2>&1 &
server=$!
until "$bin/pg_isready" -q -h "$folder" -U nyttja; do
  kill -0 $server 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
done
echo "$folder"
"$bin/psql" -q -X -v ON_ERROR_STOP=1 -h "$folder" -U nyttja -d postgres || true
kill -INT $server
wait $server || true
"#;

struct Server {
    socket: PathBuf,
    psql: Mutex<Psql>,
}

/// A conversation with the server. Its open input is what keeps the server running.
struct Psql {
    _script: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    databases: u32,
}

impl Psql {
    /// Makes a database, empty or like another one that nobody uses, and says its name.
    fn create(&mut self, like: Option<&str>) -> String {
        let name = format!("test{}", self.databases);
        self.databases += 1;
        let template = like.map(|other| format!(" TEMPLATE {other}")).unwrap_or_default();
        writeln!(self.input, "CREATE DATABASE {name}{template};\n\\echo {name}").unwrap();
        let mut answer = String::new();
        self.output.read_line(&mut answer).unwrap();
        assert_eq!(answer.trim_end(), name, "PostgreSQL makes no database");
        name
    }
}

impl Server {
    fn create(&self, like: Option<&str>) -> String {
        self.psql.lock().unwrap_or_else(std::sync::PoisonError::into_inner).create(like)
    }

    fn address(&self, name: &str) -> String {
        format!("postgres://nyttja@localhost/{name}?host={}", self.socket.display())
    }
}

/// The address of an empty database; none where PostgreSQL is not installed.
///
/// # Panics
///
/// Where it is needed, and not installed: see [`is_required`].
pub fn database() -> Option<String> {
    server().map(|server| server.address(&server.create(None)))
}

/// The same of a database as `lay_out` leaves an empty one. That is done once, and copied.
pub fn laid_out<T: Future>(lay_out: impl FnOnce(String) -> T + Send) -> Option<String> {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let server = server()?;
    let template = TEMPLATE.get_or_init(|| {
        let name = server.create(None);
        let address = server.address(&name);
        // A thread of its own, since a test may be async itself.
        let done = thread::scope(|scope| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            scope.spawn(move || drop(runtime.block_on(lay_out(address)))).join()
        });
        assert!(done.is_ok(), "the schema cannot be laid out");
        name
    });
    Some(server.address(&server.create(Some(template))))
}

/// The server; none where PostgreSQL is not installed.
fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let server = programs().map(|programs| start(&programs));
        assert!(server.is_some() || !is_required(), "PostgreSQL is not installed, and is needed here");
        if server.is_none() {
            // Not by a macro: what a test prints is shown only where it fails.
            let told = "SKIPPED: PostgreSQL is not installed, so nothing is tried on it\n";
            std::io::stderr().write_all(told.as_bytes()).unwrap();
        }
        server
    });
    server.as_ref()
}

/// Whether the test that asks is to run on PostgreSQL: `NYTTJA_TEST_STORE=postgres`.
///
/// # Panics
///
/// In a test of a room that is not among [`ROOMS`]. Without threads of their own, tests have no names.
pub fn is_chosen() -> bool {
    let thread = thread::current();
    let test = thread.name().filter(|name| *name != "main").unwrap_or(ROOMS[0]);
    assert!(
        ROOMS.iter().any(|room| test.starts_with(room)),
        "{test} opens a store, and its room is not among those that are tried on both databases"
    );
    is_asked_for()
}

fn is_asked_for() -> bool {
    std::env::var("NYTTJA_TEST_STORE").is_ok_and(|store| store == "postgres")
}

/// Whether tests must not be skipped where PostgreSQL is missing.
pub fn is_required() -> bool {
    is_asked_for() || std::env::var("CI").is_ok_and(|ci| ci == "true")
}

/// The folder of PostgreSQL's programs.
fn programs() -> Option<PathBuf> {
    let asked = Command::new("pg_config").arg("--bindir").output().ok();
    let told = asked.map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut usual: Vec<_> = debian.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    usual.sort();
    let whole = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    told.into_iter().chain(usual.into_iter().rev()).find(whole)
}

fn start(programs: &Path) -> Server {
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    // PostgreSQL refuses to run as root.
    let mut command = if root { Command::new("runuser") } else { Command::new("sh") };
    if root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.arg("-c").arg(SCRIPT).arg("postgres").arg(programs);
    let mut script = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut output = BufReader::new(script.stdout.take().unwrap());
    output.read_line(&mut line).unwrap();
    assert!(!line.is_empty(), "PostgreSQL does not start");
    let input = script.stdin.take().unwrap();
    let psql = Psql { _script: script, input, output, databases: 0 };
    Server { socket: line.trim().into(), psql: Mutex::new(psql) }
}
