//! A real Postfix of the tests' own, on a port of this machine: it wants STARTTLS
//! and a sign-in, as mail servers do, and keeps what it gets in Maildirs.
//! It ends with the test that asked for it, however that ends.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::needed;

/// Who may sign in, and with which password.
pub const USER: &str = "nyttja";
pub const PASSWORD: &str = "hemligt";

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// Lays out an instance in the folder `$1` and starts it at the port `$2`; tells
/// that it is ready, and stops it at the end of the input.
const SCRIPT: &str = r#"
set -eu
cd "$1"
mkdir queue data mail
chown postfix data passwords
chown nobody mail
trap 'postfix -c "$1/etc" stop >/dev/null 2>&1' EXIT
postfix -c "$1/etc" start 2>start || { cat start maillog >&2; exit 1; }
echo ready
cat >/dev/null
"#;

const SERVICES: &str = "\
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
";

/// The server. It takes letters to everybody at `skola.example` and `example.invalid`, and sends a
/// bounce about those whom it does not know.
pub struct Postfix {
    pub port: u16,
    folder: TempDir,
    script: Child,
}

impl Postfix {
    /// Starts it, with Maildirs for these addresses and more lines for its main.cf; none where it cannot be had.
    ///
    /// # Panics
    ///
    /// Where it is needed, and cannot be had: see [`needed::is_skipped`].
    pub fn start(known: &[&str], settings: &str) -> Option<Self> {
        if !is_there() && needed::is_skipped("Postfix, and the rights of root to start it") {
            return None;
        }
        let folder = TempDir::new().unwrap();
        // Postfix works as several users.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let port = free_port();
        lay_out(folder.path(), port, known, settings);
        let mut script = Command::new("sh")
            .args(["-c", SCRIPT, "postfix"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = String::new();
        BufReader::new(script.stdout.as_mut().unwrap()).read_line(&mut told).unwrap();
        assert_eq!(told, "ready\n", "Postfix does not start");
        Some(Self { port, folder, script })
    }

    /// The certificate that vouches for it, under the name `localhost`.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("etc/cert.pem")
    }

    /// The Maildir of a user.
    pub fn maildir(&self, user: &str) -> PathBuf {
        self.folder.path().join("mail").join(user)
    }

    /// The messages in a user's Maildir that nobody has read, once the queue is empty.
    pub fn messages(&self, user: &str) -> Vec<String> {
        self.wait_for_empty_queue();
        let Ok(new) = fs::read_dir(self.maildir(user).join("new")) else { return Vec::new() };
        new.map(|entry| String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap()).into_owned())
            .collect()
    }

    /// Waits until everything is delivered.
    pub fn wait_for_empty_queue(&self) {
        let until = Instant::now() + PATIENCE;
        loop {
            let mut command = Command::new("postqueue");
            let output = command.arg("-c").arg(self.folder.path().join("etc")).arg("-p").output().unwrap();
            let queue = String::from_utf8_lossy(&output.stdout).into_owned();
            if queue.contains("Mail queue is empty") {
                return;
            }
            assert!(Instant::now() < until, "{queue}\n{}", self.log());
        }
    }

    /// What it wrote down.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("maillog")).unwrap_or_default()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

fn is_there() -> bool {
    let found = |program: &&str| {
        Command::new("which").arg(program).output().is_ok_and(|which| which.status.success())
    };
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    root && ["postfix", "saslpasswd2"].iter().all(found)
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn lay_out(folder: &Path, port: u16, known: &[&str], settings: &str) {
    let etc = folder.join("etc");
    fs::create_dir_all(etc.join("sasl")).unwrap();
    let write = |file: &str, text: String| fs::write(etc.join(file), text).unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    write("cert.pem", made.cert.pem());
    write("key.pem", made.signing_key.serialize_pem());
    let here = folder.display();
    write(
        "main.cf",
        format!(
            "compatibility_level = 3.6\n\
             queue_directory = {here}/queue\n\
             data_directory = {here}/data\n\
             maillog_file = {here}/maillog\n\
             maillog_file_prefixes = {here}\n\
             inet_interfaces = 127.0.0.1\n\
             inet_protocols = ipv4\n\
             myhostname = mail.invalid\n\
             mydestination =\n\
             mynetworks =\n\
             alias_maps =\n\
             alias_database =\n\
             virtual_mailbox_domains = skola.example, example.invalid\n\
             virtual_mailbox_base = {here}/mail\n\
             virtual_mailbox_maps = texthash:{here}/etc/users\n\
             virtual_uid_maps = static:65534\n\
             virtual_gid_maps = static:65534\n\
             smtpd_reject_unlisted_recipient = no\n\
             smtpd_tls_cert_file = {here}/etc/cert.pem\n\
             smtpd_tls_key_file = {here}/etc/key.pem\n\
             smtpd_tls_security_level = encrypt\n\
             smtpd_sasl_auth_enable = yes\n\
             smtpd_relay_restrictions = permit_sasl_authenticated, reject\n\
             {settings}\n"
        ),
    );
    let user = |address: &&str| format!("{address} {}/\n", address.split('@').next().unwrap());
    write("users", known.iter().map(user).collect());
    write("master.cf", format!("127.0.0.1:{port} inet n - n - - smtpd\n{SERVICES}"));
    let passwords = folder.join("passwords");
    write(
        "sasl/smtpd.conf",
        format!(
            "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {}\nmech_list: PLAIN LOGIN\n",
            passwords.display()
        ),
    );
    let mut command = Command::new("saslpasswd2");
    command.args(["-c", "-p", "-u", "mail.invalid", "-f"]).arg(&passwords).arg(USER).stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), PASSWORD.as_bytes()).unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}
