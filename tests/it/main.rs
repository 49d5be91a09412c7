//! The one integration binary: what nyttja does, told in sentences.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop"
)]

mod architecture;
mod asking;
mod assessing;
mod builders;
mod checking;
mod delivery;
mod demo;
mod districts;
mod gating;
mod importing;
mod judging;
mod offering;
mod running;
mod serving;
mod shipped;
mod what_if;
mod world;
