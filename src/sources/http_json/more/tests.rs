//! Signs of more as interfaces write them, and things that are none.

use reqwest::header::{HeaderName, HeaderValue};
use serde_json::json;

use super::*;

/// What an answer with two records at `/data` says.
fn outlook(status: u16, headers: &[(&'static str, &'static str)], page: &Value, records: &str) -> Outlook {
    let headers =
        headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
    Outlook::of(StatusCode::from_u16(status).unwrap(), &headers.collect(), Some(page), records)
}

fn sign(page: &Value) -> Option<String> {
    outlook(200, &[], page, "/data").more(2, 1, false).map(ToString::to_string)
}

fn header(name: &'static str, value: &'static str) -> Option<String> {
    outlook(200, &[(name, value)], &json!([]), "").more(2, 1, false).map(ToString::to_string)
}

#[test]
fn more_is_seen_in_headers() {
    for (name, value) in [
        ("link", "</p2>; rel=\"next\""),
        ("content-range", "items 0-1/10"),
        ("x-next-cursor", "kd8f"),
        ("x-next-page", "2"),
        ("x-ms-continuation", "a=="),
        ("x-continuation-token", "a=="),
        ("next-page-token", "a"),
        ("x-cursor", "a"),
        ("x-has-more", "true"),
        ("x-total-count", "10"),
        ("x-total", "10"),
        ("total-count", "10"),
        ("x-pagination-total-count", "10"),
        ("x-wp-total", "10"),
        ("x-wp-totalpages", "2"),
        ("x-total-pages", "2"),
        ("x-pagination", r#"{"TotalCount": 10, "TotalPages": 5}"#),
        ("pagination", r#"{"hasNext": true}"#),
        ("opc-next-page", "a"),
        ("x-amz-next-token", "a"),
    ] {
        assert!(header(name, value).is_some(), "{name}: {value}");
    }
    for (name, value) in [
        ("link", "</p1>; rel=\"prev\""),
        ("content-range", "items 0-1/2"),
        ("x-next-page", ""),
        ("x-next-cursor", "null"),
        ("x-has-more", "false"),
        ("x-total-count", "2"),
        ("x-total-pages", "1"),
        ("x-pagination", r#"{"TotalCount": 2, "TotalPages": 1, "HasNext": false}"#),
        ("x-page", "1"),
        ("x-request-id", "17"),
        ("content-length", "4711"),
        ("age", "60"),
        ("retry-after", "60"),
        ("x-request-count", "17"),
        ("x-ratelimit-total-count", "5000"),
    ] {
        assert_eq!(header(name, value), None, "{name}: {value}");
    }
    assert!(outlook(206, &[], &json!([]), "").more(2, 1, false).is_some());
}

#[test]
fn more_is_seen_at_the_top_of_a_page_and_in_the_objects_that_such_things_stand_in() {
    for page in [
        json!({ "next": "/p2" }),
        json!({ "@odata.nextLink": "usage?$skiptoken=2" }),
        json!({ "odata.nextLink": "usage?$skiptoken=2" }),
        json!({ "nextPageToken": "a" }),
        json!({ "pageToken": "MQ==" }),
        json!({ "cursor": "a" }),
        json!({ "next_offset": 2 }),
        json!({ "links": { "next": "/p2" } }),
        json!({ "_links": { "next": { "href": "/p2" } } }),
        json!({ "links": [{ "rel": "self", "href": "/p1" }, { "rel": "next", "href": "/p2" }] }),
        json!({ "meta": { "pagination": { "next_cursor": "a" } } }),
        json!({ "response_metadata": { "next_cursor": "a" } }),
        json!({ "paging": { "next": { "after": "a" } } }),
        json!({ "has_more": true }),
        json!({ "hasMore": "true" }),
        json!({ "more": "/xapi/statements?more=2" }),
        json!({ "truncated": true }),
        json!({ "done": false }),
        json!({ "last": false }),
        json!({ "meta": { "isLastPage": false } }),
        json!({ "total": 10 }),
        json!({ "count": 10 }),
        json!({ "@odata.count": "10" }),
        json!({ "numberMatched": 10, "numberReturned": 2 }),
        json!({ "total": { "value": 10, "relation": "eq" } }),
        json!({ "meta": { "page": { "total": 10 } } }),
        json!({ "page": { "size": 2, "totalElements": 10, "totalPages": 5, "number": 0 } }),
        json!({ "total_pages": 3 }),
        json!({ "meta": { "last_page": 3, "current_page": 1 } }),
        json!({ "info": { "pages": 3 } }),
        json!({ "@iot.nextLink": "usage?$skip=2" }),
        json!({ "hydra:view": { "hydra:next": "/usage?page=2" } }),
        json!({ "hydra:totalItems": 10 }),
        json!({ "opensearch:totalResults": "10" }),
    ] {
        assert!(sign(&page).is_some(), "{page}");
    }
}

#[test]
fn a_page_that_is_whole_shows_no_sign_of_more() {
    for page in [
        json!({}),
        json!({ "next": null, "cursor": "a" }),
        json!({ "next": "" }),
        json!({ "links": { "next": null, "last": "/p1" } }),
        json!({ "links": [{ "rel": "self", "href": "/p1" }] }),
        json!({ "has_more": false, "cursor": "a" }),
        json!({ "more": "" }),
        json!({ "truncated": false }),
        json!({ "done": true }),
        json!({ "total": 2, "total_pages": 1, "page": 1, "per_page": 50 }),
        json!({ "count": 2, "next": null, "previous": null }),
        json!({ "total": "many" }),
        json!({ "@odata.count": 2, "@odata.context": "$metadata" }),
        json!({ "warnings": [], "generated": "2026-11-23", "settings": { "next": "week" } }),
        json!({ "pageInfo": { "hasNextPage": false, "endCursor": "a" } }),
        json!({ "data": [{ "next": "/unit/2", "total": 44 }] }),
    ] {
        assert_eq!(sign(&page), None, "{page}");
    }
}

#[test]
fn more_is_seen_beside_a_list_that_lies_deeper() {
    let page = json!({ "data": { "usage": { "nodes": [], "pageInfo": { "hasNextPage": true } } } });
    let outlook = outlook(200, &[], &page, "/data/usage/nodes");
    let sign = outlook.more(2, 1, false).unwrap();
    assert_eq!(sign.to_string(), "`/data/usage/pageInfo/hasNextPage` says that there is more");
}

#[test]
fn a_count_of_something_else_is_no_sign_where_pages_are_followed() {
    let vague = outlook(200, &[], &json!({ "hits": 350 }), "/data");
    assert!(vague.more(2, 1, false).is_some() && vague.more(2, 1, true).is_none());
    let plain = outlook(200, &[], &json!({ "totalCount": 350 }), "/data");
    assert!(plain.more(2, 1, true).is_some() && plain.more(350, 5, true).is_none());
}

#[test]
fn the_hint_of_a_sign_is_what_to_type() {
    let hint = |page: Value| outlook(200, &[], &page, "/data").more(2, 1, false).unwrap().hint();
    assert!(hint(json!({ "_links": { "next": { "href": "/p2" } } })).contains("next = \"/_links/next\""));
    assert!(hint(json!({ "meta": { "next_cursor": "a" } })).contains("at = \"/meta/next_cursor\""));
    assert!(hint(json!({ "total": 10 })).contains("kind = \"page\""));
}
