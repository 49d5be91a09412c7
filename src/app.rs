//! Builds the parts from settings; starts, waits, stops.

mod daemon;
mod planning;
mod snapshot;
mod watching;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::delivery::{BounceBox, BounceSettings, Mailer, MailerError};
use crate::domain::recipient::address::Mailbox;
use crate::https;
use crate::letters::{Letters, TemplateError};
use crate::settings::Settings;
use crate::sources::{Source, SourceError};
use crate::store::{Store, StoreError};
use crate::watchdog::{Watchdog, WatchdogError};
use crate::web::LinkError;
use crate::weekly::{Bounces, DeliveryRules, Mail, Parts, Weekly, refused_dir};

pub use daemon::{Daemon, Ended, LIMIT};
pub use planning::{Job, Plan};
pub use snapshot::Snapshot;
pub use watching::Watched;

/// Why the parts could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The data folder cannot be made.
    #[error("cannot make the data folder `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A source cannot be set up.
    #[error("the source `{name}` cannot be used")]
    Source {
        /// Its name.
        name: String,
        /// Why.
        source: SourceError,
    },
    /// A template cannot be used.
    #[error(transparent)]
    Templates(#[from] TemplateError),
    /// Mail cannot be set up.
    #[error("letters cannot be sent as [mail] says")]
    Mail(#[from] MailerError),
    /// The mailbox for bounces cannot be set up.
    #[error("bounces cannot be read as [bounces] says")]
    Bounces(#[source] MailerError),
    /// Links in letters cannot be signed.
    #[error(transparent)]
    Links(#[from] LinkError),
    /// A watchdog cannot be told anything.
    #[error(transparent)]
    Watchdog(#[from] WatchdogError),
}

impl AppError {
    /// What the reader can do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Folder { .. } => {
                "name a folder you may write to: --data DIR, or NYTTJA_DATA=DIR".to_owned()
            }
            Self::Store(error) => error.hint(),
            Self::Source { source, .. } => source.hint(),
            Self::Templates(error) => error.hint(),
            Self::Mail(error) | Self::Bounces(error) => error.hint().to_owned(),
            Self::Links(error) => error.hint(),
            Self::Watchdog(_) => https::HINT.to_owned(),
        }
    }
}

/// Puts the weekly work together, on the store that the settings name.
pub async fn build(settings: &Settings, data_dir: &Path) -> Result<Weekly, AppError> {
    std::fs::create_dir_all(data_dir)
        .map_err(|source| AppError::Folder { path: data_dir.to_owned(), source })?;
    build_on(Store::open(&settings.store, data_dir).await?, settings, data_dir)
}

/// Puts the weekly work together, on a store that is open already.
pub fn build_on(store: Store, settings: &Settings, data_dir: &Path) -> Result<Weekly, AppError> {
    let sources = settings
        .sources
        .iter()
        .map(|source| {
            Source::new(source, data_dir)
                .map_err(|error| AppError::Source { name: source.name().to_owned(), source: error })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mail = settings
        .mail
        .as_ref()
        .map(|mail| -> Result<Mail, AppError> {
            let reply_to = mail.reply_to.clone().map(|address| Mailbox { name: None, address });
            Ok(Mail {
                from: mail.from.clone(),
                bounces_to: mail.bounces_to().clone(),
                bounces_tag: mail.bounces_tag.clone(),
                reply_to: reply_to.unwrap_or_else(|| mail.from.clone()),
                coordinators: mail.coordinators(),
                mailer: Mailer::new(mail, data_dir)?,
                rules: DeliveryRules {
                    per_minute: mail.transport_limit(),
                    on_unknown: mail.on_unknown,
                    too_late_after: settings.too_late_after,
                },
            })
        })
        .transpose()?;
    Ok(Weekly::new(Parts {
        municipality: Arc::clone(&settings.municipality),
        store,
        sources,
        letters: Letters::new(settings.letters.templates.as_deref())?,
        mail,
        bounces: match &settings.bounces {
            Some(bounces) => Some(Bounces {
                mailbox: Arc::new(BounceBox::new(bounces, data_dir).map_err(AppError::Bounces)?),
                every: settings.bounces_every,
            }),
            None => None,
        },
        brake: settings.bounces.as_ref().map(BounceSettings::brake).unwrap_or_default(),
        pause_links: settings.web.as_ref().map(|web| web.pause_links(data_dir)).transpose()?.flatten(),
        watchdog: settings.watchdog.as_ref().map(|one| Watchdog::new(one, data_dir)).transpose()?,
        refused_dir: refused_dir(data_dir),
    }))
}
