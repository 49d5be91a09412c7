//! Pages whose bytes are not what they were: whatever comes is read or refused, and a part is never taken for the whole.

use proptest::prelude::*;
use proptest::sample::Index;
use tokio::runtime::Runtime;

use super::body::written_out;
use super::case::Case;
use super::seen;
use crate::readings::seen::Seen;

/// What comes of a body whose bytes are the letters of `text`, where `source` says what it is.
fn read(source: &str, text: &str) -> Seen {
    let mut case = toml::Table::new();
    let mut answer = toml::Table::new();
    answer.insert("at".to_owned(), "/usage".into());
    answer.insert("form".to_owned(), "latin1".into());
    // No record is written out any more.
    answer.insert("body".to_owned(), text.into());
    case.insert("name".to_owned(), "a page".into());
    case.insert("source".to_owned(), source.into());
    case.insert("answers".to_owned(), toml::Value::Array(vec![answer.into()]));
    let cases = [case.try_into::<Case>().unwrap()];
    Runtime::new().unwrap().block_on(async {
        let server = cases[0].server();
        let (mut seen, _) = seen(&cases, &[server.port()]).await;
        seen.remove(0)
    })
}

/// The kinds of bodies, each with a page.
fn bodies() -> [(String, String); 3] {
    let columns = "columns = { unit = \"unit\", module = \"module\", audience = \"audience\", from = \"from\", to = \"to\", active = \"active\", eligible = \"eligible\" }";
    [
        (String::new(), written_out("{\"data\": [{1-3}], \"next\": null}")),
        ("body = \"ndjson\"".to_owned(), written_out("{lines 1-3}")),
        (format!("body = \"csv\"\n{columns}"), written_out("{csv 1-3}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_page_of_json_that_breaks_off_anywhere_is_refused_whole(place in any::<Index>()) {
        let [(source, page), ..] = bodies();
        let seen = read(&source, &page[..place.index(page.len())]);
        prop_assert!(!seen.refused.is_empty() && seen.records.is_empty(), "{:?}", seen);
    }

    #[test]
    fn lines_that_break_off_within_a_record_are_refused_whole(place in any::<Index>()) {
        let [_, (source, page), _] = bodies();
        let end = place.index(page.len());
        // Where a line is whole, nobody can see that another should follow.
        prop_assume!(end > 0 && !page[..end].ends_with(['\n', '}']));
        let seen = read(&source, &page[..end]);
        prop_assert!(!seen.refused.is_empty() && seen.records.is_empty(), "{:?}", seen);
    }

    #[test]
    fn whatever_bytes_come_they_are_read_or_refused(
        kind in 0_usize..3,
        changes in prop::collection::vec((any::<Index>(), prop::option::of(any::<u8>())), 1..6),
    ) {
        let (source, page) = bodies()[kind].clone();
        let mut letters: Vec<char> = page.chars().collect();
        for (place, letter) in changes {
            let place = place.index(letters.len());
            match letter {
                Some(letter) => letters[place] = char::from(letter),
                None => drop(letters.remove(place)),
            }
        }
        let seen = read(&source, &letters.into_iter().collect::<String>());
        // Some of it may still be right; what is not is said.
        prop_assert!(seen.records.len() <= 3 && !seen.is_unset, "{:?}", seen);
        prop_assert!(seen.records.len() == 3 || !seen.refused.is_empty() || !seen.notes.is_empty(), "{:?}", seen);
    }
}
