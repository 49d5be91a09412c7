//! `nyttja restore`: puts a backup in place, so that nothing goes out twice.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::args::parse_moment;
use super::process::who;
use super::screen::{counted, local, outln};
use super::{Exit, Failure, Folders, opening};
use crate::store::{JobLock, RestoreOptions, RestoreSummary, Store};

/// Put a backup in place, so that nothing goes out twice
///
/// Stop the daemon first. Since the backup was made, letters may have gone out that it
/// does not know of, and nobody should get one twice. So those that were waiting become
/// `unknown`, and a run that writes letters of the time in between holds them: ask a
/// principal, and release or discard them. The backup itself stays as it is.
/// For example: `nyttja restore /backup/nyttja.db`
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup, as `nyttja backup` made it
    file: PathBuf,
    /// Put it in the place of a database that is there; that one is kept beside it
    #[arg(long)]
    replace: bool,
    /// Nothing was sent since the backup was made, for example because you stopped the daemon
    /// first: letters that waited go on as they were
    #[arg(long)]
    as_it_was: bool,
    /// Who decides; it is kept with the letters. Your user name where absent
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    by: Option<String>,
    /// Take this for the present moment, such as 2026-11-24T12:00:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
}

/// Restores.
pub async fn restore(folders: &Folders, args: &RestoreArgs) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    std::fs::create_dir_all(&folders.data).map_err(|error| {
        Failure::new(format!("cannot make the data folder `{}`: {error}", folders.data.display()))
            .hint("name a folder you may write to: --data DIR")
    })?;
    if settings.store.is_file(&args.file, &folders.data)? {
        return Err(Failure::new(format!("`{}` is the database itself", args.file.display()))
            .hint("name a file that `nyttja backup` made; nothing was changed"));
    }
    let _lock = JobLock::acquire_folder(&folders.data)?;
    let how = RestoreOptions {
        replace: args.replace,
        as_it_was: args.as_it_was,
        who: who(args.by.as_deref()),
        zone: settings.municipality.zone,
    };
    let now = opening::clock(args.at).now();
    let restored = Store::restore(&args.file, &settings.store, &folders.data, &how, now).await?;
    tell(&restored, &how);
    Ok(Exit::Done)
}

fn tell(restored: &RestoreSummary, how: &RestoreOptions) {
    match restored.copied_at {
        Some(at) => outln!("the backup of {} is in place", local(at, how.zone)),
        None => outln!("the backup is in place"),
    }
    if let Some(kept) = &restored.kept {
        outln!("the database that was there is kept as `{}`", kept.display());
    }
    if how.as_it_was {
        return outln!("letters go on as they were");
    }
    if restored.doubtful > 0 {
        outln!(
            "{} had not gone out by then, and may have since: `unknown` now, and not sent again unless you say \
             so with nyttja outbox retry --unknown",
            counted(restored.doubtful, "letter")
        );
    }
    outln!(
        "letters that were written since are not in it: the next run of their week writes them, and holds them \
         until you release or discard them"
    );
}
