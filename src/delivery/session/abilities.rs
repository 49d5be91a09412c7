//! What a mail server can do, as far as a letter depends on it.

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::Ehlo;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, response::Response};

/// What a server offers in its answer to EHLO. lettre keeps only part of that
/// answer, so it is asked for once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::delivery) struct Abilities {
    /// It takes bytes beyond ASCII (8BITMIME, RFC 6152).
    pub(super) eight_bit: bool,
    /// It keeps to what a letter says of the reports about it (DSN, RFC 3461).
    pub(super) reports: bool,
    /// It takes several commands at a time (PIPELINING, RFC 2920).
    pub(super) pipelining: bool,
    /// It wants to know how large a letter is (SIZE, RFC 1870), and takes at most
    /// so many bytes; 0 where it names no limit.
    pub(super) size: Option<u64>,
}

impl Abilities {
    /// Asks the server.
    ///
    /// # Errors
    ///
    /// When the conversation breaks. A server that merely refuses is taken at the least it must do.
    pub(in crate::delivery) async fn ask(
        connection: &mut AsyncSmtpConnection,
        hello: &ClientId,
    ) -> Result<Self, Error> {
        match connection.command(Ehlo::new(hello.clone())).await {
            Ok(answer) => Ok(Self::told(&answer)),
            Err(error) if error.status().is_some() => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    fn told(answer: &Response) -> Self {
        let mut abilities = Self::default();
        // The first line is the server's name.
        for line in answer.message().skip(1) {
            let mut words = line.split_ascii_whitespace();
            match words.next().unwrap_or_default().to_ascii_uppercase().as_str() {
                "8BITMIME" => abilities.eight_bit = true,
                "DSN" => abilities.reports = true,
                "PIPELINING" => abilities.pipelining = true,
                "SIZE" => abilities.size = Some(words.next().and_then(|size| size.parse().ok()).unwrap_or(0)),
                _ => {}
            }
        }
        abilities
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &str) -> Abilities {
        Abilities::told(&lines.parse().unwrap())
    }

    #[test]
    fn what_a_server_offers_is_read_in_any_spelling() {
        let all = told(
            "250-mail.invalid hello\r\n250-Pipelining\r\n250-dsn\r\n250-SIZE 10240000\r\n250 8bitmime\r\n",
        );
        assert_eq!(
            all,
            Abilities { eight_bit: true, reports: true, pipelining: true, size: Some(10_240_000) }
        );
        let some = told("250-PIPELINING\r\n250-SIZE\r\n250 \r\n");
        assert_eq!(some, Abilities { size: Some(0), ..Abilities::default() }, "the first line is a name");
        assert_eq!(told("250-hi\r\n250 SIZE many\r\n").size, Some(0));
    }
}
