//! A folder on an IMAP server: messages are known by their numbers there, which
//! stay theirs as long as the folder is the same.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::{Authenticator, Client, Session};
use futures_util::TryStreamExt;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::settings::ImapSettings;
use super::{BounceError, LARGEST};
use crate::delivery::error::MailerError;
use crate::delivery::login::{Login, LoginError};
use crate::delivery::settings::{MailFault, TransportSecurity};
use crate::delivery::stream::{DeadlineStream, MailStream, Patience, Reading, ReplyWatch};
use crate::delivery::tls::{self, Tls};
use crate::domain::bounce::one_line;

/// How much a server may send in one conversation, in bytes: more than a reading asks for.
const MOST_BYTES: u64 = 256 * 1_048_576;

/// A folder on a server, with all that a connection to it needs.
pub(super) struct ImapBox {
    host: String,
    port: u16,
    security: TransportSecurity,
    tls: Option<Tls>,
    login: Login,
    folder: String,
    timeout: Duration,
}

/// A conversation about the folder.
pub(super) struct Conversation {
    server: String,
    session: Session<MailStream>,
    /// Which folder it is, in case another one gets its name.
    validity: u32,
}

/// Why there is no conversation, or none any more.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("no connection: {0}")]
    Unreachable(String),
    #[error("it is not on this machine, and the connection is not encrypted")]
    NotLocal,
    #[error("no TLS: {0}")]
    Tls(std::io::Error),
    #[error("it does not greet us")]
    Greeting,
    #[error("it does not turn to TLS: {0}")]
    StartTls(String),
    #[error(transparent)]
    Login(#[from] LoginError),
    #[error("it does not let the user of the settings in: {0}")]
    Refused(String),
    #[error("the folder cannot be opened: {0}")]
    Folder(String),
    #[error("{0}")]
    Broken(String),
    #[error("it takes too long")]
    Slow,
}

impl ImapBox {
    pub(super) fn new(settings: &ImapSettings, data_dir: &Path) -> Result<Self, MailerError> {
        let server = settings.as_server();
        let host = server.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let tls = match server.tls {
            TransportSecurity::None => None,
            TransportSecurity::Implicit | TransportSecurity::Starttls => {
                let roots = match &server.ca_file {
                    Some(file) => tls::read_roots(&data_dir.join(file))?,
                    None => Vec::new(),
                };
                Some(tls::implicit(&host, roots)?)
            }
        };
        let login = Login::new(&server, data_dir)?.ok_or(MailerError::Settings(MailFault::NoUser))?;
        let timeout = server.timeout().unwrap_or(Duration::from_secs(30));
        Ok(Self {
            host,
            port: server.port,
            security: server.tls,
            tls,
            login,
            folder: settings.folder.clone(),
            timeout,
        })
    }

    fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Connects, signs in and opens the folder. A token that the server turns down is replaced once.
    pub(super) async fn open(&self) -> Result<Conversation, BounceError> {
        let begun = async {
            let secret = self.login.secret().await?;
            match self.patiently(&secret).await {
                Err(Trouble::Refused(words)) => match self.login.instead_of(&secret).await? {
                    Some(another) => self.patiently(&another).await,
                    None => Err(Trouble::Refused(words)),
                },
                other => other,
            }
        };
        let fault = |trouble: Trouble| BounceError::Imap { server: self.name(), why: trouble.to_string() };
        begun.await.map_err(fault)
    }

    async fn patiently(&self, secret: &SecretString) -> Result<Conversation, Trouble> {
        // Each read has its deadline; this one ends a server that drips single bytes.
        timeout(self.timeout * 10, self.begin(secret)).await.unwrap_or(Err(Trouble::Slow))
    }

    async fn begin(&self, secret: &SecretString) -> Result<Conversation, Trouble> {
        let tcp = self.reach().await?;
        let patience = Patience::new(self.timeout);
        let reading = match self.security {
            TransportSecurity::Starttls => Reading::ByLine,
            TransportSecurity::Implicit | TransportSecurity::None => Reading::Freely,
        };
        let mut stream = MailStream::Plain(
            DeadlineStream::new(tcp, reading, patience, ReplyWatch::default()).at_most(MOST_BYTES),
        );
        if self.security == TransportSecurity::Implicit {
            stream = self.under_tls(stream).await?;
        }
        let mut client = greeted(stream).await?;
        if self.security == TransportSecurity::Starttls {
            let turned = client.run_command_and_check_ok("STARTTLS", None).await;
            turned.map_err(|error| Trouble::StartTls(words(&error)))?;
            // Whatever was said before is not believed any more.
            client = Client::new(self.under_tls(client.into_inner()).await?);
        }
        let mut session = self.sign_in(client, secret).await?;
        let folder = session.select(&self.folder).await;
        let folder = folder.map_err(|error| Trouble::Folder(words(&error)))?;
        Ok(Conversation { server: self.name(), session, validity: folder.uid_validity.unwrap_or_default() })
    }

    async fn under_tls(&self, stream: MailStream) -> Result<MailStream, Trouble> {
        match (stream, &self.tls) {
            (MailStream::Plain(stream), Some((connector, name))) => {
                let stream = connector.connect(name.clone(), stream.freely()).await.map_err(Trouble::Tls)?;
                Ok(MailStream::Tls(Box::new(stream)))
            }
            (stream, _) => Ok(stream),
        }
    }

