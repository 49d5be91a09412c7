//! What can go wrong when an interface is asked for a page.

use std::time::Duration;

use super::page::fault::PageFault;
use super::paging::PagingFault;
use super::refused::Refused;
use super::veil::Veil;
use crate::grants::GrantError;

/// Why a page could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpFault {
    /// No connection, or one that broke or was too slow.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// Its certificate is of nobody whom we trust, or of another server, or its days are over.
    #[error("the certificate of the server is not trusted: {0}")]
    Untrusted(String),
    /// There is no token to show it.
    #[error("there is no access token to ask with: {0}")]
    NoToken(GrantError),
    /// The server took longer than the settings allow.
    #[error("the server is too slow: no whole answer within {whole} seconds, or nothing for {piece} seconds")]
    Slow {
        /// Seconds for a whole answer.
        whole: u64,
        /// Seconds for the next piece of it.
        piece: u64,
    },
    /// The server said no.
    #[error("the server answered {0}")]
    Status(Refused),
    /// The server is still at it.
    #[error("the server is still preparing its answer after {} seconds{}", waited.as_secs(), asks(*retry_after))]
    NotReady {
        /// How long it was waited for.
        waited: Duration,
        /// How long it asks us to wait more.
        retry_after: Option<Duration>,
    },
    /// The server sent us on, too often or to another server.
    #[error("the server sends us on to {to}, which is not followed")]
    Redirected {
        /// The server it names.
        to: String,
    },
    /// A POST was sent on in a way that leaves out what it says.
    #[error(
        "the server answered {status} to our POST and sends it on to {to}, where what `post` says would be lost"
    )]
    Unposted {
        /// The status of its answer.
        status: u16,
        /// The server it names.
        to: String,
    },
    /// Different questions were answered alike.
    #[error(
        "the server gives the same answer whichever {what} is asked about ({about}): it does not go by what is asked"
    )]
    Unheeded {
        /// A unit, day or week.
        what: &'static str,
        /// Some of those asked about.
        about: String,
    },
    /// A record that says of itself that it belongs to another question.
    #[error("asked about {asked}, the server gave a record of {given}: it does not go by what is asked")]
    OfAnother {
        /// What was asked about.
        asked: String,
        /// What the record says.
        given: String,
    },
    /// More bytes than we are willing to hold.
    #[error("the page is larger than {limit} bytes")]
    TooLarge {
        /// The most we take, after unpacking.
        limit: usize,
    },
    /// An answer that cannot be read.
    #[error(transparent)]
    Page(#[from] PageFault),
    /// A fault whose words held a secret.
    #[error("{what}")]
    Veiled {
        /// What went wrong, without it.
        what: String,
        /// What to do, without it.
        hint: String,
        /// Whether the same request may work later.
        is_temporary: bool,
    },
    /// The way from page to page does not lead to the end.
    #[error(transparent)]
    Paging(#[from] PagingFault),
}

impl HttpFault {
    /// What went wrong, for a log: without the words of the server, which may name people.
    #[must_use]
    pub fn in_log(&self) -> String {
        match self {
            Self::Status(refused) => format!("the server answered {}", refused.status),
            Self::NoToken(_) => "there is no access token to ask with".to_owned(),
            Self::Page(_) | Self::Paging(_) | Self::Veiled { .. } => {
                "the server gave an answer that cannot be used".to_owned()
            }
            other => other.to_string(),
        }
    }

    /// Whether the same request may work later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Slow { .. } | Self::NotReady { .. } => true,
            Self::NoToken(error) => error.is_temporary(),
            Self::Page(fault) => fault.is_temporary(),
            Self::Status(refused) => refused.is_temporary(),
            Self::Paging(fault) => fault.is_moved(),
            Self::Veiled { is_temporary, .. } => *is_temporary,
            _ => false,
        }
    }

    /// How long the server asked us to wait, if it did.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status(refused) => refused.retry_after,
            Self::NotReady { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// The same without any secret that a server sent back to us.
    pub(in crate::sources) fn veiled(self, veil: &Veil) -> Self {
        let (what, hint) = (self.to_string(), self.hint());
        let (shown, shown_hint) = (veil.over(&what), veil.over(&hint));
        if (&shown, &shown_hint) == (&what, &hint) {
            return self;
        }
        Self::Veiled { what: shown, hint: shown_hint, is_temporary: self.is_temporary() }
    }

    /// Whether the list changed while it was read.
    pub(in crate::sources) fn is_moved(&self) -> bool {
        matches!(self, Self::Paging(fault) if fault.is_moved())
    }

    pub(in crate::sources) fn hint(&self) -> String {
        match self {
            Self::Unreachable(_) => "check `url`, the network and the firewall; the next fetch tries again",
            Self::Untrusted(_) => {
                "where the certificate is of an authority of your own, name its root in `ca_file`; otherwise tell whoever runs the server, and do not send it a secret"
            }
            Self::NoToken(error) => error.hint(),
            Self::Status(refused) => return refused.hint(),
            Self::Slow { .. } => {
                "raise `timeout_seconds` or `read_seconds`, or ask for smaller pages or fewer `weeks`; the next fetch tries again"
            }
            Self::NotReady { .. } => "the next fetch asks again; ask for fewer `weeks` if it is always so",
            Self::Redirected { .. } => "if you trust that server, name it in `hosts`, or put the new address in `url`",
            Self::Unposted { .. } => "put the address that the server sends us on to into `url`",
            Self::Unheeded { .. } | Self::OfAnother { .. } => {
                "check the name of the parameter in `url` or `post` against the description of the interface; where it gives all in one answer, leave `per` out and say in `fields` where a record holds its unit and days"
            }
            Self::TooLarge { .. } => "ask for smaller pages or fewer `weeks`, or raise `body_limit`",
            Self::Page(fault) => return fault.hint(),
            Self::Paging(fault) => return fault.hint(),
            Self::Veiled { hint, .. } => hint,
        }
        .to_owned()
    }
}

fn asks(retry_after: Option<Duration>) -> String {
    match retry_after {
        Some(time) => format!(", and asks us to wait {} more", time.as_secs()),
        None => String::new(),
    }
}
