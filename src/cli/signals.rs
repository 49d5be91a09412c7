//! What SIGTERM and SIGINT do: the first one lets what is under way end, the
//! second one ends the program.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::{Exit, Failure};

/// A token that the first signal cancels.
pub(super) fn stop() -> Result<CancellationToken, Failure> {
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
