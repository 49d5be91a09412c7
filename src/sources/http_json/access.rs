//! How a reading says who it is on every page: the same way throughout, or
//! with a token that may expire on the way.

use std::path::Path;

use reqwest::{Client, StatusCode};
use url::Url;

use super::super::error::SourceError;
use super::super::settings::Auth;
use super::answer::Answer;
use super::client;
use super::fault::HttpFault;
use super::secret::{Credentials, Scheme};
use crate::grants::Grant;

/// Who we are to an interface.
#[derive(Debug)]
pub enum Access {
    /// As the settings and the files they name say.
    Given(Scheme),
    /// By tokens that a login server gives.
    Granted(Grant),
}

/// The same for one reading.
pub enum Pass<'a> {
    Given(Credentials),
    Granted(&'a Grant),
}

impl Access {
    pub fn new(auth: &Auth, data_dir: &Path) -> Result<Self, SourceError> {
        match auth {
            Auth::Oauth2Client(client) => match Grant::new(client, data_dir) {
                Ok(grant) => Ok(Self::Granted(grant)),
                Err(error) => {
                    Err(SourceError::Settings { what: error.to_string(), hint: error.hint().to_owned() })
                }
            },
            auth => Scheme::new(auth, data_dir).map(Self::Given),
        }
    }

    /// What one reading needs: files are read anew, so that a new secret is taken up.
    pub async fn pass(&self) -> Result<Pass<'_>, SourceError> {
        match self {
            Self::Given(scheme) => scheme.credentials().await.map(Pass::Given),
            Self::Granted(grant) => Ok(Pass::Granted(grant)),
        }
    }
}

impl Pass<'_> {
    /// One answer, asked for once; a token that is turned down is replaced once.
    pub async fn get(&self, client: &Client, url: &Url, limit: usize) -> Result<Answer, HttpFault> {
        let grant = match self {
            Self::Given(credentials) => return client::get(client, url, credentials, limit).await,
            Self::Granted(grant) => grant,
        };
        let token = grant.token().await.map_err(HttpFault::NoToken)?;
        match client::get(client, url, &Credentials::Token(token.clone()), limit).await {
            Err(HttpFault::Status { status: StatusCode::UNAUTHORIZED, .. }) => {
                let token = grant.instead_of(&token).await.map_err(HttpFault::NoToken)?;
                client::get(client, url, &Credentials::Token(token), limit).await
            }
            answer => answer,
        }
    }
}
