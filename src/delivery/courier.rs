//! The mailer, made once from the settings, and its couriers, one for each worker.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio_util::task::AbortOnDropHandle;

use super::error::MailerError;
use super::folder::Folder;
use super::server::Server;
use super::session::{After, Session};
use super::settings::{MailSettings, TransportSettings};
use super::signing::Signer;
use super::throttle::Throttle;
use super::{IsOurs, Parcel, TagFare};
use crate::domain::outbox::{Attempt, Barred, Barrier, Contact};

enum Transport {
    Smtp(Server),
    Folder(Folder),
}

/// Hands letters over as the settings say; the source of all couriers.
pub struct Mailer {
    transport: Arc<Transport>,
    throttle: Option<Arc<Throttle>>,
    connections: usize,
    signer: Option<Signer>,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("connections", &self.connections).finish_non_exhaustive()
    }
}

impl Mailer {
    /// Prepares the way to the recipients, without connecting to anything.
    ///
    /// Relative paths in the settings lead into `data_dir`.
    ///
    /// # Errors
    ///
    /// When a value is wrong (the first of [`MailSettings::faults`]), or a
    /// file that the settings name cannot be used.
    pub fn new(settings: &MailSettings, data_dir: &Path) -> Result<Self, MailerError> {
        if let Some(fault) = settings.faults().into_iter().next() {
            return Err(MailerError::Settings(fault));
        }
        let (transport, throttle) = match &settings.transport {
            TransportSettings::Smtp(smtp) => {
                (Transport::Smtp(Server::new(smtp, data_dir)?), Throttle::per_minute(settings.per_minute))
            }
            // The limit protects a mail server; a folder needs none.
            TransportSettings::Folder(folder) => {
                (Transport::Folder(Folder::new(data_dir.join(&folder.path))), None)
            }
        };
        Ok(Self {
            transport: Arc::new(transport),
            throttle: throttle.map(Arc::new),
            connections: settings.connections,
            signer: settings.dkim.as_ref().map(|dkim| Signer::new(dkim, data_dir)).transpose()?,
        })
    }

    /// The letter as it is to travel: signed where the settings say so, as of its date.
    ///
    /// The same letter with the same date gives the same bytes; they are to be
    /// signed once, when they are written, and kept like that.
    #[must_use]
    pub fn sealed(&self, letter: Vec<u8>, date: DateTime<Utc>) -> Vec<u8> {
        match &self.signer {
            Some(signer) => signer.sign(&letter, date),
            None => letter,
        }
    }

    /// How many couriers may work at the same time.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections
    }

    /// A courier for one worker. All couriers of a mailer share its pace.
    #[must_use]
    pub fn courier(&self) -> Courier {
        Courier {
            transport: Arc::clone(&self.transport),
            throttle: self.throttle.clone(),
            session: None,
            has_turn: false,
            contact: None,
            out_of_reach: false,
            tags: None,
        }
    }
}

/// Hands over one letter after the other, on at most one connection.
pub struct Courier {
    transport: Arc<Transport>,
    throttle: Option<Arc<Throttle>>,
    session: Option<Session>,
    has_turn: bool,
    contact: Option<Contact>,
    out_of_reach: bool,
    tags: Option<TagFare>,
}

impl Courier {
    /// Waits until the pace allows this courier's next letter, which is then
    /// handed over without further waiting.
    ///
    /// Optional: [`Self::deliver`] waits by itself. Waiting here first keeps a
    /// letter in the queue until its turn. The future may be dropped at any
    /// moment; nothing is handed over, and a turn already taken is kept.
    pub async fn turn(&mut self) {
        if self.has_turn {
            return;
        }
        if let Some(throttle) = &self.throttle {
            throttle.turn().await;
        }
        self.has_turn = true;
    }

    /// Hands one letter over, and says what came of it. Never fails otherwise,
    /// and never tries twice once the server has heard of the letter.
    ///
    /// To stop while it waits for its turn, wait in [`Self::turn`] instead. A
    /// future dropped later than that leaves open whether the letter went out;
    /// its connection is dropped with it, and the courier stays usable.
    pub async fn deliver(&mut self, parcel: &Parcel) -> Attempt {
        self.deliver_while(&|| true, parcel).await
    }

