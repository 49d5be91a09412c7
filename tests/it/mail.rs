//! Letters on their way, what comes back of them, and who is left in peace.

mod bouncing;
mod delivery;
mod pausing;
