//! Compiles the MJML of a letter to HTML. The tags of handlebars pass through
//! untouched, so this is done once, when the templates are loaded.

use std::path::{Path, PathBuf};

use mrml::prelude::render::RenderOptions;

use crate::letters::error::TemplateError;

/// The elements a letter may be made of. MJML drops others without a word.
const ELEMENTS: [&str; 20] = [
    "mj-all",
    "mj-attributes",
    "mj-body",
    "mj-breakpoint",
    "mj-button",
    "mj-class",
    "mj-column",
    "mj-divider",
    "mj-group",
    "mj-head",
    "mj-image",
    "mj-include",
    "mj-preview",
    "mj-raw",
    "mj-section",
    "mj-spacer",
    "mj-style",
    "mj-table",
    "mj-text",
    "mj-title",
];

/// A file that letters include: `<mj-include path="…" />` names it.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is included by.
    pub name: &'static str,
    /// The file, for the sake of errors.
    pub file: PathBuf,
    /// What is in it.
    pub source: String,
}

/// The HTML of the MJML in `source`, which may include `parts`.
///
/// # Errors
///
/// [`TemplateError`] when it is no MJML, or uses an element that would be dropped.
pub fn compile(file: &Path, source: &str, parts: &[Part]) -> Result<String, TemplateError> {
    check_elements(file, source)?;
    for part in parts {
        check_elements(&part.file, &part.source)?;
    }
    let whole = with_parts(file, source, parts)?;
    let parsed = mrml::parse(&whole).map_err(|error| {
        // The parser gives byte positions in its message and in no other way.
        let line = line_of(&whole, &error.to_string()).filter(|_| whole == source);
        TemplateError::at(file, line, format!("this is not MJML: {error}"))
    })?;
    // Without fonts of its own nothing is fetched from outside when the letter is opened.
    let options = RenderOptions { fonts: std::collections::HashMap::new(), ..RenderOptions::default() };
    let html =
        parsed.element.render(&options).map_err(|error| TemplateError::at(file, None, error.to_string()))?;
    // The indentation of the source would be sent with every line of every letter.
    Ok(html.lines().map(str::trim_start).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"))
}

/// The source with each part in the place where it is included. mrml can do
/// this too, but sets what is included as wide as the window.
fn with_parts(file: &Path, source: &str, parts: &[Part]) -> Result<String, TemplateError> {
    const INCLUDE: &str = "<mj-include";
    let mut whole = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find(INCLUDE) {
        let line = source[..source.len() - rest.len() + start].matches('\n').count() + 1;
        let tag = &rest[start..];
        let length = tag.find("/>").ok_or_else(|| {
            TemplateError::at(file, line, "an <mj-include> ends with `/>`, and has nothing in it")
        })?;
        let path = tag[..length].split('"').nth(1).unwrap_or_default();
        let part = parts.iter().find(|part| part.name == path).ok_or_else(|| {
            let names: Vec<_> = parts.iter().map(|part| part.name).collect();
            TemplateError::at(file, line, format!("there is no `{path}` to include: {}", names.join(", ")))
        })?;
        whole.push_str(&rest[..start]);
        whole.push_str(&part.source);
        rest = &tag[length + "/>".len()..];
    }
    whole.push_str(rest);
    Ok(whole)
}

fn check_elements(file: &Path, source: &str) -> Result<(), TemplateError> {
    for (index, line) in source.lines().enumerate() {
        for tag in line.split('<').skip(1) {
            let tag = tag.strip_prefix('/').unwrap_or(tag);
            let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
            let element = &tag[..end];
            if element.starts_with("mj-") && !ELEMENTS.contains(&element) {
                let near = ELEMENTS.iter().max_by(|one, other| {
                    strsim::jaro_winkler(element, one).total_cmp(&strsim::jaro_winkler(element, other))
                });
                let reason =
                    format!("letters know no <{element}>; did you mean <{}>?", near.unwrap_or(&"mj-text"));
                return Err(TemplateError::at(file, index + 1, reason));
            }
        }
    }
    Ok(())
}

/// The line of the first position that `message` names.
fn line_of(source: &str, message: &str) -> Option<usize> {
    let (_, rest) = message.rsplit_once("position ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let position: usize = digits.parse().ok()?;
    Some(source.bytes().take(position).filter(|byte| *byte == b'\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(body: &str) -> Result<String, TemplateError> {
        let source = format!("<mjml lang=\"{{{{language}}}}\">\n<mj-body>\n{body}\n</mj-body>\n</mjml>");
        compile(Path::new("body.mjml.hbs"), &source, &[])
    }

    #[test]
    fn the_tags_of_handlebars_pass_through_in_text_attributes_and_between_sections() {
        let html = compiled(
            "<mj-raw>{{#each parts}}</mj-raw><mj-section><mj-column><mj-text>{{name}} &amp; {{#if a}}x{{/if}}</mj-text>\
             <mj-button href=\"{{link}}\">{{label}}</mj-button></mj-column></mj-section><mj-raw>{{/each}}</mj-raw>",
        )
        .unwrap();
        for tag in [
            "lang=\"{{language}}\"",
            "{{#each parts}}",
            "{{name}} &amp; {{#if a}}x{{/if}}",
            "href=\"{{link}}\"",
            "{{/each}}",
        ] {
            assert!(html.contains(tag), "{tag} in {html}");
        }
        assert!(!html.contains("http://fonts") && !html.contains("https://fonts"), "{html}");
    }

    #[test]
    fn what_is_included_is_as_wide_as_the_body() {
        let source = "<mjml><mj-body width=\"600px\"><mj-include path=\"foot\" /></mj-body></mjml>";
        let part = "<mj-section><mj-column><mj-text>Hej</mj-text></mj-column></mj-section>";
        let part = Part { name: "foot", file: PathBuf::from("foot"), source: part.to_owned() };
        let html = compile(Path::new("body.mjml.hbs"), source, &[part]).unwrap();
        assert!(html.contains("max-width:600px") && html.contains("Hej"), "{html}");
    }

    #[test]
    fn an_element_that_would_be_dropped_is_refused_with_its_line() {
        let error = compiled("<mj-section>\n<mj-colunm></mj-colunm></mj-section>").unwrap_err();
        assert_eq!(
            error.to_string(),
            "body.mjml.hbs:4: letters know no <mj-colunm>; did you mean <mj-column>?"
        );
    }

    #[test]
    fn what_is_included_stands_as_wide_as_the_rest() {
        let column =
            |text| format!("<mj-section><mj-column><mj-text>{text}</mj-text></mj-column></mj-section>");
        let foot = Part { name: "foot", file: "foot".into(), source: column("foot") };
        let page = |body: &str| format!("<mjml><mj-body width=\"600px\">{body}</mj-body></mjml>");
        let included = page(&format!("{}<mj-include path=\"foot\" />", column("body")));
        let html = compile(Path::new("body"), &included, &[foot]).unwrap();
        let written = page(&format!("{}{}", column("body"), column("foot")));
        assert_eq!(html, compile(Path::new("body"), &written, &[]).unwrap());
    }

    #[test]
    fn what_is_not_there_to_be_included_is_named_with_its_line() {
        let error = compiled("<mj-include path=\"frame/fot\" />").unwrap_err().to_string();
        assert!(error.starts_with("body.mjml.hbs:3: there is no `frame/fot` to include"), "{error}");
        let error = compiled("<mj-include path=\"foot\">").unwrap_err().to_string();
        assert!(error.starts_with("body.mjml.hbs:3: an <mj-include> ends with `/>`"), "{error}");
    }

    #[test]
    fn broken_mjml_is_refused_with_its_file() {
        let error = compiled("<mj-section><mj-column></mj-section>").unwrap_err();
        assert!(error.to_string().starts_with("body.mjml.hbs"), "{error}");
        assert!(error.to_string().contains("not MJML"), "{error}");
    }
}
