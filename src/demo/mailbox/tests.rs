//! What a client of the mailbox meets.

use proptest::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// Says everything at once, and returns what the mailbox answered until it hung up.
async fn talk(mailbox: &Mailbox, words: &[u8]) -> String {
    let mut tcp = TcpStream::connect(mailbox.address()).await.unwrap();
    // The mailbox may hang up before it has heard everything.
    let _ = tcp.write_all(words).await;
    let _ = tcp.shutdown().await;
    let mut answer = Vec::new();
    let _ = tcp.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

const LETTER: &str = "EHLO me\r\nMAIL FROM:<a@example.invalid>\r\nRCPT TO:<b@example.invalid>\r\nDATA\r\n";

#[tokio::test]
async fn a_message_is_kept_as_it_was_before_the_dots_were_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let mailbox = Mailbox::start(folder.path().join("post")).await.unwrap();
    let answer = talk(&mailbox, format!("{LETTER}..one\r\n..\r\n.\r\nQUIT\r\n").as_bytes()).await;
    assert!(answer.contains("250 2.0.0 kept as number 1\r\n221"), "{answer}");
    let expected = Received {
        from: "a@example.invalid".to_owned(),
        to: vec!["b@example.invalid".to_owned()],
        data: b".one\r\n.\r\n".to_vec(),
    };
    assert_eq!(mailbox.received(), [expected]);
    assert_eq!(std::fs::read(folder.path().join("post/0001.eml")).unwrap(), b".one\r\n.\r\n");
    mailbox.stop().await;
}

#[tokio::test]
async fn a_dot_behind_a_lone_line_feed_does_not_end_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let mailbox = Mailbox::start(folder.path().to_owned()).await.unwrap();
    talk(&mailbox, format!("{LETTER}one\n.\ntwo\r\n.\r\nQUIT\r\n").as_bytes()).await;
    assert_eq!(mailbox.received()[0].data, b"one\n.\ntwo\r\n");
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_the_conversation_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mailbox = Mailbox::with_limit(folder.path().to_owned(), 10).await.unwrap();
    let answer = talk(&mailbox, format!("{LETTER}more than ten\r\n.\r\nNOOP\r\n").as_bytes()).await;
    assert!(answer.contains("552 5.3.4 message too large\r\n250 2.0.0 fine"), "{answer}");
    assert_eq!(mailbox.received(), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_input_makes_the_mailbox_panic(lines in proptest::collection::vec("(EHLO|MAIL FROM:<|RCPT TO:<|DATA|\\.)? ?[^\\n]{0,20}", 0..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let mailbox = Mailbox::start(folder.path().to_owned()).await.unwrap();
            let answer = talk(&mailbox, format!("{}\r\n", lines.join("\r\n")).as_bytes()).await;
            assert!(answer.starts_with("220 "), "{answer}");
        });
    }
}
