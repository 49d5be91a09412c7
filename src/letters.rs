//! Turns the content of a letter into its subject, plain text and HTML, and
//! those into the bytes of a message; and the expectations document into a
//! page. The words, the templates and the samples that show them stand here;
//! what is said is decided in the domain.

use std::path::{Path, PathBuf};

use serde::Serialize;

pub use self::document::Format as DocumentFormat;
use self::document::{DocumentView, Pages};
pub use self::error::{ComposeError, LetterError, TemplateError};
pub use self::frame::LetterFrame;
use self::manager::ManagerView;
pub use self::message::{Attachment, Composed, Message, Picture};
pub use self::mime::{Envelope, MimeError, Said, Ties, mime};
use self::notice::NoticeView;
pub use self::painter::PaintError;
use self::principal::PrincipalView;
use self::receipt::ReceiptView;
use self::templates::{HOLD, MANAGER, OnDemand, Overrides, PRINCIPAL, RECEIPT, Templates};
use self::words::Words;
use crate::domain::account::{Account, Doubt, Hold};
use crate::domain::expectation::document::Document;
use crate::domain::letter::Letter;
use crate::domain::recipient::language::Language;
use crate::domain::summary::Summary;

mod document;
pub mod english;
mod error;
mod figures;
mod frame;
mod mailto;
mod manager;
mod matters;
mod message;
mod mime;
mod notice;
mod painter;
mod people;
mod plain;
mod principal;
mod receipt;
pub mod samples;
mod templates;
mod trend;
mod words;
mod wrap;

#[cfg(test)]
mod tests;

/// The most bytes of HTML in a letter. Gmail cuts a letter off at 102 kB, and a
/// phone on a slow line has this at once.
const MOST_HTML: usize = 60_000;

/// How letters look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterSettings {
    /// A folder whose templates replace those that are compiled in.
    pub templates: Option<PathBuf>,
}

/// The templates and words that letters are made with.
#[derive(Debug)]
pub struct Letters {
    principal: OnDemand<Templates>,
    manager: OnDemand<Templates>,
    receipt: OnDemand<Templates>,
    hold: OnDemand<Templates>,
    document: OnDemand<Pages>,
    swedish: Words,
    english: Words,
}

impl Letters {
    /// The templates and words that are compiled in, each file replaced by the
    /// one of its name under `overrides`, where there is one.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] names the file and line of what cannot be used.
    pub fn new(overrides: Option<&Path>) -> Result<Self, TemplateError> {
        let overrides = Overrides::at(overrides)?;
        Ok(Self {
            principal: OnDemand::of(overrides, |from| Templates::load(PRINCIPAL, from))?,
            manager: OnDemand::of(overrides, |from| Templates::load(MANAGER, from))?,
            receipt: OnDemand::of(overrides, |from| Templates::load(RECEIPT, from))?,
            hold: OnDemand::of(overrides, |from| Templates::load(HOLD, from))?,
            document: OnDemand::of(overrides, Pages::load)?,
            swedish: load_words(Language::Sv, overrides)?,
            english: load_words(Language::En, overrides)?,
        })
    }

    /// What keeps the templates and words under `overrides` from being used: the first fault of
    /// each kind of letter, of the document and of each language, each once.
    #[must_use]
    pub fn faults(overrides: Option<&Path>) -> Vec<TemplateError> {
        let overrides = match Overrides::at(overrides) {
            Ok(overrides) => overrides,
            Err(error) => return vec![error],
        };
        let letters =
            [PRINCIPAL, MANAGER, RECEIPT, HOLD].map(|design| Templates::load(design, overrides).err());
        let words = Language::ALL.map(|language| load_words(language, overrides).err());
        distinct(letters.into_iter().chain(words).chain([Pages::load(overrides).err()]).flatten())
    }

    /// The templates and words under `overrides` that take the place of nothing, because
    /// no file of that name is compiled in.
    pub fn strays(overrides: Option<&Path>) -> Result<Vec<PathBuf>, TemplateError> {
        let words = Language::ALL.into_iter().flat_map(Words::originals).map(|(name, _)| name.to_owned());
        let known: Vec<_> = templates::names().into_iter().chain(Pages::names()).chain(words).collect();
        Ok(Overrides::at(overrides)?.strays(&known))
    }

