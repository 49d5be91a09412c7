//! The way through pages, step by step, without a server.

use reqwest::header::{HeaderName, HeaderValue};
use serde_json::json;

use super::*;

fn settings(more: &str) -> HttpJsonSettings {
    toml::from_str(&format!(
        "name = \"api\"\nurl = \"https://api.example.invalid/usage?key=x\"\nrecords = \"/data\"\n\
         fields = {{ unit = \"/unit\", module = \"/module\", audience = \"/audience\", from = \"/from\", active = \"/active\" }}\n{more}"
    ))
    .unwrap()
}

/// A page: headers, what it says, and how many records.
type Told = (Vec<(&'static str, &'static str)>, Value, u64);

fn bare(value: Value, records: u64) -> Told {
    (Vec::new(), value, records)
}

/// Gives one page after another, and what was asked for until the end.
fn walk(more: &str, told: &[Told]) -> Result<Vec<String>, PagingFault> {
    let settings = settings(more);
    let first: Url = settings.url.parse().unwrap();
    let reach = Reach::new(first.clone(), &["files.example.invalid".to_owned()], false).unwrap();
    let mut pages = Pages::new(&settings, &reach, first, vec![("key".to_owned(), "x".to_owned())]);
    let mut asked = Vec::new();
    let mut next = Some(pages.first());
    let mut told = told.iter();
    while let Some(address) = next {
        asked.push(address.as_str().replace("https://api.example.invalid/", ""));
        let Some((headers, value, records)) = told.next() else { break };
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        next = pages.after(Seen {
            status: StatusCode::OK,
            headers: &headers,
            address: &address,
            value: Some(value),
            came: (*records).into(),
        })?;
    }
    Ok(asked)
}

#[test]
fn a_next_page_is_named_by_an_address_a_link_or_a_list_of_links_and_keeps_our_own_secret() {
    let end = bare(json!({ "next": null }), 1);
    for next in [
        json!("/usage?page=2"),
        json!("?page=2"),
        json!("usage?page=2"),
        json!({ "href": "https://api.example.invalid/usage?page=2" }),
        json!([{ "rel": "self", "href": "/usage" }, { "rel": "next", "href": "/usage?page=2#x" }]),
    ] {
        let asked = walk("next = \"/next\"", &[bare(json!({ "next": next }), 1), end.clone()]).unwrap();
        assert_eq!(asked, ["usage?key=x", "usage?page=2&key=x"], "{next}");
    }
}

#[test]
fn a_next_page_on_another_server_is_refused_unless_it_is_ours_behind_a_proxy_or_named() {
    let next = |address: &str| bare(json!({ "next": address }), 1);
    let kept = "paging = { kind = \"next\", at = \"/next\", keep_host = true }";
    let inner = next("http://inner.invalid:8080/usage?page=2");
    assert_eq!(walk(kept, std::slice::from_ref(&inner)).unwrap()[1], "usage?page=2&key=x");
    let elsewhere = walk("next = \"/next\"", &[inner]).unwrap_err();
    assert!(elsewhere.to_string().contains("inner.invalid") && elsewhere.hint().contains("keep_host"));
    let named = walk("next = \"/next\"", &[next("https://files.example.invalid/p2")]).unwrap();
    assert_eq!(named[1], "https://files.example.invalid/p2", "our secret does not go there");
}

#[test]
fn a_token_goes_into_the_query_from_a_page_or_a_header() {
    let at = "paging = { kind = \"token\", at = \"/token\", parameter = \"token\" }";
    let pages = [json!("a b"), json!(17), Value::Null].map(|token| bare(json!({ "token": token }), 1));
    assert_eq!(walk(at, &pages).unwrap(), ["usage?key=x", "usage?key=x&token=a+b", "usage?key=x&token=17"]);
    let header = "paging = { kind = \"token\", header = \"X-Next-Cursor\", parameter = \"c\" }";
    let pages = [(vec![("x-next-cursor", "kd8f")], json!({}), 4), bare(json!({}), 4)];
    assert_eq!(walk(header, &pages).unwrap(), ["usage?key=x", "usage?key=x&c=kd8f"]);
    let twice = [json!("a"), json!("a")].map(|token| bare(json!({ "token": token }), 1));
    assert_eq!(walk(at, &twice), Err(PagingFault::Loop));
}

