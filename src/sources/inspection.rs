//! x
use super::FileError;
use std::path::Path;
/// x
pub struct Inspection;
/// x
/// # Errors
/// x
pub fn inspect(_path: &Path) -> Result<Inspection, FileError> {
    Ok(Inspection)
}
