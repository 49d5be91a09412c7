//! The `[mail.dkim]` section: a signature under every letter.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::MailFault;

/// A signature of the sender's domain under every letter (DKIM, RFC 6376).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DkimSettings {
    /// The domain that signs: the one of the sender's address, or one above it.
    pub domain: String,
    /// The name of the key; the public half stands in the DNS under `<selector>._domainkey.<domain>`.
    pub selector: String,
    /// The file with the private key in PEM: RSA of 2048 bits or more, or Ed25519; in the data
    /// folder, or absolute.
    pub key_file: PathBuf,
}

impl DkimSettings {
    pub(super) fn collect_faults(&self, from: &str, faults: &mut Vec<MailFault>) {
        if !is_name(&self.domain) {
            faults.push(MailFault::DkimName("domain"));
        } else if !is_within(from, &self.domain) {
            faults.push(MailFault::DkimDomain { domain: self.domain.clone(), from: from.to_owned() });
        }
        if !is_name(&self.selector) {
            faults.push(MailFault::DkimName("selector"));
        }
    }
}

/// Whether the text can stand in the DNS.
fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Whether `name` is `domain` or lies below it.
fn is_within(name: &str, domain: &str) -> bool {
    let (name, domain) = (name.to_ascii_lowercase(), domain.to_ascii_lowercase());
    name.strip_suffix(&domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
