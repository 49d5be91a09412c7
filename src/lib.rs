//! nyttja: a weekly letter to every principal.

pub mod delivery;
pub mod demo;
pub mod domain;
pub mod letters;
pub mod settings;
pub mod sources;
pub mod store;
pub mod web;
