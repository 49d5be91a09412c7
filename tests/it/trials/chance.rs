//! Numbers drawn from a seed, so that a trial that fails can be held again.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write as _;
use std::time::Duration;

/// The environment variable that gives the seed of the first trial; the next ones count on from it.
const SEED: &str = "NYTTJA_TRIAL_SEED";

/// The environment variable that says how many kills the long trials make.
const TRIALS: &str = "NYTTJA_TRIALS";

/// How many kills to make, where the long trials are wanted.
pub fn long() -> Option<usize> {
    std::env::var(TRIALS).ok().map(|number| number.parse().expect("a number of kills"))
}

/// The seed of the first trial.
pub fn first_seed() -> u64 {
    match std::env::var(SEED) {
        Ok(seed) => seed.parse().expect("a whole number as seed"),
        Err(_) => RandomState::new().build_hasher().finish() % 1_000_000_000,
    }
}

/// Tells the seed of a trial that fails.
pub struct Told {
    seed: u64,
}

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let told = format!("the trial that failed has {SEED}={}\n", self.seed);
            let _ = std::io::stderr().write_all(told.as_bytes());
        }
    }
}

/// A generator, known as `SplitMix64`.
pub struct Chance(u64);

impl Chance {
    /// Starts at `seed`, which is told if the trial fails before what is returned beside it is dropped.
    pub fn told(seed: u64) -> (Self, Told) {
        (Self(seed), Told { seed })
    }

    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is above 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// True in one of `of` cases.
    pub fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// A moment from `from` on, before `to`.
    pub fn between(&mut self, from: Duration, to: Duration) -> Duration {
        let span = u64::try_from(to.saturating_sub(from).as_micros()).expect("a short time").max(1);
        from + Duration::from_micros(self.below(span))
    }
}
