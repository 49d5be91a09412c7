//! What is kept: readings, letters with what was decided and corrected, backups, other databases.

mod correcting;
mod deciding;
mod keeping;
mod migrating;
mod moving;
mod restoring;
