//! The one integration binary: what nyttja does, told in sentences.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop"
)]

mod architecture;
mod asking;
mod builders;
mod checking;
mod container;
mod delivery;
mod demo;
mod documents;
mod judging;
mod running;
mod serving;
mod shipped;
mod world;
