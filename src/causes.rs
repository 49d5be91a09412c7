//! What led to an error: the chain of its sources.

use std::error::Error;
use std::iter::successors;

/// Everything that led to `error`, the nearest first, without itself.
pub fn causes<'a>(error: &'a (dyn Error + 'a)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    successors(error.source(), |&cause| cause.source())
}

/// An error with everything that led to it, in one line.
///
/// ```
/// # use nyttja::causes::chain;
/// let inner = std::io::Error::other("the disk is full");
/// let error = std::io::Error::other(std::sync::Arc::new(inner));
/// assert!(chain(&error).ends_with("the disk is full"));
/// ```
#[must_use]
pub fn chain(error: &dyn Error) -> String {
    causes(error).fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
