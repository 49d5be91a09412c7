//! How a command ended: as a number that scripts can rely on, and as what a
//! person sees when it cannot do what was asked.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use crate::app::AppError;
use crate::causes::causes;
use crate::domain::account::receipt::{Ending, Tally};
use crate::letters::ComposeError;
use crate::store::{JobLockError, StoreError};
use crate::weekly::WeeklyError;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything that was asked for is done.
    Done = 0,
    /// Something went wrong; the message says what.
    Error = 1,
    /// The command was not understood.
    Usage = 2,
    /// The files in the config folder are wrong; nothing was done.
    Settings = 3,
    /// The figures look wrong, so the letters wait for the coordinator.
    Held = 4,
    /// Some letters failed, may not have arrived, came too late, or still wait to be sent.
    Letters = 5,
}

/// The exit codes, as the help shows them.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  error
  2  the command was not understood
  3  the files in the config folder are wrong; nothing was done
  4  the letters are held, because the figures look wrong
  5  some letters failed, may not have arrived, came too late, or still wait to be sent";

impl Exit {
    /// The code that a run with these letters ends with.
    #[must_use]
    pub fn of(tally: &Tally) -> Self {
        match tally.ending() {
            Ending::Complete => Self::Done,
            Ending::Incomplete => Self::Letters,
            Ending::Held => Self::Held,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command ended early, and what to do about it.
#[derive(Debug)]
pub struct Failure {
    /// The code to exit with.
    pub exit: Exit,
    message: String,
    causes: Vec<String>,
    hint: Option<String>,
}

impl Failure {
    /// An ordinary error.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { exit: Exit::Error, message: message.into(), causes: Vec::new(), hint: None }
    }

    /// An ordinary error that says what led to it.
    #[must_use]
    pub fn of(error: &dyn Error) -> Self {
        Self { causes: causes(error).map(ToString::to_string).collect(), ..Self::new(error.to_string()) }
    }

    /// The same failure with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Writes the failure into the log, as one line.
    pub(super) fn log(&self) {
        let Self { exit, message, causes, hint } = self;
        let because = (!causes.is_empty()).then(|| causes.join(": "));
        tracing::error!(because, hint, exit = *exit as u8, "{message}");
    }

    /// The same failure with another exit code.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        for cause in &self.causes {
            write!(f, "\n  because: {cause}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        let exit = match error {
            AppError::Folder { .. } | AppError::Store(_) | AppError::Watchdog(_) => Exit::Error,
            AppError::Source { .. }
            | AppError::Templates(_)
            | AppError::Mail(_)
            | AppError::Bounces(_)
            | AppError::Links(_) => Exit::Settings,
        };
        Self::of(&error).hint(error.hint()).exit(exit)
    }
}

impl From<WeeklyError> for Failure {
    fn from(error: WeeklyError) -> Self {
        let exit = match error {
            // What is wrong stands in a file of the config folder.
            WeeklyError::NoMail | WeeklyError::Letter(ComposeError::Template(_)) => Exit::Settings,
            _ => Exit::Error,
        };
        Self::of(&error).hint(error.hint()).exit(exit)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::of(&error).hint(error.hint())
    }
}

impl From<JobLockError> for Failure {
    fn from(error: JobLockError) -> Self {
        Self::of(&error).hint(error.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_in_the_help_lists_every_code() {
        let all = [Exit::Done, Exit::Error, Exit::Usage, Exit::Settings, Exit::Held, Exit::Letters];
        let codes: Vec<u8> =
            EXIT_CODES.lines().skip(1).map(|line| line.trim()[..1].parse().unwrap()).collect();
        assert_eq!(codes, all.map(|exit| exit as u8));
    }

    #[test]
    fn letters_that_wait_are_not_done() {
        let waiting = Tally { expected: 1, waiting: 1, ..Tally::default() };
        assert_eq!(Exit::of(&waiting), Exit::Letters);
        assert_eq!(Exit::of(&Tally { expected: 1, sent: 1, ..Tally::default() }), Exit::Done);
        assert_eq!(Exit::of(&Tally { expected: 2, held: 1, failed: 1, ..Tally::default() }), Exit::Held);
    }
}
