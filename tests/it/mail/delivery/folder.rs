//! Letters into a folder.

use nyttja::domain::outbox::Attempt;

use super::{letter, mailer_in};

#[tokio::test]
async fn a_letter_becomes_one_file_and_its_repeat_replaces_it() {
    let data = tempfile::tempdir().unwrap();
    let mut courier = mailer_in(data.path(), r#"kind = "folder", path = "sent/new""#).courier();
    let mut repeat = letter(1);
    repeat.bytes = b"again".to_vec();
    courier.deliver(&letter(1)).await;
    let attempt = courier.deliver(&repeat).await;

    let file = data.path().join("sent/new/letters.2026-W47.1.1@example.invalid.eml");
    assert_eq!(attempt, Attempt::Accepted(format!("written to {}", file.display())));
    assert_eq!(std::fs::read(file).unwrap(), b"again");
    assert_eq!(std::fs::read_dir(data.path().join("sent/new")).unwrap().count(), 1);
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_puts_letters_off() {
    let data = tempfile::tempdir().unwrap();
    std::fs::write(data.path().join("sent"), "a file").unwrap();
    let mut courier = mailer_in(data.path(), r#"kind = "folder", path = "sent""#).courier();
    assert!(matches!(courier.deliver(&letter(1)).await, Attempt::Deferred(_)));
}
