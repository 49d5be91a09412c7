//! The one integration binary: what nyttja does, told in sentences.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop"
)]

mod accounting;
mod architecture;
mod asking;
mod assessing;
mod bouncing;
mod builders;
mod checking;
mod container;
mod correcting;
mod deciding;
mod delivery;
mod demo;
mod describing;
mod districts;
mod document;
mod documents;
mod doubting;
mod dovecot;
mod explaining;
mod gating;
mod holidays;
mod importing;
mod judging;
mod mail_server;
mod migrating;
mod moving;
mod needed;
mod offering;
mod pausing;
mod postfix;
mod postgres;
mod previewing;
mod restoring;
mod running;
mod serving;
mod setting;
mod sharing;
mod shipped;
mod summarising;
mod trending;
mod trials;
mod watching;
mod what_if;
mod world;
