//! Reports in plain text, of mail servers that write no other. Anybody can write a text, so
//! that it counts only where the mail system itself has written it, about a letter of ours and to
//! the address that it went to.

use super::notice::Notice;
use super::report::{Action, Report};
use super::{Incoming, flowing};

/// How mail servers say that they have given a letter up.
const GIVEN_UP: [&str; 115] = [
    "address not found",
    "automatically rejected",
    "bounced mail",
    "boîte aux lettres pleine",
    "can not be delivered",
    "can't be delivered",
    "cannot be delivered",
    "cannot deliver",
    "could not be delivered",
    "could not be sent",
    "could not deliver",
    "couldn't be delivered",
    "delivery attempts failed",
    "delivery error",
    "delivery failed",
    "delivery failure",
    "delivery has failed",
    "delivery problem",
    "delivery status notification (failure)",
    "delivery to the following",
    "did not reach",
    "did not receive a copy",
    "did not receive this message",
    "did not receive your message",
    "does not exist",
    "ei voitu toimittaa",
    "ej levererats",
    "error during delivery",
    "error has occurred while",
    "failed permanently",
    "failed to deliver",
    "failed to send",
    "failure delivering",
    "failure notice",
    "failure notification",
    "fatal error",
    "fehler bei der auslieferung",
    "fehler bei der nachrichtenzustellung",
    "gick inte att leverera",
    "given up",
    "giving up",
    "had permanent",
    "har inte levererats",
    "has been rejected",
    "have been rejected",
    "have failed",
    "ikke leveres",
    "impossibile recapitare",
    "inte kunde levereras",
    "inte kunnat levereras",
    "kan inte levereras",
    "kunde inte leverera",
    "kunde inte levereras",
    "mail delivery problem",
    "mail failed",
    "mail failure",
    "mail system error",
    "mancato recapito",
    "message rejected",
    "misslyckades",
    "n'a pas pu être",
    "nicht ausgeliefert",
    "nicht zugestellt",
    "nie można było dostarczyć",
    "niet te bezorgen",
    "no entregado",
    "no se ha podido entregar",
    "no se pudo entregar",
    "no se puede entregar",
    "non remis",
    "non è stato possibile",
    "non-deliverable",
    "non-delivery",
    "not a valid user",
    "not able to deliver",
    "not be delivered",
    "not been delivered",
    "not delivered",
    "não pôde ser entregue",
    "olevererbart",
    "onbestelbaar",
    "permanent error",
    "permanent failure",
    "returned mail",
    "returned to sender",
    "returning message to sender",
    "trouble delivering",
    "unable to deliver",
    "undeliverable",
    "undelivered",
    "undelivered mail",
    "unknown user",
    "unzustellbar",
    "user unknown",
    "was aborted",
    "was not delivered",
    "wasn't able to deliver",
    "wasn't delivered",
    "wasn't found at",
    "zustellung fehlgeschlagen",
    "échec de la remise",
    "не может быть доставлено",
    "не удалось доставить",
    "お届けできません",
    "届けることができません",
    "投递失败",
    "无法发送",
    "无法投递",
    "无法送达",
    "退信",
    "送信できません",
    "配信できません",
    "配信に失敗",
    "配信不能",
    "配送できません",
];

/// How they say that they still try, or that nobody has to do anything.
const STILL_TRIED: [&str; 35] = [
    "(delay)",
    "continue to try",
    "delivery attempts will continue",
    "delivery delayed",
    "do not need to resend",
    "forsinket",
    "fortfarande försöker",
    "fördröjd",
    "fördröjt",
    "försenad",
    "försöker igen",
    "har ännu inte levererats",
    "has been delayed",
    "has not yet been delivered",
    "is being delayed",
    "it will be retried",
    "keep trying",
    "n'a pas encore été remis",
    "no action is required",
    "noch nicht zugestellt",
    "not been delivered yet",
    "se ha retrasado",
    "still trying",
    "temporarily delayed",
    "this is a warning",
    "until it is",
    "verzögert",
    "warning: could not send message",
    "warning: message",
    "weiterhin versucht",
    "will be retried",
    "wird erneut versucht",
    "är försenat",
    "再送",
    "遅延",
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

/// Whether a subject begins with that a letter was given up: who answers it has something before it.
pub(super) fn begins_with_failure(subject: &str) -> bool {
    let subject = subject.trim_start().to_lowercase();
    GIVEN_UP.iter().any(|phrase| subject.starts_with(phrase))
}

/// Whether a text says that a letter was given up.
pub(super) fn says_failure(text: &str) -> bool {
    says(text, &GIVEN_UP)
}

fn says(text: &str, phrases: &[&str]) -> bool {
    let said = flowing(text).to_lowercase();
    phrases.iter().any(|phrase| said.contains(phrase))
}
