//! A weekly letter to every principal: what went well, what to lift, and the training that helps.

pub mod delivery;
pub mod demo;
pub mod domain;
