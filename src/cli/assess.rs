//! `nyttja assess`: how every unit stands against every expectation.

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::args::parse_moment;
use super::screen::{self, errln, out, outln, table};
use super::{Exit, Failure, Folders, opening};
use crate::domain::expectation::ExpectationKey;
use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::number::{Exact, to_f64};
use crate::domain::unit::UnitKey;
use crate::domain::unit::audience::Audience;
use crate::domain::verdict::{Level, NotJudged, Outcome, Verdict};
use crate::domain::week::Week;
use crate::weekly::Weekly;

/// Show how every unit stands against every expectation
#[derive(Debug, Args)]
pub struct AssessArgs {
    /// The ISO week to judge, such as 2026-W47, by the figures up to the Sunday before it; this week
    /// where absent
    #[arg(long)]
    week: Option<Week>,
    /// Take this for the present moment, such as 2026-11-23T06:30:00+01:00
    #[arg(long, value_name = "RFC3339", value_parser = parse_moment)]
    at: Option<DateTime<Utc>>,
    /// Only this unit, by its key in units.csv
    #[arg(long, value_name = "KEY")]
    unit: Option<String>,
    /// Use what is in the store, without reading the sources first
    #[arg(long)]
    no_fetch: bool,
    /// How to print the verdicts
    ///
    /// As JSON, each has the keys week, unit, expectation, module, audience, measure, value, target,
    /// near, eligible, level, reason, previous, weeks and known; docs/json.md says what they mean.
    #[arg(long, value_enum, default_value_t)]
    format: AssessFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum AssessFormat {
    /// For people
    #[default]
    Table,
    /// Comma-separated, with a header
    Csv,
    /// One JSON object a line
    Json,
}

/// One verdict as it is printed. The order of the fields is a contract.
#[derive(Debug, Serialize)]
struct VerdictForm<'a> {
    week: Week,
    unit: &'a UnitKey,
    expectation: &'a ExpectationKey,
    module: &'a ModuleKey,
    audience: Audience,
    measure: Measure,
    value: Option<f64>,
    target: f64,
    near: f64,
    eligible: Option<u32>,
    level: Option<Level>,
    reason: Option<&'static str>,
    previous: Option<f64>,
    weeks: u32,
    known: u32,
}

impl<'a> From<&'a Verdict> for VerdictForm<'a> {
    fn from(verdict: &'a Verdict) -> Self {
        let judgement = verdict.judgement();
        Self {
            week: verdict.week,
            unit: &verdict.unit,
            expectation: &verdict.expectation,
            module: &verdict.module,
            audience: verdict.audience,
            measure: verdict.measure,
            value: judgement.and_then(|judgement| judgement.value.shown()).map(to_f64),
            target: to_f64(verdict.marks.target),
            near: to_f64(verdict.marks.near),
            eligible: judgement.and_then(|judgement| judgement.eligible),
            level: verdict.level(),
            reason: verdict.reason(),
            previous: judgement.and_then(|judgement| judgement.previous).map(to_f64),
            weeks: verdict.weeks,
            known: verdict.known,
        }
    }
}

/// Judges and prints.
pub async fn assess(folders: &Folders, args: &AssessArgs) -> Result<Exit, Failure> {
    let (_, weekly) = opening::weekly(folders).await?;
    let now = opening::clock(args.at).now();
    let week = opening::week(args.week, &weekly, now);
    if !args.no_fetch {
        fetch(&weekly, opening::moment(week, now)).await?;
    }
    let unit = opening::unit(args.unit.as_deref(), &weekly)?;
    let verdicts = weekly.assessor.assess(week).await?;
    let wanted = |verdict: &&Verdict| unit.as_ref().is_none_or(|unit| verdict.unit == *unit);
    let verdicts: Vec<_> = verdicts.iter().filter(wanted).collect();
    match args.format {
        AssessFormat::Table => outln!("{}", for_people(&verdicts, &weekly)),
        AssessFormat::Csv => out!("{}", csv(&verdicts)?),
        AssessFormat::Json => {
            for verdict in verdicts {
                screen::json(&VerdictForm::from(verdict));
            }
        }
    }
    Ok(Exit::Done)
}

/// Reads the sources, and says on stderr what they refused.
pub(super) async fn fetch(weekly: &Weekly, now: DateTime<Utc>) -> Result<(), Failure> {
    let mut reports = weekly.fetcher.fetch(now).await?;
    weekly.fetcher.point_to_refused(&mut reports);
    for report in reports {
        for failure in &report.failures {
            errln!("{}: could not be read: {failure}; what it gave before stays", report.name);
        }
        if report.refused > 0 {
            errln!("{}: {} of {} rows refused", report.name, report.refused, report.rows);
        }
        for note in &report.notes {
            errln!("{}: {note}", report.name);
        }
    }
    Ok(())
}

fn csv(verdicts: &[&Verdict]) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for verdict in verdicts {
        writer.serialize(VerdictForm::from(*verdict)).map_err(|error| Failure::of(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::of(error.error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn for_people(verdicts: &[&Verdict], weekly: &Weekly) -> String {
    let rows = verdicts.iter().map(|verdict| {
        let name = weekly.municipality.roster.unit(&verdict.unit).map_or("", |unit| unit.name.as_str());
        let judgement = verdict.judgement();
        let show =
            |value: Option<Exact>| value.map_or_else(|| "–".to_owned(), |value| number(value, verdict));
        [
            name.to_owned(),
            verdict.expectation.0.clone(),
            show(judgement.and_then(|judgement| judgement.value.shown())),
            number(verdict.marks.target, verdict),
            verdict.level().map_or("–", Level::word).to_owned(),
            verdict.reason().unwrap_or_default().to_owned(),
            show(judgement.and_then(|judgement| judgement.previous)),
            match &verdict.outcome {
                // Nobody looks for figures there.
                Outcome::NotJudged(NotJudged::HandledElsewhere | NotJudged::NotApplicable) => "–".to_owned(),
                _ => format!("{}/{}", verdict.known, verdict.weeks),
            },
        ]
    });
    table(["Unit", "Expectation", "Value", "Target", "Level", "Why", "Before", "Known weeks"], rows)
}

/// A value for people: a share as per cent, anything else with one decimal.
fn number(value: Exact, verdict: &Verdict) -> String {
    if verdict.measure.is_share() {
        format!("{:.1} %", to_f64(value) * 100.0)
    } else {
        format!("{:.1}", to_f64(value))
    }
}
