//! How we sign in to a mail server: with a password, or with an access token.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::response::Response;
use secrecy::{ExposeSecret, SecretString};

use super::error::MailerError;
use super::session::words;
use super::settings::{MailFault, SmtpAuth, SmtpSettings, TokenSource};
use super::stream::Patience;
use crate::grants::{Grant, GrantError};
use crate::secret::forms::covered;
use crate::secret::{Secret, SecretError};

/// Who we are to a mail server, and what proves it.
pub(super) struct Login {
    user: String,
    proof: Proof,
}

enum Proof {
    Password(Secret),
    Token(Secret),
    Grant(Box<Grant>),
}

/// Why we are not signed in.
#[derive(Debug, thiserror::Error)]
pub(super) enum LoginError {
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error("no access token for the mail server: {0}")]
    Grant(GrantError),
    #[error("the mail server offers no way to sign in that we know ({0})")]
    NoWay(&'static str),
    #[error("the mail server does not let the user of the settings in: {words}")]
    Refused { code: Option<u16>, words: String },
}

impl Login {
    /// The way to sign in that the settings name, if they name one.
    pub(super) fn new(settings: &SmtpSettings, data_dir: &Path) -> Result<Option<Self>, MailerError> {
        if let Some(SmtpAuth::Xoauth2(xoauth2)) = settings.auth.as_deref() {
            let proof = match xoauth2.source().map_err(MailerError::Settings)? {
                TokenSource::File(file) => {
                    let token = secret("token_file", "the mail server's token", None, Some(&file), data_dir)?;
                    Proof::Token(token.ok_or(MailerError::Settings(MailFault::NoToken))?)
                }
                TokenSource::Grant(client) => {
                    Proof::Grant(Box::new(Grant::new(&client, data_dir).map_err(MailerError::Grant)?))
                }
            };
            return Ok(Some(Self { user: xoauth2.user.clone(), proof }));
        }
        let Some(user) = settings.user.clone() else { return Ok(None) };
        let (given, file) = (settings.password.as_ref(), settings.password_file.as_deref());
        let password = secret("password_file", "the mail server's password", given, file, data_dir)?;
        let proof = Proof::Password(password.ok_or(MailerError::Settings(MailFault::NoPassword))?);
        Ok(Some(Self { user, proof }))
    }

    /// Who signs in.
    pub(super) fn user(&self) -> &str {
        &self.user
    }

    /// Whether a token proves it, and not a password.
    pub(super) fn is_by_token(&self) -> bool {
        matches!(self.proof, Proof::Token(_) | Proof::Grant(_))
    }

    /// The password or token of the moment.
    pub(super) async fn secret(&self) -> Result<SecretString, LoginError> {
        match &self.proof {
            Proof::Password(secret) | Proof::Token(secret) => Ok(secret.reveal().await?),
            Proof::Grant(grant) => grant.token().await.map_err(LoginError::Grant),
        }
    }

    /// Another token after the server turned `refused` down: tokens expire.
    /// None where there is no other.
    pub(super) async fn instead_of(
        &self,
        refused: &SecretString,
    ) -> Result<Option<SecretString>, LoginError> {
        match &self.proof {
            Proof::Password(_) => Ok(None),
            Proof::Token(file) => {
                let token = file.reveal().await?;
                Ok((token.expose_secret() != refused.expose_secret()).then_some(token))
            }
            Proof::Grant(grant) => grant.instead_of(refused).await.map(Some).map_err(LoginError::Grant),
        }
    }

    /// Signs in with `secret`.
    pub(super) async fn sign_in(
        &self,
        connection: &mut AsyncSmtpConnection,
        secret: &SecretString,
        patience: &Patience,
    ) -> Result<(), LoginError> {
        let offers = |ways: &[Mechanism]| connection.server_info().get_auth_mechanism(ways).is_some();
        match &self.proof {
            Proof::Password(_) => {
                if !offers(DEFAULT_MECHANISMS) {
                    return Err(LoginError::NoWay("PLAIN, LOGIN"));
                }
                let credentials = Credentials::new(self.user.clone(), secret.expose_secret().to_owned());
                let answer = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
                answer.map(drop).map_err(|error| self.refused(&error, secret, patience))
            }
            Proof::Token(_) | Proof::Grant(_) => {
                if !offers(&[Mechanism::Xoauth2]) {
                    return Err(LoginError::NoWay("XOAUTH2"));
                }
                let answer = show(connection, &self.user, secret).await;
                let answer = answer.map_err(|error| self.refused(&error, secret, patience))?;
                // Anything else would be a server that asks and asks.
                if answer.has_code(235) {
                    Ok(())
                } else {
                    let words = format!("it answers {} to a token", answer.code());
                    Err(LoginError::Refused { code: Some(answer.code().into()), words })
                }
            }
        }
    }

    /// What the server says instead of letting us in, without what we showed it: a log tells it.
    fn refused(&self, error: &Error, secret: &SecretString, patience: &Patience) -> LoginError {
        let words = covered(&words(error, patience), [self.user.as_str(), secret.expose_secret()]);
        LoginError::Refused { code: error.status().map(Into::into), words }
    }
}

/// Shows the server a token. It asks back only to tell what is wrong with the
/// token, and gives its answer when it has heard an empty line.
async fn show(
    connection: &mut AsyncSmtpConnection,
    user: &str,
    token: &SecretString,
) -> Result<Response, Error> {
    let token = token.expose_secret();
    let words = BASE64.encode(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"));
    let answer = connection.command(format!("AUTH XOAUTH2 {words}\r\n")).await?;
    if answer.has_code(334) { connection.command("\r\n").await } else { Ok(answer) }
}

/// The secret, once it is known that its file, if it has one, is there.
fn secret(
    key: &'static str,
    what: &'static str,
    given: Option<&SecretString>,
    file: Option<&Path>,
    data_dir: &Path,
) -> Result<Option<Secret>, MailerError> {
    if let Some(path) = file.map(|file| data_dir.join(file))
        && let Err(source) = std::fs::metadata(&path)
    {
        return Err(MailerError::UnreadableFile { what: key, path, source });
    }
    Ok(Secret::new(what, given, file, data_dir))
}
