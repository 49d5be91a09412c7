//! The one integration binary: what nyttja does, told in sentences.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod architecture;
mod asking;
mod builders;
mod delivery;
mod demo;
mod judging;
mod shipped;
