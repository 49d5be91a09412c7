//! What can be wrong with the values of `[mail]`, and what to change.

use crate::domain::bounce::tag::BadTag;
use crate::grants::GrantFault;

/// A value in `[mail]` that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum MailFault {
    /// `bounces_tag` fits into no sender.
    #[error("letters cannot have senders of their own: {0}")]
    Tag(BadTag),
    /// `connections` is out of range.
    #[error("{0} connections to the mail server")]
    Connections(usize),
    /// The host is empty, or not a name.
    #[error("the mail server's host is not a name or an IP address")]
    Host,
    /// No encryption to another machine.
    #[error("letters to the mail server `{0}` would cross the network unencrypted")]
    Unencrypted(String),
    /// A user without a password.
    #[error("the mail server's user has no password")]
    NoPassword,
    /// A password without a user.
    #[error("there is a password for the mail server, but no user")]
    NoUser,
    /// Both ways to give a password.
    #[error("the mail server's password is given twice")]
    TwoPasswords,
    /// A password and another way to sign in.
    #[error("there are two ways to sign in to the mail server")]
    TwoLogins,
    /// XOAUTH2 without a user.
    #[error("there is no user to sign in as with a token")]
    TokenUser,
    /// XOAUTH2 without a token.
    #[error("there is no token to sign in with")]
    NoToken,
    /// Both ways to a token.
    #[error("the token to sign in with comes from a file and from a login server")]
    TwoTokens,
    /// A value of the grant that gives tokens.
    #[error("no token can be asked for: {0}")]
    Grant(GrantFault),
    /// `timeout_seconds` is out of range.
    #[error("the mail server may be silent for {0} seconds")]
    Timeout(f64),
    /// `hello` is not a host name.
    #[error("the name for EHLO is empty, or has a character that no host name has")]
    Hello,
    /// The domain or the selector of the signature is no name.
    #[error("the {0} of the signature is not a name")]
    DkimName(&'static str),
    /// A signature of somebody else's domain.
    #[error("a signature of `{domain}` says nothing about letters from `{from}`")]
    DkimDomain {
        /// The domain that signs.
        domain: String,
        /// The sender's.
        from: String,
    },
}

impl MailFault {
    /// The key in question, below `mail`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Tag(_) => "bounces_tag",
            Self::Connections(_) => "connections",
            Self::Host => "transport.host",
            Self::Unencrypted(_) => "transport.tls",
            Self::NoPassword | Self::NoUser => "transport.user",
            Self::TwoPasswords => "transport.password",
            Self::Timeout(_) => "transport.timeout_seconds",
            Self::Hello => "transport.hello",
            Self::TwoLogins | Self::NoToken => "transport.auth",
            Self::TokenUser => "transport.auth.user",
            Self::TwoTokens => "transport.auth.token_file",
            Self::Grant(fault) => match fault {
                GrantFault::TokenUrl => "transport.auth.token_url",
                GrantFault::NoClient | GrantFault::NoSecret => "transport.auth.client_id",
                GrantFault::TwoSecrets => "transport.auth.client_secret",
            },
            Self::DkimName(key) => match *key {
                "selector" => "dkim.selector",
                _ => "dkim.domain",
            },
            Self::DkimDomain { .. } => "dkim.domain",
        }
    }

    /// What to change.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Tag(BadTag::TooLong(_)) => {
                "take an address for reports with at most 27 characters before the @"
            }
            Self::Tag(BadTag::Character(_)) => "write \"+\" or \"-\", as the server of that address wants it",
            Self::Connections(_) => "write a number from 1 to 50",
            Self::Host => "write the server's name, such as mail.example.invalid",
            Self::Unencrypted(_) => {
                "write tls = \"starttls\" or \"implicit\"; \"none\" is only for localhost, 127.0.0.1 or ::1"
            }
            Self::NoPassword => "add password_file, or set NYTTJA__MAIL__TRANSPORT__PASSWORD",
            Self::NoUser => "add user, or take the password away",
            Self::TwoPasswords => "keep either password or password_file",
            Self::Timeout(_) => "write a number from 0.01 to 600",
            Self::Hello => "write a host name, such as nyttja.example.invalid",
            Self::TwoLogins => "keep either user with its password, or auth",
            Self::TokenUser => "write the address of the mailbox that sends the letters",
            Self::NoToken => "add token_file, or token_url with client_id and client_secret_file",
            Self::TwoTokens => "keep either token_file, or token_url with its client",
            Self::Grant(fault) => fault.hint(),
            Self::DkimName(_) => "write it as it stands in the DNS, in ASCII: example.invalid, or 2026-brev",
            Self::DkimDomain { .. } => "write the domain of the sender's address, or one above it",
        }
    }
}
