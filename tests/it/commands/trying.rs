//! `source try`: what one page of a source gives, before anything rests on it.

use serde_json::{Value, json};
use wiremock::matchers::{method, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::world::{MONDAY, Ran, World, ran};

/// The world with an interface that answers with this page, whatever it is asked.
async fn interface(page: Value, more: &str) -> (World, MockServer) {
    let (world, server) = (World::new(), MockServer::start().await);
    Mock::given(method("GET"))
        .and(query_param_is_missing("page"))
        .respond_with(ResponseTemplate::new(200).set_body_json(page))
        .mount(&server)
        .await;
    let block = format!(
        r#"[[source]]
name = "api"
kind = "http_json"
url = "{}/usage?key=hidden"
allow_http = true
records = "/data"
fields = {{ unit = "/unit", module = "/module", audience = "/audience", from = "/from", to = "/to", active = "/active" }}
{more}

[mail]"#,
        server.uri()
    );
    world.change("config/nyttja.toml", "[mail]", &block);
    (world, server)
}

fn attempt(world: &World, name: &str) -> Ran {
    world.nyttja(&["source", "try", name, "--at", MONDAY])
}

fn record(unit: &str, active: u32) -> Value {
    json!({
        "unit": unit, "module": "larlogg", "audience": "staff", "head": "Anna Ek",
        "from": "2026-11-16", "to": "2026-11-22", "active": active,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn one_page_is_shown_with_what_is_refused_not_read_and_said_of_more_and_nothing_is_stored() {
    let page = json!({ "data": [record("FSK-07", 7), record("nowhere", 8)], "next": "/usage?page=2" });
    let more = "next = \"/next\"\ntruncated = \"/cut\"";
    let (world, server) = interface(page, more).await;
    let last =
        ResponseTemplate::new(200).set_body_json(json!({ "data": [record("FSK-09", 3)], "next": null }));
    Mock::given(query_param("page", "2")).respond_with(last).mount(&server).await;
    // A way out that nobody named in the settings is not taken.
    let mut command = world.command(&["source", "try", "api", "--at", MONDAY]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        command.env(name, "http://127.0.0.1:9");
    }
    let ran = ran(&command.output().unwrap());
    assert_eq!(ran.code, 0, "{ran:?}");
    for words in [
        "2 rows: 1 kept, 0 ignored, 1 refused",
        "page 1, record 2: `nowhere`",
        "Nothing is read of /head",
        "names a next page",
        "The page has nothing at `/cut` (`truncated`)",
        "The settings lead on to a next page",
        "Nothing was stored",
    ] {
        assert!(ran.stdout.contains(words), "{words} is missing in\n{}", ran.stdout);
    }
    for words in ["Anna", "hidden"] {
        assert!(!ran.stdout.contains(words), "{words} stands in\n{}", ran.stdout);
    }
    let asked = server.received_requests().await.unwrap();
    assert_eq!(asked.len(), 2, "the next page is looked at once");
    assert!(!world.path("data/nyttja.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_a_source_from_being_read_is_told_with_what_to_type() {
    let (world, _server) = interface(json!({ "items": [record("FSK-07", 7)] }), "").await;
    let ran = attempt(&world, "api");
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.stderr.contains("a list stands at `/items`") && ran.stderr.contains("set `records`"),
        "{ran:?}"
    );
    let ran = attempt(&world, "apy");
    assert!(ran.stderr.contains("there is no source `apy`") && ran.stderr.contains("`api`"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_have_a_fetch_refused_is_told_below_the_records_with_what_to_type() {
    let page = json!({ "data": [record("FSK-07", 7)], "more": true, "count": { "all": 1 } });
    for (more, words) in [
        ("", "kind = \"none\""),
        ("total = \"/total\"", "`/total`"),
        ("paging = { kind = \"page\", parameter = \"p\", pages = \"/pages\" }", "`/pages`"),
        ("next = \"/count/all\"", "`/count/all`"),
        ("paging = { kind = \"page\", parameter = \"p\" }", "does not go by `p`"),
    ] {
        let (world, _server) = interface(page.clone(), more).await;
        let ran = attempt(&world, "api");
        assert_eq!(ran.code, 1, "{more}: {ran:?}");
        let is_shown = ran.stdout.contains("1 rows: 1 kept") && ran.stdout.contains("would be refused");
        assert!(is_shown && ran.stderr.contains(words) && ran.stderr.contains("hint: "), "{more}: {ran:?}");
    }
}
