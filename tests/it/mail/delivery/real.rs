//! Letters on their way through a real Postfix.

use nyttja::domain::outbox::Attempt;

use super::{letter, mailer_in};
use crate::postfix::{PASSWORD, Postfix, USER};
use crate::world::{MONDAY, World, table};

/// The way to it, for a program that knows this password.
fn way(postfix: &Postfix, password: &str) -> String {
    let (port, certificate) = (postfix.port, postfix.certificate());
    format!(
        r#"kind = "smtp", host = "localhost", port = {port}, tls = "starttls", ca_file = "{}", user = "{USER}", password = "{password}""#,
        certificate.display()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_reaches_every_principal_through_postfix_with_starttls_and_a_sign_in() {
    let Some(postfix) = Postfix::start(&["anna.ek@example.invalid", "ada.hill@example.invalid"], "") else {
        return;
    };
    let world = World::new();
    world.set("mail.transport", table(&way(&postfix, PASSWORD).replace(", ", "\n")));

    let ran = world.nyttja(&["run", "--at", MONDAY, "--format", "json"]);

    assert_eq!(ran.code, 0, "{ran:?}\n{}", postfix.log());
    for letter in ran.json()["letters"].as_array().unwrap() {
        let Some(recipient) = letter["recipient"].as_str() else { continue };
        let messages = postfix.messages(recipient.split('@').next().unwrap());
        let [message] = &messages[..] else {
            panic!("{recipient} has {} messages\n{}", messages.len(), postfix.log())
        };
        assert!(message.contains(&format!("Message-ID: {}", letter["message_id"].as_str().unwrap())));
        assert!(message.contains("with ESMTPSA"), "neither encrypted nor signed in");
    }
    assert_eq!(ran.json()["sent"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn postfix_says_why_a_letter_waits_or_is_refused() {
    let limits = "message_size_limit = 2000\nsmtpd_client_message_rate_limit = 2";
    let known = [2, 3, 4, 5].map(|number| format!("rektor{number}@example.invalid"));
    let Some(postfix) = Postfix::start(&known.each_ref().map(String::as_str), limits) else { return };
    let folder = std::path::Path::new(".");
    let mut stranger = mailer_in(folder, &way(&postfix, "fel")).courier();
    let attempt = stranger.deliver(&letter(1)).await;
    assert!(matches!(&attempt, Attempt::Deferred(words) if words.contains("535 5.7.8")), "{attempt:?}");

    let mut courier = mailer_in(folder, &way(&postfix, PASSWORD)).courier();
    let mut large = letter(2);
    large.bytes.extend(b"Hej!\r\n".repeat(500));
    let attempt = courier.deliver(&large).await;
    assert!(
        matches!(&attempt, Attempt::Refused(words) if words.contains("takes 2000 at most")),
        "{attempt:?}"
    );
    assert!(matches!(courier.deliver(&letter(3)).await, Attempt::Accepted(_)));
    assert!(matches!(courier.deliver(&letter(4)).await, Attempt::Accepted(_)));
    let attempt = courier.deliver(&letter(5)).await;
    assert!(matches!(&attempt, Attempt::Deferred(words) if words.contains("450 4.7.1")), "{attempt:?}");
    courier.close().await;
    let arrived = |user: &str| postfix.messages(user).len();
    assert_eq!(
        [arrived("rektor2"), arrived("rektor3"), arrived("rektor4"), arrived("rektor5")],
        [0, 1, 1, 0]
    );
}
