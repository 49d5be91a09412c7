//! Addresses we may ask: https, or http on this machine; our own server, and those that the settings name.

use url::Url;

use super::super::error::SourceError;
use crate::domain::recipient::address::web_address::{holds_a_secret, is_this_machine};

/// Refuses an address that would send a secret in the clear.
pub fn check(url: &str, allow_http: bool) -> Result<Url, SourceError> {
    let url = Url::parse(url).map_err(|error| fault(&format!("`url` is not an address: {error}")))?;
    if holds_a_secret(&url) {
        return Err(fault("`url` holds a user name or password; they belong in `auth`"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_this_machine(&url) && allow_http => Ok(url),
        "http" if is_this_machine(&url) => {
            Err(fault("`url` is plain http; for this machine, set `allow_http = true`"))
        }
        _ => Err(fault("`url` is not https; anything else is accepted for this machine only")),
    }
}

fn fault(what: &str) -> SourceError {
    let hint = "write it as https://server.example/path?from={from}&to={to}".to_owned();
    SourceError::Settings { what: what.to_owned(), hint }
}

/// The servers that a source may ask.
#[derive(Debug, Clone)]
pub struct Reach {
    /// An address of the source's own server.
    own: Url,
    named: Vec<Named>,
    allow_http: bool,
}

/// A server that the settings name: on any port where they name none.
#[derive(Debug, Clone)]
struct Named {
    host: String,
    port: Option<u16>,
}

/// Whose an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The source's own server: it may know who we are.
    Source,
    /// Another server that the settings name: it gets neither our token nor our headers.
    Named,
    /// Nobody's whom the settings name.
    Other,
}

impl Reach {
    /// Refuses a name in `hosts` that is none.
    pub fn new(own: Url, hosts: &[String], allow_http: bool) -> Result<Self, SourceError> {
        let named = |host: &String| {
            Named::read(host).ok_or_else(|| SourceError::Settings {
                what: format!("`hosts`: `{host}` is not the name of a server"),
                hint: "write the whole name alone, as in hosts = [\"files.example.invalid\"]".to_owned(),
            })
        };
        let named = hosts.iter().map(named).collect::<Result<_, _>>()?;
        Ok(Self { own, named, allow_http })
    }

    /// Whose `url` is.
    pub fn owner(&self, url: &Url) -> Owner {
        let is_safe =
            url.scheme() == "https" || (url.scheme() == "http" && self.allow_http && is_this_machine(url));
        if is_same_server(&self.own, url) {
            Owner::Source
        } else if is_safe && !holds_a_secret(url) && self.named.iter().any(|named| named.is_of(url)) {
            Owner::Named
        } else {
            Owner::Other
        }
    }

    /// The same path and query on our own server.
    pub fn at_home(&self, url: &Url) -> Url {
        let mut home = self.own.clone();
        home.set_path(url.path());
        home.set_query(url.query());
        home.set_fragment(None);
        home
    }
}

impl Named {
    fn read(text: &str) -> Option<Self> {
        let url = Url::parse(&format!("https://{text}/")).ok()?;
        // The port that an address has anyway is not told by its own scheme.
        let port = url.port().or_else(|| Url::parse(&format!("http://{text}/")).ok()?.port());
        if text.starts_with('.') || text.contains('*') {
            return None;
        }
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let host = url.host_str().filter(|_| is_bare && !holds_a_secret(&url) && !text.contains('/'))?;
        Some(Self { host: host.to_owned(), port })
    }

    fn is_of(&self, url: &Url) -> bool {
        url.host_str() == Some(&self.host)
            && self.port.is_none_or(|port| url.port_or_known_default() == Some(port))
    }
}

/// Whether `next` is on the server of `known`, reached no less safely.
fn is_same_server(known: &Url, next: &Url) -> bool {
    let upgraded = known.scheme() == "http" && next.scheme() == "https";
    let same_port = known.port_or_known_default() == next.port_or_known_default();
    known.host() == next.host()
        && !holds_a_secret(next)
        && (upgraded || (known.scheme() == next.scheme() && same_port))
}

/// The server alone, for messages.
pub fn server(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The address without its query, which may hold secrets.
pub fn without_query(url: &Url) -> String {
    format!("{}{}", server(url), url.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_server_is_reached_only_where_it_is_named_and_as_safely() {
        let own = "https://api.example.invalid/usage".parse().unwrap();
        let hosts = ["files.example.invalid", "localhost:8080", "one.example.invalid:443"].map(str::to_owned);
        let reach = Reach::new(own, &hosts, true).unwrap();
        for (url, owner) in [
            ("https://api.example.invalid/p2", Owner::Source),
            ("http://api.example.invalid/p2", Owner::Other),
            ("https://api.example.invalid:444/p2", Owner::Other),
            ("https://FILES.example.invalid:444/x", Owner::Named),
            ("http://files.example.invalid/x", Owner::Other),
            ("http://localhost:8080/x", Owner::Named),
            ("https://one.example.invalid/x", Owner::Named),
            ("https://one.example.invalid:8443/x", Owner::Other),
            ("http://localhost:8081/x", Owner::Other),
            ("https://a:b@files.example.invalid/x", Owner::Other),
            ("https://files.example.invalid.evil.invalid/x", Owner::Other),
        ] {
            assert_eq!(reach.owner(&url.parse().unwrap()), owner, "{url}");
        }
        let inner = "http://inner.invalid:8080/p2?page=2#x".parse().unwrap();
        assert_eq!(reach.at_home(&inner).as_str(), "https://api.example.invalid/p2?page=2");
    }

    #[test]
    fn only_the_names_of_servers_stand_in_hosts() {
        let own: Url = "https://api.example.invalid/".parse().unwrap();
        for host in [
            "https://files.example.invalid",
            "files.example.invalid/x",
            "",
            "a b",
            "a@b",
            "*",
            "*.a.b",
            ".a.b",
        ] {
            assert!(Reach::new(own.clone(), &[host.to_owned()], false).is_err(), "{host}");
        }
    }
}