#[test]
fn pages_are_counted_to_the_number_of_pages_or_to_an_empty_one() {
    let paging =
        "paging = { kind = \"page\", parameter = \"page\", first = 0, size = 4, size_parameter = \"n\" }";
    let pages = [4, 4, 0].map(|records| bare(json!({}), records));
    let asked = ["usage?key=x&page=0&n=4", "usage?key=x&page=1&n=4", "usage?key=x&page=2&n=4"];
    assert_eq!(walk(paging, &pages).unwrap(), asked);
    let counted = "paging = { kind = \"page\", parameter = \"page\", pages = \"/pages\" }";
    let pages = [bare(json!({ "pages": 2 }), 4), bare(json!({ "pages": 2 }), 2)];
    assert_eq!(walk(counted, &pages).unwrap(), ["usage?key=x&page=1", "usage?key=x&page=2"]);
    let missing = walk(counted, &[bare(json!({}), 4)]).unwrap_err();
    assert_eq!(missing.to_string(), "the page has no number at `/pages`");
}

#[test]
fn an_empty_page_in_the_middle_is_passed_over_where_the_server_says_that_there_is_more() {
    let paging = "paging = { kind = \"page\", parameter = \"page\" }";
    let more = |more: bool, records| bare(json!({ "has_more": more }), records);
    let asked = walk(paging, &[more(true, 5), more(true, 0), more(false, 5), more(false, 0)]).unwrap();
    assert_eq!(asked.len(), 4);
    let never = walk(paging, &[more(true, 5), more(true, 0), more(true, 0), more(true, 0)]).unwrap_err();
    assert!(matches!(never, PagingFault::More { is_paged: true, .. }), "{never}");
}

#[test]
fn an_offset_grows_by_what_came_until_the_total() {
    let paging = "paging = { kind = \"offset\", parameter = \"o\", size = 100, size_parameter = \"n\", total = \"/total\" }";
    let pages = [5, 3, 2].map(|records| bare(json!({ "total": 10 }), records));
    let asked = ["usage?key=x&o=0&n=100", "usage?key=x&o=5&n=100", "usage?key=x&o=8&n=100"];
    assert_eq!(walk(paging, &pages).unwrap(), asked);
    let ranged = "paging = { kind = \"offset\", parameter = \"o\" }";
    let part = |range, records| (vec![("content-range", range)], json!([]), records);
    let pages = [part("0-2/5", 3), part("3-4/5", 2)];
    assert_eq!(walk(ranged, &pages).unwrap(), ["usage?key=x&o=0", "usage?key=x&o=3"]);
}

#[test]
fn a_total_that_changes_or_does_not_fit_is_a_fault_that_another_reading_may_mend() {
    let paged = "next = \"/next\"\ntotal = \"/total\"";
    let page = |next: Value, total, records| bare(json!({ "next": next, "total": total }), records);
    let changed = walk(paged, &[page(json!("/p2"), 10, 5), page(Value::Null, 11, 6)]).unwrap_err();
    assert_eq!(changed, PagingFault::TotalChanged { before: 10, now: 11 });
    let fewer = walk(paged, &[page(json!("/p2"), 10, 5), page(Value::Null, 10, 4)]).unwrap_err();
    assert_eq!(fewer, PagingFault::TotalMissed { told: 10, came: 9 });
    assert!(changed.is_moved() && fewer.is_moved());
}

