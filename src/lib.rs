//! nyttja: a weekly letter to every principal.

pub mod delivery;
pub mod demo;
pub mod domain;
pub mod settings;
