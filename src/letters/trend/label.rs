//! Words in a chart: where they stand, and how much room they take.

use std::fmt;

use handlebars::html_escape;

/// A text of one line in a chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    pub(super) text: String,
    /// Where it begins, or where its middle is.
    pub(super) x: f64,
    /// Where its letters stand.
    pub(super) y: f64,
    pub(super) centred: bool,
    pub(super) style: Style,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// In pixels of a style sheet.
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) colour: &'static str,
}

impl Style {
    /// How wide `text` is, nearly: the letters of the font in the hundredth parts of its size.
    pub(super) fn width(self, text: &str) -> f64 {
        let hundredths: u32 = text.chars().map(hundredths).sum();
        let heavier = if self.bold { 1.1 } else { 1.0 };
        f64::from(hundredths) / 100.0 * self.size * heavier
    }
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

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, x, y, centred, style: Style { size, bold, colour } } = self;
        write!(f, "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{colour}\"")?;
        if *bold {
            f.write_str(" font-weight=\"bold\"")?;
        }
        if *centred {
            f.write_str(" text-anchor=\"middle\"")?;
        }
        write!(f, ">{}</text>", escaped(text))
    }
}

/// The text as XML: a name in a calendar may hold anything.
fn escaped(text: &str) -> String {
    // XML has no way at all to write these.
    let drawable: String =
        text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    html_escape(&drawable)
}

/// A row of labels that leave each other room.
#[derive(Debug, Default)]
pub(super) struct Row {
    taken: Vec<(f64, f64)>,
}

impl Row {
    /// Centred at `x`, or as near as the room between `from` and `to` allows;
    /// none where it does not fit in or would touch one that is there already.
    pub(super) fn place(
        &mut self,
        text: &str,
        x: f64,
        y: f64,
        style: Style,
        (from, to): (f64, f64),
    ) -> Option<Label> {
        let width = style.width(text);
        if text.is_empty() || width > to - from {
            return None;
        }
        let x = x.clamp(from + width / 2.0, to - width / 2.0);
        let (start, end) = (x - width / 2.0, x + width / 2.0);
        let gap = style.size * 0.6;
        if self.taken.iter().any(|(other, until)| start < until + gap && *other < end + gap) {
            return None;
        }
        self.taken.push((start, end));
        Some(Label { text: text.to_owned(), x, y, centred: true, style })
    }
}
