//! `nyttja demo`: the whole job on an invented municipality.

use clap::Args;

use super::{Exit, Failure};

/// x
#[derive(Debug, Args)]
pub struct DemoArgs {}

/// x
///
/// # Errors
/// x
pub async fn demo(_args: &DemoArgs) -> Result<Exit, Failure> {
    Ok(Exit::Done)
}
