//! How a command ended, as a number that scripts can rely on.

use std::process::ExitCode;

use crate::domain::receipt::{Ending, Tally};

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

/// The codes, as the help shows them.
pub const TABLE: &str = "\
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_in_the_help_lists_every_code() {
        let all = [Exit::Done, Exit::Error, Exit::Usage, Exit::Settings, Exit::Held, Exit::Letters];
        let codes: Vec<u8> = TABLE.lines().skip(1).map(|line| line.trim()[..1].parse().unwrap()).collect();
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
