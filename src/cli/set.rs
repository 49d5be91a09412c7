//! `nyttja set`: one value of an expectation, changed in place and with its reason.

mod letters;
mod rule;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;

use super::opening::{self, environment, style};
use super::screen::{mention, murmur, say, show};
use super::{Exit, Failure, Folders};
use crate::domain::expectation::Goal;
use crate::domain::unit::SchoolForm;
use crate::settings::editing::{self, Change, EditError, Edited, Key};
use crate::settings::replacing::replace;
use crate::settings::{Fault, Faults, Instead, Loaded, Severity, load, load_with};

const FILE: &str = "expectations.toml";

/// Change one value of an expectation.
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
    #[arg(long, value_name = "RFC3339", value_parser = opening::parse_moment)]
    at: Option<DateTime<Utc>>,
}

/// Checks, shows, asks and writes.
///
/// # Errors
///
/// A [`Failure`] when the change cannot be made, or the check would fail by it.
pub async fn set(folders: &Folders, args: &SetArgs) -> Result<Exit, Failure> {
    let path = folders.config.join(FILE);
    let text = read(&path)?;
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
    let edited = editing::edit(&path, &text, &change).map_err(|error| failure(&error))?;
    let instead = Instead { file: FILE, path: &path, text: edited.text.as_bytes() };
    let after = load_with(&folders.config, &environment(), instead);
    refuse_new_faults(&before, &after, today)?;
    show!("{}", lines_changed(&path, &text, &edited.text));
    show_difference(&before, &after, &edited, today);
    if let Some(form) = args.form.filter(|_| args.key == Key::Target) {
        note_lost_near(&after, &edited, form, &args.expectation);
    }
    letters::show_difference(folders, &before, &after, today).await;
    if !(args.yes || agreed(&path)?) {
        return Ok(Exit::Done);
    }
    replace(&path, text.as_bytes(), edited.text.as_bytes())
        .map_err(|error| Failure::of(&error).hint(error.hint()))?;
    if after.settings.is_some() {
        say!("\n`{}` is changed; the next run goes by it.", path.display());
    } else {
        say!("\n`{}` is changed; nothing runs by it until what was wrong before is mended.", path.display());
    }
    Ok(Exit::Done)
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        let failure = Failure::new(format!("`{}` cannot be read: {error}", path.display()));
        failure.exit(Exit::Settings).hint("see `nyttja check`")
    })
}

fn failure(error: &EditError) -> Failure {
    if let EditError::Unreadable(faults) = error {
        murmur!("{}", faults.render(style(&io::stderr())));
    }
    let exit = match error {
        EditError::Unreadable(_) | EditError::TooIntricate => Exit::Settings,
        EditError::Unchanged { .. } => Exit::Error,
        EditError::UnknownExpectation { .. }
        | EditError::NoVersion { .. }
        | EditError::NotByForm(_)
        | EditError::NoReason => Exit::Usage,
    };
    Failure::of(error).hint(error.hint()).exit(exit)
}

/// Shows what was wrong before, and refuses what the check would refuse now.
fn refuse_new_faults(before: &Loaded, after: &Loaded, today: NaiveDate) -> Result<(), Failure> {
    let (old, all) = (every(before, today), every(after, today));
    let was_there = |fault: &Fault| old.iter().any(|other| same(other, fault));
    let (there, new): (Vec<_>, Vec<_>) = all.into_iter().partition(was_there);
    // Where an error hid the doubts before, they are no news of this change.
    let least = if before.settings.is_some() { Severity::Defect } else { Severity::Error };
    let refused = new.iter().any(|fault| fault.severity >= least);
    let there: Faults = there.into_iter().filter(|fault| fault.severity > Severity::Warning).collect();
    if !there.is_empty() {
        mention!("Wrong before, and not by this change:");
        murmur!("{}", there.render(style(&io::stderr())));
    }
    let new: Faults = new.into_iter().collect();
    if !new.is_empty() {
        mention!("With this change:");
        murmur!("{}", new.render(style(&io::stderr())));
    }
    if refused {
        let failure = Failure::new("the check would fail with this change, so nothing is written");
        return Err(failure.exit(Exit::Settings).hint("give another value, or mend what is shown first"));
    }
    Ok(())
}

fn every(loaded: &Loaded, today: NaiveDate) -> Faults {
    loaded.faults.iter().cloned().chain(loaded.doubts(today)).collect()
}

/// Whether it is the same fault, though it may have moved by a line.
fn same(one: &Fault, other: &Fault) -> bool {
    let words = |fault: &Fault| {
        let mut words: Vec<_> = fault.message.split_whitespace().map(str::to_owned).collect();
        for place in 1..words.len() {
            if words[place - 1] == "line" {
                words[place].clear();
            }
        }
        words
    };
    (one.severity, &one.file, &one.snippet) == (other.severity, &other.file, &other.snippet)
        && words(one) == words(other)
}

/// The lines that differ, old and new.
fn lines_changed(path: &Path, old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let differ = rule::Differing::of(&old, &new);
    let mut page = format!("{}:{}\n", path.display(), differ.top + 1);
    page.extend(differ.old.iter().map(|line| format!("- {line}\n")));
    page.extend(differ.new.iter().map(|line| format!("+ {line}\n")));
    page
}

/// What the change means: the rule itself, before and after.
fn show_difference(before: &Loaded, after: &Loaded, edited: &Edited, today: NaiveDate) {
    let of = |loaded: &Loaded| {
        Some(loaded.settings.as_ref()?.municipality.expectations.get(edited.entry)?.clone())
    };
    if let Some(new) = of(after) {
        show!("\n{}", rule::difference(of(before).as_ref(), &new, today));
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
        say!("\nFor {form} nothing counts as near now: an entry of its own needs its own mark.");
        say!("  nyttja set {key} near … --form {form}");
    }
}

/// Asks on a terminal; says what to do elsewhere.
fn agreed(path: &Path) -> Result<bool, Failure> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        say!("\nNothing is written. Say --yes to change `{}`.", path.display());
        return Ok(false);
    }
    show!("\nChange `{}`? [y/N] ", path.display());
    let mut answer = String::new();
    io::stdout()
        .flush()
        .and_then(|()| io::stdin().lock().read_line(&mut answer))
        .map_err(|error| Failure::of(&error))?;
    let agreed = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja");
    if !agreed {
        say!("Nothing is written.");
    }
    Ok(agreed)
}
