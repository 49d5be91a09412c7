//! Tokens that are ours are believed, and no others.

use super::*;

const OLD: &str = "an-old-secret-that-nobody-could-guess-1";
const NEW: &str = "a-new-secret-that-nobody-could-guess-22";

fn keys(text: &str) -> Keys {
    Keys::parse(&SecretString::from(text)).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn anna() -> RecipientMark {
    RecipientMark::of(&"Anna.Ek@example.invalid".parse().unwrap())
}

#[test]
fn a_token_tells_whose_letters_it_stops_until_its_last_day_and_not_after() {
    let keys = keys(NEW);
    let token = keys.token(&anna(), day("2027-11-24"));
    assert_eq!(keys.read(&token, day("2026-11-23")), Ok(anna()));
    assert_eq!(keys.read(&token, day("2027-11-24")), Ok(anna()));
    assert_eq!(keys.read(&token, day("2027-11-25")), Err(BadToken::NotOurs));
}

#[test]
fn a_token_with_one_other_bit_anywhere_is_not_believed() {
    let keys = keys(NEW);
    let bytes = decoded(&keys.token(&anna(), day("2027-11-24"))).unwrap();
    for place in 0..bytes.len() * 8 {
        let mut changed = bytes;
        changed[place / 8] ^= 1 << (place % 8);
        let token = URL_SAFE_NO_PAD.encode(changed);
        assert_eq!(keys.read(&token, day("2026-11-23")), Err(BadToken::NotOurs), "bit {place}");
    }
}

#[test]
fn an_older_secret_below_the_first_is_still_believed_and_no_longer_signs() {
    let before = keys(OLD).token(&anna(), day("2027-11-24"));
    let both = keys(&format!("{NEW}\n\n  {OLD}\n"));
    assert_eq!(both.read(&before, day("2026-11-23")), Ok(anna()));
    assert_eq!(keys(NEW).read(&before, day("2026-11-23")), Err(BadToken::NotOurs));
    let after = both.token(&anna(), day("2027-11-24"));
    assert_eq!(keys(OLD).read(&after, day("2026-11-23")), Err(BadToken::NotOurs));
}

#[test]
fn what_has_not_the_form_of_a_token_is_none() {
    let token = keys(NEW).token(&anna(), day("2027-11-24"));
    assert_eq!(token.len(), 75);
    for text in ["", "abc", &token[1..], &format!("{token}A"), &token.replace(&token[..1], "+"), "å"] {
        assert!(!is_token(text), "{text}");
        assert_eq!(keys(NEW).read(text, day("2026-11-23")), Err(BadToken::Malformed), "{text}");
    }
    assert!(is_token(&"A".repeat(75)), "whether it is ours is another question");
}

#[test]
fn a_secret_that_could_be_guessed_is_refused_and_none_is_ever_shown() {
    let parse = |text: &str| Keys::parse(&SecretString::from(text)).map(drop);
    assert_eq!(parse(" \n"), Err(BadKeys::Empty));
    assert_eq!(parse("short"), Err(BadKeys::Short));
    assert_eq!(parse(&format!("{NEW}\nshort")), Err(BadKeys::Short));
    assert!(!format!("{:?}", PauseLinks::new("https://x.example", keys(NEW))).contains("secret-that"));
}

#[test]
fn the_link_of_a_letter_is_always_the_same_and_does_not_show_the_address() {
    let links = PauseLinks::new("https://brev.example.invalid/nyttja/", keys(NEW));
    let week: Week = "2026-W48".parse().unwrap();
    let link = links.link(&anna(), week);
    assert!(link.starts_with("https://brev.example.invalid/nyttja/pause/"), "{link}");
    assert_eq!(link, links.link(&anna(), week));
    assert!(!link.to_lowercase().contains("anna"));
    let token = link.rsplit('/').next().unwrap();
    assert_eq!(keys(NEW).read(token, day("2027-11-30")), Ok(anna()), "a year after its Sunday");
    assert_eq!(keys(NEW).read(token, day("2027-12-01")), Err(BadToken::NotOurs));
}

#[test]
fn a_mark_is_the_same_for_every_spelling_and_comes_back_from_its_digits() {
    assert_eq!(anna(), RecipientMark::of(&"anna.ek@EXAMPLE.invalid".parse().unwrap()));
    assert_ne!(anna(), RecipientMark::of(&"anna.el@example.invalid".parse().unwrap()));
    assert_eq!(anna().to_string().parse(), Ok(anna()));
    assert!("+0000000000000000000000000000001".parse::<RecipientMark>().is_err());
    assert!("0".parse::<RecipientMark>().is_err());
}
