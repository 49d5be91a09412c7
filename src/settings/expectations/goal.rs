//! Targets and paths of an expectation: which keys go with which measure, and
//! what they amount to.

use super::{ExpectationEntry, FormEntry, PointEntry};
use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::{Goal, Path, PathPoint};
use crate::domain::number::Exact;
use crate::domain::unit::SchoolForm;
use crate::settings::amount::{Amount, marks, note};
use crate::settings::fault::{Fault, Faults, did_you_mean};
use crate::settings::toml_file::Spot;

impl ExpectationEntry {
    /// What is expected where no form says otherwise.
    pub(super) fn goal(&self, measure: Measure, spot: &Spot<'_>) -> Result<Goal, Box<Fault>> {
        let given = Given {
            target: self.target.as_ref(),
            near: self.near.as_ref(),
            path: self.path.as_deref(),
            near_points: self.near_points.as_ref(),
        };
        given.goal(measure, spot)
    }

    /// What is expected of single forms. An entry says all of it: only a target
    /// or path that it leaves out comes from the expectation itself.
    pub(super) fn by_form(
        &self,
        measure: Measure,
        spot: &Spot<'_>,
        faults: &mut Faults,
    ) -> Vec<(SchoolForm, Goal)> {
        let mut goals = Vec::new();
        for (code, entry) in &self.by_form {
            let spot = spot.at("by_form").at(code.as_str());
            let Ok(form) = code.parse::<SchoolForm>() else {
                let codes = SchoolForm::ALL.map(|form| form.to_string());
                let hint = did_you_mean(code, codes.iter().map(String::as_str))
                    .unwrap_or_else(|| format!("the forms are {}", codes.join(", ")));
                faults.push(spot.key_fault(format!("`{code}` is not a school form"), hint));
                continue;
            };
            if let Some(goal) = note(entry.given(self).goal(measure, &spot), faults) {
                goals.push((form, goal));
            }
        }
        goals
    }
}

impl FormEntry {
    fn given<'a>(&'a self, expectation: &'a ExpectationEntry) -> Given<'a> {
        let inherited = self.path.is_none();
        Given {
            target: self.target.as_ref().or(expectation.target.as_ref()),
            near: self.near.as_ref(),
            path: self.path.as_deref().or(expectation.path.as_deref()),
            // One that gives a path of its own and no `near_points` has no near mark.
            near_points: self
                .near_points
                .as_ref()
                .or(inherited.then_some(expectation.near_points.as_ref()).flatten()),
        }
    }
}

/// The keys that a goal is made of.
struct Given<'a> {
    target: Option<&'a Amount>,
    near: Option<&'a Amount>,
    path: Option<&'a [PointEntry]>,
    near_points: Option<&'a Amount>,
}

impl Given<'_> {
    fn goal(&self, measure: Measure, spot: &Spot<'_>) -> Result<Goal, Box<Fault>> {
        let follows_path = measure.is_cumulative();
        let wrong_keys: &[(&str, bool)] = if follows_path {
            &[("target", self.target.is_some()), ("near", self.near.is_some())]
        } else {
            &[("path", self.path.is_some()), ("near_points", self.near_points.is_some())]
        };
        if let Some((key, _)) = wrong_keys.iter().find(|(_, given)| *given) {
            let right = if follows_path { "`path` and `near_points`" } else { "`target` and `near`" };
            let message = format!("`{key}` does not go with the measure `{measure}`");
            return Err(spot.at(*key).key_fault(message, format!("use {right} instead")).into());
        }
        if follows_path { self.along_path(measure, spot) } else { self.fixed(measure, spot) }
    }

    fn fixed(&self, measure: Measure, spot: &Spot<'_>) -> Result<Goal, Box<Fault>> {
        let target = self.target.ok_or_else(|| {
            let hint = if measure.is_share() { "add target = \"80 %\"" } else { "add target = 2.5" };
            spot.fault(format!("`target` is missing for the measure `{measure}`"), hint)
        })?;
        marks(measure, target, self.near, spot).map(Goal::Fixed)
    }

    fn along_path(&self, measure: Measure, spot: &Spot<'_>) -> Result<Goal, Box<Fault>> {
        let entries = self.path.ok_or_else(|| {
            let hint = "add path = [{ date = 2026-08-17, share = \"0 %\" }, { date = 2026-12-11, share = \"100 %\" }]";
            spot.fault(format!("`path` is missing for the measure `{measure}`"), hint)
        })?;
        let mut points: Vec<PathPoint> = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let point = spot.at("path").at(index);
            let share = entry.share.share(&point.at("share"))?;
            if let Some(last) = points.last() {
                if entry.date <= last.date {
                    let message =
                        format!("the path goes back in time: {} comes after {}", entry.date, last.date);
                    return Err(point.at("date").fault(message, "put the points in order").into());
                }
                if share < last.share {
                    let hint = "shares of a path stay or rise";
                    return Err(point.at("share").fault("the path falls", hint).into());
                }
            }
            points.push(PathPoint { date: entry.date, share });
        }
        let near_points = match self.near_points {
            Some(points) => points.share(&spot.at("near_points"))?,
            None => Exact::from_integer(0),
        };
        Ok(Goal::Path(Path { points, near_points }))
    }
}
