//! stub

/// x
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// x
    pub url: String,
}
impl Default for StoreSettings {
    fn default() -> Self {
        Self { url: "sqlite:nyttja.db".to_owned() }
    }
}
