//! Many who begin to ask the daemon's web server and do not go on: they take nothing from its work, and
//! who asks in earnest is answered.

use std::net::SocketAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use nyttja::clock::Clock;
use nyttja::web::{Web, WebLimits, WebSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::mail_server::PATIENCE;
use crate::world::World;

const LONG: Duration = Duration::from_hours(1);

async fn web(world: &World, limits: WebLimits) -> Web {
    let store = world.weekly().await.store;
    let now: DateTime<Utc> = "2026-11-23T05:30:00Z".parse().unwrap();
    store.moments.beat(now).await.unwrap();
    let settings = WebSettings::at("127.0.0.1:0".parse().unwrap());
    let clock = Clock::starting_at(now);
    Web::start_within(limits, settings, &world.path("data"), store, clock).await.unwrap()
}

/// Somebody who begins to ask, and does not go on.
async fn half_open(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: ").await.unwrap();
    stream
}

/// Waits until the server hangs up.
async fn is_ended(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    // However it hangs up, also without a word.
    timeout(PATIENCE, stream.read_to_end(&mut rest)).await.is_ok()
}

async fn health(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn two_hundred_half_open_requests_hold_no_more_connections_than_there_may_be_and_keep_nobody_waiting() {
    let world = World::in_a_file();
    let web = web(&world, WebLimits { connections: 4, head: LONG, whole: LONG }).await;
    let mut siege = Vec::new();
    for _ in 0..200 {
        siege.push(half_open(web.address()).await);
    }
    assert!(health(web.address()).await.starts_with("HTTP/1.1 200"), "who asks in earnest is answered");
    for stream in &mut siege[..196] {
        assert!(is_ended(stream).await, "the oldest give way");
    }
    let mut byte = [0];
    let newest = siege.last_mut().unwrap();
    assert!(newest.try_read(&mut byte).is_err(), "the newest still has its time");
}

#[tokio::test]
async fn a_request_whose_head_does_not_come_and_a_connection_that_is_not_used_are_ended() {
    let world = World::in_a_file();
    let short = Duration::from_millis(50);
    let web_of_heads = web(&world, WebLimits { connections: 4, head: short, whole: LONG }).await;
    assert!(is_ended(&mut half_open(web_of_heads.address()).await).await);

    let web_of_calls = web(&world, WebLimits { connections: 4, head: LONG, whole: short }).await;
    let mut kept = TcpStream::connect(web_of_calls.address()).await.unwrap();
    kept.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    assert!(is_ended(&mut kept).await, "one that is kept open after its answer");
}

#[tokio::test]
async fn a_web_server_that_stops_waits_neither_for_what_is_idle_nor_for_what_does_not_go_on() {
    let world = World::in_a_file();
    let web = web(&world, WebLimits { connections: 4, head: LONG, whole: LONG }).await;
    let mut kept = TcpStream::connect(web.address()).await.unwrap();
    kept.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    kept.readable().await.unwrap();
    let _half_open = half_open(web.address()).await;
    timeout(PATIENCE, web.stop()).await.expect("it does not wait for an hour");
}
