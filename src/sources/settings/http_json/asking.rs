//! How an interface wants to be asked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Auth;

/// What goes into a request, and where it may go.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct Asking {
    /// How we say who we are.
    #[serde(default)]
    pub auth: Auth,
    /// Headers that are sent along, such as `Accept`.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// How the interface is asked; POST where there is `post`, otherwise GET.
    pub method: Option<Method>,
    /// What a POST says, as JSON; `{from}`, `{to}` and the like stand in its texts as in `url`.
    pub post: Option<Map<String, Value>>,
    /// Ask one question for each unit, day or week, which `{unit}`, `{day}` or `{week}` stands for.
    pub per: Option<Per>,
    /// Files that hold a secret each, in the data folder or absolute; `{secret.key}` stands for the one
    /// that is called `key` here, in `url`, `headers` and `post`.
    #[serde(default)]
    pub secrets: BTreeMap<String, PathBuf>,
    /// Other servers that an answer may send us on to; neither what says who we are nor our headers go there.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Certificates to trust beside the machine's own: a file in PEM, in the data folder or absolute.
    pub ca_file: Option<PathBuf>,
    /// The way out, such as `http://proxy.example.invalid:3128`; the proxy of the environment is not used.
    pub proxy: Option<String>,
}

/// How an interface is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// All that is asked stands in the address.
    Get,
    /// With a body.
    Post,
}

/// What a question is asked for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// Each unit that the municipality has.
    Unit,
    /// Each day.
    Day,
    /// Each week.
    Week,
}

impl Per {
    /// Its word in the settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Day => "day",
            Self::Week => "week",
        }
    }
}

impl Asking {
    /// Whether questions are put by POST.
    #[must_use]
    pub fn posts(&self) -> bool {
        self.post.is_some() || self.method == Some(Method::Post)
    }
}
