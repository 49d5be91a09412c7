//! Mail addresses: which ones a letter can be sent to, and when two are the same.

pub mod web_address;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use idna::AsciiDenyList;
use serde::{Deserialize, Serialize};

/// The longest part before the @, in octets (RFC 5321, section 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// The longest address, in octets: a path of 256 without its angle brackets (section 4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;
/// The longest label of a domain, in octets (RFC 1035, section 2.3.4).
const LONGEST_LABEL: usize = 63;

/// An address that any mail server can be asked to deliver to.
///
/// The part before the @ is a *Dot-string* of RFC 5321, section 4.1.2: ASCII
/// letters, digits and ``!#$%&'*+-/=?^_`{|}~``, with single dots between them.
/// It keeps its spelling. The domain is a full name with at least one dot; a
/// name in other letters is turned to ASCII, and all of it to lower case.
///
/// Quoted parts, domains of one label and numeric hosts in brackets are valid
/// by the RFC, but in a list of principals they are always slips, so they are
/// refused. A part before the @ in other letters needs SMTPUTF8, which few
/// municipal servers take; it is refused with that reason.
///
/// ```
/// # use nyttja::domain::recipient::address::EmailAddress;
/// let address: EmailAddress = "Anna.Ek@Ängsvik.example".parse()?;
/// assert_eq!(address.to_string(), "Anna.Ek@xn--ngsvik-9ta.example");
/// assert_eq!(address.identity(), "anna.ek@xn--ngsvik-9ta.example");
/// # Ok::<(), nyttja::domain::recipient::address::UnusableAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress {
    text: Box<str>,
    /// The place of the @, which no local part is long enough to put further off.
    at: u8,
}

impl EmailAddress {
    /// The part before the @, as written.
    #[must_use]
    pub fn local(&self) -> &str {
        &self.text[..usize::from(self.at)]
    }

    /// The part after the @, in ASCII and lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.text[usize::from(self.at) + 1..]
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What two spellings of one address have in common: all of it in lower case.
    ///
    /// By the RFC the part before the @ may differ by case; no server in use
    /// makes that difference, and a principal must not get two letters for it.
    #[must_use]
    pub fn identity(&self) -> String {
        self.text.to_ascii_lowercase()
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Why a text is not an address that letters can be sent to.
///
/// The messages never show the address itself, so that they may be logged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum UnusableAddress {
    /// There is no text.
    #[error("there is no address")]
    Empty,
    /// A line break, a tab, NUL or the like.
    #[error("the address contains a control character")]
    ControlCharacter,
    /// No @.
    #[error("the address has no @")]
    NoAt,
    /// Nothing before the @, or dots at its ends or next to each other.
    #[error("the part before the @ is empty, or has a dot at an end or two in a row")]
    LocalDots,
    /// A letter that is not ASCII before the @.
    #[error("the part before the @ has the character {0:?}; only servers with SMTPUTF8 deliver that")]
    NeedsSmtputf8(char),
    /// A character that may not stand before the @ without quotes.
    #[error("the part before the @ has the character {0:?}, which is not allowed there")]
    LocalCharacter(char),
    /// Too long.
    #[error("the address is too long: at most 64 characters before the @, and 254 in all")]
    TooLong,
    /// Not the name of a mail domain.
    #[error("the part after the @ is not a full domain name, such as skola.example")]
    Domain,
}

impl FromStr for EmailAddress {
    type Err = UnusableAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = trimmed(text)?;
        let (local, domain) = text.rsplit_once('@').ok_or(UnusableAddress::NoAt)?;
        check_local(local)?;
        let domain = ascii_domain(domain)?;
        let at = u8::try_from(local.len()).map_err(|_| UnusableAddress::TooLong)?;
        let text = format!("{local}@{domain}").into_boxed_str();
        if local.len() > LONGEST_LOCAL || text.len() > LONGEST_ADDRESS {
            return Err(UnusableAddress::TooLong);
        }
        Ok(Self { text, at })
    }
}

/// Takes away the spaces around a text, but no line breaks: those are never innocent.
fn trimmed(text: &str) -> Result<&str, UnusableAddress> {
    if text.chars().any(char::is_control) {
        return Err(UnusableAddress::ControlCharacter);
    }
    match text.trim() {
        "" => Err(UnusableAddress::Empty),
        text => Ok(text),
    }
}

fn check_local(local: &str) -> Result<(), UnusableAddress> {
    if local.split('.').any(str::is_empty) {
        return Err(UnusableAddress::LocalDots);
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    match local.chars().find(|&c| !allowed(c)) {
        None => Ok(()),
        Some(c) if c.is_ascii() => Err(UnusableAddress::LocalCharacter(c)),
        Some(c) => Err(UnusableAddress::NeedsSmtputf8(c)),
    }
}

fn ascii_domain(domain: &str) -> Result<Cow<'_, str>, UnusableAddress> {
    let ascii = idna::domain_to_ascii_cow(domain.as_bytes(), AsciiDenyList::STD3)
        .map_err(|_| UnusableAddress::Domain)?;
    let label_is_fine = |label: &str| {
        !label.is_empty() && label.len() <= LONGEST_LABEL && !label.starts_with('-') && !label.ends_with('-')
    };
    let Some((_, last)) = ascii.rsplit_once('.') else {
        return Err(UnusableAddress::Domain);
    };
    let numeric = last.bytes().all(|byte| byte.is_ascii_digit());
    if numeric || !ascii.split('.').all(label_is_fine) {
        return Err(UnusableAddress::Domain);
    }
    Ok(ascii)
}

/// An address with the name of its owner, written `Name <address>`.
///
/// ```
/// # use nyttja::domain::recipient::address::Mailbox;
/// let office: Mailbox = "Digitalt stöd <digital@example.invalid>".parse()?;
/// assert_eq!(office.name.as_deref(), Some("Digitalt stöd"));
/// # Ok::<(), nyttja::domain::recipient::address::UnusableAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mailbox {
    /// The name, without quotes and control characters; `None` for a bare address.
    pub name: Option<String>,
    /// The address.
    pub address: EmailAddress,
}

impl FromStr for Mailbox {
    type Err = UnusableAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = trimmed(text)?;
        let (name, address) = match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => (unquoted(name.trim()), address),
            None => (String::new(), text),
        };
        let name = (!name.is_empty()).then_some(name);
        Ok(Self { name, address: address.parse()? })
    }
}

fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return name.to_owned();
    };
    let mut plain = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        plain.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    plain.trim().to_owned()
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = &self.name else {
            return write!(f, "{}", self.address);
        };
        if name.contains(|c: char| "()<>[]:;@\\,.\"".contains(c)) {
            let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
            write!(f, "\"{quoted}\" <{}>", self.address)
        } else {
            write!(f, "{name} <{}>", self.address)
        }
    }
}

#[cfg(test)]
mod tests;
