//! Servers that others have written: each is started on loopback, and asked by the cases of its own file in
//! `tests/interfaces/real`.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::case::Case;
use super::{folder, seen};
use crate::needed;
use crate::postfix::free_port;
use crate::readings::{assert_alike, cases_of};

/// The folder into which `tests/interfaces/real/install` has put them.
const TOOLS: &str = "NYTTJA_INTERFACES";

/// A server that runs until its test ends.
struct Real {
    port: u16,
    script: Child,
}

impl Real {
    fn start(name: &str, tools: &Path) -> Self {
        let port = free_port();
        let mut script = Command::new(folder().join("real/serve"))
            .arg(tools)
            .args([name, &port.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(script.stdout.take().expect("a pipe")).read_line(&mut said).unwrap();
        assert_eq!(said, "ready\n", "{name} does not start");
        Self { port, script }
    }
}

impl Drop for Real {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        let _ = self.script.wait();
    }
}

async fn assert_read(name: &str) {
    let Some(tools) = std::env::var_os(TOOLS) else {
        needed::is_skipped(&format!("{name}, put by tests/interfaces/real/install into {TOOLS}"));
        return;
    };
    let server = Real::start(name, Path::new(&tools));
    let cases: Vec<Case> = cases_of(&folder().join(format!("real/{name}.toml")));
    let ports = vec![server.port; cases.len()];
    let (seen, _) = seen(&cases, &ports).await;
    assert_alike(
        cases.iter().zip(&seen).map(|(case, seen)| (case.name.clone(), case.differences(seen, None))),
    );
}

#[tokio::test]
async fn datasette_is_read_right_or_refused() {
    assert_read("datasette").await;
}

#[tokio::test]
async fn the_json_server_of_most_examples_is_read_right_or_refused() {
    assert_read("json-server-old").await;
}

#[tokio::test]
async fn the_newer_json_server_is_read_right_or_refused() {
    assert_read("json-server").await;
}

#[tokio::test]
async fn an_odata_service_is_read_right_or_refused() {
    assert_read("odata").await;
}

#[tokio::test]
async fn an_interface_behind_a_login_server_is_read_right_or_refused() {
    assert_read("login").await;
}

#[tokio::test]
async fn a_learning_record_store_is_read_right_or_refused() {
    assert_read("ralph").await;
}
