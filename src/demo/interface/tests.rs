//! Who is told what, asked with bare requests.

use chrono::Days;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::{Figures, Period, Subject};

fn rows(weeks: u64) -> Vec<Row> {
    let monday: chrono::NaiveDate = "2020-01-06".parse().unwrap();
    (0..weeks)
        .map(|week| Row {
            subject: Subject {
                unit: UnitKey("99000112".into()),
                module: ModuleKey("larlogg".to_owned()),
                audience: Audience::Staff,
            },
            period: Period { from: monday + Days::new(7 * week), to: monday + Days::new(7 * week + 6) },
            figures: Figures { active: Some(7.into()), eligible: Some(9.into()), ..Figures::default() },
        })
        .collect()
}

/// The status line, and the body.
async fn ask(interface: &Interface, query: &str, token: &str) -> (String, serde_json::Value) {
    let mut tcp = TcpStream::connect(interface.address()).await.unwrap();
    let request = format!(
        "GET {query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    tcp.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tcp.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.lines().next().unwrap().to_owned();
    (status, serde_json::from_str(body).unwrap_or_default())
}

async fn start(weeks: u64) -> Interface {
    Interface::start(rows(weeks), SecretString::from("secret")).await.unwrap()
}

#[tokio::test]
async fn pages_follow_each_other_until_every_record_is_told() {
    let weeks = u64::try_from(PAGE).unwrap() + 1;
    let interface = start(weeks).await;
    let (status, first) = ask(&interface, "/usage?from=2020-01-01&to=2030-01-01", "secret").await;
    assert_eq!(status, "HTTP/1.1 200 OK");
    assert_eq!(first["data"].as_array().unwrap().len(), PAGE);
    assert_eq!(first["data"][0]["period"]["end"], "2020-01-12");
    let next = first["links"]["next"].as_str().unwrap();
    let (_, last) = ask(&interface, next, "secret").await;
    assert_eq!(last["data"].as_array().unwrap().len(), 1);
    assert!(last["links"]["next"].is_null());
    interface.stop().await;
}

#[tokio::test]
async fn only_what_lies_between_the_two_days_is_told() {
    let interface = start(10).await;
    let (_, page) = ask(&interface, "/usage?from=2020-01-13&to=2020-01-26", "secret").await;
    let starts: Vec<_> =
        page["data"].as_array().unwrap().iter().map(|record| &record["period"]["start"]).collect();
    assert_eq!(starts, ["2020-01-13", "2020-01-20"]);
}

#[tokio::test]
async fn nobody_without_the_token_is_told_anything() {
    let interface = start(1).await;
    let (status, page) = ask(&interface, "/usage?from=2020-01-01&to=2030-01-01", "guess").await;
    assert_eq!(status, "HTTP/1.1 401 Unauthorized");
    assert!(page.is_null());
}