    /// The letter in its recipient's language.
    ///
    /// # Errors
    ///
    /// [`ComposeError`] when a template shows something that letters do not
    /// have. [`Self::check`] finds that before a run does.
    pub fn compose(&self, letter: &Letter, frame: &LetterFrame) -> Result<Composed, ComposeError> {
        let words = self.words(letter.recipient.language);
        let mut view = PrincipalView::of(letter, frame, words)?;
        let templates = self.principal.get()?;
        let mut composed = filled(templates, &view)?;
        if composed.html.len() > MOST_HTML {
            view.shorten();
            composed.html = templates.html(&templates.data(&view)?)?;
        }
        composed.pictures = view.pictures()?;
        composed.unsubscribe = view.unsubscribe();
        Ok(composed)
    }

    /// The summary in its recipient's language, with the table of all units attached.
    pub fn compose_summary(&self, summary: &Summary, frame: &LetterFrame) -> Result<Composed, ComposeError> {
        let words = self.words(summary.recipient.language);
        let composed = filled(self.manager.get()?, &ManagerView::of(summary, frame, words)?)?;
        Ok(Composed { attachments: vec![manager::sheet::attachment(summary, frame, words)?], ..composed })
    }

    /// The week's receipt in its recipient's language.
    pub fn compose_receipt(&self, account: &Account, frame: &LetterFrame) -> Result<Composed, ComposeError> {
        let view = ReceiptView::of(account, frame, self.words(account.recipient.language))?;
        filled(self.receipt.get()?, &view)
    }

    /// The notice of held letters in its recipient's language.
    pub fn compose_hold(&self, hold: &Hold, frame: &LetterFrame) -> Result<Composed, ComposeError> {
        let view = NoticeView::of_hold(hold, frame, self.words(hold.recipient.language))?;
        filled(self.hold.get()?, &view)
    }

    /// The notice of addresses that are called dead, in its recipient's language. It has the
    /// templates of the other notice.
    pub fn compose_doubt(&self, doubt: &Doubt, frame: &LetterFrame) -> Result<Composed, ComposeError> {
        let view = NoticeView::of_doubt(doubt, frame, self.words(doubt.recipient.language))?;
        filled(self.hold.get()?, &view)
    }

    /// The municipality's expectations document, in any language and format.
    pub fn document(
        &self,
        document: &Document<'_>,
        language: Language,
        format: DocumentFormat,
    ) -> Result<String, ComposeError> {
        let view = DocumentView::of(document, self.words(language))?;
        Ok(self.document.get()?.fill(format, &view)?)
    }

    fn words(&self, language: Language) -> &Words {
        match language {
            Language::Sv => &self.swedish,
            Language::En => &self.english,
        }
    }

    /// Composes every sample letter, which together reach every branch of the
    /// templates, and gives what goes wrong, each fault once.
    #[must_use]
    pub fn check(&self) -> Vec<ComposeError> {
        distinct(samples::all().iter().filter_map(|sample| sample.compose(self).err()))
    }
}

/// A letter that shows `view`, without pictures and files.
fn filled(templates: &Templates, view: &impl Serialize) -> Result<Composed, ComposeError> {
    let data = templates.data(view)?;
    Ok(Composed {
        subject: plain::one_line(&templates.subject(&data)?),
        text: wrap::wrapped(&templates.text(&data)?),
        html: templates.html(&data)?,
        pictures: Vec::new(),
        attachments: Vec::new(),
        unsubscribe: None,
    })
}

/// Each of `things` once, where it stands first.
fn distinct<T: PartialEq>(things: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for thing in things {
        if !distinct.contains(&thing) {
            distinct.push(thing);
        }
    }
    distinct
}

fn load_words(language: Language, overrides: Overrides<'_>) -> Result<Words, TemplateError> {
    let mut own = Vec::new();
    for (name, _) in Words::originals(language) {
        own.extend(overrides.read(name)?.map(|text| (overrides.path(name), text)));
    }
    Words::load(language, own.iter().map(|(file, text)| (file.as_path(), text.as_str())))
}