    async fn sign_in(
        &self,
        client: Client<MailStream>,
        secret: &SecretString,
    ) -> Result<Session<MailStream>, Trouble> {
        let (user, word) = (self.login.user(), secret.expose_secret());
        let signed_in = if self.login.is_by_token() {
            let words = format!("user={user}\u{1}auth=Bearer {word}\u{1}\u{1}");
            client.authenticate("XOAUTH2", Once(Some(words))).await
        } else if user.is_ascii() && word.is_ascii() {
            client.login(user, word).await
        } else {
            // LOGIN knows no letters but those of ASCII.
            client.authenticate("PLAIN", Once(Some(format!("\0{user}\0{word}")))).await
        };
        signed_in.map_err(|(error, _)| match error {
            Error::No(_) | Error::Bad(_) => Trouble::Refused(words(&error)),
            other => Trouble::Broken(words(&other)),
        })
    }

    async fn reach(&self) -> Result<TcpStream, Trouble> {
        let connecting = TcpStream::connect((self.host.as_str(), self.port));
        let tcp = timeout(self.timeout, connecting).await.map_err(|_| {
            Trouble::Unreachable(format!("nothing answers within {} s", self.timeout.as_secs_f64()))
        })?;
        let unreachable = |error: std::io::Error| Trouble::Unreachable(error.to_string());
        let tcp = tcp.map_err(unreachable)?;
        tcp.set_nodelay(true).map_err(unreachable)?;
        // The name said so, but names are looked up: see where it really led.
        let peer = tcp.peer_addr().map_err(unreachable)?;
        if self.security == TransportSecurity::None && !peer.ip().to_canonical().is_loopback() {
            return Err(Trouble::NotLocal);
        }
        Ok(tcp)
    }
}

/// Waits for the greeting.
async fn greeted(stream: MailStream) -> Result<Client<MailStream>, Trouble> {
    let mut client = Client::new(stream);
    match client.read_response().await {
        Ok(Some(_)) => Ok(client),
        Ok(None) => Err(Trouble::Greeting),
        Err(error) => Err(Trouble::Broken(broken(&error))),
    }
}

/// Answers the first question of a server; a further one only tells what is wrong.
struct Once(Option<String>);

impl Authenticator for Once {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

impl Conversation {
    pub(super) async fn unread(&mut self) -> Result<Vec<String>, BounceError> {
        let numbers = self.session.uid_search("UNSEEN UNDELETED").await;
        let mut numbers: Vec<u32> = numbers.map_err(|error| self.fault(&error))?.into_iter().collect();
        numbers.sort_unstable();
        Ok(numbers.into_iter().map(|number| format!("{}.{number}", self.validity)).collect())
    }

    pub(super) async fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, BounceError> {
        let Some(number) = self.number(name) else { return Ok(None) };
        let what = format!("(UID BODY.PEEK[]<0.{LARGEST}>)");
        let mut bytes = None;
        let fetched = async {
            let mut answers = self.session.uid_fetch(number.to_string(), what).await?;
            // A server may tell of other messages besides.
            while let Some(answer) = answers.try_next().await? {
                if answer.uid == Some(number)
                    && let Some(body) = answer.body()
                {
                    bytes = Some(body[..body.len().min(LARGEST)].to_vec());
                }
            }
            Ok(())
        };
        let fetched: Result<(), Error> = fetched.await;
        fetched.map_err(|error| self.fault(&error))?;
        Ok(bytes)
    }

    pub(super) async fn mark_seen(&mut self, name: &str) -> Result<(), BounceError> {
        let Some(number) = self.number(name) else { return Ok(()) };
        let marked = async {
            let answers = self.session.uid_store(number.to_string(), "+FLAGS.SILENT (\\Seen)").await?;
            answers.try_for_each(|_| std::future::ready(Ok(()))).await
        };
        let marked: Result<(), Error> = marked.await;
        marked.map_err(|error| self.fault(&error))
    }

    pub(super) async fn close(mut self) {
        // Who does not say good-bye in time is left.
        let _ = timeout(Duration::from_secs(5), self.session.logout()).await;
    }

    fn number(&self, name: &str) -> Option<u32> {
        let (validity, number) = name.split_once('.')?;
        (validity.parse() == Ok(self.validity)).then(|| number.parse().ok()).flatten()
    }

    fn fault(&self, error: &Error) -> BounceError {
        BounceError::Imap { server: self.server.clone(), why: words(error) }
    }
}

/// An error in words: none of what was in a message, or in our own commands.
fn words(error: &Error) -> String {
    match error {
        Error::Io(error) => broken(error),
        Error::No(said) | Error::Bad(said) => {
            let inner = said.split_once("info: Some(\"").and_then(|(_, rest)| rest.strip_suffix("\")"));
            inner.map_or_else(|| "it refuses, without a word".to_owned(), one_line)
        }
        Error::ConnectionLost => "the connection broke".to_owned(),
        Error::Validate(_) => {
            "the user, the password or the folder has a character that IMAP does not allow".to_owned()
        }
        _ => "its answer cannot be understood".to_owned(),
    }
}

fn broken(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::TimedOut => "it is silent for too long".to_owned(),
        ErrorKind::BrokenPipe
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::UnexpectedEof => "the connection broke".to_owned(),
        // What the parser could not read is repeated in its error.
        ErrorKind::Other => "its answer cannot be understood".to_owned(),
        kind => kind.to_string(),
    }
}
