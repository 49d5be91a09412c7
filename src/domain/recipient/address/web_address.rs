//! Web addresses that a secret may be sent to.

use url::{Host, Url};

/// Whether the address leads to this very machine: `localhost`, or a loopback address.
#[must_use]
pub fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether nobody on the way can read what is sent there: https, or plain http that stays on this machine.
#[must_use]
pub fn is_private(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_this_machine(url))
}

/// Whether the address itself holds a user name or a password.
#[must_use]
pub fn holds_a_secret(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_without_encryption() {
        let private = |text: &str| is_private(&text.parse().unwrap());
        for safe in ["https://api.example.invalid", "http://localhost:1", "http://127.8.0.1", "http://[::1]"]
        {
            assert!(private(safe), "{safe}");
        }
        for open in ["http://api.example.invalid", "http://localhost.example.invalid", "ftp://127.0.0.1"] {
            assert!(!private(open), "{open}");
        }
    }
}
