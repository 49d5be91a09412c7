//! How an interface parts a long list into pages.

use std::num::NonZeroU64;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Pointer;

/// How one page leads to the next.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Paging {
    /// Not at all: an answer is whole, whatever it seems to say.
    None,
    /// By the header `Link`, with rel=next.
    LinkHeader {
        /// Take path and query alone, and stay with our own server: for a server behind a proxy.
        #[serde(default)]
        keep_host: bool,
    },
    /// By the address of the next page, absolute or relative; null or absent there ends.
    Next {
        /// Where a page holds it, as a JSON pointer; a list of links is searched for rel=next.
        at: Pointer,
        /// Take path and query alone, and stay with our own server: for a server behind a proxy.
        #[serde(default)]
        keep_host: bool,
    },
    /// By a token for the next page, which goes into the query; null or absent ends.
    Token {
        /// Where a page holds it, as a JSON pointer.
        at: Option<Pointer>,
        /// The header that holds it, in place of `at`.
        header: Option<String>,
        /// The parameter of the query that takes it.
        parameter: String,
    },
    /// By numbers of pages, until one is empty.
    Page {
        /// The parameter of the query that takes the number.
        parameter: String,
        /// The number of the first page.
        #[serde(default = "one")]
        first: u64,
        /// Where a page says how many pages there are, as a JSON pointer.
        pages: Option<Pointer>,
        /// How many records to ask for at a time.
        size: Option<NonZeroU64>,
        /// The parameter of the query that takes `size`.
        size_parameter: Option<String>,
    },
    /// By how many records came before, until a page is empty.
    Offset {
        /// The parameter of the query that takes the number.
        parameter: String,
        /// How many records to ask for at a time; the server may give fewer.
        size: Option<NonZeroU64>,
        /// The parameter of the query that takes `size`.
        size_parameter: Option<String>,
        /// Where a page says how many records there are in all, as a JSON pointer.
        total: Option<Pointer>,
    },
}

fn one() -> u64 {
    1
}

impl Paging {
    /// What of it contradicts itself, if anything: what is wrong, and what to do.
    pub(in crate::sources) fn fault(&self) -> Option<(String, String)> {
        let told = |what: &str, hint: &str| Some((format!("`paging`: {what}"), hint.to_owned()));
        let (parameter, size, size_parameter) = match self {
            Self::None | Self::LinkHeader { .. } | Self::Next { .. } => return None,
            Self::Token { at: Some(_), header: Some(_), .. } => {
                return told("`at` and `header` both say where the token stands", "leave one of them out");
            }
            Self::Token { at: None, header: None, .. } => {
                return told(
                    "nothing says where the token stands",
                    "write `at = \"/nextPageToken\"`, or `header = \"X-Next-Cursor\"`",
                );
            }
            Self::Token { parameter, .. } => (parameter, &None, &None),
            Self::Page { parameter, size, size_parameter, .. }
            | Self::Offset { parameter, size, size_parameter, .. } => (parameter, size, size_parameter),
        };
        if parameter.trim().is_empty() {
            return told(
                "`parameter` is empty",
                "write the name that the interface gives it, such as `page`",
            );
        }
        let is_name = |name: &&String| !name.contains(['?', '&', '=', '#', '{', '}', ' ']);
        if let Some(name) =
            [Some(parameter), size_parameter.as_ref()].into_iter().flatten().find(|name| !is_name(name))
        {
            return told(
                &format!("`{name}` is not the name of a parameter"),
                "write the name alone, as in `parameter = \"page\"`; what is asked for goes into it by itself",
            );
        }
        match (size, size_parameter) {
            (None, Some(name)) => told(
                &format!("`size_parameter` is `{name}`, and no `size` goes into it"),
                "add `size = 100`, or leave `size_parameter` out",
            ),
            (_, Some(name)) if name == parameter => told(
                &format!("`parameter` and `size_parameter` are both `{name}`"),
                "write the two names that the interface gives them, such as `offset` and `limit`",
            ),
            (_, Some(name)) if name.trim().is_empty() => {
                told("`size_parameter` is empty", "leave it out, or write a name such as `limit`")
            }
            _ => None,
        }
    }

    /// Where it takes the number of all records from.
    pub(in crate::sources) fn total(&self) -> Option<&Pointer> {
        match self {
            Self::Offset { total, .. } => total.as_ref(),
            _ => None,
        }
    }

    /// Every place of a page that it looks at, with its key.
    pub(in crate::sources) fn pointers(&self) -> impl Iterator<Item = (&'static str, &Pointer)> {
        let (key, pointer) = match self {
            Self::Next { at, .. } => ("at", Some(at)),
            Self::Token { at, .. } => ("at", at.as_ref()),
            Self::Page { pages, .. } => ("pages", pages.as_ref()),
            Self::Offset { total, .. } => ("total", total.as_ref()),
            Self::None | Self::LinkHeader { .. } => ("", None),
        };
        pointer.map(|pointer| (key, pointer)).into_iter()
    }
}
