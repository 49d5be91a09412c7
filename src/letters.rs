//! Turns the content of a letter into words, pictures and bytes.

mod settings;

pub use settings::LetterSettings;
