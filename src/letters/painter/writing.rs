//! Writes on drawings, with a font of its own: without one, text would be
//! missing without a word. What was written is kept: most of the time goes here.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use handlebars::html_escape;
use num_traits::ToPrimitive;
use resvg::tiny_skia::{Pixmap, PremultipliedColorU8};
use resvg::usvg::{Options, fontdb};

use super::{FINENESS, PaintError, painted};

/// The family of the font. Its faces here are the condensed ones.
const FONT: &str = "DejaVu Sans";

/// How many texts are kept: a term of week numbers, percentages and names is far fewer.
const KEPT: usize = 1000;

/// A text of one line in a drawing, in pixels of a style sheet.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::letters) struct Label {
    pub(in crate::letters) text: String,
    /// Where it begins, or where its middle is.
    pub(in crate::letters) x: f64,
    /// Where its letters stand.
    pub(in crate::letters) y: f64,
    pub(in crate::letters) centred: bool,
    pub(in crate::letters) style: Style,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::letters) struct Style {
    /// In pixels of a style sheet.
    pub(in crate::letters) size: u32,
    pub(in crate::letters) bold: bool,
    pub(in crate::letters) colour: &'static str,
}

/// Writes, and keeps what it wrote.
pub(super) struct Writer {
    options: Options<'static>,
    written: Mutex<HashMap<(String, Style, bool), Arc<Pixmap>>>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    /// The font is read once, for everything.
    pub(super) fn new() -> Self {
        let mut fonts = fontdb::Database::new();
        for face in [dejavu::sans_condensed::regular(), dejavu::sans_condensed::bold()] {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(face)));
        }
        let options = Options { font_family: FONT.to_owned(), fontdb: Arc::new(fonts), ..Options::default() };
        Self { options, written: Mutex::default() }
    }

    /// Writes the label on `pixels`.
    pub(super) fn write(&self, label: &Label, pixels: &mut Pixmap) -> Result<(), PaintError> {
        let room = Room::of(label);
        let written = self.written(label, &room)?;
        let place = |position: f64| (position * f64::from(FINENESS)).round().to_i64().ok_or(PaintError::Size);
        lay(&written, pixels, place(label.x - room.x)?, place(label.y - room.y)?);
        Ok(())
    }

    fn written(&self, label: &Label, room: &Room) -> Result<Arc<Pixmap>, PaintError> {
        let key = (label.text.clone(), label.style, label.centred);
        // Whoever broke off while holding it left nothing half-done.
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = written.get(&key) {
            return Ok(Arc::clone(known));
        }
        let new = Arc::new(painted(&room.svg(label), &self.options)?);
        if written.len() >= KEPT {
            written.clear();
        }
        written.insert(key, Arc::clone(&new));
        Ok(new)
    }
}

/// The room that a label may take up, and where in it the label lies.
struct Room {
    width: f64,
    height: f64,
    x: f64,
    y: f64,
}

impl Room {
    fn of(label: &Label) -> Self {
        let size = f64::from(label.style.size);
        let letters = f64::from(u32::try_from(label.text.chars().count()).unwrap_or(u32::MAX));
        // No letter of the font is wider than that.
        let width = ((letters + 1.0) * size * 1.2).ceil();
        let x = if label.centred { width / 2.0 } else { size / 2.0 };
        Self { width, height: size * 1.5, x, y: size * 1.1 }
    }

    fn svg(&self, label: &Label) -> String {
        let Self { width, height, x, y } = self;
        let Label { text, centred, style: Style { size, bold, colour }, .. } = label;
        let weight = if *bold { "bold" } else { "normal" };
        let anchor = if *centred { "middle" } else { "start" };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">\
             <text x=\"{x}\" y=\"{y}\" font-family=\"{FONT}\" font-size=\"{size}\" font-weight=\"{weight}\" \
             text-anchor=\"{anchor}\" fill=\"{colour}\">{}</text></svg>",
            escaped(text)
        )
    }
}

/// Lays `upper` over `lower`, with its left upper corner at `left` and `top`.
/// Most of it is empty, which is why this is several times quicker than drawing it.
fn lay(upper: &Pixmap, lower: &mut Pixmap, left: i64, top: i64) {
    let (width, height) = (i64::from(lower.width()), i64::from(lower.height()));
    let written = upper.pixels().iter().enumerate().filter(|(_, pixel)| pixel.alpha() > 0);
    let row_length = i64::from(upper.width());
    for (index, over) in written {
        let index = i64::try_from(index).unwrap_or(i64::MAX);
        let (x, y) = (left + index % row_length, top + index / row_length);
        if !(0..width).contains(&x) || !(0..height).contains(&y) {
            continue;
        }
        let place = usize::try_from(y * width + x).unwrap_or(usize::MAX);
        if let Some(under) = lower.pixels_mut().get_mut(place) {
            *under = blend(*over, *under);
        }
    }
}

/// What is seen of `under` through `over`.
fn blend(over: PremultipliedColorU8, under: PremultipliedColorU8) -> PremultipliedColorU8 {
    let through = u16::from(u8::MAX - over.alpha());
    let part = |over: u8, under: u8| {
        let seen = (u16::from(under) * through + 127) / 255;
        over.saturating_add(u8::try_from(seen).unwrap_or(u8::MAX))
    };
    let [red, green, blue] =
        [(over.red(), under.red()), (over.green(), under.green()), (over.blue(), under.blue())]
            .map(|(over, under)| part(over, under));
    let alpha = part(over.alpha(), under.alpha());
    PremultipliedColorU8::from_rgba(red, green, blue, alpha).unwrap_or(over)
}

/// The text as XML: a name in a calendar may hold anything.
fn escaped(text: &str) -> String {
    // XML has no way at all to write these.
    let writable = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    html_escape(&text.chars().filter(writable).collect::<String>())
}
