//! A real Exim of the tests' own, on a port of this machine: it takes letters to everybody, and puts
//! those that it can deliver, and its reports about the others, into Maildirs.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::needed;
use crate::postfix::free_port;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// The user that Debian's Exim works as.
const USER: &str = "Debian-exim";

/// The server. It ends with the test that asked for it.
pub struct Exim {
    pub port: u16,
    program: PathBuf,
    folder: TempDir,
}

impl Exim {
    /// Starts it, with Maildirs for these people at `example.invalid`, whatever follows a `+` in their
    /// names; none where it cannot be had.
    ///
    /// # Panics
    ///
    /// Where it is needed, and cannot be had: see [`needed::is_skipped`].
    pub fn start(known: &[&str]) -> Option<Self> {
        let Some(program) = program() else {
            needed::is_skipped("Exim 4 (NYTTJA_EXIM names it), its user, and the rights of root to start it");
            return None;
        };
        let folder = TempDir::new().unwrap();
        let exim = Self { port: free_port(), program, folder };
        exim.lay_out(known);
        let status = exim.command().args(["-bd", "-q5s"]).stdin(Stdio::null()).status().unwrap();
        assert!(status.success(), "Exim does not start: {}", exim.log());
        exim.wait("a greeting", || {
            std::net::TcpStream::connect(("127.0.0.1", exim.port)).is_ok() && exim.pid().is_some()
        });
        Some(exim)
    }

    /// The Maildir of a user.
    pub fn maildir(&self, user: &str) -> PathBuf {
        self.folder.path().join("mail").join(user)
    }

    /// Waits until everything is delivered, reports included.
    pub fn wait_for_empty_queue(&self) {
        self.wait("an empty queue", || {
            let count = self.command().arg("-bpc").output().unwrap();
            String::from_utf8_lossy(&count.stdout).trim() == "0"
        });
    }

    /// What it wrote down.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log/main")).unwrap_or_default()
    }

    fn wait(&self, what: &str, is_there: impl Fn() -> bool) {
        let until = Instant::now() + PATIENCE;
        while !is_there() {
            assert!(Instant::now() < until, "{what} does not come\n{}", self.log());
            std::thread::yield_now();
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("-C").arg(self.folder.path().join("conf"));
        command
    }

    fn pid(&self) -> Option<u32> {
        fs::read_to_string(self.folder.path().join("run/pid")).ok()?.trim().parse().ok()
    }

    fn lay_out(&self, known: &[&str]) {
        let folder = self.folder.path();
        // Exim works as another user than the one who starts it.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(folder.join("conf"), configuration(folder, &self.program, self.port, known)).unwrap();
        for part in ["spool", "log", "mail", "run"] {
            fs::create_dir(folder.join(part)).unwrap();
            let status = Command::new("chown").arg(USER).arg(folder.join(part)).status().unwrap();
            assert!(status.success(), "no folder for {USER}");
        }
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        if let Some(pid) = self.pid() {
            let _ = Command::new("kill").arg(pid.to_string()).status();
        }
    }
}

/// Where it is: named by the environment, or on the path.
fn program() -> Option<PathBuf> {
    let is_done = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    let program = std::env::var_os("NYTTJA_EXIM").map_or_else(|| PathBuf::from("exim4"), PathBuf::from);
    let is_there = is_done(Command::new("which").arg(&program)) && is_done(Command::new("id").arg(USER));
    (root && is_there).then_some(program)
}

fn configuration(folder: &Path, program: &Path, port: u16, known: &[&str]) -> String {
    let (folder, program) = (folder.display(), program.display());
    let known = known.join(" : ");
    format!(
        "primary_hostname = mx.example.invalid\n\
         spool_directory = {folder}/spool\n\
         log_file_path = {folder}/log/%s\n\
         pid_file_path = {folder}/run/pid\n\
         exim_path = {program}\n\
         local_interfaces = 127.0.0.1\n\
         daemon_smtp_ports = {port}\n\
         deliver_drop_privilege = true\n\
         tls_advertise_hosts =\n\
         dsn_advertise_hosts = *\n\
         keep_environment =\n\
         acl_smtp_rcpt = accept\n\
         begin routers\n\
         known:\n  \
           driver = accept\n  \
           domains = example.invalid\n  \
           local_parts = {known}\n  \
           local_part_suffix = +*\n  \
           local_part_suffix_optional\n  \
           transport = maildir\n\
         begin transports\n\
         maildir:\n  \
           driver = appendfile\n  \
           directory = {folder}/mail/$local_part_data\n  \
           maildir_format\n\
         begin retry\n\
         * * F,1h,1m\n"
    )
}
