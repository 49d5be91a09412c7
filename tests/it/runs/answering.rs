//! An interface from fetch to fetch: one that gives nothing any more, and one that wants to be left alone.

use nyttja::domain::account::receipt::SourceReport;
use nyttja::domain::unit::UnitKey;
use nyttja::weekly::Weekly;
use serde_json::{Value, json};
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::world::World;

/// Worlds with a second source, which asks `server`.
fn worlds(server: &MockServer) -> Vec<World> {
    let source = format!(
        r#"
        [[source]]
        name = "api"
        kind = "http_json"
        url = "{}/usage"
        allow_http = true
        records = ""
        fields = {{ unit = "/unit", module = "/module", audience = "/audience", from = "/from", to = "/to", active = "/active" }}
        "#,
        server.uri()
    );
    let worlds = [Some(World::in_a_file()), World::shared()];
    let worlds = worlds.into_iter().flatten().inspect(|world| {
        let settings = world.read("config/nyttja.toml");
        world.write("config/nyttja.toml", format!("{settings}\n{source}"));
    });
    worlds.collect()
}

async fn answer(server: &MockServer, answer: ResponseTemplate) {
    server.reset().await;
    Mock::given(method("GET")).respond_with(answer).mount(server).await;
}

fn week() -> Value {
    json!([{ "unit": "12345678", "module": "larlogg", "audience": "staff", "from": "2026-09-08", "to": "2026-09-14", "active": 7 }])
}

fn list(records: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(records)
}

async fn fetch(weekly: &Weekly, at: &str) -> SourceReport {
    let reports = weekly.fetcher.fetch(at.parse().unwrap()).await.unwrap();
    reports.into_iter().find(|report| report.name == "api").unwrap()
}

#[tokio::test]
async fn an_interface_that_gives_nothing_where_it_gave_something_has_failed() {
    let server = MockServer::start().await;
    for world in worlds(&server) {
        let weekly = world.weekly().await;
        let given = async || {
            let delivered = weekly.store.usage.delivered(&UnitKey("12345678".into())).await.unwrap();
            delivered.iter().filter(|record| record.usage.period.to.to_string() == "2026-09-14").count()
        };
        answer(&server, list(json!([]))).await;
        let never = fetch(&weekly, "2026-11-16T05:00:00Z").await;
        assert_eq!(never.failures, [""; 0], "nobody knows better yet");
        assert_eq!(never.notes, ["no records were given for 2026-08-24 to 2026-11-16"]);
        answer(&server, list(week())).await;
        assert_eq!(fetch(&weekly, "2026-11-17T05:00:00Z").await.kept, 1);
        assert_eq!(given().await, 1);

        for nothing in [list(json!([])), ResponseTemplate::new(204)] {
            answer(&server, nothing).await;
            let report = fetch(&weekly, "2026-11-23T05:00:00Z").await;
            let [failure] = report.failures.as_slice() else { panic!("{report:?}") };
            assert!(failure.starts_with("it gave no records for 2026-08-31 to 2026-11-23"), "{failure}");
        }

        assert_eq!(given().await, 1, "what it gave before stays");
        let health = world.nyttja(&["status", "--format", "json"]).json();
        let api =
            health["sources"].as_array().unwrap().iter().find(|source| source["name"] == "api").unwrap();
        assert_eq!(api["succeeded_at"], "2026-11-17T05:00:00Z");
    }
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone_is_not_asked_before_that_moment() {
    let server = MockServer::start().await;
    for world in worlds(&server) {
        let weekly = world.weekly().await;
        answer(&server, ResponseTemplate::new(429).insert_header("retry-after", "7200")).await;
        let limited = fetch(&weekly, "2026-11-23T05:00:00Z").await;
        assert!(limited.failures[0].contains("it asks us to wait 7200 seconds"), "{limited:?}");
        answer(&server, list(week())).await;

        let early = fetch(&weekly, "2026-11-23T06:30:00Z").await;

        let words = "it was not asked: its server wants to be left alone until 2026-11-23 08:00";
        assert!(early.failures[0].starts_with(words), "{early:?}");
        assert!(server.received_requests().await.unwrap().is_empty());
        assert_eq!(fetch(&weekly, "2026-11-23T07:00:00Z").await.kept, 1);
        assert_eq!(fetch(&weekly, "2026-11-23T07:00:01Z").await.failures, [""; 0]);

        // A clock that was ahead keeps nobody waiting.
        answer(&server, ResponseTemplate::new(503).insert_header("retry-after", "999999999")).await;
        fetch(&weekly, "2027-11-23T05:00:00Z").await;
        answer(&server, list(week())).await;
        assert_eq!(fetch(&weekly, "2026-11-24T05:00:00Z").await.failures, [""; 0]);
    }
}
