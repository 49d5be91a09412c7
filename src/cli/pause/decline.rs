//! Says no to a wish that was made with one click.

use super::{DeclineArgs, signed, store};
use crate::cli::opening;
use crate::cli::screen::outln;
use crate::cli::{Exit, Failure, Folders, finding};
use crate::clock::Clock;
use crate::domain::recipient::RecipientMark;

pub(super) async fn decline(folders: &Folders, args: &DeclineArgs) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    let address = finding::address(&args.who)?;
    let answer = signed(&format!("declined: {}", args.because));
    let now = Clock::system().now();
    let declined = match store(folders, &settings).await? {
        Some(store) => store.wishes.answer(&RecipientMark::of(&address), &answer, now).await?,
        None => false,
    };
    if !declined {
        return Err(Failure::new(format!("no wish of `{address}` waits for an answer"))
            .hint("see who has asked: nyttja pause list"));
    }
    outln!("Declined. {address} gets letters again, from the next run of a week on; tell them why.");
    Ok(Exit::Done)
}
