//! Keeps secrets out of what is shown, be they sent back to us by a server.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::address;
use crate::secret::forms::covered;

/// What nobody may see, in messages: each secret in every form that we write it in.
#[derive(Debug, Clone, Default)]
pub struct Veil(Vec<SecretString>);

impl Veil {
    pub fn new(secrets: impl IntoIterator<Item = SecretString>) -> Self {
        Self(secrets.into_iter().filter(|secret| !secret.expose_secret().is_empty()).collect())
    }

    /// The text with a mark in place of each secret.
    pub fn over(&self, text: &str) -> String {
        covered(text, self.0.iter().map(ExposeSecret::expose_secret))
    }

    /// An address without its query, which may hold secrets, and with none in its path.
    pub fn over_address(&self, url: &Url) -> String {
        self.over(&address::without_query(url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_shown_neither_in_words_nor_in_a_path_nor_in_a_query() {
        let veil = Veil::new(["a&b".into(), "".into()]);
        let url = "https://x.invalid/a%26b/usage?key=a%26b".parse().unwrap();
        assert_eq!(veil.over_address(&url), "https://x.invalid/…/usage");
        assert_eq!(veil.over("`a&b` is wrong"), "`…` is wrong");
    }
}
