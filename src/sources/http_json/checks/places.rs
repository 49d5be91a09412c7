//! The texts of the settings that are filled in: whether each place in them stands for something.

use std::fmt;

use url::Url;

use super::super::super::field::Field;
use super::super::super::settings::HttpJsonSettings;
use super::super::template::{self, Slot, Template};
use super::{Fault, told};

/// Like a word for a place, and another one: a slip.
const ALIKE: f64 = 0.8;

/// The places of a text.
const PLACES: &str = "{from}, {to}, {unit}, {day}, {week} and {secret.key} are filled in";

/// The words of places.
const WORDS: [&str; 6] = ["from", "to", "unit", "day", "week", "secret"];

/// Where a text of the settings stands.
#[derive(Debug, PartialEq, Eq)]
pub enum Spot<'a> {
    Url,
    Post,
    Header(&'a str),
    Constant(Field),
}

impl fmt::Display for Spot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url => f.write_str("`url`"),
            Self::Post => f.write_str("`post`"),
            Self::Header(name) => write!(f, "the header `{name}`"),
            Self::Constant(field) => write!(f, "the constant `{field}`"),
        }
    }
}

/// Every text of the settings with places in it.
pub fn texts(settings: &HttpJsonSettings) -> Vec<(Spot<'_>, &str)> {
    let asking = &settings.asking;
    let headers = asking.headers.iter().map(|(name, value)| (Spot::Header(name), value.as_str()));
    let post = asking.post.iter().flat_map(|post| post.values()).flat_map(template::texts);
    let constants = settings.meaning.constants.iter();
    [(Spot::Url, settings.url.as_str())]
        .into_iter()
        .chain(headers)
        .chain(post.map(|text| (Spot::Post, text)))
        .chain(constants.map(|(field, text)| (Spot::Constant(field), text.as_str())))
        .collect()
}

/// The first place that stands for nothing, or where it cannot.
pub fn fault(settings: &HttpJsonSettings) -> Option<Fault> {
    for (place, text) in texts(settings) {
        if let Some(fault) = braces(&place, text) {
            return Some(fault);
        }
        for slot in Template::parse(text).slots() {
            match slot {
                Slot::Secret(name) if matches!(place, Spot::Constant(_)) => {
                    return told(
                        format!("`{{secret.{name}}}` stands in {place}, and would be kept with the records"),
                        "secrets belong in `url`, `headers` or `post`",
                    );
                }
                Slot::Secret(name) if !settings.asking.secrets.contains_key(name) => {
                    return told(
                        format!("`{{secret.{name}}}` in {place} is no secret that `secrets` names"),
                        format!("add secrets = {{ {name} = \"/run/secrets/{name}\" }}"),
                    );
                }
                Slot::Secret(_) => {}
                _ if matches!(place, Spot::Header(_)) => {
                    return told(
                        format!("{place} holds a place that is filled in for each question"),
                        "only {secret.key} is filled in there; put the others in `url` or `post`",
                    );
                }
                _ => {}
            }
        }
    }
    url(&settings.url)
}

/// Braces that look like a place and are none.
fn braces(place: &Spot<'_>, text: &str) -> Option<Fault> {
    if let Some(word) = template::unknown_word(text) {
        let is_slip = WORDS.iter().any(|known| strsim::jaro_winkler(known, word) > ALIKE);
        // A question in a POST may be in a language with braces of its own.
        if *place != Spot::Post || is_slip || text.len() == word.len() + 2 {
            return told(format!("`{{{word}}}` in {place} stands for nothing"), PLACES);
        }
    }
    if *place == Spot::Post {
        return None;
    }
    let begins_like_a_place = |inside: &str| {
        let word = inside.trim_start();
        let end = word.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(word.len());
        WORDS.contains(&word[..end].to_lowercase().as_str())
    };
    for (open, _) in text.match_indices('{') {
        let inside = &text[open + 1..];
        let inside = inside.find('}').map_or(inside, |close| &inside[..close]);
        let is_place = Template::parse(&format!("{{{inside}}}")).slots().next().is_some();
        let is_decorated = text[..open].ends_with(['$', '{']);
        if begins_like_a_place(inside) && (!is_place || is_decorated) {
            let start = open - usize::from(is_decorated);
            let end = open + 1 + inside.len();
            let closes = text[end..].chars().take_while(|letter| *letter == '}').take(2).count();
            let shown = &text[start..end + closes];
            return told(
                format!("`{shown}` in {place} is not how a place is written"),
                format!("{PLACES}, each written like that and with nothing else in the braces"),
            );
        }
    }
    None
}

/// What of the address is never asked for.
fn url(text: &str) -> Option<Fault> {
    let host = text.split_once("://").map_or("", |(_, rest)| rest);
    if host.split(['/', '?', '#']).next().is_some_and(|host| host.contains('{')) {
        return told("the name of the server in `url` is filled in", "write the server's name as it is");
    }
    let url = Url::parse(text).ok()?;
    if url.fragment().is_some() {
        return told(
            "what stands behind `#` in `url` is never sent to a server",
            "write the address that the interface itself has, without `#`; a `#` in a name is written %23",
        );
    }
    let values = url.query_pairs().map(|(_, value)| value.into_owned());
    let steps = url.path_segments().into_iter().flatten().map(str::to_owned);
    let is_of_another_kind = |text: &String| {
        let word = text.trim_matches(|letter: char| !letter.is_ascii_alphabetic()).to_lowercase();
        text.starts_with(['<', '[', ':', '$', '%', '(']) && WORDS.contains(&word.as_str())
    };
    let found = steps.chain(values).find(is_of_another_kind)?;
    told(format!("`{found}` in `url` is not how a place is written"), PLACES)
}
