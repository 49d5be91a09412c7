//! The words of the letters in one language: Fluent messages, compiled in and
//! replaceable one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::error::{ComposeError, TemplateError};
use super::figures;
use crate::domain::recipient::language::Language;

/// One value for a message, with the name the message gives it.
pub type Arg<'a> = (&'static str, FluentValue<'a>);

/// Headings and other words that take no values, each by the name that templates have for it.
pub type Headings = BTreeMap<&'static str, String>;

/// Every message of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Words").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Words {
    /// The words of `language` that are compiled in, file by file, each by its
    /// name in the folder of templates.
    #[must_use]
    pub fn originals(language: Language) -> [(&'static str, &'static str); 4] {
        match language {
            Language::Sv => [
                ("locales/sv.ftl", include_str!("../../templates/locales/sv.ftl")),
                ("locales/document.sv.ftl", include_str!("../../templates/locales/document.sv.ftl")),
                ("locales/manager.sv.ftl", include_str!("../../templates/locales/manager.sv.ftl")),
                ("locales/receipt.sv.ftl", include_str!("../../templates/locales/receipt.sv.ftl")),
            ],
            Language::En => [
                ("locales/en.ftl", include_str!("../../templates/locales/en.ftl")),
                ("locales/document.en.ftl", include_str!("../../templates/locales/document.en.ftl")),
                ("locales/manager.en.ftl", include_str!("../../templates/locales/manager.en.ftl")),
                ("locales/receipt.en.ftl", include_str!("../../templates/locales/receipt.en.ftl")),
            ],
        }
    }

    /// The compiled-in words, with the messages of `replacing` in the place of their own.
    ///
    /// # Errors
    ///
    /// [`TemplateError`] when a file cannot be parsed, or replaces a message
    /// that does not exist or with variables that it does not have.
    pub fn load<'a>(
        language: Language,
        replacing: impl IntoIterator<Item = (&'a Path, &'a str)>,
    ) -> Result<Self, TemplateError> {
        // English as it is written in Europe: day before month.
        let locale = match language {
            Language::Sv => "sv",
            Language::En => "en-GB",
        };
        let locale: LanguageIdentifier = locale.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Marks around values that keep directions apart show as boxes in some mail programs.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::Sv => |value, _| whole_number(Language::Sv, value),
            Language::En => |value, _| whole_number(Language::En, value),
        }));
        for (file, text) in Self::originals(language) {
            bundle.add_resource_overriding(parse(Path::new(file), text)?);
        }
        for (file, text) in replacing {
            check_replacement(file, text, language)?;
            bundle.add_resource_overriding(parse(file, text)?);
        }
        Ok(Self { language, bundle })
    }

    /// Which language the words are in.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The message `key`, which takes no values.
    pub fn text(&self, key: &'static str) -> Result<String, ComposeError> {
        self.say(key, [])
    }

    /// These messages, which take no values, by the names before them.
    pub fn headings(
        &self,
        messages: impl IntoIterator<Item = (&'static str, &'static str)>,
    ) -> Result<Headings, ComposeError> {
        messages.into_iter().map(|(name, key)| Ok((name, self.text(key)?))).collect()
    }

    /// Every message that takes no values, by its key.
    pub fn without_values(&self) -> Result<Headings, ComposeError> {
        let fixed = known(self.language).into_iter().filter(|(_, message)| message.variables.is_empty());
        self.headings(fixed.map(|(key, _)| (key, key)))
    }

    /// The message `key` with its values.
    pub fn say<'a>(
        &self,
        key: &'static str,
        values: impl IntoIterator<Item = Arg<'a>>,
    ) -> Result<String, ComposeError> {
        let failed = |reason: String| ComposeError::Message { key, language: self.language, reason };
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
            .ok_or_else(|| failed("there is no such message".to_owned()))?;
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(name, value);
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&arguments), &mut errors);
        match errors.first() {
            None => Ok(text.into_owned()),
            Some(error) => Err(failed(error.to_string())),
        }
    }

    /// The texts as a list: `a, b och c`.
    pub fn list(&self, texts: &[String]) -> Result<String, ComposeError> {
        match texts {
            [] => Ok(String::new()),
            [only] => Ok(only.clone()),
            [first @ .., last] => {
                self.say("and", [("first", first.join(", ").into()), ("last", last.as_str().into())])
            }
        }
    }
}

fn whole_number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    number.as_string().parse().ok().map(|number: i64| figures::whole(language, number))
}

fn parse(file: &Path, text: &str) -> Result<FluentResource, TemplateError> {
    FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
        let error = errors.first();
        let start = error.map_or(0, |error| error.pos.start).min(text.len());
        let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
        let reason = error.map(ToString::to_string).unwrap_or_default();
        TemplateError::at(file, line, reason)
    })
}

