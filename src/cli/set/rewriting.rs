//! What every command does that changes a file which people write: it refuses
//! what the check would refuse, and shows the lines before and after.

use std::io;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::cli::opening::{environment, style};
use crate::cli::screen::{err, errln};
use crate::cli::{Exit, Failure, Folders};
use crate::settings::atomic_write::{create, replace};
use crate::settings::editing::EditError;
use crate::settings::{Fault, Faults, Loaded, Severity, Substitute, load_with};

/// A file of the config folder that is being changed.
pub(in crate::cli) struct Rewriting<'a> {
    folders: &'a Folders,
    name: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// What stands in it; nothing where it is to be made.
    pub text: String,
    is_there: bool,
}

impl<'a> Rewriting<'a> {
    /// Reads the file called `name`.
    pub(in crate::cli) fn of(folders: &'a Folders, name: &'static str) -> Result<Self, Failure> {
        let path = folders.config.join(name);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            let failure = Failure::new(format!("`{}` cannot be read: {error}", path.display()));
            failure.exit(Exit::Settings).hint("see `nyttja check`")
        })?;
        Ok(Self { folders, name, path, text, is_there: true })
    }

    /// The same, where the file may be missing.
    pub(in crate::cli) fn of_any(folders: &'a Folders, name: &'static str) -> Result<Self, Failure> {
        let path = folders.config.join(name);
        if path.exists() {
            return Self::of(folders, name);
        }
        Ok(Self { folders, name, path, text: String::new(), is_there: false })
    }

    /// The files as they would be with `changed` in this one. Refuses what the check would refuse.
    pub(in crate::cli) fn try_out(
        &self,
        changed: &str,
        before: &Loaded,
        today: NaiveDate,
    ) -> Result<Loaded, Failure> {
        let instead = Substitute { file: self.name, path: self.path.clone(), text: changed.into() };
        let after = load_with(&self.folders.config, &environment(), &instead);
        refuse_new_faults(before, &after, today)?;
        Ok(after)
    }

    /// Puts `changed` in its place, unless somebody has changed it meanwhile.
    pub(in crate::cli) fn write(&self, changed: &str) -> Result<(), Failure> {
        let done = if self.is_there {
            replace(&self.path, self.text.as_bytes(), changed.as_bytes())
        } else {
            create(&self.path, changed.as_bytes())
        };
        done.map_err(|error| Failure::of(&error).hint(error.hint()))
    }

    /// The lines that differ, old and new.
    pub(in crate::cli) fn lines_changed(&self, new: &str) -> String {
        let (old, new): (Vec<_>, Vec<_>) = (self.text.lines().collect(), new.lines().collect());
        let differ = Differing::of(&old, &new);
        let mut page = format!("{}:{}\n", self.path.display(), differ.top + 1);
        page.extend(differ.old.iter().map(|line| format!("- {line}\n")));
        page.extend(differ.new.iter().map(|line| format!("+ {line}\n")));
        page
    }
}

/// A change that cannot be made, with the lines at fault where the file cannot be read.
pub(in crate::cli) fn failure(error: &EditError) -> Failure {
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
fn refuse_new_faults(before: &Loaded, after: &Loaded, today: NaiveDate) -> Result<(), Failure> {
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
    pub(in crate::cli) fn of(old: &'a [T], new: &'a [T]) -> Self {
        let top = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let rest = old[top..].iter().rev().zip(new[top..].iter().rev());
        let bottom = rest.take_while(|(old, new)| old == new).count();
        let end = old.len() - bottom;
        Self { top, old: &old[top..end], new: &new[top..new.len() - bottom], bottom: &old[end..] }
    }
}
