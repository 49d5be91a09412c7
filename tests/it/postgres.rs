//! A PostgreSQL server of the tests' own, made from the programs of this
//! machine. It ends with the process that asked for it, however that ends.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

/// Starts a server in a folder of its own, tells where its socket is, and waits
/// for the end of its input: that comes when the tests are over, even by a crash.
const SCRIPT: &str = r#"
set -eu
bin=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$bin/initdb" -D "$folder/data" -A trust -U nyttja -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
"$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c max_connections=400 \
  -c shared_buffers=64MB -c log_min_messages=fatal >>"$folder/log" 2>&1 &
server=$!
until "$bin/pg_isready" -q -h "$folder" -U nyttja; do
  kill -0 $server 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
done
echo "$folder"
cat >/dev/null
kill -INT $server
wait $server || true
"#;

struct Server {
    socket: PathBuf,
    /// Its open input is what keeps the server running.
    _script: Mutex<Child>,
    databases: AtomicU32,
}

/// The address of an empty database; none where PostgreSQL is not installed.
///
/// # Panics
///
/// Where it is needed, and not installed: see [`is_required`].
pub fn database() -> Option<String> {
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
    let server = server.as_ref()?;
    let number = server.databases.fetch_add(1, Ordering::Relaxed);
    let name = format!("test{number}");
    let created = Command::new(programs()?.join("psql"))
        .args(["-q", "-X", "-v", "ON_ERROR_STOP=1", "-U", "nyttja", "-d", "postgres", "-h"])
        .arg(&server.socket)
        .args(["-c", &format!("CREATE DATABASE {name}")])
        .output()
        .unwrap();
    assert!(created.status.success(), "{created:?}");
    Some(format!("postgres://nyttja@localhost/{name}?host={}", server.socket.display()))
}

/// Whether every test is to run on PostgreSQL: `NYTTJA_TEST_STORE=postgres`.
pub fn is_chosen() -> bool {
    std::env::var("NYTTJA_TEST_STORE").is_ok_and(|store| store == "postgres")
}

/// Whether tests must not be skipped where PostgreSQL is missing.
pub fn is_required() -> bool {
    is_chosen() || std::env::var("CI").is_ok_and(|ci| ci == "true")
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
    BufReader::new(script.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(!line.is_empty(), "PostgreSQL does not start");
    Server { socket: line.trim().into(), _script: Mutex::new(script), databases: AtomicU32::new(0) }
}
