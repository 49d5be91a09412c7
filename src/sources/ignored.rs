//! The modules that nobody asked about: counted, and named to the coordinator in one sentence.

use std::collections::BTreeMap;

/// Words remembered at most; a column mapped by mistake may hold a different one in every row.
const MOST_WORDS: usize = 1000;

/// Words named in the sentence.
const WORDS_NAMED: usize = 5;

#[derive(Debug, Default)]
pub(super) struct Ignored {
    words: BTreeMap<String, u64>,
    pub rows: u64,
}

impl Ignored {
    pub fn add(&mut self, word: String) {
        self.rows += 1;
        if self.words.len() < MOST_WORDS || self.words.contains_key(&word) {
            *self.words.entry(word).or_default() += 1;
        }
    }

    /// So many rows, and the words of some of them.
    pub fn of(rows: u64, words: BTreeMap<String, u64>) -> Self {
        Self { words, rows }
    }

    /// How many rows have each word.
    pub fn into_words(self) -> BTreeMap<String, u64> {
        self.words
    }

    /// Takes in those of another reading.
    pub fn join(&mut self, other: Self) {
        self.rows += other.rows;
        for (word, rows) in other.words {
            if self.words.len() < MOST_WORDS || self.words.contains_key(&word) {
                *self.words.entry(word).or_default() += rows;
            }
        }
    }

    /// The words, each once, the most frequent first.
    pub fn words(&self) -> Vec<String> {
        self.by_frequency().into_iter().map(|(word, _)| word.clone()).collect()
    }

    fn by_frequency(&self) -> Vec<(&String, u64)> {
        let mut words: Vec<_> = self.words.iter().map(|(word, rows)| (word, *rows)).collect();
        words.sort_by_key(|(word, rows)| (std::cmp::Reverse(*rows), *word));
        words
    }

    /// Which they were, the most frequent first; nothing when there were none.
    pub fn note(&self) -> Option<String> {
        if self.rows == 0 {
            return None;
        }
        let words = self.by_frequency();
        let named: Vec<String> = words
            .iter()
            .take(WORDS_NAMED)
            .map(|(word, rows)| format!("{} ({rows})", super::cell::quoted(word)))
            .collect();
        let more = if words.len() > WORDS_NAMED { " and others" } else { "" };
        Some(format!(
            "{} rows of modules that the expectations do not name were passed over: {}{more}",
            self.rows,
            named.join(", ")
        ))
    }
}
