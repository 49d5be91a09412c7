//! What a person sees when a command cannot do what was asked.

use std::error::Error;
use std::fmt;

use super::exit::Exit;
use crate::app::{AppError, JobLockError, LockError};
use crate::letters::ComposeError;
use crate::store::StoreError;
use crate::weekly::WeeklyError;

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
        let mut failure = Self::new(error.to_string());
        let mut cause = error.source();
        while let Some(inner) = cause {
            failure.causes.push(inner.to_string());
            cause = inner.source();
        }
        failure
    }

    /// The same failure with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
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

impl From<LockError> for Failure {
    fn from(error: LockError) -> Self {
        Self::of(&error).hint(error.hint())
    }
}
