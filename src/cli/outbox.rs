//! `nyttja outbox`: the ledger of letters, and what to do with those that wait.

mod deciding;
mod list;
mod show;

use clap::Subcommand;

use super::{Exit, Failure, Folders, opening};
use crate::store::Change;

use deciding::{ChangeArgs, RetryArgs};
use list::ListArgs;
use show::ShowArgs;

/// Show the letters in the outbox, and decide about those that wait for you
#[derive(Debug, Subcommand)]
pub enum OutboxCommand {
    /// List letters, the newest week first
    List(ListArgs),
    /// Show everything about one letter: where it is, the server's words, who decided what and why
    ///
    /// Of somebody who has several letters, all of the newest week are shown, or of
    /// --week. With --message the message itself is written, byte for byte as the mail
    /// server gets it: it is a public record, and is kept as long as `keep_letters` says.
    /// For example: `nyttja outbox show anna.ek@example.invalid --message > letter.eml`
    Show(ShowArgs),
    /// Let held letters go out: at once where the daemon runs, else with the next run
    Release(ChangeArgs),
    /// Take back letters that are held, wait to be sent or were too late; they are never sent
    Discard(ChangeArgs),
    /// Send letters once more that failed, were too late or may not have arrived
    ///
    /// They go out with the same words and the same Message-ID, to the same address. With
    /// --failed they go only to those who missed theirs for sure; with --unknown to those of
    /// whom nobody knows, and who may get theirs twice. Where an address in units.csv was mended, no retry is
    /// needed: `nyttja run` writes a letter to the new one, and a retry leaves the old one alone.
    Retry(RetryArgs),
}

/// Lists, shows or changes.
pub async fn outbox(folders: &Folders, command: &OutboxCommand) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    let store = opening::store(folders, &settings).await?;
    let done = match command {
        OutboxCommand::List(args) => list::list(&store.outbox, args).await,
        OutboxCommand::Show(args) => {
            show::show(&store.outbox, &store.bounces, args, settings.municipality.zone).await
        }
        OutboxCommand::Release(args) => deciding::change(folders, &store, Change::Release, args).await,
        OutboxCommand::Discard(args) => deciding::change(folders, &store, Change::Discard, args).await,
        OutboxCommand::Retry(args) => deciding::retry(folders, &settings, &store, args).await,
    };
    store.close().await;
    done
}
