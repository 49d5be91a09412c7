//! A mail server as the settings name it, and how a conversation with it begins.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use rustls::pki_types::ServerName;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::courier::MailerError;
use super::session::{Session, words};
use super::settings::{SmtpSettings, TransportSecurity};
use super::stream::{DeadlineStream, ImplicitTls, Patience, Reading};
use super::tls;

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

struct Login {
    user: String,
    password: Password,
}

enum Password {
    Given(SecretString),
    File(PathBuf),
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
    #[error("the mail server does not greet us: {0}")]
    Greeting(String),
    #[error("cannot read the mail server's password from `{path}`: {source}", path = path.display())]
    Password { path: PathBuf, source: io::Error },
    #[error("the mail server offers no way to sign in that we know (PLAIN, LOGIN)")]
    NoLogin,
    #[error("the mail server does not let the user of the settings in: {0}")]
    Login(String),
    #[error("the mail server takes too long over its greeting")]
    Slow,
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
        let login = settings.user.as_ref().map(|user| Login {
            user: user.clone(),
            password: match (&settings.password, &settings.password_file) {
                (_, Some(file)) => Password::File(data_dir.join(file)),
                (password, None) => Password::Given(password.clone().unwrap_or_default()),
            },
        });
        if let Some(Login { password: Password::File(path), .. }) = &login {
            std::fs::metadata(path).map_err(|source| MailerError::UnreadableFile {
                what: "password_file",
                path: path.clone(),
                source,
            })?;
        }
        Ok(Self {
            host,
            port: settings.port,
            security,
            login,
            hello: settings.hello.clone().map_or_else(ClientId::default, ClientId::Domain),
            timeout: settings.timeout().unwrap_or(Duration::from_secs(30)),
        })
    }

    /// The server's name and port, for messages.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Connects, turns to TLS where the settings say so, and signs in.
    pub(super) async fn connect(&self) -> Result<Session, ConnectError> {
        // Each read has its deadline; this one ends a server that drips single bytes.
        timeout(self.timeout * 10, self.begin()).await.unwrap_or(Err(ConnectError::Slow))
    }

    async fn begin(&self) -> Result<Session, ConnectError> {
        let (tcp, watch) = self.reach().await?;
        let patience = Patience::new(self.timeout);
        let say = |error: &lettre::transport::smtp::Error| words(error, &patience);
        let stream: Box<dyn AsyncTokioStream> = match &self.security {
            Security::StartTls(_) => Box::new(DeadlineStream::new(tcp, Reading::ByLine, patience.clone())),
            Security::None => Box::new(DeadlineStream::new(tcp, Reading::Freely, patience.clone())),
            Security::Implicit(connector, name) => {
                let stream = DeadlineStream::new(tcp, Reading::Freely, patience.clone());
                let stream = connector
                    .connect(name.clone(), stream)
                    .await
                    .map_err(|error| ConnectError::Tls(error.to_string()))?;
                Box::new(ImplicitTls(stream))
            }
        };
        let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &self.hello)
            .await
            .map_err(|error| ConnectError::Greeting(say(&error)))?;
        if let Security::StartTls(parameters) = &self.security {
            if !connection.can_starttls() {
                return Err(ConnectError::NoStartTls);
            }
            connection
                .starttls(parameters.clone(), &self.hello)
                .await
                .map_err(|error| ConnectError::Tls(say(&error)))?;
        }
        if let Some(login) = &self.login {
            if connection.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
                return Err(ConnectError::NoLogin);
            }
            let credentials = login.credentials().await?;
            connection
                .auth(DEFAULT_MECHANISMS, &credentials)
                .await
                .map_err(|error| ConnectError::Login(say(&error)))?;
        }
        Ok(Session::new(connection, patience, watch))
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

impl Login {
    async fn credentials(&self) -> Result<Credentials, ConnectError> {
        let password = match &self.password {
            Password::Given(password) => password.expose_secret().to_owned(),
            Password::File(path) => {
                let text = tokio::fs::read_to_string(path)
                    .await
                    .map_err(|source| ConnectError::Password { path: path.clone(), source })?;
                text.lines().next().unwrap_or_default().to_owned()
            }
        };
        Ok(Credentials::new(self.user.clone(), password))
    }
}
