//! The header Link (RFC 8288): where an answer says which page comes next.

use reqwest::header::{HeaderMap, LINK};

/// The target of the first link with rel=next.
pub fn next(headers: &HeaderMap) -> Option<&str> {
    links(headers).find_map(|header| target(header, &["next"]))
}

/// Whether there is a link with rel=prev.
pub fn has_previous(headers: &HeaderMap) -> bool {
    links(headers).any(|header| target(header, &["prev", "previous"]).is_some())
}

fn links(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok())
}

fn target<'a>(header: &'a str, relations: &[&str]) -> Option<&'a str> {
    let mut rest = header;
    loop {
        let (_, link) = rest.split_once('<')?;
        let (target, parameters) = link.split_once('>')?;
        let end = end_of_link(parameters);
        if is_related(&parameters[..end], relations) {
            return Some(target.trim());
        }
        rest = &parameters[end..];
    }
}

/// Where the parameters of a link end: at a comma that is not quoted.
fn end_of_link(parameters: &str) -> usize {
    let mut is_quoted = false;
    let end = parameters.char_indices().find(|(_, letter)| {
        is_quoted ^= *letter == '"';
        *letter == ',' && !is_quoted
    });
    end.map_or(parameters.len(), |(at, _)| at)
}

fn is_related(parameters: &str, wanted: &[&str]) -> bool {
    parameters.split(';').filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
        let relations = value.trim().trim_matches('"');
        let is_wanted = |relation: &str| wanted.iter().any(|word| relation.eq_ignore_ascii_case(word));
        name.trim().eq_ignore_ascii_case("rel") && relations.split_whitespace().any(is_wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_however_it_is_written() {
        for header in [
            r#"<https://x.invalid/?page=2>; rel="next""#,
            r#"<https://x.invalid/?page=1>; rel="first", <https://x.invalid/?page=2>; rel="next""#,
            "<https://x.invalid/?page=2>;REL=Next",
            r#"<https://x.invalid/?page=2>; title="a, b; rel=prev"; rel="prefetch next""#,
            "<https://x.invalid/?page=1,2>; rel=prev,< https://x.invalid/?page=2 >; rel=next",
        ] {
            assert_eq!(target(header, &["next"]), Some("https://x.invalid/?page=2"), "{header}");
        }
        for header in [r#"<https://x.invalid/?page=1>; rel="prev""#, "", "<x", r#"<x>; rel="nextish""#] {
            assert_eq!(target(header, &["next"]), None, "{header}");
        }
    }
}
