//! What a mail server can do is made use of, and what it cannot is not asked of it.

use nyttja::domain::outbox::Attempt;

use super::{letter, mailer_to};
use crate::mail_server::{Act, ENVELOPE, HELLO, MailServer, PIPELINING};

const KEPT: [Act; 1] = [Act::Say("250 kept")];

/// A greeting, and what the server can do.
fn hello(abilities: &'static str) -> [Act; 3] {
    [Act::Say("220 hi"), Act::Say("250 hi"), Act::Say(abilities)]
}

#[tokio::test]
async fn a_server_that_takes_several_commands_gets_them_without_being_waited_for() {
    let at_once = [Act::SayAfter(2, "250 sender\r\n250 recipient\r\n354 go on"), Act::Say("250 kept")];
    let script = MailServer::following([&[&PIPELINING, &at_once, &at_once]]);
    let mut courier = mailer_to(script.port).courier();
    for number in [1, 2] {
        assert_eq!(courier.deliver(&letter(number)).await, Attempt::Accepted("250 kept".to_owned()));
    }
}

#[tokio::test]
async fn a_recipient_refused_among_several_commands_does_not_cost_the_next_letter_its_connection() {
    let refused = [
        Act::Say("250 sender"),
        Act::Say("550 5.1.1 unknown"),
        Act::Say("554 5.5.1 no valid recipients"),
        Act::Say("250 reset"),
    ];
    let script = MailServer::following([&[&PIPELINING, &refused, &ENVELOPE, &KEPT]]);
    let mut courier = mailer_to(script.port).courier();
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Nobody("550 5.1.1 unknown".to_owned()));
    assert_eq!(courier.deliver(&letter(2)).await, Attempt::Accepted("250 kept".to_owned()));
    assert_eq!(script.heard().len(), 1);
}

#[tokio::test]
async fn a_server_that_waits_for_a_letter_to_nobody_does_not_get_it() {
    let waiting = [Act::Say("250 sender"), Act::Say("550 5.1.1 unknown"), Act::Say("354 go on")];
    let script = MailServer::following([&[&PIPELINING, &waiting, &KEPT], &[&PIPELINING, &ENVELOPE, &KEPT]]);
    let mut courier = mailer_to(script.port).courier();
    assert_eq!(courier.deliver(&letter(1)).await, Attempt::Nobody("550 5.1.1 unknown".to_owned()));
    assert_eq!(courier.deliver(&letter(2)).await, Attempt::Accepted("250 kept".to_owned()));
    assert_eq!(script.heard().len(), 2);
}

#[tokio::test]
async fn a_letter_that_is_too_large_for_the_server_is_refused_before_it_travels() {
    let script = MailServer::following([&[&hello("250-hi\r\n250 SIZE 100"), &ENVELOPE, &KEPT]]);
    let mut courier = mailer_to(script.port).courier();
    let mut large = letter(1);
    large.bytes.extend(b"Hej!\r\n".repeat(100));
    let size = large.bytes.len();
    assert_eq!(
        courier.deliver(&large).await,
        Attempt::Refused(format!("the letter has {size} bytes, and the mail server takes 100 at most"))
    );
    let small = letter(2);
    assert_eq!(courier.deliver(&small).await, Attempt::Accepted("250 kept".to_owned()));
    let told = format!("MAIL FROM:<digital@example.invalid> SIZE={}", small.bytes.len());
    assert_eq!(script.heard()[0][2], told);
}

#[tokio::test]
async fn a_letter_beyond_ascii_goes_only_to_a_server_that_takes_it() {
    let mut swedish = letter(1);
    swedish.bytes.extend("Hälsningar\r\n".as_bytes());
    let script = MailServer::following([&[&HELLO]]);
    let attempt = mailer_to(script.port).courier().deliver(&swedish).await;
    assert!(matches!(&attempt, Attempt::Refused(words) if words.contains("8BITMIME")), "{attempt:?}");

    let script = MailServer::following([&[&hello("250-hi\r\n250 8BITMIME"), &ENVELOPE, &KEPT]]);
    let attempt = mailer_to(script.port).courier().deliver(&swedish).await;
    assert_eq!(attempt, Attempt::Accepted("250 kept".to_owned()));
    assert_eq!(script.heard()[0][2], "MAIL FROM:<digital@example.invalid> BODY=8BITMIME");
}

#[tokio::test]
async fn a_server_that_keeps_to_it_is_told_what_a_report_should_name() {
    let script = MailServer::following([&[&hello("250-hi\r\n250 DSN"), &ENVELOPE, &KEPT]]);
    let letter = letter(1);
    let id = letter.message_id.trim_matches(['<', '>']).to_owned();
    let attempt = mailer_to(script.port).courier().deliver(&letter).await;
    assert_eq!(attempt, Attempt::Accepted("250 kept".to_owned()));
    let heard = &script.heard()[0];
    assert_eq!(heard[2], format!("MAIL FROM:<{}> ENVID={id} RET=HDRS", letter.from));
    assert_eq!(heard[3], format!("RCPT TO:<{to}> ORCPT=rfc822;{to}", to = letter.to));
}
