//! How an interface is asked: by what method, for what, with which secrets, and where an answer may send us.

use wiremock::matchers::{body_json, header_exists};

use super::*;

/// Records of the unit alone, whose week is given by the settings.
fn of_a_unit(active: u64) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "data": [{ "module": "larlogg", "active": active }] }))
}

fn asking_for(units: &[&str]) -> Asked {
    let units = units.iter().map(|unit| (UnitKey((*unit).into()), Headcount::default()));
    Asked { units: Arc::new(units.collect()), ..asked() }
}

fn made(url: &str, more: &str, folder: &Path) -> Source {
    let settings: SourceSettings = toml::from_str(&format!(
        "kind = \"http_json\"\nname = \"api\"\nallow_http = true\nrecords = \"/data\"\nurl = \"{url}\"\n{more}"
    ))
    .unwrap();
    Source::new(&settings, folder).unwrap().waiting_by(Wait::by(|_| std::future::ready(())))
}

const FIELDS: &str = "fields = { module = \"/module\", active = \"/active\" }";

fn units(reading: &Reading) -> Vec<String> {
    reading.records().iter().map(|(subject, _)| subject.unit.to_string()).collect()
}

#[tokio::test]
async fn one_question_is_put_for_each_unit_in_the_sources_word_and_those_it_does_not_know_are_named() {
    let server = MockServer::start().await;
    Mock::given(path("/u/Viken%207")).respond_with(of_a_unit(8)).expect(1).mount(&server).await;
    Mock::given(path("/u/FSK-08")).respond_with(of_a_unit(9)).expect(1).mount(&server).await;
    let more = format!(
        "per = \"unit\"\n{FIELDS}\nconstants = {{ unit = \"{{unit}}\", audience = \"staff\", week = \"2026-W47\" }}\n\
         values = {{ unit = {{ \"Viken 7\" = \"FSK-07\" }} }}"
    );
    let source = made(&format!("{}/u/{{unit}}", server.uri()), &more, Path::new("."));
    let reading = source.read(&asking_for(&["FSK-07", "FSK-08", "FSK-09"])).await.unwrap();
    assert_eq!(units(&reading), ["FSK-07", "FSK-08"]);
    assert_eq!(reading.notes, ["the server knows nothing of 1 of 3 units (404): `FSK-09`"]);

    let none = source.read(&asking_for(&["FSK-09"])).await.unwrap_err();
    assert!(none.to_string().contains("404 Not Found"), "{none}");
}

#[tokio::test]
async fn one_question_is_put_for_each_day_or_week_that_is_over() {
    let server = MockServer::start().await;
    answer(&server, of_a_unit(8)).await;
    let asked_for = async |per: &str, constant: &str| {
        let more = format!(
            "weeks = 1\nper = \"{per}\"\n{FIELDS}\nconstants = {{ unit = \"FSK-07\", audience = \"staff\", {constant} }}"
        );
        let source = made(&format!("{}/{{{per}}}/{{from}}/{{to}}", server.uri()), &more, Path::new("."));
        let reading = source.read(&asked()).await.unwrap();
        let requests = server.received_requests().await.unwrap();
        server.reset().await;
        answer(&server, of_a_unit(8)).await;
        let paths: Vec<String> = requests.iter().map(|request| request.url.path().to_owned()).collect();
        (paths, reading.records().len())
    };
    let (days, records) = asked_for("day", "from = \"{day}\"").await;
    assert_eq!((days.len(), records), (7, 7));
    assert_eq!(days[0], "/2026-11-16/2026-11-16/2026-11-16");
    let (weeks, records) = asked_for("week", "week = \"{week}\"").await;
    assert_eq!((weeks.as_slice(), records), (["/2026-W47/2026-11-16/2026-11-22".to_owned()].as_slice(), 1));
}

#[tokio::test]
async fn a_post_says_what_is_asked_with_secrets_from_files_in_the_data_folder() {
    let server = MockServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), "s3&cret\n").unwrap();
    Mock::given(method("POST"))
        .and(path("/usage"))
        .and(query_param("key", "s3&cret"))
        .and(header("content-type", "application/json"))
        .and(header("accept", "application/vnd.usage.v2+json"))
        .and(header("x-key", "Token s3&cret"))
        .and(body_json(json!({ "range": { "from": "2026-08-31", "to": ["2026-11-23"] }, "key": "s3&cret" })))
        .respond_with(page(&[record(8)], json!("/usage?page=2")))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(query_param("page", "2"))
        .and(query_param("key", "s3&cret"))
        .respond_with(page(&[earlier(7, 9)], Value::Null))
        .expect(1)
        .mount(&server)
        .await;
    let more = r#"
        next = "/links/next"
        secrets = { key = "key" }
        headers = { "Accept" = "application/vnd.usage.v2+json", "X-Key" = "Token {secret.key}" }
        post = { range = { from = "{from}", to = ["{to}"] }, key = "{secret.key}" }
        fields = { unit = "/unit/id", module = "/module", audience = "/audience", from = "/period/start", to = "/period/end", active = "/active" }
    "#;
    let source = made(&format!("{}/usage?key={{secret.key}}", server.uri()), more, folder.path());
    assert_eq!(source.read(&asked()).await.unwrap().records().len(), 2);
    server.reset().await;
    let said = ResponseTemplate::new(422).set_body_json(json!({ "message": "key s3&cret is unknown" }));
    answer(&server, said).await;
    Mock::given(method("POST"))
        .respond_with(
            ResponseTemplate::new(422).set_body_json(json!({ "message": "key s3&cret is unknown" })),
        )
        .mount(&server)
        .await;
    let error = source.read(&asked()).await.unwrap_err().to_string();
    assert!(
        error.ends_with("/usage: the server answered 422 Unprocessable Entity: key … is unknown"),
        "{error}"
    );
}

#[tokio::test]
async fn an_answer_may_send_us_on_to_a_named_server_without_what_says_who_we_are() {
    let (server, other) = (MockServer::start().await, MockServer::start().await);
    let port = other.address().port();
    let on = format!("http://localhost:{port}/files/usage");
    answer(&server, ResponseTemplate::new(302).insert_header("location", on.as_str())).await;
    for name in ["authorization", "x-own"] {
        let unwanted = ResponseTemplate::new(400);
        Mock::given(header_exists(name)).respond_with(unwanted).expect(0).mount(&other).await;
    }
    Mock::given(path("/files/usage")).respond_with(page(&[record(8)], Value::Null)).mount(&other).await;
    let more = format!("{}\nheaders = {{ \"X-Own\" = \"1\" }}\nhosts = [\"localhost\"]", bearer());
    assert_eq!(source(&server.uri(), &more).0.read(&asked()).await.unwrap().records().len(), 1);
    let unnamed = error(&server, &bearer()).await;
    assert!(unnamed.to_string().contains("localhost") && unnamed.hint().contains("`hosts`"), "{unnamed}");
}
