//! Servers that are not ready, that are asked too often, or whose list moves while it is read.

use super::*;

async fn then(server: &MockServer, response: ResponseTemplate, times: u64) {
    Mock::given(method("GET")).respond_with(response).up_to_n_times(times).mount(server).await;
}

#[tokio::test]
async fn a_report_that_is_not_ready_is_waited_for_where_the_server_tells_of_it() {
    let server = MockServer::start().await;
    let ordered = ResponseTemplate::new(202).insert_header("location", "/jobs/7").set_body_json(json!([]));
    Mock::given(path("/usage")).respond_with(ordered).expect(1).mount(&server).await;
    let later = ResponseTemplate::new(202).insert_header("retry-after", "5");
    Mock::given(path("/jobs/7")).respond_with(later).up_to_n_times(1).mount(&server).await;
    let ready = ResponseTemplate::new(303).insert_header("location", "/reports/7");
    Mock::given(path("/jobs/7")).respond_with(ready).mount(&server).await;
    Mock::given(path("/reports/7")).respond_with(page(&[record(8)], Value::Null)).mount(&server).await;
    let (source, pauses) = source(&server.uri(), &bearer());
    assert_eq!(source.read(&asked()).await.unwrap().records().len(), 1);
    assert_eq!(*pauses.lock().unwrap(), [2, 5]);
}

#[tokio::test]
async fn a_report_that_never_is_ready_is_given_up() {
    let server = MockServer::start().await;
    answer(&server, ResponseTemplate::new(202)).await;
    let (source, pauses) = source(&server.uri(), "");
    let error = source.read(&asked()).await.unwrap_err();
    assert!(error.is_temporary() && error.to_string().contains("still preparing its answer"), "{error}");
    let waited: u64 = pauses.lock().unwrap().iter().sum();
    assert!((500..=600).contains(&waited), "{waited}");

    server.reset().await;
    answer(&server, ResponseTemplate::new(202).insert_header("retry-after", "3600")).await;
    let error = source.read(&asked()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_hours(1)));
}

#[tokio::test]
async fn a_limit_is_waited_for_where_it_is_short_and_told_where_it_is_long() {
    let server = MockServer::start().await;
    let limit = json!({ "message": "Rate limit exceeded" });
    then(&server, ResponseTemplate::new(403).insert_header("retry-after", "7").set_body_json(limit), 1).await;
    let reset = ResponseTemplate::new(429)
        .insert_header("x-ratelimit-remaining", "0")
        .insert_header("date", "Mon, 23 Nov 2026 05:00:00 GMT")
        .insert_header("x-ratelimit-reset", "1795410020");
    then(&server, reset, 1).await;
    answer(&server, page(&[record(8)], Value::Null)).await;
    let (source, pauses) = source(&server.uri(), "");
    assert_eq!(source.read(&asked()).await.unwrap().records().len(), 1);
    assert_eq!(*pauses.lock().unwrap(), [7, 20]);

    server.reset().await;
    answer(&server, ResponseTemplate::new(429).insert_header("retry-after", "90")).await;
    let long = source.read(&asked()).await.unwrap_err();
    assert!(long.to_string().ends_with("429 Too Many Requests; it asks us to wait 90 seconds"), "{long}");
    assert_eq!(long.retry_after(), Some(Duration::from_secs(90)));
}

#[tokio::test]
async fn a_list_that_changes_while_it_is_read_is_read_once_more_from_its_beginning() {
    let server = MockServer::start().await;
    let told = |records: &[Value], next: Value, total: u64| {
        let body = json!({ "data": records, "links": { "next": next }, "total": total });
        ResponseTemplate::new(200).set_body_json(body)
    };
    let first = told(&[record(8)], json!("/p2"), 2);
    Mock::given(path("/usage")).respond_with(first).up_to_n_times(1).mount(&server).await;
    let grown = told(&[record(8)], Value::Null, 3);
    Mock::given(path("/p2")).respond_with(grown).up_to_n_times(1).mount(&server).await;
    let first = told(&[earlier(7, 7), record(8)], json!("/p2"), 3);
    Mock::given(path("/usage")).respond_with(first).mount(&server).await;
    Mock::given(path("/p2")).respond_with(told(&[earlier(14, 9)], Value::Null, 3)).mount(&server).await;
    let (source, _) = source(&server.uri(), "total = \"/total\"");
    let reading = source.read(&asked()).await.unwrap();
    assert_eq!((reading.records().len(), reading.rows, reading.parts), (3, 3, 2));

    server.reset().await;
    Mock::given(path("/usage")).respond_with(told(&[record(8)], json!("/p2"), 2)).mount(&server).await;
    Mock::given(path("/p2")).respond_with(told(&[], Value::Null, 2)).mount(&server).await;
    let error = source.read(&asked()).await.unwrap_err();
    assert!(
        error.to_string().ends_with("/p2: the server says that there are 2 records, and gave 1"),
        "{error}"
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 4);
}

#[tokio::test]
async fn no_content_is_a_reading_without_records_that_says_so() {
    let server = MockServer::start().await;
    answer(&server, ResponseTemplate::new(204)).await;
    let reading = source(&server.uri(), "").0.read(&asked()).await.unwrap();
    assert_eq!((reading.rows, reading.parts), (0, 1));
    assert_eq!(reading.notes, ["no records were given for 2026-08-31 to 2026-11-23"]);
}

#[tokio::test]
async fn a_server_that_is_slow_is_not_one_that_cannot_be_reached() {
    let server = MockServer::start().await;
    answer(&server, page(&[], Value::Null).set_delay(Duration::from_secs(5))).await;
    let slow = error(&server, "timeout_seconds = 1").await;
    assert!(slow.is_temporary() && slow.to_string().contains("too slow"), "{slow}");
    assert!(slow.hint().contains("`timeout_seconds`"), "{}", slow.hint());
}
