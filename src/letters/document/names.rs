//! What the document calls people and school forms.

use crate::domain::recipient::language::Localised;
use crate::domain::unit::audience::Audience;
use crate::domain::unit::{Forms, SchoolForm};
use crate::letters::error::ComposeError;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// A text in the language of `words`, in one line.
pub(super) fn text(text: &Localised, words: &Words) -> String {
    one_line(text.in_language(words.language()))
}

/// What young people are called in some school forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Young {
    /// Children: in preschools only.
    Children,
    /// Pupils: in schools only.
    Pupils,
    /// Both.
    Both,
}

impl Young {
    fn of(forms: Forms) -> Self {
        let preschool = Forms::from_iter([SchoolForm::Fs]);
        match (forms.contains(SchoolForm::Fs), forms == preschool) {
            (true, true) => Self::Children,
            (true, false) => Self::Both,
            (false, _) => Self::Pupils,
        }
    }
}

/// An audience in the plural: `pedagoger`.
pub(super) fn plural(audience: Audience, forms: Forms, words: &Words) -> Result<String, ComposeError> {
    words.text(match (audience, Young::of(forms)) {
        (Audience::Staff, _) => "staff",
        (Audience::Guardians, _) => "guardians",
        (Audience::Students, Young::Children) => "children",
        (Audience::Students, Young::Pupils) => "students",
        (Audience::Students, Young::Both) => "doc-young",
    })
}

/// An audience as a whole: `pedagogerna`.
pub(super) fn the(audience: Audience, forms: Forms, words: &Words) -> Result<String, ComposeError> {
    words.text(match (audience, Young::of(forms)) {
        (Audience::Staff, _) => "staff-the",
        (Audience::Guardians, _) => "guardians-the",
        (Audience::Students, Young::Children) => "children-the",
        (Audience::Students, Young::Pupils) => "students-the",
        (Audience::Students, Young::Both) => "doc-young-the",
    })
}

/// One of an audience: `pedagog`.
pub(super) fn one(audience: Audience, forms: Forms, words: &Words) -> Result<String, ComposeError> {
    words.text(match (audience, Young::of(forms)) {
        (Audience::Staff, _) => "staff-one",
        (Audience::Guardians, _) => "guardians-one",
        (Audience::Students, Young::Children) => "children-one",
        (Audience::Students, Young::Pupils) => "students-one",
        (Audience::Students, Young::Both) => "doc-young-one",
    })
}

/// Anyone of an audience: `någon pedagog`.
pub(super) fn anyone(audience: Audience, forms: Forms, words: &Words) -> Result<String, ComposeError> {
    words.text(match (audience, Young::of(forms)) {
        (Audience::Staff, _) => "doc-anyone-staff",
        (Audience::Guardians, _) => "doc-anyone-guardians",
        (Audience::Students, Young::Children) => "doc-anyone-children",
        (Audience::Students, Young::Pupils) => "doc-anyone-students",
        (Audience::Students, Young::Both) => "doc-anyone-young",
    })
}

/// School forms as a list: `förskola och grundskola`.
pub(super) fn forms(forms: Forms, words: &Words) -> Result<String, ComposeError> {
    if forms == Forms::ALL {
        return words.text("doc-all-forms");
    }
    let names = forms.iter().map(|one| form(one, words)).collect::<Result<Vec<_>, _>>()?;
    words.list(&names)
}

/// One school form.
pub(super) fn form(form: SchoolForm, words: &Words) -> Result<String, ComposeError> {
    words.text(match form {
        SchoolForm::Fs => "doc-form-fs",
        SchoolForm::Fklass => "doc-form-fklass",
        SchoolForm::Fth => "doc-form-fth",
        SchoolForm::Gr => "doc-form-gr",
        SchoolForm::Gran => "doc-form-gran",
        SchoolForm::Gy => "doc-form-gy",
        SchoolForm::Gyan => "doc-form-gyan",
        SchoolForm::Vux => "doc-form-vux",
    })
}
