//! Access tokens from a client's own credentials (OAuth 2.0, RFC 6749, section
//! 4.4): asked for at a token endpoint and kept until they expire. Mail servers
//! and interfaces let the bearer of such a token in.

mod endpoint;
mod fault;
mod settings;

use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;

use endpoint::{Endpoint, Granted};

use crate::https::Way;
pub use fault::GrantError;

pub use settings::{ClientCredentials, GrantFault, SecretPlace};

/// A token is renewed this long before it expires, so that it does not do so on the way.
const MARGIN: Duration = Duration::from_mins(1);

/// Gives access tokens, the same one to everybody as long as it holds.
#[derive(Debug)]
pub struct Grant {
    endpoint: Endpoint,
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    token: SecretString,
    until: Instant,
}

impl Grant {
    /// Prepares to ask for tokens; asks for none yet. A relative path of the
    /// secret leads into `data_dir`.
    ///
    /// # Errors
    ///
    /// [`GrantError::Settings`] with the first of [`ClientCredentials::faults`].
    pub fn new(credentials: &ClientCredentials, data_dir: &Path) -> Result<Self, GrantError> {
        Self::by_way(credentials, data_dir, Way::default())
    }

    /// The same, with a token endpoint that is reached by another way than the usual one.
    ///
    /// # Errors
    ///
    /// As [`Self::new`].
    pub fn by_way(credentials: &ClientCredentials, data_dir: &Path, way: Way) -> Result<Self, GrantError> {
        Ok(Self { endpoint: Endpoint::new(credentials, data_dir, way)?, kept: Mutex::new(None) })
    }

    /// A token that has not expired.
    pub async fn token(&self) -> Result<SecretString, GrantError> {
        self.other_than(None).await
    }

    /// A token after `refused` was turned down: a new one, unless somebody has got a new one meanwhile.
    pub async fn instead_of(&self, refused: &SecretString) -> Result<SecretString, GrantError> {
        self.other_than(Some(refused)).await
    }

    /// The token that is kept, be it expired; asks for none.
    #[must_use]
    pub fn kept(&self) -> Option<SecretString> {
        self.kept.try_lock().ok()?.as_ref().map(|kept| kept.token.clone())
    }

    async fn other_than(&self, refused: Option<&SecretString>) -> Result<SecretString, GrantError> {
        // Held while asking: of several in want of a token, one asks for all.
        let mut kept = self.kept.lock().await;
        let turned_down = |token: &SecretString| {
            refused.is_some_and(|refused| refused.expose_secret() == token.expose_secret())
        };
        if let Some(Kept { token, until }) = &*kept
            && Instant::now() < *until
            && !turned_down(token)
        {
            return Ok(token.clone());
        }
        *kept = None;
        let asked = Instant::now();
        let Granted { token, lifetime } = self.endpoint.ask().await?;
        let holds = lifetime.saturating_sub(MARGIN.min(lifetime / 10));
        *kept = asked.checked_add(holds).map(|until| Kept { token: token.clone(), until });
        Ok(token)
    }
}

#[cfg(test)]
mod tests;