#[test]
fn a_record_that_comes_again_on_a_later_page_does_not_stand_for_one_that_was_lost() {
    let paged = "next = \"/next\"\ntotal = \"/total\"";
    let page = |next: Value, units: [u64; 2]| bare(json!({ "next": next, "total": 4, "data": units }), 2);
    let again = walk(paged, &[page(json!("/p2"), [1, 2]), page(Value::Null, [2, 4])]).unwrap_err();
    assert_eq!(again, PagingFault::CameAgain { again: 1 });
    assert!(again.is_moved());
    // Twice on one page is how the server has it.
    assert!(walk(paged, &[page(json!("/p2"), [1, 1]), page(Value::Null, [2, 4])]).is_ok());
}

#[test]
fn rows_of_several_pages_are_added_up_only_where_their_number_is_told() {
    let paging = "rows = \"sum\"\npaging = { kind = \"page\", parameter = \"page\" }";
    let pages = [4, 0].map(|records| bare(json!({}), records));
    assert_eq!(walk(paging, &pages), Err(PagingFault::NoTotal { pages: 2 }));
    let told = [4, 0].map(|records| bare(json!({ "total": 4 }), records));
    assert!(walk(&format!("{paging}\ntotal = \"/total\""), &told).is_ok());
}

#[test]
fn without_paging_an_answer_must_be_whole_unless_the_settings_say_that_it_is() {
    let page = || [bare(json!({ "has_more": true }), 5)];
    let more = walk("", &page()).unwrap_err();
    assert_eq!(
        more.to_string(),
        "there is more than this (5 records so far): `/has_more` says that there is more"
    );
    assert!(more.hint().contains("kind = \"none\""), "{}", more.hint());
    assert_eq!(walk("paging = { kind = \"none\" }", &page()).unwrap().len(), 1);
}

#[test]
fn pages_that_never_end_do() {
    let pages: Vec<Told> = (0..30).map(|page| bare(json!({ "next": format!("/p{page}") }), 0)).collect();
    assert_eq!(walk("next = \"/next\"", &pages), Err(PagingFault::Endless(21)));
}

#[test]
fn a_page_that_comes_once_more_is_the_end_or_shows_that_the_parameter_is_not_gone_by() {
    let settings = settings("paging = { kind = \"page\", parameter = \"pge\" }");
    let first: Url = settings.url.parse().unwrap();
    let reach = Reach::new(first.clone(), &[], false).unwrap();
    let repeats = |bodies: &[&str], value: Value| {
        let mut pages = Pages::new(&settings, &reach, first.clone(), Vec::new());
        let headers = HeaderMap::new();
        for body in bodies {
            if pages.is_repeated(body.as_bytes())? {
                return Ok(true);
            }
            let (status, value) = (StatusCode::OK, Some(&value));
            pages.after(Seen { status, headers: &headers, address: &first, value, came: 4.into() })?;
        }
        Ok(false)
    };
    assert_eq!(repeats(&["a", "b", "b"], json!({})), Ok(true));
    assert_eq!(repeats(&["a", "a"], json!({ "next": null })), Ok(true));
    let ignored = PagingFault::SamePage { parameter: "pge".to_owned() };
    assert_eq!(repeats(&["a", "a"], json!({})), Err(ignored));
}

#[test]
fn a_first_page_without_the_place_of_the_settings_is_no_last_one_where_it_holds_a_token() {
    let paging = "paging = { kind = \"token\", at = \"/nextToken\", parameter = \"t\" }";
    let fault = walk(paging, &[bare(json!({ "pageToken": "MQ==" }), 4)]).unwrap_err();
    assert!(fault.hint().contains("at = \"/pageToken\""), "{fault} {}", fault.hint());
    for last in [json!({ "pageToken": "MQ==", "nextToken": null }), json!({}), json!({ "cursor": null })] {
        assert!(walk(paging, &[bare(last.clone(), 4)]).is_ok(), "{last}");
    }
    let pages = [bare(json!({ "nextToken": "b" }), 4), bare(json!({ "pageToken": "b" }), 2)];
    assert!(walk(paging, &pages).is_ok());
}
