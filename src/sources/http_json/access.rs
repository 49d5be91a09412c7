//! How a reading says who it is on every page: the same way throughout, or
//! with a token that may expire on the way.

use std::borrow::Cow;
use std::path::Path;

use secrecy::SecretString;

use super::super::error::SourceError;
use super::super::settings::Auth;
use super::fault::HttpFault;
use super::secret::{Credentials, Scheme};
use crate::grants::Grant;
use crate::https::Way;

/// Who we are to an interface.
#[derive(Debug)]
pub enum Access {
    /// As the settings and the files they name say.
    Given(Scheme),
    /// By tokens that a login server gives.
    Granted(Box<Grant>),
}

/// The same for one reading.
pub enum Pass<'a> {
    Given(Credentials),
    Granted(&'a Grant),
}

impl Access {
    pub fn new(auth: &Auth, data_dir: &Path, way: &Way) -> Result<Self, SourceError> {
        match auth {
            Auth::Oauth2Client(client) => match Grant::by_way(client, data_dir, way.clone()) {
                Ok(grant) => Ok(Self::Granted(Box::new(grant))),
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
    /// What goes along with a request.
    pub async fn credentials(&self) -> Result<Cow<'_, Credentials>, HttpFault> {
        match self {
            Self::Given(credentials) => Ok(Cow::Borrowed(credentials)),
            Self::Granted(grant) => {
                let token = grant.token().await.map_err(HttpFault::NoToken)?;
                Ok(Cow::Owned(Credentials::Token(token)))
            }
        }
    }

    /// The same after it was turned down; none where nothing else can be had.
    pub async fn instead_of(&self, refused: &Credentials) -> Result<Option<Credentials>, HttpFault> {
        match (self, refused) {
            (Self::Granted(grant), Credentials::Token(token)) => {
                let token = grant.instead_of(token).await.map_err(HttpFault::NoToken)?;
                Ok(Some(Credentials::Token(token)))
            }
            _ => Ok(None),
        }
    }

    /// The secrets in it, which nobody may see.
    pub fn secrets(&self) -> Vec<SecretString> {
        match self {
            Self::Given(credentials) => credentials.secrets(),
            Self::Granted(grant) => grant.kept().into_iter().collect(),
        }
    }
}
