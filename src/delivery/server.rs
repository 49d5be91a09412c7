//! A mail server as the settings name it, and how a conversation with it begins.

use std::io;
use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use rustls::pki_types::ServerName;
use secrecy::SecretString;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::error::MailerError;
use super::login::{Login, LoginError};
use super::session::{Abilities, Session, words};
use super::settings::{SmtpSettings, TransportSecurity};
use super::stream::{DeadlineStream, MailStream, Patience, Reading, ReplyWatch};
use super::tls;
use crate::domain::outbox::{Barred, Barrier};

/// A mail server, with all that a connection to it needs.
pub(super) struct Server {
    host: String,
    port: u16,
    security: Security,
    login: Option<Login>,
    hello: ClientId,
    timeout: Duration,
}

enum Security {
    StartTls(TlsParameters),
    Implicit(TlsConnector, ServerName<'static>),
    None,
}

/// Why there is no conversation. Nothing of any letter was handed over.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("cannot reach the mail server {host}:{port}: {why}")]
    Unreachable { host: String, port: u16, why: String },
    #[error("the mail server is not on this machine, and the connection is not encrypted")]
    NotLocal,
    #[error("no TLS with the mail server: {0}")]
    Tls(String),
    #[error("the mail server does not offer STARTTLS")]
    NoStartTls,
    #[error("the mail server does not greet us: {words}")]
    Greeting { code: Option<u16>, words: String },
    #[error(transparent)]
    Login(#[from] LoginError),
    #[error("the mail server takes too long over its greeting")]
    Slow,
}

impl ConnectError {
    /// What is in the way of every letter.
    pub(super) fn barred(&self) -> Barred {
        let (barrier, code) = match self {
            Self::Unreachable { .. } => (Barrier::OutOfReach, None),
            Self::Greeting { code, .. } => (Barrier::NoConversation, *code),
            Self::NotLocal | Self::Tls(_) | Self::NoStartTls | Self::Slow => (Barrier::NoConversation, None),
            Self::Login(LoginError::Refused { code, .. }) => (Barrier::SignIn, *code),
            Self::Login(_) => (Barrier::SignIn, None),
        };
        Barred { barrier, code, words: self.to_string() }
    }
}

impl Server {
    pub(super) fn new(settings: &SmtpSettings, data_dir: &Path) -> Result<Self, MailerError> {
        let host = settings.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let roots = match &settings.ca_file {
            Some(file) => tls::read_roots(&data_dir.join(file))?,
            None => Vec::new(),
        };
        let security = match settings.tls {
            TransportSecurity::Starttls => Security::StartTls(tls::starttls(&host, roots)?),
            TransportSecurity::Implicit => {
                let (connector, name) = tls::implicit(&host, roots)?;
                Security::Implicit(connector, name)
            }
            TransportSecurity::None => Security::None,
        };
        Ok(Self {
            host,
            port: settings.port,
            security,
            login: Login::new(settings, data_dir)?,
            hello: settings.hello.clone().map_or_else(ClientId::default, ClientId::Domain),
            timeout: settings.timeout().unwrap_or(Duration::from_secs(30)),
        })
    }

    /// Connects, turns to TLS where the settings say so, and signs in. A token
    /// that the server turns down is replaced once: it may have expired.
    pub(super) async fn connect(&self) -> Result<Session, ConnectError> {
        let Some(login) = &self.login else { return self.patiently(None).await };
        let secret = login.secret().await?;
        match self.patiently(Some((login, &secret))).await {
            Err(ConnectError::Login(LoginError::Refused { code, words })) => {
                match login.instead_of(&secret).await? {
                    Some(another) => self.patiently(Some((login, &another))).await,
                    None => Err(LoginError::Refused { code, words }.into()),
                }
            }
            other => other,
        }
    }

    async fn patiently(&self, login: Option<(&Login, &SecretString)>) -> Result<Session, ConnectError> {
        // Each read has its deadline; this one ends a server that drips single bytes.
        timeout(self.timeout * 10, self.begin(login)).await.unwrap_or(Err(ConnectError::Slow))
    }

    async fn begin(&self, login: Option<(&Login, &SecretString)>) -> Result<Session, ConnectError> {
        let (tcp, watch) = self.reach().await?;
        let patience = Patience::new(self.timeout);
        let say = |error: &lettre::transport::smtp::Error| words(error, &patience);
        let no_greeting = |error: &lettre::transport::smtp::Error| ConnectError::Greeting {
            code: error.status().map(Into::into),
            words: say(error),
        };
        let reply_watch = ReplyWatch::default();
        let listening = |reading| DeadlineStream::new(tcp, reading, patience.clone(), reply_watch.clone());
        let stream = match &self.security {
            Security::StartTls(_) => MailStream::Plain(listening(Reading::ByLine)),
            Security::None => MailStream::Plain(listening(Reading::Freely)),
            Security::Implicit(connector, name) => {
                let stream = listening(Reading::Freely);
                let stream = connector
                    .connect(name.clone(), stream)
                    .await
                    .map_err(|error| ConnectError::Tls(error.to_string()))?;
                MailStream::Tls(Box::new(stream))
            }
        };
        let mut connection = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello)
            .await
            .map_err(|error| no_greeting(&error))?;
        if let Security::StartTls(parameters) = &self.security {
            if !connection.can_starttls() {
                return Err(ConnectError::NoStartTls);
            }
            connection
                .starttls(parameters.clone(), &self.hello)
                .await
                .map_err(|error| ConnectError::Tls(say(&error)))?;
        }
        let abilities =
            Abilities::ask(&mut connection, &self.hello).await.map_err(|error| no_greeting(&error))?;
        if let Some((login, secret)) = login {
            login.sign_in(&mut connection, secret, &patience).await?;
        }
        Ok(Session::new(connection, abilities, patience, reply_watch, watch))
    }

    /// Opens the TCP connection; the second handle on it is for looking only.
    async fn reach(&self) -> Result<(TcpStream, std::net::TcpStream), ConnectError> {
        let unreachable =
            |why: String| ConnectError::Unreachable { host: self.host.clone(), port: self.port, why };
        let connecting = TcpStream::connect((self.host.as_str(), self.port));
        let tcp = timeout(self.timeout, connecting)
            .await
            .map_err(|_| unreachable(format!("no connection within {} s", self.timeout.as_secs_f64())))?
            .map_err(|error| unreachable(error.to_string()))?;
        let prepare = |tcp: TcpStream| {
            // Without this, every letter waits some 40 ms for an acknowledgement.
            tcp.set_nodelay(true)?;
            let peer = tcp.peer_addr()?;
            let tcp = tcp.into_std()?;
            let watch = tcp.try_clone()?;
            Ok((TcpStream::from_std(tcp)?, watch, peer))
        };
        let (tcp, watch, peer) = prepare(tcp).map_err(|error: io::Error| unreachable(error.to_string()))?;
        // The name said so, but names are looked up: see where it really led.
        if matches!(self.security, Security::None) && !peer.ip().to_canonical().is_loopback() {
            return Err(ConnectError::NotLocal);
        }
        Ok((tcp, watch))
    }
}
