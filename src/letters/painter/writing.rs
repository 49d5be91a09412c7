//! Writes on drawings, with a font of its own: what is installed where a letter
//! is made changes nothing about it. Letters stand side by side from left to right. Scripts
//! that run the other way, or whose letters join, are not shaped: such names are right only in
//! the words beside the picture.

use icu_normalizer::ComposingNormalizerBorrowed;
use num_traits::ToPrimitive;
use tiny_skia::{FillRule, PathBuilder, Pixmap, Transform};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::{Colour, FINENESS, PaintError, plain};

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
    pub(in crate::letters) size: u8,
    pub(in crate::letters) bold: bool,
    pub(in crate::letters) colour: Colour,
}

/// Writes the labels on `pixels`.
pub(super) fn write(labels: &[Label], pixels: &mut Pixmap) -> Result<(), PaintError> {
    let regular = Face::parse(dejavu::sans_condensed::regular(), 0)?;
    let bold = Face::parse(dejavu::sans_condensed::bold(), 0)?;
    for label in labels {
        let face = if label.style.bold { &bold } else { &regular };
        write_one(label, face, pixels).ok_or(PaintError::Size)?;
    }
    Ok(())
}

fn write_one(label: &Label, face: &Face<'_>, pixels: &mut Pixmap) -> Option<()> {
    let mut line = Line::default();
    line.set(&label.text, face);
    let fineness = f32::from(FINENESS);
    let scale = f32::from(label.style.size) * fineness / f32::from(face.units_per_em());
    let before = if label.centred { line.width * scale / 2.0 } else { 0.0 };
    // Begun on a whole pixel, a letter looks the same in every word, and takes fewer bytes.
    let x = (label.x.to_f32()? * fineness - before).round();
    let y = (label.y.to_f32()? * fineness).round();
    if let Some(path) = line.path.finish() {
        // Fonts count upwards.
        let place = Transform::from_row(scale, 0.0, 0.0, -scale, x, y);
        pixels.fill_path(&path, &plain(label.style.colour), FillRule::Winding, place, None);
    }
    Some(())
}

/// A line of writing as it grows, in units of its font.
#[derive(Default)]
struct Line {
    path: PathBuilder,
    width: f32,
}

impl Line {
    fn set(&mut self, text: &str, face: &Face<'_>) {
        // A font has its letters with their accents, and names come with theirs apart at times.
        let text = ComposingNormalizerBorrowed::new_nfc().normalize(text);
        let mut last = None;
        // Nor is anything drawn for what only tells where a word may be parted.
        for letter in text.chars().filter(|letter| !letter.is_control() && *letter != '\u{ad}') {
            // What a font does not have is the first of its shapes, a box.
            let glyph = face.glyph_index(letter).unwrap_or_default();
            self.width += last.map_or(0.0, |last| kerning(face, last, glyph));
            face.outline_glyph(glyph, self);
            self.width += f32::from(face.glyph_hor_advance(glyph).unwrap_or_default());
            last = Some(glyph);
        }
    }
}

/// How much further apart than others these two stand, or nearer to each other where it is below 0.
fn kerning(face: &Face<'_>, left: GlyphId, right: GlyphId) -> f32 {
    let pairs = face.tables().kern.into_iter().flat_map(|table| table.subtables);
    pairs
        .filter(|pairs| pairs.horizontal)
        .find_map(|pairs| pairs.glyphs_kerning(left, right))
        .map_or(0.0, f32::from)
}

impl OutlineBuilder for Line {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.width + x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.width + x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.path.quad_to(self.width + x1, y1, self.width + x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.path.cubic_to(self.width + x1, y1, self.width + x2, y2, self.width + x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
