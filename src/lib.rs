//! nyttja: a weekly letter to every principal.

pub mod domain;
pub mod letters;
