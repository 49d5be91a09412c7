//! Letters that arrive.

use nyttja::domain::outbox::Attempt;

use super::{impatient_mailer_to, letter, mailer_to};
use crate::mail_server::{Act, ENVELOPE, GREETINGS, HELLO, MailServer};

#[tokio::test]
async fn two_letters_travel_on_one_connection_and_arrive_byte_for_byte() {
    let server = MailServer::start();
    let mut courier = mailer_to(server.port).courier();
    for number in [1, 2] {
        let attempt = courier.deliver(&letter(number)).await;
        assert_eq!(attempt, Attempt::Accepted(format!("250 2.0.0 kept as number {number}")));
    }
    courier.close().await;
    let taken = server.taken();
    assert_eq!(server.connections(), 1);
    for (taken, number) in taken.iter().zip([1, 2]) {
        assert_eq!(taken.from, "digital@example.invalid");
        assert_eq!(taken.to, format!("rektor{number}@example.invalid"));
        assert_eq!(taken.message, letter(number).bytes);
    }
}

#[tokio::test]
async fn many_couriers_never_open_more_connections_than_couriers() {
    let server = MailServer::start();
    let mailer = mailer_to(server.port);
    let couriers = (0..4).map(|worker| {
        let mut courier = mailer.courier();
        tokio::spawn(async move {
            for number in 0..25 {
                let attempt = courier.deliver(&letter(worker * 25 + number)).await;
                assert!(matches!(attempt, Attempt::Accepted(_)), "{attempt:?}");
            }
            courier.close().await;
        })
    });
    for courier in couriers.collect::<Vec<_>>() {
        courier.await.unwrap();
    }
    assert_eq!(server.taken().len(), 100);
    assert_eq!(server.connections(), 4);
    assert!(server.most_connections() <= 4);
}

#[tokio::test]
async fn an_idle_connection_that_the_server_ended_is_replaced_without_a_word() {
    let delivered = [Act::SayAndEnd("250 kept", "421 idle for too long")];
    let script = MailServer::following([
        &[&HELLO, &ENVELOPE, &delivered],
        &[&HELLO, &ENVELOPE, &[Act::Say("250 kept too")]],
    ]);
    let mut courier = mailer_to(script.port).courier();
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Accepted("250 kept".to_owned()));
    assert_eq!(courier.deliver(&letter(2)).await, Attempt::Accepted("250 kept too".to_owned()));
    assert_eq!(script.heard().len(), 2);
}

#[tokio::test]
async fn a_connection_that_ends_at_the_next_letter_is_replaced_once() {
    let ends = [
        Act::Cut,
        Act::Say("421 4.4.2 idle for too long"),
        Act::Say("452 4.5.3 too many letters on this connection"),
        Act::Say("530 5.7.0 your sign-in has expired"),
        Act::StaySilent,
    ];
    for (hello, end) in GREETINGS.into_iter().flat_map(|hello| ends.map(|end| (hello, end))) {
        let script = MailServer::following([
            &[&hello, &ENVELOPE, &[Act::Say("250 kept"), end]],
            &[&hello, &ENVELOPE, &[Act::Say("250 kept too")]],
        ]);
        let mut courier = impatient_mailer_to(script.port).courier();
        assert_eq!(courier.deliver(&letter(1)).await, Attempt::Accepted("250 kept".to_owned()));
        assert_eq!(courier.deliver(&letter(2)).await, Attempt::Accepted("250 kept too".to_owned()));
    }
}

#[tokio::test]
async fn a_refused_letter_does_not_cost_the_next_one_its_connection() {
    let refused = [Act::Say("250 sender"), Act::Say("550 5.1.1 unknown"), Act::Say("250 reset")];
    let script = MailServer::following([&[&HELLO, &refused, &ENVELOPE, &[Act::Say("250 kept")]]]);
    let mut courier = mailer_to(script.port).courier();
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Nobody("550 5.1.1 unknown".to_owned()));
    assert_eq!(courier.deliver(&letter(2)).await, Attempt::Accepted("250 kept".to_owned()));
    assert_eq!(
        script.heard(),
        [[
            "EHLO me.invalid",
            "EHLO me.invalid",
            "MAIL FROM:<digital@example.invalid>",
            "RCPT TO:<rektor1@example.invalid>",
            "RSET",
            "MAIL FROM:<digital@example.invalid>",
            "RCPT TO:<rektor2@example.invalid>",
            "DATA"
        ]]
    );
}

#[tokio::test]
async fn a_letter_dropped_half_way_takes_its_connection_with_it() {
    let script = MailServer::following([
        &[&HELLO, &ENVELOPE, &[Act::StaySilent]],
        &[&HELLO, &ENVELOPE, &[Act::Say("250 the second")]],
    ]);
    let mut courier = mailer_to(script.port).courier();
    tokio::select! {
        biased;
        attempt = async { courier.deliver(&letter(1)).await } => panic!("{attempt:?}"),
        () = async {
            while script.heard().first().is_none_or(|heard| heard.len() < 4) {
                tokio::task::yield_now().await;
            }
        } => {}
    }
    assert_eq!(courier.deliver(&letter(2)).await, Attempt::Accepted("250 the second".to_owned()));
}
