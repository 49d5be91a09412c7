//! `nyttja explain`: one page about one unit, from the records to the mail server.

mod json;
mod phrase;
mod text;

use chrono::{DateTime, Utc};
use clap::Args;

use super::args::{Format, parse_moment};
use super::screen::{self, out};
use super::{Exit, Failure, Folders, assess, finding, opening};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::week::Week;
use crate::weekly::{Question, Weekly};

/// Explain one unit: from the records to the letter, or why there was none
///
/// For each expectation in force: the records that count and those that do not, the
/// window, whose number of people, the rule with its file and line, the value as a
/// formula, why it has this level or is not judged, why it is asked for or not, and
/// which training goes with it. For the unit: which letter it was, and what the mail
/// server said, or why there was none. It is for the coordinator's eyes: figures of
/// few people are shown as they were delivered.
///
/// The page tells what the files and figures say now. Where the letter of the week
/// was written before they changed, it says what the letter said.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The unit's key, or a part of its name that no other unit has
    unit: String,
    /// Only the expectations of this module
    #[arg(long, value_name = "KEY")]
    module: Option<String>,
    /// The ISO week of the run, such as 2026-W47; this week where absent
    #[arg(long)]
    week: Option<Week>,
    /// Look at the files as of this moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
    /// Use what is in the store, without reading the sources first
    #[arg(long)]
    no_fetch: bool,
    /// How to print the page
    ///
    /// As JSON it is one object with the keys week, unit, name, forms, area, `no_letter`, letters and
    /// expectations; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Explains and prints.
pub async fn explain(folders: &Folders, args: &ExplainArgs) -> Result<Exit, Failure> {
    let (_, weekly) = opening::weekly(folders).await?;
    let unit = finding::unit(&weekly.municipality.roster, &args.unit)?.clone();
    let module = args.module.as_deref().map(|key| module(&weekly, key)).transpose()?;
    let now = opening::clock(args.at).now();
    let week = opening::week(args.week, &weekly, now);
    let day = weekly.municipality.writing_day(week, now);
    if !args.no_fetch {
        assess::fetch(&weekly, opening::moment(week, now)).await?;
    }
    let explanation = weekly.explainer.explain(&Question { unit, week, module, day }).await?;
    match args.format {
        Format::Text => out!("{}", text::page(&explanation, &weekly.municipality)),
        Format::Json => screen::json_pretty(&json::page(&explanation, &weekly.municipality)),
    }
    Ok(Exit::Done)
}

fn module(weekly: &Weekly, key: &str) -> Result<ModuleKey, Failure> {
    let modules = &weekly.municipality.modules;
    let found = modules.iter().find(|module| module.key.0 == key);
    found.map(|module| module.key.clone()).ok_or_else(|| {
        let near = finding::closest(key, modules.iter().map(|module| module.key.0.as_str()));
        let hint = match near.first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => "see the modules of expectations.toml".to_owned(),
        };
        Failure::new(format!("there is no module `{key}`")).hint(hint)
    })
}
