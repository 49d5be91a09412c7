//! `nyttja serve`: the daemon.

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::logging::LogFormat;
use super::{Exit, Failure, Folders, logging, opening};
use crate::app::{self, Daemon, Ended, LIMIT, Plan};
use crate::clock::Clock;
use crate::web::Web;

/// Run as a daemon, by the schedule in nyttja.toml.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// How log lines look
    #[arg(long, value_enum, default_value_t)]
    log_format: LogFormat,
}

/// Serves until it is told to stop: the first signal lets what is under way
/// end, the second one stops at once.
///
/// # Errors
///
/// A [`Failure`] when the settings are wrong or a part cannot be started.
pub async fn serve(folders: &Folders, args: &ServeArgs) -> Result<Exit, Failure> {
    logging::start("info", args.log_format);
    let clock = Clock::system();
    let settings = opening::settings_with_doubts(folders, clock.now())?;
    let weekly = app::build(&settings, &folders.data).await?;
    if weekly.mail.is_none() {
        return Err(crate::weekly::WeeklyError::NoMail.into());
    }
    let stop = stop_on_signals()?;
    let web = match settings.web {
        Some(web) => Some(
            Web::start(web, weekly.store.clone(), clock)
                .await
                .map_err(|error| Failure::of(&error).hint("set another `listen` under [web]"))?,
        ),
        None => None,
    };
    let daemon = Daemon {
        weekly,
        plan: Plan::new(settings.schedules),
        retention: settings.retention,
        data_dir: folders.data.clone(),
        clock,
    };
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "nyttja serves");
    let ended = daemon.serve(&stop).await.map_err(|error| Failure::of(&error))?;
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

/// A token that the first SIGTERM or SIGINT cancels; the second one ends the program.
fn stop_on_signals() -> Result<CancellationToken, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| Failure::of(&error));
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    let stop = CancellationToken::new();
    let token = stop.clone();
    tokio::spawn(async move {
        let mut signals = 0;
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            signals += 1;
            if signals > 1 {
                tracing::warn!("a second signal: nyttja ends at once");
                std::process::exit(i32::from(Exit::Error as u8));
            }
            tracing::info!("nyttja stops; what is under way is finished first");
            token.cancel();
        }
    });
    Ok(stop)
}
