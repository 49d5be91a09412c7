//! nyttja: a weekly letter to every principal.

pub mod app;
pub mod cli;
pub mod clock;
pub mod delivery;
pub mod demo;
pub mod domain;
pub mod heartbeat;
pub mod letters;
pub mod settings;
pub mod sources;
pub mod store;
pub mod web;
pub mod weekly;
