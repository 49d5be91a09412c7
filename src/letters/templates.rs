//! The three templates of a kind of letter: compiled in, replaceable by files
//! in a folder, checked when they are loaded.

pub(super) mod blocks;
mod mjml;
mod overrides;

use std::fmt;
use std::path::{Path, PathBuf};

use handlebars::{Context, Handlebars, RenderError, RenderErrorReason, TemplateErrorReason, no_escape};
use serde::Serialize;

use self::blocks::unclosed;
use self::mjml::Part;
pub(super) use self::overrides::{OnDemand, Overrides};
use super::error::TemplateError;
use super::plain;

/// A kind of letter, with its templates as they are compiled in.
#[derive(Debug, Clone, Copy)]
pub struct Design {
    /// Its folder.
    pub folder: &'static str,
    /// The subject.
    pub subject: &'static str,
    /// The plain text.
    pub text: &'static str,
    /// The MJML.
    pub mjml: &'static str,
}

macro_rules! design {
    ($folder:literal) => {
        Design {
            folder: $folder,
            subject: include_str!(concat!("../../templates/", $folder, "/subject.txt.hbs")),
            text: include_str!(concat!("../../templates/", $folder, "/body.txt.hbs")),
            mjml: include_str!(concat!("../../templates/", $folder, "/body.mjml.hbs")),
        }
    };
}

/// The letter to a principal.
pub const PRINCIPAL: Design = design!("letters/principal");
/// The summary for a manager.
pub const MANAGER: Design = design!("letters/manager");
/// The week's receipt to a coordinator.
pub const RECEIPT: Design = design!("letters/receipt");
/// The notice to a coordinator that letters are held.
pub const HOLD: Design = design!("letters/hold");

/// What letters share: the files of the folder `letters/frame`. In the plain
/// text, a line `{{> foot}}` includes `foot.txt.hbs`.
const FRAME: [(&str, &str); 6] = [
    ("frame/head.mjml.hbs", include_str!("../../templates/letters/frame/head.mjml.hbs")),
    ("frame/masthead.mjml.hbs", include_str!("../../templates/letters/frame/masthead.mjml.hbs")),
    ("frame/foot.mjml.hbs", include_str!("../../templates/letters/frame/foot.mjml.hbs")),
    ("frame/matters.mjml.hbs", include_str!("../../templates/letters/frame/matters.mjml.hbs")),
    ("frame/foot.txt.hbs", include_str!("../../templates/letters/frame/foot.txt.hbs")),
    ("frame/matters.txt.hbs", include_str!("../../templates/letters/frame/matters.txt.hbs")),
];

/// The folder of the folders of all letters.
const LETTERS: &str = "letters";
const SUBJECT: &str = "subject.txt.hbs";
const TEXT: &str = "body.txt.hbs";
/// The text with everything that it includes in its place.
const WHOLE_TEXT: &str = "body.txt.hbs, whole";
const MJML: &str = "body.mjml.hbs";

/// The templates of one kind of letter, ready to be filled.
pub struct Templates {
    folder: PathBuf,
    plain: Handlebars<'static>,
    html: Handlebars<'static>,
    /// The MJML of the operator, where it is not the one that is compiled in: what is wrong
    /// with it is looked for there, since the HTML has other lines.
    own_mjml: Option<String>,
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Templates").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Templates {
    /// The templates of `design`, each replaced by the file of its name among `overrides`, where there is one.
    pub(super) fn load(design: Design, overrides: Overrides<'_>) -> Result<Self, TemplateError> {
        let folder = overrides.path(design.folder);
        let mut plain = registry();
        plain.register_escape_fn(no_escape);
        let mut frame = Vec::new();
        for (name, original) in FRAME {
            let place = Path::new(LETTERS).join(name);
            let (file, own) = (overrides.path(&place), overrides.read(&place)?);
            let is_own = own.is_some();
            let part = Part { name, source: own.unwrap_or_else(|| original.to_owned()), file };
            match included_as(name) {
                Some(name) => register(&mut plain, name, &part.file, &part.source)?,
                None if is_own => register(&mut registry(), name, &part.file, &part.source)?,
                None => {}
            }
            frame.push(part);
        }
        for (name, original) in [(SUBJECT, design.subject), (TEXT, design.text)] {
            let place = Path::new(design.folder).join(name);
            let (file, own) = (overrides.path(&place), overrides.read(&place)?);
            let source = own.as_deref().unwrap_or(original);
            register(&mut plain, name, &file, source)?;
            if name == TEXT {
                register(&mut plain, WHOLE_TEXT, &file, &with_frame(source, &frame))?;
            }
        }
        let mut html = registry();
        let place = Path::new(design.folder).join(MJML);
        let (file, own) = (overrides.path(&place), overrides.read(&place)?);
        if let Some(own) = &own {
            // Checked as it was written first, for the sake of the line in an error.
            register(&mut registry(), MJML, &file, own)?;
        }
        let source = own.as_deref().unwrap_or(design.mjml);
        register(&mut html, MJML, &file, &mjml::compile(&file, source, &frame)?)?;
        Ok(Self { folder, plain, html, own_mjml: own })
    }

