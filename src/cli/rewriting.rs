//! What every command does that changes a file which people write: it refuses
//! what the check would refuse, and shows the lines before and after.

use std::io;
use std::path::Path;

use chrono::NaiveDate;

use super::opening::style;
use super::screen::{err, errln};
use super::{Exit, Failure};
use crate::settings::editing::EditError;
use crate::settings::{Fault, Faults, Loaded, Severity};

/// The text of a file that is to be changed.
pub(super) fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        let failure = Failure::new(format!("`{}` cannot be read: {error}", path.display()));
        failure.exit(Exit::Settings).hint("see `nyttja check`")
    })
}

/// A change that cannot be made, with the lines at fault where the file cannot be read.
pub(super) fn failure(error: &EditError) -> Failure {
    if let EditError::Unreadable(faults) = error {
        err!("{}", faults.render(style(&io::stderr())));
    }
    let exit = match error {
        EditError::Unreadable(_) | EditError::TooIntricate => Exit::Settings,
        EditError::Unchanged { .. } | EditError::NotPaused { .. } => Exit::Error,
        EditError::UnknownExpectation { .. }
        | EditError::NoVersion { .. }
        | EditError::NotByForm(_)
        | EditError::NoReason => Exit::Usage,
    };
    Failure::of(error).hint(error.hint()).exit(exit)
}

/// Shows what was wrong before, and refuses what the check would refuse now.
pub(super) fn refuse_new_faults(before: &Loaded, after: &Loaded, today: NaiveDate) -> Result<(), Failure> {
    let (old, all) = (every(before, today), every(after, today));
    let was_there = |fault: &Fault| old.iter().any(|other| same(other, fault));
    let (there, new): (Vec<_>, Vec<_>) = all.into_iter().partition(was_there);
    // Where an error hid the doubts before, they are no news of this change.
    let least = if before.settings.is_some() { Severity::Defect } else { Severity::Error };
    let refused = new.iter().any(|fault| fault.severity >= least);
    let there: Faults = there.into_iter().filter(|fault| fault.severity > Severity::Warning).collect();
    if !there.is_empty() {
        errln!("Wrong before, and not by this change:");
        err!("{}", there.render(style(&io::stderr())));
    }
    let new: Faults = new.into_iter().collect();
    if !new.is_empty() {
        errln!("With this change:");
        err!("{}", new.render(style(&io::stderr())));
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
pub(super) fn lines_changed(path: &Path, old: &str, new: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let differ = Differing::of(&old, &new);
    let mut page = format!("{}:{}\n", path.display(), differ.top + 1);
    page.extend(differ.old.iter().map(|line| format!("- {line}\n")));
    page.extend(differ.new.iter().map(|line| format!("+ {line}\n")));
    page
}

/// Where two texts differ, in lines.
pub(super) struct Differing<'a, T> {
    /// How many lines are the same at the top.
    pub top: usize,
    /// The lines that were there.
    pub old: &'a [T],
    /// The lines that are there instead.
    pub new: &'a [T],
    /// The lines that are the same at the bottom.
    pub bottom: &'a [T],
}

impl<'a, T: PartialEq> Differing<'a, T> {
    pub(super) fn of(old: &'a [T], new: &'a [T]) -> Self {
        let top = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let rest = old[top..].iter().rev().zip(new[top..].iter().rev());
        let bottom = rest.take_while(|(old, new)| old == new).count();
        let end = old.len() - bottom;
        Self { top, old: &old[top..end], new: &new[top..new.len() - bottom], bottom: &old[end..] }
    }
}
