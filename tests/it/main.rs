//! The one integration binary: what nyttja does, told in sentences.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop"
)]

mod builders;
mod commands;
mod domain;
mod dovecot;
mod exim;
mod expression;
mod house;
mod interfaces;
mod ledger;
mod mail;
mod mail_server;
mod needed;
mod postfix;
mod postgres;
mod prometheus;
mod readings;
mod runs;
mod sheets;
mod trials;
mod world;
