//! How many letters a second the ledger can keep: each is claimed, marked as
//! being sent, and settled, durably, in groups as large as there are couriers.
//!
//! `cargo bench --bench outbox [LETTERS] [ADDRESS]`; the address is `store.url`, a
//! fresh SQLite file where absent. Nothing is sent: this is what the ledger adds.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that fails should stop, and tell"
)]

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use nyttja::domain::outbox::{Attempt, Fate, LetterId, OnUnknown, State};
use nyttja::domain::series::Series;
use nyttja::domain::week::Week;
use nyttja::store::{ExchangeOptions, NewLetter, PackedMessage, SettledLetter, Store, StoreSettings};

fn letter(number: usize, week: Week) -> NewLetter {
    let recipient = format!("rektor{number}@example.invalid");
    let id = LetterId { series: Series::Letters, recipient: recipient.clone(), week, edition: 1 };
    // About 20 kB, of which a part is the same in every line.
    let lines = (0..230).map(|line| {
        let figure = (line * 7_919 + number * 104_729) % 100_003;
        format!("<tr><td style=\"padding:4px 8px\">Enhet {figure}</td><td>{line} av {figure}</td></tr>\r\n")
    });
    NewLetter {
        units: Vec::new(),
        state: State::Queued,
        reason: None,
        message_id: Some(id.message_id("example.invalid")),
        address: Some(recipient),
        message: Some(PackedMessage::of(lines.collect::<String>().as_bytes())),
        asks: Vec::new(),
        id,
    }
}

async fn measure(store: &Store, couriers: usize, letters: usize, week: Week, now: DateTime<Utc>) {
    let start = Instant::now();
    for first in (0..letters).step_by(1000) {
        let some: Vec<_> = (first..letters.min(first + 1000)).map(|number| letter(number, week)).collect();
        store.outbox.queue(&some, now).await.unwrap();
    }
    let queued = start.elapsed();
    let lease = store.leases.begin().await.unwrap();
    let terms = ExchangeOptions { per_minute: 0, wanted_since: now - TimeDelta::days(1), durable: true };
    let start = Instant::now();
    let (mut settled, mut done) = (Vec::new(), 0);
    loop {
        let handout = store.outbox.exchange(lease, &settled, couriers, terms, now).await.unwrap();
        done += handout.letters.len();
        if handout.letters.is_empty() {
            break;
        }
        let accepted = Attempt::Accepted("250 ok".to_owned());
        settled = handout
            .letters
            .into_iter()
            .map(|letter| SettledLetter {
                fate: Fate::after(&accepted, letter.tries, &letter.key, OnUnknown::Resend, now),
                key: letter.key,
            })
            .collect();
    }
    let rate = |elapsed: Duration| f64::from(u32::try_from(done).unwrap()) / elapsed.as_secs_f64();
    let (queued, kept) = (rate(queued), rate(start.elapsed()));
    println!(
        "{couriers:>2} couriers: {queued:>6.0} queued a second, {kept:>6.0} handed out and settled a second"
    );
    assert_eq!(done, letters);
    store.leases.end(lease).await.unwrap();
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let letters = arguments.next().map_or(10_000, |text| text.parse().unwrap());
    let settings = arguments.next().map_or_else(StoreSettings::default, |url| StoreSettings::at(&url));
    let now: DateTime<Utc> = "2026-11-23T05:30:00Z".parse().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let folder = tempfile::TempDir::new().unwrap();
        let store = Store::open(&settings, folder.path()).await.unwrap();
        for (weeks, couriers) in (0..).zip([1, 4, 10, 50]) {
            measure(&store, couriers, letters, Week::of(now.date_naive()).plus(weeks), now).await;
        }
    });
}
