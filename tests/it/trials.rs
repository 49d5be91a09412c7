//! What a machine does to a program: it is killed, stands still, and its disk and
//! clock go wrong, at moments that are drawn by lot. Nothing is lost, and nothing comes twice but what was in flight.
//!
//! Here a few of each are tried. `NYTTJA_TRIALS=300` makes so many kills, and as
//! much more of the rest; `NYTTJA_TRIAL_SEED` holds a trial again that failed.

pub mod chance;
mod clocks;
mod disk;
mod filling;
mod killing;
mod phase;
pub mod process;
mod replicas;
mod town;
mod trial;

use std::io::Write as _;

/// Shows the sum of long trials, also where they pass.
fn tell(sum: &str) {
    writeln!(std::io::stderr(), "{sum}").expect("a screen");
}
