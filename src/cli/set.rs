//! `nyttja set`: one value of an expectation, changed in place and with its reason.

mod letters;
pub(super) mod rewriting;
mod rule;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;

use self::rewriting::{Rewriting, failure};
use super::args::parse_moment;
use super::opening::{self, environment};
use super::screen::{out, outln};
use super::{Exit, Failure, Folders};
use crate::domain::expectation::Goal;
use crate::domain::unit::SchoolForm;
use crate::settings::editing::{self, Change, Edited, Key};
use crate::settings::{Loaded, load};

const FILE: &str = "expectations.toml";

/// Change one value of an expectation in expectations.toml, and keep the reason
///
/// The change is checked as by `nyttja check` before anything is written, and
/// shown before you are asked. Comments and layout stay as they are; the reason
/// becomes a comment above the line. Without a terminal nothing is written
/// unless you say --yes. For example:
/// `nyttja set larlogg-personal target "75 %" --because "decided on 18 November"`
#[derive(Debug, Args)]
pub struct SetArgs {
    /// The key of the expectation
    expectation: String,
    /// What to set
    #[arg(
        help = "What to set: target, near, weeks, weight, valid_from, valid_to, near_points, document, why.sv or why.en"
    )]
    key: Key,
    /// The value, such as "75 %", 0.75, 6 or 2026-08-01
    #[arg(allow_hyphen_values = true)]
    value: String,
    /// Only for this school form, such as FS
    #[arg(long, value_name = "FORM")]
    form: Option<SchoolForm>,
    /// Of several versions of the expectation, the one that is valid on this day; today where absent
    #[arg(long, value_name = "DATE")]
    from: Option<NaiveDate>,
    /// Why, in a few words; it is kept in the file
    #[arg(long, value_name = "TEXT")]
    because: String,
    /// Write without asking
    #[arg(long)]
    yes: bool,
    /// Make the change as of this moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
}

/// Checks, shows, asks and writes.
pub async fn set(folders: &Folders, args: &SetArgs) -> Result<Exit, Failure> {
    let file = Rewriting::of(folders, FILE)?;
    let before = load(&folders.config, &environment());
    let today = opening::today(&before, opening::clock(args.at).now());
    let change = Change {
        expectation: &args.expectation,
        from: args.from,
        form: args.form,
        key: args.key,
        value: &args.value,
        because: &args.because,
        today,
    };
    let edited = editing::edit(&file.path, &file.text, &change).map_err(|error| failure(&error))?;
    let after = file.try_out(&edited.text, &before, today)?;
    out!("{}", file.lines_changed(&edited.text));
    show_difference(&before, &after, &edited, today);
    if let Some(form) = args.form.filter(|_| args.key == Key::Target) {
        note_lost_near(&after, &edited, form, &args.expectation);
    }
    letters::show_difference(folders, &before, &after, today).await;
    if !(args.yes || agreed(&file.path)?) {
        return Ok(Exit::Done);
    }
    file.write(&edited.text)?;
    if after.settings.is_some() {
        outln!("\n`{}` is changed; the next run goes by it.", file.path.display());
    } else {
        outln!(
            "\n`{}` is changed; nothing runs by it until what was wrong before is mended.",
            file.path.display()
        );
    }
    Ok(Exit::Done)
}

/// What the change means: the rule itself, before and after.
fn show_difference(before: &Loaded, after: &Loaded, edited: &Edited, today: NaiveDate) {
    let of = |loaded: &Loaded| {
        Some(loaded.settings.as_ref()?.municipality.expectations.get(edited.entry)?.clone())
    };
    if let Some(new) = of(after) {
        out!("\n{}", rule::difference(of(before).as_ref(), &new, today));
    }
}

/// Says that an entry of a form's own has no near mark until it is given one.
fn note_lost_near(after: &Loaded, edited: &Edited, form: SchoolForm, key: &str) {
    let expectations = after.settings.as_ref().map(|settings| &settings.municipality.expectations);
    let Some(new) = expectations.and_then(|list| list.get(edited.entry)) else { return };
    let own = new.by_form.iter().find(|(entry, _)| *entry == form).map(|(_, goal)| goal);
    if let (Goal::Fixed(usual), Some(Goal::Fixed(own))) = (&new.goal, own)
        && usual.near != usual.target
        && own.near == own.target
    {
        outln!("\nFor {form} nothing counts as near now: an entry of its own needs its own mark.");
        outln!("  nyttja set {key} near … --form {form}");
    }
}

/// Asks on a terminal; says what to do elsewhere.
fn agreed(path: &Path) -> Result<bool, Failure> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        outln!("\nNothing is written. Say --yes to change `{}`.", path.display());
        return Ok(false);
    }
    out!("\nChange `{}`? [y/N] ", path.display());
    let mut answer = String::new();
    io::stdout()
        .flush()
        .and_then(|()| io::stdin().lock().read_line(&mut answer))
        .map_err(|error| Failure::of(&error))?;
    let agreed = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja");
    if !agreed {
        outln!("Nothing is written.");
    }
    Ok(agreed)
}
