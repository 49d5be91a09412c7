//! Everything as its users meet it.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod delivery;
