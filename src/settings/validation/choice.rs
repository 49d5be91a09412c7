//! Which of several allowed forms was meant, so that only its faults are shown.

use boon::{ErrorKind as Broken, Type, ValidationError};
use serde_json::Value;

use super::{Finder, join, place, wording};
use crate::settings::schema::Schema;
use crate::settings::toml_file::Step;

/// What is wrong with the value under one of the forms.
type Branch<'e> = Vec<&'e ValidationError<'e, 'e>>;

impl<'a> Finder<'a> {
    /// Explains a value that fits none of several forms.
    pub(super) fn choice(&mut self, error: &ValidationError<'_, '_>, path: &[Step], value: &Value) {
        // TOML has no null, so "or null" is never what was meant.
        let branches: Vec<_> = error.causes.iter().map(leaves).filter(|branch| !wants_null(branch)).collect();
        if let [only] = branches.as_slice() {
            return self.explain_all(only);
        }
        let listed: Option<Vec<_>> = branches.iter().map(|branch| listed(branch, path)).collect();
        if let Some(listed) = listed.filter(|listed| !listed.is_empty()) {
            return self.not_one_of(path, value, &wording::texts(listed.into_iter().flatten()));
        }
        if value.is_object()
            && let Some((tag, kinds)) = self.kinds(error)
        {
            return self.tagged(path, value, tag, &kinds, &error.causes);
        }
        let fitting = branches.iter().filter(|branch| !branch.iter().any(|error| is_type(error, path)));
        if let Some(branch) = fitting.min_by_key(|branch| branch.len()) {
            return self.explain_all(branch);
        }
        let schema = self.schema;
        let rules = schema.at(path, self.file.value());
        self.wrong_type(path, value, &Schema::types(&rules));
    }

    fn explain_all(&mut self, branch: &[&ValidationError<'_, '_>]) {
        for error in branch {
            self.explain(error);
        }
    }

    /// The key that tells the forms apart, and the word each has for it.
    fn kinds(&self, error: &ValidationError<'_, '_>) -> Option<(&'a str, Vec<&'a str>)> {
        let schema = self.schema;
        let (_, pointer) = error.schema_url.split_once('#')?;
        let rule = schema.value().pointer(pointer)?;
        let choices = rule.get("oneOf").or_else(|| rule.get("anyOf"))?.as_array()?;
        let (tag, _) = schema.tags(choices.first()?).next()?;
        let word = |choice| schema.tags(choice).find(|(key, _)| *key == tag).map(|(_, word)| word);
        Some((tag, choices.iter().map(word).collect::<Option<_>>()?))
    }

    fn tagged(
        &mut self,
        path: &[Step],
        value: &Value,
        tag: &str,
        kinds: &[&str],
        branches: &[ValidationError<'_, '_>],
    ) {
        let Some(written) = value.get(tag) else {
            let hint = format!("write {tag} = \"{}\"", kinds.join("\", \"").replace(", ", " or "));
            let message = format!("`{tag}` is missing");
            return self.add(self.file.fault(path, message, hint).missing());
        };
        let chosen = kinds.iter().position(|kind| written == kind).and_then(|index| branches.get(index));
        match chosen {
            Some(branch) => self.explain(branch),
            None => self.not_one_of(&join(path, tag), written, kinds),
        }
    }
}

/// The errors below one that only holds others together.
fn leaves<'e>(error: &'e ValidationError<'_, '_>) -> Branch<'e> {
    match error.kind {
        Broken::Group | Broken::Reference { .. } | Broken::AllOf => {
            error.causes.iter().flat_map(leaves).collect()
        }
        _ => vec![error],
    }
}

fn wants_null(branch: &[&ValidationError<'_, '_>]) -> bool {
    matches!(branch, [error] if matches!(error.kind, Broken::Type { want, .. } if want.iter().eq([Type::Null])))
}

/// The words a form of the value at `path` allows, if it is a list of words.
fn listed<'e>(branch: &[&'e ValidationError<'e, 'e>], path: &[Step]) -> Option<Vec<&'e Value>> {
    branch.iter().filter(|error| place(error) == path).find_map(|error| match error.kind {
        Broken::Enum { want } => Some(want.iter().collect()),
        Broken::Const { want } => Some(vec![want]),
        Broken::OneOf(None) => {
            let inner = error.causes.iter().map(|cause| listed(&leaves(cause), path));
            Some(inner.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
        }
        _ => None,
    })
}

fn is_type(error: &ValidationError<'_, '_>, path: &[Step]) -> bool {
    matches!(error.kind, Broken::Type { .. }) && place(error) == path
}

#[cfg(test)]
mod tests;
