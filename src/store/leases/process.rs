//! Identifies a process, so that another one on the same machine notices its end at
//! once, without waiting for its lease to run out.

use std::fmt;
use std::fs;

/// A process: the machine and its boot, the space its number is of, the number, and when it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Process {
    place: String,
    number: u32,
    began: String,
}

impl Process {
    /// This process. Where the system keeps no `/proc`, its end is known by its lease only.
    pub(super) fn current() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default().trim().to_owned();
        // Two containers may have the same name, and both a process 1: only
        // within one boot and one space of numbers is a number somebody.
        let space = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        let number = std::process::id();
        Self {
            place: format!("{}-{}", read("/proc/sys/kernel/random/boot_id"), space.display()),
            number,
            began: alive(number).unwrap_or_default(),
        }
    }

    /// Whether the process that wrote `name` is known to have ended.
    pub(super) fn knows_end_of(&self, name: &str) -> bool {
        let mut parts = name.split(' ');
        let (Some(place), Some(number), Some(began)) = (parts.next(), parts.next(), parts.next()) else {
            return false;
        };
        let Ok(number) = number.parse() else { return false };
        !self.began.is_empty() && place == self.place && alive(number).is_none_or(|since| since != began)
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, number, began } = self;
        write!(f, "{place} {number} {began}")
    }
}

/// When the process of this number began, in ticks since the boot; none where there is no such process.
fn alive(number: u32) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    // The second field is the program's name in brackets, and may hold anything.
    let mut fields = text.get(text.rfind(')')? + 2..)?.split(' ');
    let state = fields.next()?;
    // A zombie does nothing any more; only its parent has not looked yet.
    if matches!(state, "Z" | "X") {
        return None;
    }
    fields.nth(18).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_end_of_a_process_is_noticed_on_its_own_machine_only() {
        let this = Process::current();
        assert!(!this.knows_end_of(&this.to_string()));
        let reborn = Process { began: "1".to_owned(), ..this.clone() };
        assert!(this.knows_end_of(&reborn.to_string()), "the number has come back to somebody else");
        let elsewhere = Process { place: "elsewhere".to_owned(), ..reborn };
        assert!(!this.knows_end_of(&elsewhere.to_string()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let its = Process { number: child.id(), ..this.clone() };
        child.wait().unwrap();
        assert!(this.knows_end_of(&its.to_string()));
        assert!(!this.knows_end_of("something else"));
    }
}
