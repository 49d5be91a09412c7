//! What the document calls school forms.

use crate::domain::recipient::language::Localised;
use crate::domain::unit::{Forms, SchoolForm};
use crate::letters::error::ComposeError;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// A text in the language of `words`, in one line.
pub(super) fn text(text: &Localised, words: &Words) -> String {
    one_line(text.in_language(words.language()))
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
