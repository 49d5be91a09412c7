//! What becomes of a letter when the mail server refuses it, falls silent or goes away.

use nyttja::domain::outbox::Attempt;
use tokio::net::TcpListener;

use super::{impatient_mailer_to, letter, mailer_to};
use crate::mail_server::{Act, ENVELOPE, GREETINGS, MailServer};

/// What becomes of a letter whose server follows the script after its greeting, the
/// same whether it takes one command at a time or several.
async fn outcome(script: &[&[Act]]) -> Attempt {
    let [one, several] =
        GREETINGS.map(|hello| Box::pin(async move { outcome_of(&[&[&hello[..]], script].concat()).await }));
    let (plain, pipelined) = tokio::join!(one, several);
    assert_eq!(plain, pipelined);
    plain
}

/// The same for one script with a greeting.
async fn outcome_of(script: &[&[Act]]) -> Attempt {
    let script = MailServer::following([script]);
    impatient_mailer_to(script.port).courier().deliver(&letter(1)).await
}

fn deferred(words: &str) -> Attempt {
    Attempt::Deferred(words.to_owned())
}

#[tokio::test]
async fn greylisting_is_for_now() {
    let script: &[&[Act]] = &[&[Act::Say("250 sender"), Act::Say("451 4.7.1 try again in 5 minutes")]];
    assert_eq!(outcome(script).await, deferred("451 4.7.1 try again in 5 minutes"));
}

#[tokio::test]
async fn a_letter_that_has_passed_to_another_process_is_not_handed_over_at_the_last_moment() {
    let again = [Act::Say("250 kept")];
    for greeting in GREETINGS {
        let script = MailServer::following([&[&greeting, &ENVELOPE], &[&greeting, &ENVELOPE, &again]]);
        let mut courier = impatient_mailer_to(script.port).courier();
        let attempt = courier.deliver_while(&|| false, &letter(1)).await;
        assert!(matches!(&attempt, Attempt::Deferred(why) if why.contains("stood still")), "{attempt:?}");
        let next = courier.deliver_while(&|| true, &letter(2)).await;
        assert_eq!(next, Attempt::Accepted("250 kept".to_owned()));
        let first = &script.heard()[0];
        assert_eq!(first.last().map(String::as_str), Some("DATA"), "not even its end: {first:?}");
    }
}

#[tokio::test]
async fn an_unknown_recipient_is_for_good_and_all_the_words_are_kept() {
    let words = "550-5.1.1 no such user\r\n550 5.1.1 ask the postmaster";
    let script: &[&[Act]] = &[&[Act::Say("250 sender"), Act::Say(words), Act::Say("250 reset")]];
    assert_eq!(
        outcome(script).await,
        Attempt::Nobody("550 5.1.1 no such user ask the postmaster".to_owned())
    );
    for words in ["550 5.7.1 you may not write to her", "550 no such user"] {
        let script: &[&[Act]] = &[&[Act::Say("250 sender"), Act::Say(words), Act::Say("250 reset")]];
        assert_eq!(outcome(script).await, Attempt::Refused(words.to_owned()));
    }
}

#[tokio::test]
async fn a_sender_who_is_refused_costs_no_letter_but_one_that_is_too_large() {
    let after_mail = async |words| outcome(&[&[Act::Say(words), Act::Say("250 reset")]]).await;
    for words in
        ["553 5.7.1 not your address", "550 unknown sender", "554 5.7.1 denied", "501 5.1.7 bad address"]
    {
        assert_eq!(after_mail(words).await, Attempt::SenderRefused(words.to_owned()));
    }
    for words in ["552 5.3.4 too large", "554 5.3.4 too large", "552 over quota", "554 5.6.3 not plain ASCII"]
    {
        assert_eq!(after_mail(words).await, Attempt::Refused(words.to_owned()));
    }
    assert_eq!(after_mail("503 5.5.1 EHLO first").await, deferred("503 5.5.1 EHLO first"));
}

#[tokio::test]
async fn a_letter_refused_after_its_content_is_for_good() {
    let script: &[&[Act]] = &[&ENVELOPE, &[Act::Say("554 5.7.1 looks like spam")]];
    assert_eq!(outcome(script).await, Attempt::Refused("554 5.7.1 looks like spam".to_owned()));
}

#[tokio::test]
async fn a_letter_put_off_after_its_content_is_for_now() {
    let script: &[&[Act]] = &[&ENVELOPE, &[Act::Say("452 4.3.1 disk full")]];
    assert_eq!(outcome(script).await, deferred("452 4.3.1 disk full"));
}

#[tokio::test]
async fn a_server_that_closes_in_the_middle_is_for_now_and_not_used_again() {
    for (hello, place) in GREETINGS.into_iter().flat_map(|hello| (0..3).map(move |place| (hello, place))) {
        let closing = [&ENVELOPE[..place], &[Act::Say("421 4.3.2 closing")]].concat();
        let again = [Act::Say("250 kept")];
        let script = MailServer::following([&[&hello, &closing], &[&hello, &ENVELOPE, &again]]);
        let mut courier = mailer_to(script.port).courier();
        assert_eq!(courier.deliver(&letter(1)).await, deferred("421 4.3.2 closing"), "{place}");
        assert!(matches!(courier.deliver(&letter(1)).await, Attempt::Accepted(_)));
        assert_eq!(script.heard().len(), 2);
    }
}

