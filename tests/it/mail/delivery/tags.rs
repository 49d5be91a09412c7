//! Senders with a tag: a mail server that does not take them gets the same letter without, at once.

use nyttja::delivery::{Parcel, TagFare};
use nyttja::domain::outbox::Attempt;

use super::mailer_to;
use crate::mail_server::{Act, ENVELOPE, GREETINGS, HELLO, MailServer};

const KEPT: [Act; 1] = [Act::Say("250 kept")];

fn letter(number: u32) -> Parcel {
    let tagged = format!("digital+{number}@example.invalid").parse().unwrap();
    Parcel { tagged: Some(tagged), ..super::letter(number) }
}

/// From whom the server heard that letters are, in the order of the conversations.
fn senders(server: &MailServer) -> Vec<String> {
    let heard = server.heard().concat();
    let senders = heard.iter().filter_map(|line| line.strip_prefix("MAIL FROM:<")?.split_once('@'));
    senders.map(|(local, _)| local.to_owned()).collect()
}

fn kept() -> Attempt {
    Attempt::Accepted("250 kept".to_owned())
}

#[tokio::test]
async fn each_letter_goes_out_from_a_sender_of_its_own_where_the_server_takes_it() {
    let server = MailServer::following([&[&HELLO, &ENVELOPE, &KEPT, &ENVELOPE, &KEPT]]);
    let mut courier = mailer_to(server.port).courier();
    assert_eq!(courier.tags(), None);
    for number in [1, 2] {
        assert_eq!(courier.deliver(&letter(number)).await, kept());
    }
    assert_eq!(senders(&server), ["digital+1", "digital+2"]);
    assert_eq!(courier.tags(), Some(&TagFare::Taken));
}

#[tokio::test]
async fn a_server_that_refuses_the_tagged_sender_gets_this_and_all_later_letters_without_in_the_same_conversation()
 {
    const WORDS: &str = "553 5.7.1 sender not owned by user";
    let refused = [
        &[Act::Say(WORDS)][..],
        &[Act::Say(WORDS), Act::Say("503 5.5.1 no sender"), Act::Say("503 5.5.1 no recipient")],
    ];
    for (greeting, refused) in GREETINGS.iter().zip(refused) {
        let reset = [Act::Say("250 reset")];
        let server =
            MailServer::following([&[greeting, refused, &reset, &ENVELOPE, &KEPT, &ENVELOPE, &KEPT]]);
        let mut courier = mailer_to(server.port).courier();
        for number in [1, 2] {
            assert_eq!(courier.deliver(&letter(number)).await, kept());
        }
        assert_eq!(senders(&server), ["digital+1", "digital", "digital"]);
        assert_eq!(courier.tags(), Some(&TagFare::Refused(WORDS.to_owned())));
    }
}

#[tokio::test]
async fn a_server_that_looks_at_the_sender_only_with_the_recipient_or_the_letter_is_understood_too() {
    let at_recipient = [
        Act::Say("250 sender"),
        Act::Say("553 5.7.1 <digital+1@example.invalid>: no"),
        Act::Say("250 reset"),
    ];
    let at_letter = [
        Act::Say("250 sender"),
        Act::Say("250 recipient"),
        Act::Say("354 go on"),
        Act::Say(
            "554 5.2.252 SendAsDenied; a@example.invalid not allowed to send as digital+1@example.invalid",
        ),
    ];
    let for_now = [Act::Say("450 4.1.8 sender address: domain not found"), Act::Say("250 reset")];
    for refused in [&at_recipient[..], &at_letter, &for_now] {
        let server = MailServer::following([&[&HELLO, refused, &ENVELOPE, &KEPT]]);
        let mut courier = mailer_to(server.port).courier();
        assert_eq!(courier.deliver(&letter(1)).await, kept());
        assert_eq!(senders(&server), ["digital+1", "digital"]);
        assert!(matches!(courier.tags(), Some(TagFare::Refused(_))));
    }
}

#[tokio::test]
async fn a_recipient_whom_the_server_does_not_know_is_not_asked_for_twice() {
    let refused = [Act::Say("250 sender"), Act::Say("550 5.1.1 unknown"), Act::Say("250 reset")];
    let server = MailServer::following([&[&HELLO, &refused, &ENVELOPE, &KEPT]]);
    let mut courier = mailer_to(server.port).courier();
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Nobody("550 5.1.1 unknown".to_owned()));
    assert_eq!(courier.deliver(&letter(2)).await, kept());
    assert_eq!(senders(&server), ["digital+1", "digital+2"]);
}

#[tokio::test]
async fn a_sender_that_is_refused_with_and_without_a_tag_is_refused_and_no_tag_is_blamed() {
    const WORDS: &str = "550 5.7.1 this sender is blocked";
    let refused = [Act::Say(WORDS), Act::Say("250 reset")];
    let server = MailServer::following([&[&HELLO, &refused, &refused]]);
    let mut courier = mailer_to(server.port).courier();
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::SenderRefused(WORDS.to_owned()));
    assert_eq!(senders(&server), ["digital+1", "digital"]);
    assert_eq!(courier.tags(), None);
}

#[tokio::test]
async fn a_server_that_hangs_up_on_the_tagged_sender_gets_the_letter_without_in_another_conversation() {
    let server = MailServer::following([&[&HELLO, &[Act::Cut]], &[&HELLO, &ENVELOPE, &KEPT]]);
    let mut courier = mailer_to(server.port).courier();
    assert_eq!(courier.deliver(&letter(1)).await, kept());
    assert_eq!(senders(&server), ["digital+1", "digital"]);
    assert!(matches!(courier.tags(), Some(TagFare::Refused(_))));
}
