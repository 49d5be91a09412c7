//! A sheet of paper: headings, and lines of a label and what it is about.

use textwrap::{Options, WordSplitter, fill};

/// How wide the page is.
const WIDTH: usize = 80;

/// How far the labels reach.
const LABEL: usize = 14;

/// A page that is being written.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    text: String,
}

impl Sheet {
    /// An empty line.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    /// A heading, underlined.
    pub(super) fn heading(&mut self, words: &str) {
        self.gap();
        self.wrap(words, "", "");
        let longest = words.chars().count().min(WIDTH);
        self.text.push_str(&"─".repeat(longest));
        self.text.push('\n');
    }

    /// A line of its own.
    pub(super) fn plain(&mut self, words: &str) {
        self.wrap(words, "", "");
    }

    /// A label and its words; without a label, more words to the one before.
    pub(super) fn line(&mut self, label: &str, words: &str) {
        let first = format!("{label:<LABEL$}");
        self.wrap(words, &first, &" ".repeat(LABEL));
    }

    fn wrap(&mut self, words: &str, first: &str, others: &str) {
        let options = Options::new(WIDTH)
            .initial_indent(first)
            .subsequent_indent(others)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        self.text.push_str(&fill(words, options));
        self.text.push('\n');
    }

    /// The page.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
