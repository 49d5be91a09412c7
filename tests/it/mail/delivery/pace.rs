//! How many letters a minute the mail server gets.

use std::path::Path;
use std::time::Duration;

use nyttja::delivery::{MailSettings, Mailer};
use tokio::time::timeout;

#[tokio::test]
async fn all_couriers_share_one_pace_and_whoever_waits_can_be_stopped() {
    let settings: MailSettings = toml::from_str(
        r#"
        from = "digital@example.invalid"
        per_minute = 1
        connections = 2
        transport = { kind = "smtp", host = "localhost", tls = "none" }
        "#,
    )
    .unwrap();
    let mailer = Mailer::new(&settings, Path::new(".")).unwrap();
    let (mut first, mut second) = (mailer.courier(), mailer.courier());

    first.turn().await;
    assert!(timeout(Duration::from_millis(20), second.turn()).await.is_err(), "two turns in a minute");
    // A turn that was not used yet is kept.
    assert!(timeout(Duration::from_millis(20), first.turn()).await.is_ok());
    assert_eq!(mailer.connections(), 2);
}
