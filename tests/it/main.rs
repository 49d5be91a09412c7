//! Everything as its users meet it.

mod delivery;
