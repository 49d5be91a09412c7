//! What can go wrong when an interface is asked for a page.

use std::time::Duration;

use reqwest::StatusCode;

use super::page_fault::PageFault;
use crate::grants::GrantError;

/// Why a page could not be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpFault {
    /// No connection, or one that broke or was too slow.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// There is no token to show it.
    #[error("there is no access token to ask with: {0}")]
    NoToken(GrantError),
    /// The server said no.
    #[error("the server answered {status}")]
    Status {
        /// What it said.
        status: StatusCode,
        /// How long it asked us to wait.
        retry_after: Option<Duration>,
    },
    /// The server sent us on, too often or to another server.
    #[error("the server sends us on to {to}, which is not followed")]
    Redirected {
        /// The server it names.
        to: String,
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
    /// Something else than an address stands where the next page should be named.
    #[error("what the page has at `{pointer}` {what}")]
    BadNext {
        /// Where we looked.
        pointer: String,
        /// What is wrong with it.
        what: String,
    },
    /// The next page is on another server, which must not get our token.
    #[error("the next page is on another server, {host}")]
    NextElsewhere {
        /// That server.
        host: String,
    },
    /// A page that was read already is named as the next.
    #[error("the pages lead round in a circle")]
    Loop,
    /// A part of a longer list, where nothing says how to ask for the rest.
    #[error("the answer is a part of a longer list ({range})")]
    Part {
        /// Which, in the server's words.
        range: String,
    },
    /// More pages than the settings allow.
    #[error("there are more than {0} pages")]
    TooManyPages(u64),
}

impl HttpFault {
    /// Whether the same request may work later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::NoToken(error) => error.is_temporary(),
            Self::Page(fault) => fault.is_temporary(),
            Self::Status { status, .. } => {
                status.is_server_error()
                    || matches!(*status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
            }
            _ => false,
        }
    }

    /// How long the server asked us to wait, if it did.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    pub(in crate::sources) fn hint(&self) -> String {
        match self {
            Self::Unreachable(_) => "check `url`, the network and the firewall; the next fetch tries again",
            Self::NoToken(error) => error.hint(),
            Self::Status { status, .. } => match *status {
                StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                    "check `auth`: the token, key or password may be wrong, expired or without rights"
                }
                StatusCode::NOT_FOUND => "check the path in `url`",
                StatusCode::TOO_MANY_REQUESTS => {
                    "fetch less often, or fewer `weeks`; the next fetch tries again"
                }
                status if status.is_server_error() => "the fault is the server's; the next fetch tries again",
                _ => "check `url` against the description of the interface",
            },
            Self::Redirected { .. } => "if you trust that server, put the new address in `url`",
            Self::TooLarge { .. } => "ask for smaller pages or fewer `weeks`, or raise `body_limit`",
            Self::Page(fault) => return fault.hint(),
            Self::BadNext { .. } => "set `next` to where the address of the next page stands",
            Self::NextElsewhere { .. } => {
                "ask whoever runs the interface; we do not send our token elsewhere"
            }
            Self::Loop => "set `next` to the next page, not to this one; or tell whoever runs the interface",
            Self::Part { .. } => "say under `paging` how to ask for the rest",
            Self::TooManyPages(_) => "ask for larger pages or fewer `weeks`, or raise `page_limit`",
        }
        .to_owned()
    }
}
