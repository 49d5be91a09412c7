//! Writes a pause into agreements.toml, and answers the wish for it.

use super::{BeginArgs, FILE, find, named, signed, store};
use crate::cli::opening::{self, environment};
use crate::cli::screen::{out, outln};
use crate::cli::set::rewriting::{Rewriting, failure};
use crate::cli::{Exit, Failure, Folders};
use crate::domain::pause::Paused;
use crate::domain::recipient::{RecipientMark, Role, Roster};
use crate::settings::editing::{NewPause, add_pause};
use crate::settings::{Settings, load};

pub(super) async fn begin(folders: &Folders, args: &BeginArgs) -> Result<Exit, Failure> {
    let settings = opening::settings(folders)?;
    let municipality = &settings.municipality;
    let paused = find(&municipality.roster, &args.who)?;
    let now = opening::clock(args.at).now();
    let today = now.with_timezone(&municipality.zone).date_naive();
    let from = args.from.unwrap_or(today);
    if args.until < from.max(today) {
        let message = format!("a pause until {} would be over before it begins", args.until);
        return Err(Failure::new(message)
            .exit(Exit::Usage)
            .hint("say --until with the last day without letters"));
    }
    let file = Rewriting::of_any(folders, FILE)?;
    let new = NewPause {
        paused: &paused,
        reason: &args.because,
        agreed_with: &args.agreed_with,
        from,
        until: args.until,
    };
    let changed = add_pause(&file.path, &file.text, &new).map_err(|error| failure(&error))?;
    file.try_out(&changed, &load(&folders.config, &environment()), today)?;
    file.write(&changed)?;
    out!("{}", file.lines_changed(&changed));
    let who = named(&paused, &municipality.roster);
    let until = args.until;
    match &paused {
        Paused::Recipient(_) => {
            outln!("\n{who} gets no letters from {from} until {until}, that day included.");
        }
        Paused::Unit(_) => {
            outln!("\nLetters do not speak of {who} from {from} until {until}, that day included.");
        }
    }
    answer(folders, &settings, &paused, &format!("paused until {until}: {}", args.because), now).await?;
    Ok(Exit::Done)
}

/// Closes the wish of a recipient who is paused now. Of a unit, says who of
/// its principals still waits for an answer.
async fn answer(
    folders: &Folders,
    settings: &Settings,
    paused: &Paused,
    words: &str,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(), Failure> {
    let Some(store) = store(folders, settings).await? else { return Ok(()) };
    match paused {
        Paused::Recipient(address) => {
            if store.wishes.answer(&RecipientMark::of(address), &signed(words), now).await? {
                outln!("That answers the wish that was made with one click.");
            }
        }
        Paused::Unit(_) => {
            let wishes = store.wishes.unanswered().await?;
            for address in principals(&settings.municipality.roster, paused) {
                if wishes.iter().any(|wish| wish.recipient == RecipientMark::of(address)) {
                    outln!("{address} has asked for a pause with one click, and still waits for an answer.");
                }
            }
        }
    }
    Ok(())
}

fn principals<'a>(
    roster: &'a Roster,
    paused: &Paused,
) -> impl Iterator<Item = &'a crate::domain::recipient::address::EmailAddress> {
    let of = |person: &&crate::domain::recipient::Recipient| {
        person.units.iter().any(|unit| Paused::Unit(unit.clone()).is_same(paused))
    };
    let people: Vec<_> = roster.in_role(Role::Principal).filter(of).map(|person| &person.address).collect();
    people.into_iter()
}
