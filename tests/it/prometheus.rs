//! A real Prometheus of the tests' own, which looks at daemons of this machine and evaluates rules.
//! It ends with the test that asked for it.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use url::form_urlencoded;

use crate::mail_server::PATIENCE;
use crate::needed;
use crate::postfix::free_port;

/// The labels of a series, its name under `__name__`.
pub type Labels = BTreeMap<String, String>;

/// The server.
pub struct Prometheus {
    port: u16,
    child: Child,
    /// Where it keeps what it has seen.
    _folder: TempDir,
}

impl Prometheus {
    /// Starts it on these targets, each with the value of its label `case`, and these rules. None where it
    /// cannot be had.
    ///
    /// # Panics
    ///
    /// Where it is needed, and cannot be had: see [`needed::is_skipped`].
    pub fn start(targets: &[(&str, String)], rules: &str) -> Option<Self> {
        let is_there = ["prometheus", "promtool"]
            .iter()
            .all(|program| Command::new(program).arg("--version").output().is_ok());
        if !is_there && needed::is_skipped("Prometheus, with promtool") {
            return None;
        }
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("rules.yml"), rules).unwrap();
        let targets: Vec<_> = targets
            .iter()
            .map(|(case, address)| serde_json::json!({ "targets": [address], "labels": { "case": case } }))
            .collect();
        // JSON is YAML.
        let settings = serde_json::json!({
            "global": { "scrape_interval": "1s", "evaluation_interval": "1s" },
            "rule_files": [folder.path().join("rules.yml")],
            "scrape_configs": [{ "job_name": "nyttja", "static_configs": targets }],
        });
        fs::write(folder.path().join("prometheus.yml"), settings.to_string()).unwrap();
        let port = free_port();
        let child = Command::new("prometheus")
            .arg(format!("--config.file={}", folder.path().join("prometheus.yml").display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .arg("--log.level=error")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Some(Self { port, child, _folder: folder })
    }

    /// What it answers, under `data`. Waits while it starts.
    pub fn ask(&self, path: &str, values: &[(&str, &str)]) -> Value {
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(values).finish();
        let answer = wait_for(|| get(self.port, &format!("/api/v1/{path}?{query}")));
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["status"], "success", "{path} {values:?}: {answer}");
        answer["data"].clone()
    }

    /// The value of an expression now.
    pub fn value_of(&self, expression: &str) -> Vec<(Labels, String)> {
        let answer = self.ask("query", &[("query", expression)]);
        let series = answer["result"].as_array().unwrap_or_else(|| panic!("{expression}: {answer}"));
        let sample = |one: &Value| {
            (
                serde_json::from_value(one["metric"].clone()).unwrap(),
                one["value"][1].as_str().unwrap().to_owned(),
            )
        };
        series.iter().map(sample).collect()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `promtool` says to these arguments.
///
/// # Panics
///
/// Where it finds fault.
pub fn promtool(args: &[&str], input: Option<&str>, folder: &Path) {
    let mut command = Command::new("promtool");
    command
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.unwrap_or_default().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "promtool {args:?}: {}", String::from_utf8_lossy(&said));
}

/// The first value that comes.
pub fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "it did not come within {} s", PATIENCE.as_secs());
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The body of an answer to a GET on this machine; none where there is none.
pub fn get(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    // By the older protocol answers come in one piece.
    write!(stream, "GET {path} HTTP/1.0\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    (!head.contains(" 503 ")).then(|| body.to_owned())
}
