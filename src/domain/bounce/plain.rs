//! Reports in plain text, of mail servers that write no other. Anybody can write a text, so
//! that it counts only where the mail system itself has written it, about a letter of ours and to
//! the address that it went to.

use super::notice::Notice;
use super::report::{Action, Report};
use super::{Incoming, flowing};

/// How mail servers say that they have given a letter up.
const GIVEN_UP: [&str; 52] = [
    "address not found",
    "bounced mail",
    "can't be delivered",
    "cannot be delivered",
    "could not be delivered",
    "could not deliver",
    "couldn't be delivered",
    "delivery error",
    "delivery failed",
    "delivery failure",
    "delivery has failed",
    "delivery status notification (failure)",
    "did not reach",
    "does not exist",
    "error during delivery",
    "failed permanently",
    "failed to deliver",
    "failure delivering",
    "failure notice",
    "failure notification",
    "fatal error",
    "gick inte att leverera",
    "giving up",
    "had permanent",
    "has been rejected",
    "have been rejected",
    "have failed",
    "kan inte levereras",
    "kunde inte levereras",
    "mail delivery problem",
    "mail failed",
    "mail failure",
    "message rejected",
    "non-deliverable",
    "non-delivery",
    "non remis",
    "not be delivered",
    "not been delivered",
    "not delivered",
    "permanent error",
    "permanent failure",
    "returned mail",
    "returning message to sender",
    "returned to sender",
    "unable to deliver",
    "undeliverable",
    "undelivered mail",
    "unknown user",
    "unzustellbar",
    "user unknown",
    "was not delivered",
    "wasn't delivered",
];

/// How they say that they still try, or that nobody has to do anything.
const STILL_TRIED: [&str; 18] = [
    "(delay)",
    "continue to try",
    "delivery attempts will continue",
    "delivery delayed",
    "do not need to resend",
    "försöker igen",
    "has been delayed",
    "has not yet been delivered",
    "is being delayed",
    "keep trying",
    "no action is required",
    "not been delivered yet",
    "still trying",
    "temporarily delayed",
    "this is a warning",
    "warning: could not send message",
    "warning: message",
    "will be retried",
];

/// The report that a message is; none where it may be anything else.
pub(super) fn report(message: &Incoming) -> Option<Report> {
    if !message.is_from_a_mail_system() {
        return None;
    }
    let said = format!("{}\n{}", message.subject, message.text);
    let action = match (says(&said, &STILL_TRIED), says_failure(&said)) {
        (true, _) => Action::Delayed,
        (false, true) => Action::Failed,
        (false, false) => return None,
    };
    Some(Report { notice: Notice::of(&message.text), plainly: Some(action), ..Report::default() })
}

/// Whether a text says that a letter was given up.
pub(super) fn says_failure(text: &str) -> bool {
    says(text, &GIVEN_UP)
}

fn says(text: &str, phrases: &[&str]) -> bool {
    let said = flowing(text).to_lowercase();
    phrases.iter().any(|phrase| said.contains(phrase))
}
