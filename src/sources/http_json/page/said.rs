//! What a page says of itself: that something went wrong, that it is not whole, that something has to be known.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::super::more::Outlook;
use super::failed;
use super::fault::PageFault;
use super::mapping::{Mapping, Signal};

/// The most of a server's words that are shown, in characters.
const LONGEST: usize = 300;

/// Where words for people stand beside what says that something went wrong.
const MESSAGES: [&str; 6] = ["message", "msg", "detail", "description", "meddelande", "errormessage"];

/// Refuses a page that says that something went wrong or that it is not whole; gives its warnings.
pub fn heed(page: &Value, mapping: &Mapping) -> Result<Vec<String>, PageFault> {
    heed_places(page, mapping)?;
    if !mapping.is_record(page)
        && let Some((at, value)) = failed::find(page, mapping.records.text(), &mapping.known())
    {
        return Err(PageFault::Said { words: words_at(page, &at, value), at, is_set: false });
    }
    Ok(said(page, &mapping.warning).map(|(_, words)| words).collect())
}

/// The same of a line, `number` of the answer; one that is no record may tell of all of them.
pub fn heed_line(line: &Value, number: u64, mapping: &Mapping) -> Result<(), PageFault> {
    heed_places(line, mapping)?;
    if mapping.is_record(line) {
        return Ok(());
    }
    if let Some((at, value)) = failed::find(line, "", &mapping.known()) {
        return Err(PageFault::Said { words: words_at(line, &at, value), at, is_set: false });
    }
    let outlook = Outlook::of(StatusCode::OK, &HeaderMap::new(), Some(line), "");
    match outlook.more(u64::MAX, u64::MAX, true) {
        Some(sign) => Err(PageFault::Truncated { at: format!("line {number}"), text: sign.to_string() }),
        None => Ok(()),
    }
}

/// Looks at the places that the settings name, or the usual ones.
fn heed_places(page: &Value, mapping: &Mapping) -> Result<(), PageFault> {
    if let Some((at, words)) = said(page, &mapping.error).next() {
        return Err(PageFault::Said { at, words, is_set: mapping.error.is_set });
    }
    if let Some(way) = &mapping.truncated
        && let Some(value) = way.lead(page).filter(|value| !is_nothing(value) && !is_no(value))
    {
        return Err(PageFault::Truncated { at: way.text().to_owned(), text: words(value) });
    }
    Ok(())
}

/// The words of a failure, and those of the message beside it.
fn words_at(page: &Value, at: &str, value: &Value) -> String {
    let around = at.rsplit_once('/').and_then(|(around, _)| page.pointer(around));
    let message = around.and_then(|around| MESSAGES.iter().find_map(|name| around.get(name)?.as_str()));
    match message {
        Some(message) => words(&Value::from(vec![value.clone(), Value::from(message)])),
        None => words(value),
    }
}

/// The places of a signal where anything stands, with the words there.
fn said<'a>(page: &'a Value, signal: &'a Signal) -> impl Iterator<Item = (String, String)> + 'a {
    let found = signal.ways.iter().filter_map(move |way| Some((way, way.lead(page)?)));
    found.filter(|(_, value)| !is_nothing(value)).map(|(way, value)| (way.text().to_owned(), words(value)))
}

/// Whether a value says nothing: null, false, 0, blank, empty, or made of nothing else.
pub fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(is_nothing),
        Value::Object(object) => object.values().all(is_nothing),
    }
}

/// Whether it is a text that means no.
fn is_no(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| matches!(text.trim().to_lowercase().as_str(), "false" | "no" | "0" | "null"))
}

/// Every text and number in a value, one after the other, cut short and on one line.
pub fn words(value: &Value) -> String {
    let mut words = Vec::new();
    gather(value, &mut words);
    let text: Vec<&str> = words.iter().flat_map(|words| words.split_whitespace()).collect();
    let text = text.join(" ");
    let mut shown: String = text.chars().filter(|char| !char.is_control()).take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("“{shown}”")
}

fn gather(value: &Value, words: &mut Vec<String>) {
    let mut take = |word: String| {
        if let Some(last) = words.last_mut() {
            last.push(',');
        }
        words.push(word);
    };
    match value {
        Value::Null => {}
        Value::Bool(truth) => take(truth.to_string()),
        Value::Number(number) => take(number.to_string()),
        Value::String(text) if text.trim().is_empty() => {}
        Value::String(text) => take(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| gather(value, words)),
        Value::Object(object) => object.values().for_each(|value| gather(value, words)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_says_nothing_is_no_error_however_it_is_written() {
        for nothing in [
            json!(null),
            json!(false),
            json!(0),
            json!(""),
            json!([]),
            json!({}),
            json!([null]),
            json!({ "code": 0, "message": "" }),
        ] {
            assert!(is_nothing(&nothing), "{nothing}");
        }
        for something in
            [json!(true), json!(3), json!("no"), json!({ "code": "E17" }), json!([{ "message": "gone" }])]
        {
            assert!(!is_nothing(&something), "{something}");
        }
    }

    #[test]
    fn the_words_of_a_server_are_shown_on_one_line_and_cut_short() {
        let said = json!([{ "code": "E17", "message": "The report\n could not be made" }]);
        assert_eq!(words(&said), "“E17, The report could not be made”");
        assert_eq!(words(&json!("å".repeat(400))).chars().count(), LONGEST + 3);
    }
}
