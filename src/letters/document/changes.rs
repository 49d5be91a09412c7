//! What changed, and what will change, in words.

use serde::Serialize;

use super::chapter::{self, PathView};
use super::{goal, names};
use crate::domain::expectation::document::{Aspect, Change, Document, Kind, goal_of};
use crate::domain::expectation::{Expectation, Goal};
use crate::domain::unit::{Forms, SchoolForm};
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::plain::capitalised;
use crate::letters::words::Words;

/// What the templates may show of a change.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ChangeView {
    /// `new`, `changed` or `ended`, for the look.
    tone: &'static str,
    /// The same in words.
    badge: String,
    /// The module, of whom and in which forms.
    title: String,
    /// Since when.
    when: String,
    /// What is different.
    lines: Vec<String>,
    /// The way to the target, for what is to come.
    paths: Vec<PathView>,
}

/// Writes one change in words.
pub(super) struct Telling<'a> {
    document: &'a Document<'a>,
    words: &'a Words,
    is_ahead: bool,
}

impl<'a> Telling<'a> {
    /// Of what is to come where `is_ahead`, else of what has been.
    pub(super) fn new(document: &'a Document<'a>, is_ahead: bool, words: &'a Words) -> Self {
        Self { document, words, is_ahead }
    }

    pub(super) fn tell(&self, change: &Change<'_>) -> Result<ChangeView, ComposeError> {
        let (words, now) = (self.words, change.expectation);
        let date = change.from.map(|from| figures::date(words.language(), from)).unwrap_or_default();
        let module = names::text(&self.document.municipality.module_name(&now.module), words);
        let (tone, badge, key) = match change.kind {
            Kind::New => ("new", "doc-new", "doc-change-new"),
            Kind::Changed { .. } => ("changed", "doc-changed", "doc-change-changed"),
            Kind::Ended if self.is_ahead => ("ended", "doc-ended", "doc-change-ends"),
            Kind::Ended => ("ended", "doc-ended", "doc-change-ended"),
        };
        let last = now.valid_to.map(|last| figures::date(words.language(), last)).unwrap_or_default();
        let dated = [("date", date.as_str().into()), ("last", last.into())];
        let shows_paths = self.is_ahead && change.kind != Kind::Ended;
        let cut_off = change.from.map_or(self.document.cut_off(), |from| from.max(self.document.cut_off()));
        Ok(ChangeView {
            tone,
            badge: words.text(badge)?,
            title: format!("{module}: {}", chapter::heading(now, words)?),
            when: words.say(key, dated)?,
            lines: self.lines(change, &module, &date)?,
            paths: if shows_paths { chapter::paths(now, cut_off, words)? } else { Vec::new() },
        })
    }

    fn lines(&self, change: &Change<'_>, module: &str, date: &str) -> Result<Vec<String>, ComposeError> {
        let (words, now) = (self.words, change.expectation);
        let Kind::Changed { before, aspects } = &change.kind else {
            return Ok(vec![goal::in_full(now, module, words)?]);
        };
        let mut lines = Vec::new();
        for aspect in aspects {
            match aspect {
                Aspect::Measure => {
                    lines.push(goal::in_full(now, module, words)?);
                    let module = names::text(&self.document.municipality.module_name(&before.module), words);
                    let before = goal::in_full(before, &module, words)?;
                    lines.push(words.say("doc-measure-changed", [("before", before.into())])?);
                }
                Aspect::Goal => lines.push(self.goal(before, now, None, date)?),
                Aspect::GoalOf(form) => lines.push(self.goal(before, now, Some(*form), date)?),
                Aspect::Weeks => {
                    let weeks = |text: &Expectation| words.say("doc-weeks", [("weeks", text.weeks.into())]);
                    lines.push(self.pair("doc-weeks-changed", weeks(before)?, weeks(now)?)?);
                }
                Aspect::Forms => {
                    let forms = |text: &Expectation| names::forms(text.forms, words);
                    lines.push(self.pair("doc-forms-changed", forms(before)?, forms(now)?)?);
                }
                Aspect::Text => lines.push(words.text("doc-text-changed")?),
            }
        }
        if lines.is_empty() {
            lines.push(words.text("doc-same")?);
        }
        Ok(lines)
    }

    /// How the target of `form`, or of the rest, differs.
    fn goal(
        &self,
        before: &Expectation,
        now: &Expectation,
        form: Option<SchoolForm>,
        date: &str,
    ) -> Result<String, ComposeError> {
        let words = self.words;
        let goal = |text: &Expectation| -> Goal {
            form.map_or_else(|| text.goal.clone(), |form| goal_of(text, form).clone())
        };
        let forms = |text: &Expectation| form.map_or(text.forms, |form| Forms::from_iter([form]));
        let short = |text: &Expectation| goal::short(text, &goal(text), forms(text), words);
        let name = form.map(|form| names::form(form, words)).transpose()?.map(|name| capitalised(&name));
        let (was, is) = (short(before)?, short(now)?);
        let key = match (was == is, matches!(now.goal, Goal::Path(_)), name.is_some(), self.is_ahead) {
            (false, _, false, false) => "doc-goal-changed",
            (false, _, false, true) => "doc-goal-changing",
            (false, _, true, false) => "doc-goal-of-changed",
            (false, _, true, true) => "doc-goal-of-changing",
            (true, true, false, _) => "doc-path-changed",
            (true, true, true, _) => "doc-path-changed-of",
            (true, false, false, _) => "doc-near-changed",
            (true, false, true, _) => "doc-near-changed-of",
        };
        let near = |text: &Expectation, target: &str| {
            let near = goal::short_near(text, &goal(text), forms(text), words)?;
            Ok::<_, ComposeError>(near.unwrap_or_else(|| target.to_owned()))
        };
        let (before, after) = if was == is { (near(before, &was)?, near(now, &is)?) } else { (was, is) };
        let values = [
            ("before", before.into()),
            ("after", after.into()),
            ("date", date.into()),
            ("form", name.unwrap_or_default().into()),
        ];
        words.say(key, values)
    }

    fn pair(&self, key: &'static str, before: String, after: String) -> Result<String, ComposeError> {
        self.words.say(key, [("before", before.into()), ("after", after.into())])
    }
}
