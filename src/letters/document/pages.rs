//! The templates of the expectations document: compiled in, replaceable by
//! files in a folder, each escaping what it shows in its own way.

use std::fmt;
use std::path::{Path, PathBuf};

use handlebars::Handlebars;
use serde::Serialize;

use super::Format;
use super::markdown;
use crate::letters::error::TemplateError;
use crate::letters::templates::{Overrides, register, registry};

const FOLDER: &str = "document";
const ORIGINALS: [(Format, &str, &str); 2] = [
    (Format::Html, "document.html.hbs", include_str!("../../../templates/document/document.html.hbs")),
    (Format::Markdown, "document.md.hbs", include_str!("../../../templates/document/document.md.hbs")),
];

/// The templates, ready to be filled.
pub struct Pages {
    folder: PathBuf,
    html: Handlebars<'static>,
    markdown: Handlebars<'static>,
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Pages {
    /// The templates, each replaced by the file of its name among `overrides`, where there is one.
    pub(in crate::letters) fn load(overrides: Overrides<'_>) -> Result<Self, TemplateError> {
        let folder = overrides.path(FOLDER);
        let (html, mut markdown) = (registry(), registry());
        markdown.register_escape_fn(markdown::escaped);
        let mut pages = Self { folder, html, markdown };
        for (format, name, original) in ORIGINALS {
            let file = pages.folder.join(name);
            let own = overrides.read(Path::new(FOLDER).join(name))?;
            let source = own.as_deref().unwrap_or(original);
            let registry = match format {
                Format::Html => &mut pages.html,
                Format::Markdown => &mut pages.markdown,
            };
            register(registry, name, &file, source)?;
        }
        Ok(pages)
    }

    /// The names of all files that can be replaced.
    pub(in crate::letters) fn names() -> impl Iterator<Item = String> {
        ORIGINALS.iter().map(|(_, name, _)| format!("{FOLDER}/{name}"))
    }

    /// The document in `format` with `data`.
    pub fn fill(&self, format: Format, data: &impl Serialize) -> Result<String, TemplateError> {
        let handlebars = match format {
            Format::Html => &self.html,
            Format::Markdown => &self.markdown,
        };
        let name = ORIGINALS.iter().find(|(of, ..)| *of == format).map_or("", |(_, name, _)| name);
        let text = handlebars.render(name, data).map_err(|error| {
            TemplateError::at(&self.folder.join(name), error.line_no, error.reason().to_string())
        })?;
        Ok(match format {
            Format::Html => trimmed(&text),
            Format::Markdown => markdown::tidied(&text),
        })
    }
}

/// The indentation of the template says nothing to a browser.
fn trimmed(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.push("");
    lines.join("\n")
}
