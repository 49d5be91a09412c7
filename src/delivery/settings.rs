//! The `[mail]` section: who the letters come from, and how they are handed over.

mod dkim;
mod fault;
mod smtp;

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::domain::bounce::tag;
use crate::domain::outbox::OnUnknown;
use crate::domain::recipient::address::{EmailAddress, Mailbox};

pub use dkim::DkimSettings;
pub use fault::MailFault;
pub use smtp::{SmtpAuth, SmtpSettings, TransportSecurity, Xoauth2Settings};
pub(super) use smtp::{TokenSource, half_a_minute};

/// Who the letters come from, and how they are handed over.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The sender, written `Name <address>`. Its domain also ends every Message-ID.
    #[serde(deserialize_with = "parsed")]
    #[schemars(with = "String", extend("format" = "mailbox"))]
    pub from: Mailbox,
    /// Where answers go, if not to the sender: an address.
    #[serde(default, deserialize_with = "parsed_if_any")]
    #[schemars(with = "Option<String>", extend("format" = "email"))]
    pub reply_to: Option<EmailAddress>,
    /// Where mail servers report to when a letter cannot be delivered, if not to the sender: an address.
    #[serde(default, deserialize_with = "parsed_if_any")]
    #[schemars(with = "Option<String>", extend("format" = "email"))]
    pub bounces_to: Option<EmailAddress>,
    /// Gives each letter a sender of its own, so that whatever comes back leads to its letter: what stands
    /// between the address for reports and a tag of 36 characters, "+" where that server delivers
    /// `name+anything` to `name`. Empty for one sender of all letters. A server that takes no such
    /// sender gets the letter without.
    #[serde(default)]
    pub bounces_tag: String,
    /// Who is told what went out each week, and at once when a week is held: a list of addresses,
    /// each with or without a name. The address for answers where absent; [] for nobody.
    #[serde(default, deserialize_with = "all_parsed")]
    #[schemars(with = "Option<Vec<MailboxText>>")]
    pub coordinators: Option<Vec<Mailbox>>,
    /// The way to the recipients.
    pub transport: TransportSettings,
    /// How many letters are handed over at the same time, each on a connection of its own, by all daemons
    /// that share a database together: 1 to 50.
    #[serde(default = "three")]
    #[schemars(range(min = 1, max = 50))]
    pub connections: usize,
    /// How many letters the mail server gets at most in any minute, evenly spread, from all daemons that
    /// share a database together; 0 for no limit.
    #[serde(default = "thirty")]
    pub per_minute: u32,
    /// What to do when the connection breaks after a letter was handed over, or nyttja ends while it
    /// is: "resend" sends it again, with the same Message-ID and bytes, at most three times; "hold"
    /// leaves it to you, as unknown in the outbox.
    #[serde(default, deserialize_with = "parsed")]
    #[schemars(with = "String", extend("enum" = ["resend", "hold"]))]
    pub on_unknown: OnUnknown,
    /// A signature of the sender's domain under every letter (DKIM); absent where the mail server signs.
    pub dkim: Option<DkimSettings>,
}

/// A mailbox as a schema sees it.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is of use")]
struct MailboxText(#[schemars(extend("format" = "mailbox"))] String);

/// The way to the recipients.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TransportSettings {
    /// A mail server that takes letters by SMTP.
    Smtp(SmtpSettings),
    /// A folder that gets one `.eml` file per letter; nothing is sent.
    Folder(FolderSettings),
}

/// A folder that gets one `.eml` file per letter.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FolderSettings {
    /// The folder, in the data folder or absolute; it is made if it is missing.
    pub path: PathBuf,
}

impl MailSettings {
    /// Where mail servers report to.
    #[must_use]
    pub fn bounces_to(&self) -> &EmailAddress {
        self.bounces_to.as_ref().unwrap_or(&self.from.address)
    }

    /// How many letters the way to the recipients takes a minute; 0 for no limit. A folder has none.
    #[must_use]
    pub fn transport_limit(&self) -> u32 {
        match self.transport {
            TransportSettings::Smtp(_) => self.per_minute,
            TransportSettings::Folder(_) => 0,
        }
    }

    /// Who is told what became of a week, each once; empty where nobody is.
    #[must_use]
    pub fn coordinators(&self) -> Vec<Mailbox> {
        let bare = |address: &EmailAddress| Mailbox { name: None, address: address.clone() };
        let Some(named) = &self.coordinators else { return self.reply_to.iter().map(bare).collect() };
        let mut known: Vec<Mailbox> = Vec::new();
        for mailbox in named {
            if !known.iter().any(|other| other.address.identity() == mailbox.address.identity()) {
                known.push(mailbox.clone());
            }
        }
        known
    }

    /// Everything that is wrong with the values as they stand, in the order of the file.
    ///
    /// Files and servers are not looked at; [`super::Mailer::new`] reads the files.
    #[must_use]
    pub fn faults(&self) -> Vec<MailFault> {
        let mut faults = Vec::new();
        if !self.bounces_tag.is_empty() {
            faults.extend(tag::check(self.bounces_to(), &self.bounces_tag).err().map(MailFault::Tag));
        }
        if let TransportSettings::Smtp(smtp) = &self.transport {
            smtp.collect_faults(&mut faults);
        }
        if !(1..=50).contains(&self.connections) {
            faults.push(MailFault::Connections(self.connections));
        }
        if let Some(dkim) = &self.dkim {
            dkim.collect_faults(self.from.address.domain(), &mut faults);
        }
        faults
    }
}

fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

fn parsed_if_any<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    parsed(deserializer).map(Some)
}

fn all_parsed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Mailbox>>, D::Error> {
    let texts = Vec::<String>::deserialize(deserializer)?;
    texts
        .iter()
        .map(|text| text.parse().map_err(serde::de::Error::custom))
        .collect::<Result<_, _>>()
        .map(Some)
}

fn three() -> usize {
    3
}

fn thirty() -> u32 {
    30
}

#[cfg(test)]
mod tests;
