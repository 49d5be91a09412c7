//! nyttja writes a weekly letter to every principal of a municipality: what
//! went well, what to lift, and the training that helps.
//!
//! Data flows one way through the house, and this is its map:
//!
//! ```text
//! sources → store → domain (judge, choose) → letters → outbox (store) → delivery
//!              ↑ settings (files)               web shows, heartbeat wakes
//! ```
//!
//! | room | what it does | may use |
//! | --- | --- | --- |
//! | [`domain`] | what the municipality means: pure values and functions | nothing |
//! | [`secret`] | a secret, given or in a file | nothing |
//! | [`causes`] | what led to an error | nothing |
//! | [`grants`] | gets access tokens for mail servers and interfaces | `domain`, `https`, `secret`, `causes` |
//! | [`https`] | how requests go out to other servers | nothing |
//! | [`sources`] | turns files and interfaces into usage | `domain`, `grants`, `https`, `secret`, `causes` |
//! | [`store`] | keeps usage, runs and the outbox | `domain`, `secret` |
//! | [`letters`] | turns a letter's content into words, HTML and bytes | `domain` |
//! | [`delivery`] | hands letters over by SMTP or into a folder; reads what comes back of them | `domain`, `grants`, `secret`, `causes` |
//! | [`watchdog`] | tells a watchdog outside that a run is complete | `https`, `secret`, `causes` |
//! | [`settings`] | reads the files strictly, and gathers what they say | `domain`, and the settings of each room |
//! | [`weekly`] | the story: fetch, judge, gate, compose, queue, deliver, account | the rooms above |
//! | [`heartbeat`] | wakes the planner | nothing |
//! | [`web`] | tells whether the daemon lives, and how its runs ended | `store`, `secret` |
//! | [`app`] | builds the parts; starts, waits, stops | everything above |
//! | [`cli`] | one file a command | everything |
//! | [`demo`] | an invented municipality, its systems and a term of its usage | `domain` |
//! | [`clock`] | the only place that reads the clock | nothing |
//!
//! The four rooms at the edge (`sources`, `store`, `letters`, `delivery`) never
//! use each other. A test holds the code to this table.

pub mod app;
pub mod causes;
pub mod cli;
pub mod clock;
pub mod delivery;
pub mod demo;
pub mod domain;
pub mod grants;
pub mod heartbeat;
pub mod https;
pub mod letters;
pub mod secret;
pub mod settings;
pub mod sources;
pub mod store;
pub mod watchdog;
pub mod web;
pub mod weekly;
