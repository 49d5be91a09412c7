//! The way to a value in a file: one step for each table or list on it.

use std::fmt;

/// One step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a table, by key.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

impl Step {
    /// Reads a JSON pointer such as `/expectation/2/target`.
    ///
    /// A part of digits is an index, but [`super::Document`] also finds a key
    /// that consists of digits by it.
    #[must_use]
    pub fn from_pointer(pointer: &str) -> Vec<Self> {
        pointer
            .split('/')
            .skip(1)
            .map(|part| match part.parse() {
                Ok(index) if !part.starts_with('+') => Self::Index(index),
                _ => Self::Key(part.replace("~1", "/").replace("~0", "~")),
            })
            .collect()
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_is_read_with_its_escapes() {
        assert_eq!(Step::from_pointer(""), []);
        let steps = Step::from_pointer("/source/0/a~1b~0c");
        assert_eq!(steps, [Step::from("source"), Step::from(0), Step::from("a/b~c")]);
    }
}
