//! Labels beside each other: how much room they take, and who gives way.

use crate::letters::painter::{Label, Style};

/// How wide `text` is, nearly: its letters in hundredths of their size.
pub(super) fn width(text: &str, style: Style) -> f64 {
    let hundredths: u32 = text.chars().map(hundredths).sum();
    let heavier = if style.bold { 1.1 } else { 1.0 };
    f64::from(hundredths) / 100.0 * f64::from(style.size) * heavier
}

fn hundredths(letter: char) -> u32 {
    match letter {
        ' ' | '\u{a0}' | '.' | ',' | ':' | 'i' | 'j' | 'l' | 'I' | '\'' => 29,
        '%' | '@' | 'W' => 88,
        'm' | 'M' | 'w' => 80,
        'f' | 't' | 'r' | '-' | '(' | ')' => 36,
        letter if letter.is_uppercase() => 66,
        _ => 56,
    }
}

/// A row of labels that leave each other room.
#[derive(Debug)]
pub(super) struct Row {
    /// Where its letters stand.
    pub(super) y: f64,
    /// The room there is, from left to right.
    pub(super) room: (f64, f64),
    pub(super) style: Style,
    taken: Vec<(f64, f64)>,
}

impl Row {
    pub(super) fn new(y: f64, room: (f64, f64), style: Style) -> Self {
        Self { y, room, style, taken: Vec::new() }
    }

    /// Centred at `x`, or as near as there is room; none where it does not
    /// fit in or would touch one that is there already.
    pub(super) fn place(&mut self, text: &str, x: f64) -> Option<Label> {
        let (style, (from, to)) = (self.style, self.room);
        let width = width(text, style);
        if text.is_empty() || width > to - from {
            return None;
        }
        let x = x.clamp(from + width / 2.0, to - width / 2.0);
        let (start, end) = (x - width / 2.0, x + width / 2.0);
        let gap = f64::from(style.size) * 0.6;
        if self.taken.iter().any(|(other, until)| start < until + gap && *other < end + gap) {
            return None;
        }
        self.taken.push((start, end));
        Some(Label { text: text.to_owned(), x, y: self.y, centred: true, style })
    }
}
