//! One round of a preview: everything is read, made and written once.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::PreviewArgs;
use super::files::{self, Written};
use crate::cli::{Exit, Failure, Folders, assess, opening};
use crate::domain::recipient::address::Mailbox;
use crate::letters::{Letters, english, samples};
use crate::settings::Settings;

/// What one round made.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// The letters that were written.
    pub(super) letters: Vec<Written>,
    /// The addresses that would get no letter, and why.
    pub(super) silent: Vec<(String, String)>,
}

/// Writes the letters that `args` ask for, as they would be at `now`; the
/// sources are read first where `fetch` says so.
pub(super) async fn render(
    folders: &Folders,
    args: &PreviewArgs,
    fetch: bool,
    now: DateTime<Utc>,
) -> Result<Rendered, Failure> {
    files::make_folder(&args.out)?;
    if args.which.samples {
        return render_samples(folders, &args.out);
    }
    let (settings, weekly) = opening::weekly(folders).await?;
    let week = opening::week(args.week, &weekly, now);
    let moment = opening::moment(week, now);
    if fetch {
        assess::fetch(&weekly, moment).await?;
    }
    let (from, reply_to) = senders(&settings);
    let previews = weekly
        .previewer
        .preview((args.job.into(), week), &args.which.which(), &from, &reply_to, moment)
        .await?;
    if previews.is_empty() {
        return Err(Failure::new(format!("no letter of {week} is about that")).hint(
            "see the units and addresses in units.csv; a unit without teaching that week gets no letter",
        ));
    }
    let mut rendered = Rendered::default();
    for preview in previews {
        let address = preview.recipient.address.identity();
        match preview.message {
            Ok(message) => rendered.letters.push(files::write(&args.out, &address, &message)?),
            Err(why) => rendered.silent.push((address, english::reason(&why))),
        }
    }
    Ok(rendered)
}

/// The sender and who answers; an invented sender where no mail is set up.
fn senders(settings: &Settings) -> (Mailbox, Mailbox) {
    let frame = samples::frame();
    let from = settings.mail.as_ref().map_or(frame.from, |mail| mail.from.clone());
    let reply_to = settings.mail.as_ref().and_then(|mail| mail.reply_to.clone());
    let reply_to = reply_to.map_or_else(|| from.clone(), |address| Mailbox { name: None, address });
    (from, reply_to)
}

fn render_samples(folders: &Folders, out: &Path) -> Result<Rendered, Failure> {
    let settings = opening::settings(folders)?;
    let letters = Letters::new(settings.letters.templates.as_deref())
        .map_err(|error| Failure::of(&error).hint(error.hint()).exit(Exit::Settings))?;
    let mut rendered = Rendered::default();
    for sample in samples::all() {
        let message = sample
            .message(&letters)
            .map_err(|error| Failure::of(&error).hint("see what `nyttja check` says of the templates"))?;
        rendered.letters.push(files::write(out, &sample.name, &message)?);
    }
    Ok(rendered)
}
