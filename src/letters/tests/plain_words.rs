//! Tests of how plain the words of the letters are.

use super::*;

/// The readability index LIX (Björnsson 1968): words per sentence, and how
/// many of a hundred words have more than six letters. Under 30 is very easy,
/// under 40 easy.
fn lix(sentences: &[String]) -> f64 {
    let words: Vec<usize> = sentences
        .iter()
        .flat_map(|sentence| sentence.split(|c: char| !c.is_alphanumeric()))
        .map(|word| word.chars().count())
        .filter(|letters| *letters > 0)
        .collect();
    let long = words.iter().filter(|letters| **letters > 6).count();
    let (all, long, sentences) = (as_f64(words.len()), as_f64(long), as_f64(sentences.len()));
    all / sentences + 100.0 * long / all
}

fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// Every sentence of a letter's plain text; headings and lines of tables are none.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for paragraph in text.split("\n\n") {
        let lines = paragraph.lines().filter(|line| !line.contains("://") && !line.contains('@'));
        let joined = lines.map(str::trim).collect::<Vec<_>>().join(" ");
        let mut sentence = String::new();
        for letter in joined.chars() {
            sentence.push(letter);
            if matches!(letter, '.' | '!' | '?') {
                found.push(std::mem::take(&mut sentence));
            }
        }
    }
    found.retain(|sentence| sentence.split_whitespace().count() > 1);
    found
}

#[test]
fn a_known_text_has_the_index_it_is_known_for() {
    // Eleven words in two sentences, four of them longer than six letters.
    let text = ["Ingen kan läsa detta utan att skratta.", "Lärarna skriver underbara brev."];
    let text: Vec<String> = text.iter().map(|sentence| (*sentence).to_owned()).collect();
    let expected = 11.0 / 2.0 + 100.0 * 4.0 / 11.0;
    assert!((lix(&text) - expected).abs() < 1e-9, "{}", lix(&text));
}

#[test]
fn the_swedish_letters_are_easy_to_read() {
    for (name, letter) in composed().filter(|(name, _)| name.ends_with("-sv")) {
        let sentences = sentences(&letter.text);
        assert!(sentences.len() >= 5, "{name}: {sentences:?}");
        let index = lix(&sentences);
        assert!(index < 40.0, "{name} has a LIX of {index:.1}: {sentences:#?}");
    }
}
