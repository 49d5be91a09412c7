//! `nyttja schema`: the rules of the files, for editors.

use std::path::PathBuf;

use clap::Args;

use super::screen::{out, outln};
use super::{Exit, Failure};
use crate::settings::schema::{FILES, FileSchema};

/// Print the JSON schemas of the files, for editors
///
/// An editor that knows TOML schemas, such as one with Even Better TOML or
/// Taplo, shows while you write which keys there are and what they mean. The
/// first line of a file tells it where the schema lies:
/// `#:schema ../schemas/expectations.json`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// nyttja, expectations, trainings, calendar or agreements; all of them where absent
    #[arg(value_name = "FILE", value_parser = file, required_unless_present = "out")]
    file: Option<FileSchema>,
    /// Write into this folder instead of printing
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

fn file(name: &str) -> Result<FileSchema, String> {
    let names = FILES.map(|file| file.name).join(", ");
    FileSchema::named(name).ok_or_else(|| format!("the files with a schema are {names}"))
}

/// Prints or writes.
pub fn schema(args: &SchemaArgs) -> Result<Exit, Failure> {
    let wanted = args.file.map_or_else(|| FILES.to_vec(), |file| vec![file]);
    for file in wanted {
        match &args.out {
            None => out!("{}", file.text()),
            Some(folder) => {
                let path = file.write(folder).map_err(|error| {
                    Failure::of(&error).hint(format!("see who may write in `{}`", folder.display()))
                })?;
                outln!("{}", path.display());
            }
        }
    }
    Ok(Exit::Done)
}
