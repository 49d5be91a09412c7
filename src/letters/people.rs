//! What the people of a unit are called: its staff, its guardians and its young people.

use super::error::ComposeError;
use super::words::Words;
use crate::domain::unit::audience::Audience;
use crate::domain::unit::{Forms, SchoolForm};

/// What young people are called where a text speaks of a unit, or of some school forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum People {
    /// Children, in preschools only.
    Children,
    /// Pupils, in schools only.
    Pupils,
    /// Children and pupils.
    Both,
}

impl People {
    /// Those of a unit, by its leading school form.
    pub(super) fn of(forms: &[SchoolForm]) -> Self {
        if forms.first() == Some(&SchoolForm::Fs) { Self::Children } else { Self::Pupils }
    }

    /// Those of all units with these forms.
    pub(super) fn in_forms(forms: Forms) -> Self {
        match forms.contains(SchoolForm::Fs) {
            true if forms == Forms::from_iter([SchoolForm::Fs]) => Self::Children,
            true => Self::Both,
            false => Self::Pupils,
        }
    }

    /// An audience in the plural: `pedagoger`.
    pub(super) fn plural(self, audience: Audience) -> &'static str {
        match (audience, self) {
            (Audience::Staff, _) => "staff",
            (Audience::Guardians, _) => "guardians",
            (Audience::Students, Self::Children) => "children",
            (Audience::Students, Self::Pupils) => "students",
            (Audience::Students, Self::Both) => "doc-young",
        }
    }

    /// An audience as a whole: `pedagogerna`.
    pub(super) fn the(self, audience: Audience) -> &'static str {
        match (audience, self) {
            (Audience::Staff, _) => "staff-the",
            (Audience::Guardians, _) => "guardians-the",
            (Audience::Students, Self::Children) => "children-the",
            (Audience::Students, Self::Pupils) => "students-the",
            (Audience::Students, Self::Both) => "doc-young-the",
        }
    }

    /// One of an audience: `pedagog`.
    pub(super) fn one(self, audience: Audience) -> &'static str {
        match (audience, self) {
            (Audience::Staff, _) => "staff-one",
            (Audience::Guardians, _) => "guardians-one",
            (Audience::Students, Self::Children) => "children-one",
            (Audience::Students, Self::Pupils) => "students-one",
            (Audience::Students, Self::Both) => "doc-young-one",
        }
    }

    /// Anyone of an audience: `någon pedagog`.
    pub(super) fn anyone(self, audience: Audience) -> &'static str {
        match (audience, self) {
            (Audience::Staff, _) => "doc-anyone-staff",
            (Audience::Guardians, _) => "doc-anyone-guardians",
            (Audience::Students, Self::Children) => "doc-anyone-children",
            (Audience::Students, Self::Pupils) => "doc-anyone-students",
            (Audience::Students, Self::Both) => "doc-anyone-young",
        }
    }
}

/// A module with those whose use is counted behind it, who are the message `who`: `Blogg (pedagoger)`.
pub(super) fn module_of(module: String, who: &'static str, words: &Words) -> Result<String, ComposeError> {
    words.say("module-for", [("module", module.into()), ("who", words.text(who)?.into())])
}
