//! `nyttja serve`: the daemon.

use clap::Args;

use super::process::{self, LogFormat};
use super::{Exit, Failure, Folders, opening};
use crate::app::{self, Daemon, Ended, LIMIT, Plan, Watched};
use crate::clock::Clock;
use crate::web::Web;

/// Run as a daemon, by the schedule in nyttja.toml
///
/// A file in the config folder that changes is read again by itself, and is in use from the
/// next heartbeat on. Where the files cannot be used, the daemon says so in its log, and goes on
/// with them as they were. What stands under `[web]` and `[store]` counts from the next start.
///
/// On SIGTERM or SIGINT it finishes the letters being handed over, and ends.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// How log lines look
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) log_format: LogFormat,
}

/// Serves until it is told to stop: the first signal lets what is under way
/// end, the second one stops at once.
pub async fn serve(folders: &Folders) -> Result<Exit, Failure> {
    let clock = Clock::system();
    // Seen before they are read: what changes in between is read again.
    let files = Watched::new(&folders.config, opening::environment());
    let settings = opening::settings_with_doubts(folders, clock.now())?;
    let weekly = app::build(&settings, &folders.data).await?;
    if weekly.mail.is_none() {
        return Err(crate::weekly::WeeklyError::NoMail.into());
    }
    let stop = process::stop()?;
    let web = match settings.web {
        Some(web) => Some(
            Web::start(web, &folders.data, weekly.store.clone(), clock)
                .await
                .map_err(|error| Failure::of(&error).hint("set another `listen` under [web]"))?,
        ),
        None => None,
    };
    if let Some(web) = &web {
        tracing::info!(address = %web.address(), "the web server listens");
    }
    let daemon = Daemon {
        weekly,
        plan: Plan::new(settings.schedules),
        retention: settings.retention,
        files,
        data_dir: folders.data.clone(),
        settings_since: clock.now(),
        clock,
    };
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "nyttja serves");
    let ended = Box::pin(daemon.serve(&stop)).await.map_err(|error| Failure::of(&error))?;
    if let Some(web) = web {
        web.stop().await;
    }
    match ended {
        Ended::Cleanly => {
            tracing::info!("nyttja has stopped");
            Ok(Exit::Done)
        }
        Ended::CutOff => {
            Err(Failure::new(format!("something took longer than {} seconds to end", LIMIT.as_secs()))
                .hint("nothing is lost: the next start goes on with it"))
        }
    }
}