    /// What the templates show: the same data for all three of them.
    pub fn data(&self, data: &impl Serialize) -> Result<Context, TemplateError> {
        Context::wraps(data).map_err(|error| self.error(SUBJECT, &error))
    }

    /// The subject with `data`.
    pub fn subject(&self, data: &Context) -> Result<String, TemplateError> {
        self.fill(&self.plain, SUBJECT, data)
    }

    /// The plain text with `data`.
    pub fn text(&self, data: &Context) -> Result<String, TemplateError> {
        // The line in an error is that of the file, so the text that was written is asked for it.
        self.fill(&self.plain, WHOLE_TEXT, data).or_else(|_| self.fill(&self.plain, TEXT, data))
    }

    /// The HTML with `data`.
    ///
    /// # Errors
    ///
    /// As [`Self::subject`]. The line is that of the operator's MJML, where it can be told.
    pub fn html(&self, data: &Context) -> Result<String, TemplateError> {
        let filled = self.html.render_with_context(MJML, data);
        filled.map_err(|error| TemplateError { line: self.line_in_mjml(&error), ..self.error(MJML, &error) })
    }

    fn line_in_mjml(&self, error: &RenderError) -> Option<usize> {
        let RenderErrorReason::MissingVariable(Some(name)) = error.reason() else { return None };
        let shows = |line: &str| line.contains("{{") && line.contains(name.as_str());
        self.own_mjml.as_ref()?.lines().position(shows).map(|place| place + 1)
    }

    fn fill(&self, handlebars: &Handlebars<'_>, name: &str, data: &Context) -> Result<String, TemplateError> {
        handlebars.render_with_context(name, data).map_err(|error| self.error(name, &error))
    }

    fn error(&self, name: &str, error: &RenderError) -> TemplateError {
        let reason = match error.reason() {
            RenderErrorReason::MissingVariable(Some(name)) => {
                format!("there is nothing called `{name}` to show")
            }
            reason => reason.to_string(),
        };
        TemplateError::at(&self.file(name, error), error.line_no, reason)
    }

    /// Where the error arose: in the file `name`, or in a part that it includes.
    fn file(&self, name: &str, error: &RenderError) -> PathBuf {
        let part = FRAME.iter().find(|(part, _)| {
            error.template_name.is_some() && included_as(part) == error.template_name.as_deref()
        });
        match (part, self.folder.parent()) {
            (Some((part, _)), Some(letters)) => letters.join(part),
            _ => self.folder.join(name),
        }
    }
}

/// The names of all files that can be replaced.
pub(super) fn names() -> Vec<String> {
    let of_design = |design: Design| [SUBJECT, TEXT, MJML].map(|name| format!("{}/{name}", design.folder));
    let frame = FRAME.iter().map(|(name, _)| format!("{LETTERS}/{name}"));
    [PRINCIPAL, MANAGER, RECEIPT, HOLD].into_iter().flat_map(of_design).chain(frame).collect()
}

/// What plain text includes a file of the frame by; none for a part of the MJML.
fn included_as(name: &str) -> Option<&str> {
    name.strip_prefix("frame/")?.strip_suffix(".txt.hbs")
}

/// The text with each part of the frame in the place of the line that includes it. handlebars
/// does this too, but copies all that a letter shows whenever it comes to such a line.
fn with_frame(source: &str, frame: &[Part]) -> String {
    let part = |line: &str| {
        let name = line.trim().strip_prefix("{{>")?.strip_suffix("}}")?.trim();
        frame.iter().find(|part| included_as(part.name) == Some(name))
    };
    source.split_inclusive('\n').map(|line| part(line).map_or(line, |part| &part.source)).collect()
}

/// An empty set of templates, with the strict helpers.
pub(super) fn registry() -> Handlebars<'static> {
    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    handlebars.register_escape_fn(plain::escaped);
    blocks::register(&mut handlebars);
    handlebars
}

/// Adds a template, or says what is wrong with it and where.
pub(super) fn register(
    handlebars: &mut Handlebars<'_>,
    name: &str,
    file: &Path,
    source: &str,
) -> Result<(), TemplateError> {
    handlebars.register_template_string(name, source).map_err(|error| {
        match (error.reason(), unclosed(source)) {
            (TemplateErrorReason::InvalidSyntax(_), Some((line, block))) => {
                let reason =
                    format!("`{{{{#{block}}}}}` is never closed: write `{{{{/{block}}}}}` where it ends");
                TemplateError::at(file, line, reason)
            }
            (reason, _) => TemplateError::at(file, error.pos().map(|(line, _)| line), reason.to_string()),
        }
    })
}

/// What letters share, as one text.
#[cfg(test)]
pub(super) fn shared() -> String {
    FRAME.map(|(_, source)| source).concat()
}

/// The text and the compiled HTML template of `design`, each with what it includes in its place.
#[cfg(test)]
pub(super) fn whole(design: Design) -> [String; 2] {
    let part = |(name, source): (&'static str, &str)| Part {
        name,
        file: PathBuf::from(name),
        source: source.to_owned(),
    };
    let html = mjml::compile(Path::new(MJML), design.mjml, &FRAME.map(part));
    [with_frame(design.text, &FRAME.map(part)), html.unwrap_or_default()]
}