#[tokio::test]
async fn a_connection_cut_before_the_content_is_for_now() {
    let conversations = GREETINGS.map(|hello| [&hello[..], &ENVELOPE[..]].concat());
    for (conversation, length) in conversations
        .iter()
        .flat_map(|conversation| (0..conversation.len()).map(move |length| (conversation, length)))
    {
        let cut = [&conversation[..length], &[Act::Cut]].concat();
        let attempt = outcome_of(&[&cut]).await;
        let Attempt::Deferred(reason) = &attempt else { panic!("{length}: {attempt:?}") };
        assert!(reason.contains("ended the connection"), "{reason}");
    }
}

#[tokio::test]
async fn silence_before_the_content_is_for_now() {
    let conversations = GREETINGS.map(|hello| [&hello[..], &ENVELOPE[..]].concat());
    let cut_short = conversations.iter().flat_map(|acts| (0..acts.len()).map(|length| &acts[..length]));
    let attempts = cut_short.map(|acts| async move { outcome_of(&[acts, &[Act::StaySilent]]).await });
    for attempt in futures_util::future::join_all(attempts).await {
        let Attempt::Deferred(reason) = &attempt else { panic!("{attempt:?}") };
        assert!(reason.contains("did not answer within 0.2 s"), "{reason}");
    }
}

#[tokio::test]
async fn a_connection_cut_between_the_letter_and_its_answer_is_unclear() {
    assert_eq!(
        outcome(&[&ENVELOPE, &[Act::Cut]]).await,
        Attempt::Unclear(
            "the mail server ended the connection (after the letter was handed over)".to_owned()
        )
    );
}

#[tokio::test]
async fn a_connection_cut_while_the_letter_travels_is_for_now() {
    let mut large = letter(1);
    // More than the buffers on the way can hold.
    large.bytes.extend(b"Hej!\r\n".repeat(4_000_000));
    let goes_on: &[&[Act]] = &[&GREETINGS[0], &ENVELOPE[..2], &[Act::SayAndEnd("354 go on", "421 or not")]];
    let script = MailServer::following([goes_on]);
    let attempt = mailer_to(script.port).courier().deliver(&large).await;
    assert_eq!(attempt, deferred("the mail server ended the connection"));
}

#[tokio::test]
async fn silence_after_the_letter_is_unclear_but_gets_ten_times_the_patience() {
    assert_eq!(
        outcome(&[&ENVELOPE, &[Act::StaySilent]]).await,
        Attempt::Unclear(
            "the mail server did not answer within 2 s (after the letter was handed over)".to_owned()
        )
    );
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_never_taken_for_success() {
    let early = [Act::Say("250 sender"), Act::Say("250 recipient"), Act::Say("250 kept?")];
    assert_eq!(outcome(&[&early]).await, deferred("the mail server answers 250 to DATA"));
    let shifted = outcome(&[&ENVELOPE, &[Act::Say("354 go on")]]).await;
    assert!(matches!(shifted, Attempt::Unclear(_)), "{shifted:?}");
    let babble = outcome(&[&ENVELOPE, &[Act::Say("all fine!")]]).await;
    assert!(matches!(babble, Attempt::Unclear(_)), "{babble:?}");
}

#[tokio::test]
async fn a_server_that_wants_another_sign_in_does_not_cost_the_letter() {
    let script: &[&[Act]] = &[&[Act::Say("530 5.7.0 authenticate first"), Act::Say("250 reset")]];
    let attempt = outcome(script).await;
    assert!(
        matches!(&attempt, Attempt::Deferred(words) if words.contains("authenticate first")),
        "{attempt:?}"
    );
}

#[tokio::test]
async fn a_greeting_that_nobody_can_read_is_for_now() {
    for greeting in ["554 5.7.1 not you", "250- \r\n250 hi", "\u{e5}\u{e4}\u{f6}"] {
        let attempt = outcome_of(&[&[Act::Say(greeting), Act::Say("250- \r\n250 hi")]]).await;
        assert!(matches!(attempt, Attempt::Deferred(_)), "{attempt:?}");
    }
    let attempt = outcome_of(&[&[Act::Say("220 hi"), Act::Say("250-hi\r\n250-  \r\n250 hi")]]).await;
    assert_eq!(attempt, deferred("the mail server's greeting cannot be understood"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_for_now() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let mut courier = mailer_to(port).courier();
    let attempt = courier.deliver(&letter(1)).await;
    let reason = format!("cannot reach the mail server 127.0.0.1:{port}: ");
    assert!(matches!(&attempt, Attempt::Deferred(words) if words.starts_with(&reason)), "{attempt:?}");
    assert!(courier.is_out_of_reach());
    courier.close().await;
}