    /// The same, as long as the letter `is_ours`. That is asked at the last moment before the
    /// mail server gets its content: a process that stood still may have lost it to another one.
    pub async fn deliver_while(&mut self, is_ours: &IsOurs<'_>, parcel: &Parcel) -> Attempt {
        self.turn().await;
        self.has_turn = false;
        match &*Arc::clone(&self.transport) {
            Transport::Folder(folder) => folder.take(parcel).await,
            Transport::Smtp(_) => self.send(is_ours, parcel).await,
        }
    }

    async fn send(&mut self, is_ours: &IsOurs<'_>, parcel: &Parcel) -> Attempt {
        // The connection is taken out of its place while a letter is under
        // way, so that whatever happens to us, it is never used half-way.
        if let Some(mut session) = self.session.take().filter(Session::is_quiet) {
            let sent = session.send(is_ours, parcel).await;
            if sent.after != After::Stale {
                self.contact = sent.contact();
                self.keep(session, sent.after).await;
                return sent.attempt;
            }
            tracing::debug!("The mail server had ended an idle connection; connecting again.");
        }
        let mut session = match self.connect().await {
            Ok(session) => session,
            Err(barred) => {
                let words = barred.words.clone();
                self.contact = Some(Contact::Barred(barred));
                self.out_of_reach = true;
                return Attempt::Deferred(words);
            }
        };
        self.out_of_reach = false;
        let mut sent = session.send(is_ours, parcel).await;
        // A server may hang up on a sender that it does not know.
        let hung_up = matches!(sent.after, After::Broken | After::Stale);
        if let Attempt::Deferred(words) = &sent.attempt
            && (hung_up && session.tags().is_none() && parcel.tagged.is_some() && is_ours())
            && let Ok(another) = self.connect().await
        {
            session = another.without_tags(words.clone());
            sent = session.send(is_ours, parcel).await;
        }
        self.contact = sent.contact();
        self.keep(session, sent.after).await;
        sent.attempt
    }

    /// How the mail server takes senders with a tag, by the last conversation; none where it has not told.
    #[must_use]
    pub fn tags(&self) -> Option<&TagFare> {
        self.tags.as_ref()
    }

    /// How far it came with the mail server with the last letter, told once; none where there is no
    /// mail server, or it did not hear of that letter.
    pub fn take_contact(&mut self) -> Option<Contact> {
        self.contact.take()
    }

    /// Whether the last letter never came to a conversation: the server could
    /// not be reached, or let nobody sign in. Trying others at once would only
    /// get the account locked.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        self.out_of_reach
    }

    async fn keep(&mut self, mut session: Session, after: After) {
        self.tags = session.tags().cloned();
        let usable = match after {
            After::Usable => true,
            After::Reset => session.reset().await,
            After::Broken | After::Stale => false,
        };
        self.session = usable.then_some(session);
    }

    /// Opens a connection in a task of its own: lettre panics on some greetings
    /// (a line of nothing but spaces in the answer to EHLO), and that must not
    /// take the worker with it.
    async fn connect(&self) -> Result<Session, Barred> {
        let transport = Arc::clone(&self.transport);
        let connecting = tokio::spawn(async move {
            match &*transport {
                Transport::Smtp(server) => server.connect().await.map_err(|error| error.barred()),
                Transport::Folder(_) => Err(no_conversation("letters go to a folder, not to a mail server")),
            }
        });
        AbortOnDropHandle::new(connecting)
            .await
            .unwrap_or_else(|_| Err(no_conversation("the mail server's greeting cannot be understood")))
    }

    /// Says good-bye to the server, if there is a conversation; takes at most
    /// five seconds. The next letter opens a new connection.
    pub async fn close(&mut self) {
        if let Some(session) = self.session.take() {
            session.quit().await;
        }
    }
}

fn no_conversation(words: &str) -> Barred {
    Barred { barrier: Barrier::NoConversation, code: None, words: words.to_owned() }
}
