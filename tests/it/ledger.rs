//! What is kept about letters: decisions, corrections, backups, other databases.

mod correcting;
mod deciding;
mod migrating;
mod moving;
mod restoring;