fn check_replacement(file: &Path, text: &str, language: Language) -> Result<(), TemplateError> {
    let known = known(language);
    for (key, message) in messages(text) {
        let Some(expected) = known.get(key) else {
            return Err(TemplateError::at(file, message.line, format!("no letter uses a message `{key}`")));
        };
        if let Some(variable) = message.variables.difference(&expected.variables).next() {
            let reason = format!("the message `{key}` has no value `${variable}`");
            return Err(TemplateError::at(file, message.line, reason));
        }
    }
    Ok(())
}

/// Every message of a language that is compiled in.
pub(super) fn known(language: Language) -> BTreeMap<&'static str, Message<'static>> {
    Words::originals(language).into_iter().flat_map(|(_, text)| messages(text)).collect()
}

/// Where a message stands and which values it shows.
#[derive(Debug, Default)]
pub(super) struct Message<'a> {
    pub(super) line: usize,
    pub(super) variables: BTreeSet<&'a str>,
}

/// The messages of a Fluent file, by key.
pub(super) fn messages(text: &str) -> BTreeMap<&str, Message<'_>> {
    let mut messages: BTreeMap<&str, Message<'_>> = BTreeMap::new();
    let mut current = None;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            current = line.split_once('=').map(|(key, _)| key.trim());
            if let Some(key) = current {
                messages.entry(key).or_default().line = index + 1;
            }
        }
        let Some(message) = current.and_then(|key| messages.get_mut(key)) else { continue };
        message.variables.extend(line.split('$').skip(1).map(|rest| {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
            &rest[..end.unwrap_or(rest.len())]
        }));
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_messages_with_the_same_values() {
        let swedish = known(Language::Sv);
        let english = known(Language::En);
        let keys: Vec<_> = swedish.keys().collect();
        assert_eq!(keys, english.keys().collect::<Vec<_>>());
        for (key, message) in &swedish {
            assert_eq!(message.variables, english[key].variables, "{key}");
        }
    }

    #[test]
    fn every_message_is_used_somewhere() {
        let [sources, pages] = ["src/letters", "templates/document"]
            .map(|folder| text_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)));
        for key in known(Language::Sv).keys() {
            let is_shown = pages.contains(&format!("words.{key}}}}}"));
            assert!(is_shown || sources.contains(&format!("\"{key}\"")), "{key}");
        }
    }

    fn text_of(folder: &Path) -> String {
        let mut text = String::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                text.push_str(&text_of(&path));
            } else {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
        text
    }

    #[test]
    fn numbers_in_sentences_are_grouped_and_choose_the_form() {
        let words = Words::load(Language::Sv, None).unwrap();
        assert_eq!(words.say("minutes", [("minutes", 1.into())]).unwrap(), "1 minut");
        assert_eq!(words.say("minutes", [("minutes", 1200.into())]).unwrap(), "1\u{a0}200 minuter");
    }

    #[test]
    fn lists_end_with_the_word_for_and() {
        let words = Words::load(Language::Sv, None).unwrap();
        let names = ["Blogg", "Lärlogg", "Planering"].map(str::to_owned);
        assert_eq!(words.list(&names).unwrap(), "Blogg, Lärlogg och Planering");
        assert_eq!(words.list(&names[..1]).unwrap(), "Blogg");
    }

    #[test]
    fn a_message_with_a_value_left_out_is_an_error_and_not_a_hole() {
        let words = Words::load(Language::Sv, None).unwrap();
        let error = words.text("greeting").unwrap_err();
        assert!(error.to_string().contains("greeting"), "{error}");
    }

    #[test]
    fn one_message_can_be_replaced_and_the_others_stay() {
        let file = Path::new("locales/sv.ftl");
        let words = Words::load(Language::Sv, Some((file, "regards = Hälsningar\n"))).unwrap();
        assert_eq!(words.text("regards").unwrap(), "Hälsningar");
        assert_eq!(words.text("next").unwrap(), "Nästa steg");
    }

    #[test]
    fn a_replacement_that_cannot_work_names_its_file_and_line() {
        let file = Path::new("own/locales/sv.ftl");
        for (text, said) in [
            ("regards = Hej\n\nregardz = Hej\n", "own/locales/sv.ftl:3: no letter uses a message `regardz`"),
            ("greeting = Hej { $nam }\n", "own/locales/sv.ftl:1: the message `greeting` has no value `$nam`"),
        ] {
            assert_eq!(Words::load(Language::Sv, Some((file, text))).unwrap_err().to_string(), said);
        }
        let broken = Words::load(Language::Sv, Some((file, "regards = Hej\ngreeting = { $name\n")));
        assert!(broken.unwrap_err().to_string().starts_with("own/locales/sv.ftl:"));
    }
}
