//! `nyttja backup`: a copy of the store, while everything goes on.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;

use super::args::parse_moment;
use super::screen::{counted, local, outln};
use super::{Exit, Failure, Folders, opening};
use crate::store::{BackupSummary, Store};

/// Copy everything that nyttja keeps into a file, while the daemon goes on
///
/// The copy is one of a single moment, from SQLite and PostgreSQL alike. It is read back
/// and checked before the command says that it is made; only you may read it, since it
/// holds addresses. Files that people write, such as the config folder, are not in it.
/// For example: `nyttja backup /backup/nyttja.db --replace`
#[derive(Debug, Args)]
pub struct BackupArgs {
    /// The file to make, such as /backup/nyttja.db
    file: PathBuf,
    /// Let it take the place of a file of that name, once it is whole
    #[arg(long)]
    replace: bool,
    /// Take this for the present moment, such as 2026-11-23T04:00:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
}

/// Makes a backup.
pub async fn backup(folders: &Folders, args: &BackupArgs) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    if !settings.store.is_there(&folders.data)? {
        return Err(Failure::new("there is no database to back up").hint("name its folder: --data DIR"));
    }
    if settings.store.is_file(&args.file, &folders.data)? {
        return Err(Failure::new(format!("`{}` is the database itself", args.file.display()))
            .hint("name another file, best on another disk"));
    }
    let store = Store::open(&settings.store, &folders.data).await?;
    let made = store.back_up(&args.file, args.replace, opening::clock(args.at).now()).await;
    store.close().await;
    let made = made?;
    let (letters, runs, usage) = (made.rows("letters"), made.rows("runs"), made.rows("usage"));
    outln!(
        "{}, {} and {} of usage are in `{}`",
        counted(letters, "letter"),
        counted(runs, "run"),
        counted(usage, "record"),
        args.file.display()
    );
    outln!("{}", newest(&made, settings.municipality.zone));
    Ok(Exit::Done)
}

fn newest(made: &BackupSummary, zone: chrono_tz::Tz) -> String {
    match &made.newest_run {
        None => "nothing was run yet".to_owned(),
        Some((name, None)) => format!("the newest run is {name}, which has not ended"),
        Some((name, Some(at))) => {
            format!("the newest run is {name}, which ended {}", local(*at, zone))
        }
    }
}
