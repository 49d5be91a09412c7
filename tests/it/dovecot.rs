//! A real Dovecot of the tests' own: it shows a Maildir over IMAP, with TLS from the first byte at
//! one port of this machine and with STARTTLS at another. It ends with the test that asked for it.

use std::fs;
use std::io::Read;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::needed;
use crate::postfix::free_port;

/// Who may sign in; any name may.
pub const PASSWORD: &str = "hemligt";

/// How long a test waits for it to start.
const PATIENCE: Duration = Duration::from_mins(1);

/// Starts the server with the settings in the folder `$1`, and stops it at the end of the input.
const SCRIPT: &str = r#"
set -eu
dovecot -F -c "$1/dovecot.conf" &
server=$!
trap 'kill $server; wait $server || true' EXIT
cat >/dev/null
"#;

/// The server.
pub struct Dovecot {
    /// Where it begins in the clear, and offers STARTTLS.
    pub starttls: u16,
    /// Where it is under TLS from the first byte.
    pub implicit: u16,
    folder: TempDir,
    script: Child,
}

impl Dovecot {
    /// Starts it on this Maildir, which belongs to `nobody`; none where it cannot be had.
    ///
    /// # Panics
    ///
    /// Where it is needed, and cannot be had: see [`needed::is_skipped`].
    pub fn start(maildir: &Path) -> Option<Self> {
        if !is_there() && needed::is_skipped("Dovecot (dovecot-imapd), and the rights of root to start it") {
            return None;
        }
        let folder = TempDir::new().unwrap();
        // Dovecot works as several users.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let (starttls, implicit) = (free_port(), free_port());
        lay_out(folder.path(), starttls, implicit, maildir);
        let script = Command::new("sh")
            .args(["-c", SCRIPT, "dovecot"])
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Self { starttls, implicit, folder, script };
        server.wait_for_greeting();
        Some(server)
    }

    /// The certificate that vouches for it, under the name `localhost`.
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// What it wrote down.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn wait_for_greeting(&mut self) {
        let until = Instant::now() + PATIENCE;
        loop {
            let mut first = [0];
            let greeted = TcpStream::connect(("127.0.0.1", self.starttls))
                .and_then(|mut stream| stream.read_exact(&mut first));
            if greeted.is_ok() {
                return;
            }
            let ended = self.script.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < until, "Dovecot does not start\n{}", self.log());
        }
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

fn is_there() -> bool {
    let found = Command::new("which").arg("dovecot").output().is_ok_and(|which| which.status.success());
    let imap = Path::new("/usr/lib/dovecot/imap").exists() || Path::new("/usr/libexec/dovecot/imap").exists();
    let root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    found && imap && root
}

fn lay_out(folder: &Path, starttls: u16, implicit: u16, maildir: &Path) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(folder.join("cert.pem"), made.cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let (here, mail) = (folder.display(), maildir.display());
    let settings = format!(
        "protocols = imap\n\
         base_dir = {here}/run\n\
         state_dir = {here}/state\n\
         log_path = {here}/log\n\
         listen = 127.0.0.1\n\
         ssl = yes\n\
         ssl_cert = <{here}/cert.pem\n\
         ssl_key = <{here}/key.pem\n\
         disable_plaintext_auth = yes\n\
         auth_mechanisms = plain login\n\
         mail_location = maildir:{mail}\n\
         first_valid_uid = 1\n\
         passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n\
         userdb {{\n driver = static\n args = uid=65534 gid=65534 home={mail}\n}}\n\
         service imap-login {{\n\
         inet_listener imap {{\n port = {starttls}\n}}\n\
         inet_listener imaps {{\n port = {implicit}\n ssl = yes\n}}\n\
         }}\n"
    );
    fs::write(folder.join("dovecot.conf"), settings).unwrap();
}
