//! An interface that behaves, and one that does not.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::NaiveDate;
use serde_json::{Value, json};
use wiremock::matchers::{basic_auth, header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::{Headcount, UnitKey};
use crate::sources::{Source, SourceSettings};

mod asking;
mod granted;
mod waiting;
mod way;

const TOKEN: &str = "s3cret-token";

fn asked() -> Asked {
    Asked {
        units: Arc::new([(UnitKey("FSK-07".into()), Headcount::default())].into()),
        modules: Arc::new([ModuleKey("larlogg".into())].into()),
        today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        zone: chrono_tz::Europe::Stockholm,
    }
}

fn settings(url: &str, more: &str) -> SourceSettings {
    toml::from_str(&format!(
        r#"
        kind = "http_json"
        name = "api"
        url = "{url}/usage?from={{from}}&to={{to}}&sig=hidden"
        allow_http = true
        records = "/data"
        next = "/links/next"
        fields = {{ unit = "/unit/id", module = "/module", audience = "/audience", from = "/period/start", to = "/period/end", active = "/active", eligible = "/eligible" }}
        {more}
        "#
    ))
    .unwrap()
}

fn bearer() -> String {
    format!("auth = {{ kind = \"bearer\", token = \"{TOKEN}\" }}")
}

/// The source, and the pauses it made.
fn source(url: &str, more: &str) -> (Source, Arc<Mutex<Vec<u64>>>) {
    let pauses = Arc::new(Mutex::new(Vec::new()));
    let made = Arc::clone(&pauses);
    let source = Source::new(&settings(url, more), Path::new(".")).unwrap().waiting_by(Wait::by(
        move |time: Duration| {
            made.lock().unwrap().push(time.as_secs());
            std::future::ready(())
        },
    ));
    (source, pauses)
}

async fn error(server: &MockServer, more: &str) -> SourceError {
    let error = source(&server.uri(), more).0.read(&asked()).await.unwrap_err();
    let told = format!("{error} {error:?} {}", error.hint());
    assert!(!told.contains(TOKEN) && !told.contains("hidden"), "{told}");
    error
}

fn record(active: impl Into<Value>) -> Value {
    let active: Value = active.into();
    json!({
        "unit": { "id": "FSK-07", "head": "Anna Ek" }, "module": "larlogg", "audience": "staff",
        "period": { "start": "2026-11-16", "end": "2026-11-22" }, "active": active, "eligible": 11,
    })
}

/// The same of an earlier week: it begins on that day of September.
fn earlier(day: u32, active: impl Into<Value>) -> Value {
    let mut record = record(active);
    record["period"] =
        json!({ "start": format!("2026-09-{day:02}"), "end": format!("2026-09-{:02}", day + 6) });
    record
}

fn page(records: &[Value], next: impl Into<Value>) -> ResponseTemplate {
    let next: Value = next.into();
    ResponseTemplate::new(200).set_body_json(json!({ "data": records, "links": { "next": next } }))
}

async fn answer(server: &MockServer, response: ResponseTemplate) {
    Mock::given(method("GET")).respond_with(response).mount(server).await;
}

#[tokio::test]
async fn pages_are_followed_by_relative_and_absolute_addresses_with_the_token_and_bad_records_refused() {
    let server = MockServer::start().await;
    let mount = async |at: &str, records: &[Value], next: Value| {
        let authorised = header("authorization", format!("Bearer {TOKEN}").as_str());
        Mock::given(path(at))
            .and(authorised)
            .respond_with(page(records, next))
            .expect(1)
            .mount(&server)
            .await;
    };
    Mock::given(path("/usage"))
        .and(query_param("from", "2026-08-31"))
        .and(query_param("to", "2026-11-23"))
        .respond_with(page(&[earlier(7, 8), earlier(14, "9"), record(json!(12))], json!("/p2")))
        .mount(&server)
        .await;
    mount("/p2", &[record(json!([1])), record(json!(7.0))], json!(format!("{}/p3", server.uri()))).await;
    mount("/p3", &[record(json!(2.5)), record(Value::Null), json!(1)], Value::Null).await;

    let reading = source(&server.uri(), &bearer()).0.read(&asked()).await.unwrap();

    let active: Vec<_> =
        reading.records().iter().map(|(_, usage)| usage.figures.active.unwrap().known().unwrap()).collect();
    assert_eq!(active, [8, 9, 7], "in the order of their days");
    assert_eq!((reading.rows, reading.parts), (8, 3));
    let refusals: Vec<String> = reading.refusals.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(refusals.join("\n"), @r"
    api: page 1, record 3: 12 people active of 11 eligible
    api: page 2, record 1: a list at `/active`, where a text or a number belongs
    api: page 3, record 1: `2.5` in `/active` is not a whole number
    api: page 3, record 2: no figure: neither people active, a share, items nor a day of last activity
    api: page 3, record 3: nothing in `/module`
    ");
}

#[tokio::test]
async fn a_key_a_password_and_a_secret_in_a_file_are_sent_as_the_interface_wants() {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    std::fs::write(&file, format!("{TOKEN}\n")).unwrap();
    Mock::given(header("x-api-key", TOKEN))
        .respond_with(page(&[], Value::Null))
        .expect(1)
        .mount(&server)
        .await;
    Mock::given(basic_auth("nyttja", TOKEN))
        .respond_with(page(&[], Value::Null))
        .expect(1)
        .mount(&server)
        .await;

    let key = format!("auth = {{ kind = \"api_key\", header = \"X-Api-Key\", key_file = {file:?} }}");
    let password = format!("auth = {{ kind = \"basic\", user = \"nyttja\", password = \"{TOKEN}\" }}");
    for auth in [key, password] {
        source(&server.uri(), &auth).0.read(&asked()).await.unwrap();
    }
    std::fs::remove_file(&file).unwrap();
    let gone = format!("auth = {{ kind = \"bearer\", token_file = {file:?} }}");
    assert!(matches!(error(&server, &gone).await, SourceError::Secret { .. }));
}

#[tokio::test]
async fn a_server_that_stumbles_is_asked_again_after_the_pause_it_wants_and_three_times_at_most() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(500)).up_to_n_times(1).mount(&server).await;
    let busy = ResponseTemplate::new(429).insert_header("retry-after", "30");
    Mock::given(method("GET")).respond_with(busy).up_to_n_times(1).mount(&server).await;
    answer(&server, page(&[record(json!(8))], Value::Null)).await;
    let (source, pauses) = source(&server.uri(), "");
    assert_eq!(source.read(&asked()).await.unwrap().records().len(), 1);
    assert_eq!(*pauses.lock().unwrap(), [2, 30]);

    server.reset().await;
    answer(&server, ResponseTemplate::new(503)).await;
    let error = error(&server, "").await;
    assert!(error.is_temporary() && error.to_string().contains("503"), "{error}");
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_server_that_wants_a_long_pause_is_left_alone_until_the_next_fetch() {
    let server = MockServer::start().await;
    let later = ResponseTemplate::new(503)
        .insert_header("date", "Mon, 23 Nov 2026 05:00:00 GMT")
        .insert_header("retry-after", "Mon, 23 Nov 2026 06:00:00 GMT");
    answer(&server, later).await;
    assert!(error(&server, "").await.is_temporary());
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_refused_token_is_the_settings_fault_and_asked_for_once() {
    let server = MockServer::start().await;
    answer(&server, ResponseTemplate::new(401)).await;
    let error = error(&server, &bearer()).await;
    assert!(!error.is_temporary() && error.hint().contains("`auth`"), "{error}");
    assert!(error.to_string().ends_with("/usage: the server answered 401 Unauthorized"), "{error}");
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn neither_a_redirect_nor_a_next_page_takes_the_token_to_another_server() {
    let (server, other) = (MockServer::start().await, MockServer::start().await);
    let elsewhere = format!("{}/p2", other.uri());
    answer(&server, ResponseTemplate::new(302).insert_header("location", elsewhere.as_str())).await;
    let redirected = error(&server, &bearer()).await;
    assert!(redirected.to_string().contains("sends us on to http://127.0.0.1"), "{redirected}");

    server.reset().await;
    answer(&server, page(&[], json!(elsewhere))).await;
    let next = error(&server, &bearer()).await;
    assert!(next.to_string().contains("on another server"), "{next}");
    assert!(other.received_requests().await.unwrap().is_empty());

    server.reset().await;
    let within = ResponseTemplate::new(307).insert_header("location", "/moved");
    Mock::given(path("/usage")).respond_with(within).mount(&server).await;
    Mock::given(path("/moved")).respond_with(page(&[record(json!(8))], Value::Null)).mount(&server).await;
    assert_eq!(source(&server.uri(), &bearer()).0.read(&asked()).await.unwrap().records().len(), 1);
}

#[tokio::test]
async fn a_page_that_cannot_be_used_is_named_with_what_is_wrong() {
    let server = MockServer::start().await;
    let cases = [
        (ResponseTemplate::new(200).set_body_string("<html>Log in"), ""),
        (ResponseTemplate::new(200).set_body_json(json!({ "items": [] })), ""),
        (page(&[], json!(17)), ""),
        (page(&[], json!("/usage?page=1")), ""),
        (page(&[record(json!(8))], Value::Null), "body_limit = 100"),
        (page(&[], json!("/a")), "page_limit = 1"),
    ];
    let mut faults = Vec::new();
    for (response, more) in cases {
        server.reset().await;
        answer(&server, response).await;
        let error = error(&server, more).await;
        assert!(!error.is_temporary());
        faults.push(error.to_string().replace(&server.uri(), ""));
    }
    insta::assert_snapshot!(faults.join("\n"), @r"
    page 1 of /usage: the page is not JSON: it is a web page (HTML)
    page 1 of /usage: the page has no list of records at `/data`; a list stands at `/items`
    page 1 of /usage: what the page has at `/links/next` is not a text
    page 2 of /usage: the pages lead round in a circle
    page 1 of /usage: the page is larger than 100 bytes
    page 2 of /a: there are more than 1 pages
    ");
}

/// A hundred thousand spaces, packed with gzip.
const PACKED: &str = "1f8b0800000000000203edc13101000000c2a02aeb9fd21a1e4001000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000af062df079caa0860100";

#[tokio::test]
async fn a_page_is_measured_after_unpacking() {
    let server = MockServer::start().await;
    let pair = |at: usize| u8::from_str_radix(&PACKED[at..at + 2], 16).unwrap();
    let packed: Vec<u8> = (0..PACKED.len()).step_by(2).map(pair).collect();
    let response =
        ResponseTemplate::new(200).insert_header("content-encoding", "gzip").set_body_bytes(packed);
    answer(&server, response).await;
    let error = error(&server, "body_limit = 10000").await;
    assert!(error.to_string().ends_with("the page is larger than 10000 bytes"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_passing_fault() {
    // A port that was free a moment ago, and where nobody listens.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (source, pauses) = source(&format!("http://127.0.0.1:{port}"), &bearer());
    let error = source.read(&asked()).await.unwrap_err();
    assert!(error.is_temporary() && error.to_string().contains("cannot be reached"), "{error}");
    assert!(!format!("{error:?}").contains("hidden"), "{error:?}");
    assert_eq!(*pauses.lock().unwrap(), [2, 8]);
}

#[test]
fn settings_that_would_send_a_secret_in_the_clear_or_none_at_all_are_refused() {
    let refused = |url: &str, more: &str| {
        let error = Source::new(&settings(url, more), Path::new(".")).unwrap_err();
        assert!(!error.is_temporary() && !error.hint().is_empty());
        error.to_string()
    };
    let texts: HashSet<String> = [
        refused("http://api.example.invalid", ""),
        refused("ftp://127.0.0.1", ""),
        refused("https://anna:word@api.example.invalid", ""),
        refused("https://api.example.invalid", "auth = { kind = \"bearer\" }"),
        refused("https://api.example.invalid", "constants = { unit = \"x\" }"),
        refused("https://api.example.invalid", "date_format = \"%Y-%Q\""),
        refused("https://api.example.invalid", "date_format = \"%H:%M\""),
    ]
    .into();
    assert_eq!(texts.len(), 6, "{texts:#?}");
    assert!(Source::new(&settings("https://api.example.invalid", ""), Path::new(".")).is_ok());
}
