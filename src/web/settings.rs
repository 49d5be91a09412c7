//! Where the web server listens.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::Deserialize;

/// The daemon's own web server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebSettings {
    /// The address and port to listen on, such as "127.0.0.1:8080".
    #[schemars(with = "String", extend("format" = "listen"))]
    pub listen: SocketAddr,
}
