//! Which of several allowed forms was meant, so that only its faults are shown.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as Broken};
use serde_json::Value;

use super::{Finder, join, words};
use crate::settings::schema::Schema;
use crate::settings::step::Step;

/// What is wrong with the value under one of the forms.
type Branch<'a> = &'a [ValidationError<'static>];

impl<'a> Finder<'a> {
    /// Explains a value that fits none of several forms.
    pub(super) fn choice(
        &mut self,
        error: &ValidationError<'_>,
        path: &[Step],
        value: &Value,
        context: &[Vec<ValidationError<'static>>],
    ) {
        // TOML has no null, so "or null" is never what was meant.
        let branches: Vec<Branch<'_>> =
            context.iter().map(Vec::as_slice).filter(|branch| !wants_null(branch)).collect();
        if let [only] = branches.as_slice() {
            return self.explain_all(only);
        }
        let listed: Option<Vec<_>> = branches.iter().map(|branch| listed(branch)).collect();
        if let Some(listed) = listed
            && !listed.is_empty()
        {
            return self.not_one_of(path, value, &words::texts(listed.into_iter().flatten()));
        }
        if value.is_object()
            && let Some((tag, kinds)) = self.kinds(error)
        {
            return self.tagged(path, value, tag, &kinds, context);
        }
        let fitting = branches.iter().filter(|branch| !branch.iter().any(|error| is_type(error, path)));
        if let Some(branch) = fitting.min_by_key(|branch| branch.len()) {
            return self.explain_all(branch);
        }
        let schema = self.schema;
        let rules = schema.at(path, self.document.value());
        self.wrong_type(path, value, &Schema::types(&rules));
    }

    fn explain_all(&mut self, branch: Branch<'_>) {
        for error in branch {
            self.explain(error);
        }
    }

    /// The key that tells the forms apart, and the word each has for it.
    fn kinds(&self, error: &ValidationError<'_>) -> Option<(&'a str, Vec<&'a str>)> {
        let schema = self.schema;
        let choices = schema.value().pointer(error.schema_path().as_str())?.as_array()?;
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
        context: &[Vec<ValidationError<'static>>],
    ) {
        let Some(written) = value.get(tag) else {
            let hint = format!("write {tag} = \"{}\"", kinds.join("\", \"").replace(", ", " or "));
            let message = format!("`{tag}`{}", super::MISSING);
            let fault = self.document.fault(path, message, hint);
            return self.add(fault);
        };
        let chosen = kinds.iter().position(|kind| written == kind).and_then(|index| context.get(index));
        match chosen {
            Some(branch) => self.explain_all(branch),
            None => self.not_one_of(&join(path, tag), written, kinds),
        }
    }
}

fn wants_null(branch: Branch<'_>) -> bool {
    let null = |error: &ValidationError<'_>| matches!(error.kind(), Broken::Type { kind: TypeKind::Single(name) } if name.as_str() == "null");
    branch.len() == 1 && branch.iter().all(null)
}

/// The words a form allows, if it is a list of words.
fn listed(branch: Branch<'_>) -> Option<Vec<&Value>> {
    branch.iter().find_map(|error| match error.kind() {
        _ if branch[0].instance_path() != error.instance_path() => None,
        Broken::Enum { options } => Some(options.as_array()?.iter().collect()),
        Broken::Constant { expected_value } => Some(vec![&**expected_value]),
        Broken::OneOfNotValid { context } => {
            let inner: Option<Vec<_>> = context.iter().map(|branch| listed(branch)).collect();
            Some(inner?.into_iter().flatten().collect())
        }
        _ => None,
    })
}

fn is_type(error: &ValidationError<'_>, path: &[Step]) -> bool {
    matches!(error.kind(), Broken::Type { .. }) && Step::from_pointer(error.instance_path().as_str()) == path
}

#[cfg(test)]
mod tests;
