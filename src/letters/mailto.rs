//! Links that open a mail with the text ready, so that an answer takes one tap
//! and nothing happens until somebody sends it.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::domain::recipient::address::EmailAddress;

/// A mail that is ready to be sent, and how a letter offers it.
#[derive(Debug, Clone, Serialize)]
pub struct ReadyMail {
    /// What is offered.
    pub text: String,
    /// How to take it where a link is of no use.
    pub answer: String,
    /// What the link says.
    pub label: String,
    /// The link that opens the mail.
    pub link: String,
}

/// RFC 6068 lets these stand for themselves in a subject and a body.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A `mailto:` link to `address` with a subject and a body, as RFC 6068 has it:
/// spaces are `%20`, and a line ends with `%0D%0A`.
#[must_use]
pub fn mailto(address: &EmailAddress, subject: &str, body: &str) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, KEPT).to_string();
    let body = body.replace("\r\n", "\n").replace('\n', "\r\n");
    let to = format!("{}@{}", encoded(address.local()), address.domain());
    format!("mailto:{to}?subject={}&body={}", encoded(subject), encoded(&body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_program_reads_back_the_subject_and_the_lines() {
        let address = "digitalt+stöd@example.invalid".parse::<EmailAddress>();
        let address = address.unwrap_or_else(|_| "digitalt+stod@example.invalid".parse().unwrap());
        let link = mailto(&address, "Träff om A & B?", "Hej!\nVi vill ha 50 %.\n");
        assert!(link.starts_with("mailto:digitalt%2Bst"), "{link}");
        assert!(link.ends_with(
            "@example.invalid?subject=Tr%C3%A4ff%20om%20A%20%26%20B%3F&body=Hej%21%0D%0AVi%20vill%20ha%2050%20%25.%0D%0A"
        ));
    }
}
