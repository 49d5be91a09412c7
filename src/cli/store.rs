//! `nyttja store`: moves usage, letters and runs to another database.

use clap::{Args, Subcommand};

use super::screen::outln;
use super::{Exit, Failure, Folders, opening};
use crate::store::{JobLock, Store, StoreSettings};

/// Move usage, letters and runs to another database
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Copy everything into an empty database, and count it there
    ///
    /// Stop the daemon first. The old database stays as it is: start the daemon again
    /// with the new one as `store.url`. It works in either direction, for example:
    /// `nyttja store copy --to postgres://nyttja@db.example.invalid/nyttja`
    Copy(CopyArgs),
}

/// From where to where.
#[derive(Debug, Args)]
pub struct CopyArgs {
    /// The database to read, written as `store.url`; that of nyttja.toml where absent
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    /// The database to fill, written as `store.url`; one that PostgreSQL keeps must exist, and be empty
    #[arg(long, value_name = "URL")]
    to: String,
}

/// Copies.
pub async fn store(folders: &Folders, command: &StoreCommand) -> Result<Exit, Failure> {
    let StoreCommand::Copy(args) = command;
    let from = match &args.from {
        Some(url) => StoreSettings::at(url),
        None => opening::settings(folders)?.store,
    };
    let to = StoreSettings::at(&args.to);
    if !from.is_there(&folders.data)? {
        return Err(Failure::new("there is no database to copy").hint("name its folder: --data DIR"));
    }
    let _lock = JobLock::acquire_folder(&folders.data)?;
    let (from, to) = (Store::open(&from, &folders.data).await?, Store::open(&to, &folders.data).await?);
    let copied = from.copy_to(&to).await?;
    from.close().await;
    to.close().await;
    for table in copied {
        outln!("{:>8} {}", table.rows, table.table);
    }
    outln!("Everything is there. Set `store.url` to it before you start the daemon again.");
    Ok(Exit::Done)
}
