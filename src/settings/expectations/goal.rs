//! Targets and paths of an expectation: which keys go with which measure, and
//! what they amount to.

use super::{ExpectationEntry, FormEntry, PointEntry};
use crate::domain::expectation::measure::Measure;
use crate::domain::expectation::{Goal, Path, PathPoint};
use crate::domain::number::Exact;
use crate::domain::unit::SchoolForm;
use crate::settings::amount::{Amount, below, marks, note};
use crate::settings::fault::did_you_mean;
use crate::settings::fault::{Fault, Faults};
use crate::settings::toml_file::Step;
use crate::settings::toml_file::TomlFile;

impl ExpectationEntry {
    /// What is expected where no form says otherwise.
    pub(super) fn goal(
        &self,
        measure: Measure,
        document: &TomlFile,
        path: &[Step],
    ) -> Result<Goal, Box<Fault>> {
        let given = Given {
            target: self.target.as_ref(),
            near: self.near.as_ref(),
            path: self.path.as_deref(),
            near_points: self.near_points.as_ref(),
        };
        given.goal(measure, document, path)
    }

    /// What is expected of single forms. An entry says all of it: only a target
    /// or path that it leaves out comes from the expectation itself.
    pub(super) fn by_form(
        &self,
        measure: Measure,
        document: &TomlFile,
        path: &[Step],
        faults: &mut Faults,
    ) -> Vec<(SchoolForm, Goal)> {
        let mut goals = Vec::new();
        for (code, entry) in &self.by_form {
            let place = below(path, [Step::from("by_form"), Step::from(code.as_str())]);
            let Ok(form) = code.parse::<SchoolForm>() else {
                let codes = SchoolForm::ALL.map(|form| form.to_string());
                let hint = did_you_mean(code, codes.iter().map(String::as_str))
                    .unwrap_or_else(|| format!("the forms are {}", codes.join(", ")));
                faults.push(document.key_fault(&place, format!("`{code}` is not a school form"), hint));
                continue;
            };
            if let Some(goal) = note(entry.given(self).goal(measure, document, &place), faults) {
                goals.push((form, goal));
            }
        }
        goals
    }
}

impl FormEntry {
    fn given<'a>(&'a self, expectation: &'a ExpectationEntry) -> Given<'a> {
        Given {
            target: self.target.as_ref().or(expectation.target.as_ref()),
            near: self.near.as_ref(),
            path: self.path.as_deref().or(expectation.path.as_deref()),
            near_points: self.near_points.as_ref().or(expectation.near_points.as_ref()),
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
    fn goal(&self, measure: Measure, document: &TomlFile, path: &[Step]) -> Result<Goal, Box<Fault>> {
        let follows_path = measure.is_cumulative();
        let wrong_keys: &[(&str, bool)] = if follows_path {
            &[("target", self.target.is_some()), ("near", self.near.is_some())]
        } else {
            &[("path", self.path.is_some()), ("near_points", self.near_points.is_some())]
        };
        if let Some((key, _)) = wrong_keys.iter().find(|(_, given)| *given) {
            let right = if follows_path { "`path` and `near_points`" } else { "`target` and `near`" };
            let place = below(path, [Step::from(*key)]);
            return Err(Box::new(document.key_fault(
                &place,
                format!("`{key}` does not go with the measure `{measure}`"),
                format!("use {right} instead"),
            )));
        }
        if follows_path {
            self.along_path(measure, document, path)
        } else {
            self.fixed(measure, document, path)
        }
    }

    fn fixed(&self, measure: Measure, document: &TomlFile, path: &[Step]) -> Result<Goal, Box<Fault>> {
        let target = self.target.ok_or_else(|| {
            let hint = if measure.is_share() { "add target = \"80 %\"" } else { "add target = 2.5" };
            document.fault(path, format!("`target` is missing for the measure `{measure}`"), hint.to_owned())
        })?;
        marks(measure, target, self.near, document, path).map(Goal::Fixed)
    }

    fn along_path(&self, measure: Measure, document: &TomlFile, path: &[Step]) -> Result<Goal, Box<Fault>> {
        let entries = self.path.ok_or_else(|| {
            let hint = "add path = [{ date = 2026-08-17, share = \"0 %\" }, { date = 2026-12-11, share = \"100 %\" }]";
            document.fault(path, format!("`path` is missing for the measure `{measure}`"), hint.to_owned())
        })?;
        let mut points: Vec<PathPoint> = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            let place = |key: &str| below(path, [Step::from("path"), Step::from(index), Step::from(key)]);
            let share = entry.share.share(document, &place("share"))?;
            if let Some(last) = points.last() {
                if entry.date <= last.date {
                    let message =
                        format!("the path goes back in time: {} comes after {}", entry.date, last.date);
                    return Err(Box::new(document.fault(
                        &place("date"),
                        message,
                        "put the points in order".to_owned(),
                    )));
                }
                if share < last.share {
                    let hint = "shares of a path stay or rise".to_owned();
                    return Err(Box::new(document.fault(&place("share"), "the path falls", hint)));
                }
            }
            points.push(PathPoint { date: entry.date, share });
        }
        let near_points = match self.near_points {
            Some(points) => points.share(document, &below(path, [Step::from("near_points")]))?,
            None => Exact::from_integer(0),
        };
        Ok(Goal::Path(Path { points, near_points }))
    }
}
