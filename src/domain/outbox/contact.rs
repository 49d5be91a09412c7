//! How far it came with the mail server: what it answered, or what was in the way of any answer.

use std::fmt;

/// How far it came with the mail server the last time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// It heard of a letter, and answered, or fell silent.
    Answered(Reply),
    /// Something is in the way of every letter.
    Barred(Barred),
}

/// What is in the way of every letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct Barred {
    /// What it is.
    pub barrier: Barrier,
    /// The server's answer, as a number such as 535, where it gave one.
    pub code: Option<u16>,
    /// What the server said, or what broke, in one line.
    pub words: String,
}

/// What is in the way of every letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Barrier {
    /// There is no connection: nobody listens, or no way leads there.
    OutOfReach,
    /// The server was reached, and no conversation came of it: no greeting, or no TLS.
    NoConversation,
    /// The server lets the user of the settings not in, or there is nothing to show it.
    SignIn,
    /// The server takes no letter from our sender address.
    Sender,
}

impl Contact {
    /// The class of the server's answer.
    #[must_use]
    pub fn reply(&self) -> Reply {
        match self {
            Self::Answered(reply) => *reply,
            Self::Barred(barred) => Reply::of_code(barred.code),
        }
    }
}

impl Barrier {
    /// Every barrier.
    pub const ALL: [Self; 4] = [Self::OutOfReach, Self::NoConversation, Self::SignIn, Self::Sender];

    /// The word used in the store, in JSON and in metrics.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::OutOfReach => "out_of_reach",
            Self::NoConversation => "no_conversation",
            Self::SignIn => "sign_in",
            Self::Sender => "sender",
        }
    }
}

/// As a sentence goes on after the name of the server.
impl fmt::Display for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OutOfReach => "is out of reach",
            Self::NoConversation => "was reached, and no conversation came of it",
            Self::SignIn => "does not let nyttja sign in",
            Self::Sender => "refuses the sender address",
        })
    }
}

/// The class of the mail server's answer to a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reply {
    /// It took the letter.
    Taken,
    /// Not now: its answer begins with 4.
    NotNow,
    /// Never: its answer begins with 5.
    Never,
    /// None that can be read: it fell silent, or the connection broke.
    Nothing,
}

impl Reply {
    /// Every class.
    pub const ALL: [Self; 4] = [Self::Taken, Self::NotNow, Self::Never, Self::Nothing];

    /// The class of an answer by its number, such as 451; of none where there was no answer.
    #[must_use]
    pub fn of_code(code: Option<u16>) -> Self {
        match code {
            Some(200..=299) => Self::Taken,
            Some(400..=499) => Self::NotNow,
            Some(500..=599) => Self::Never,
            _ => Self::Nothing,
        }
    }

    /// The word used in the store and in metrics.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Taken => "2xx",
            Self::NotNow => "4xx",
            Self::Never => "5xx",
            Self::Nothing => "none",
        }
    }
}
