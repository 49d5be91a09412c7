//! Turns a drawing (SVG) into a small PNG, twice as fine as it is shown, with
//! a font of its own: without one, text would be missing without a word.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

/// The family of the font that drawings name. Its faces here are the condensed ones.
pub(super) const FONT: &str = "DejaVu Sans";

/// How many pixels there are to one of the drawing: phones show at least so many.
const FINENESS: f32 = 2.0;

/// A PNG with a palette has no more colours.
const COLOURS: usize = 256;

/// Why a drawing could not be made a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaintError {
    /// It is no SVG.
    #[error("the drawing cannot be read: {0}")]
    Drawing(String),
    /// It has no size, or too large a one.
    #[error("the drawing has no usable size")]
    Size,
    /// The picture could not be packed.
    #[error("the picture cannot be packed: {0}")]
    Packing(String),
}

/// Paints drawings. The font is read once, for all of them.
pub(super) struct Painter {
    options: Options<'static>,
}

impl fmt::Debug for Painter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Painter").finish_non_exhaustive()
    }
}

impl Painter {
    pub(super) fn new() -> Self {
        let mut fonts = fontdb::Database::new();
        for face in [dejavu::sans_condensed::regular(), dejavu::sans_condensed::bold()] {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(face)));
        }
        let options = Options { font_family: FONT.to_owned(), fontdb: Arc::new(fonts), ..Options::default() };
        Self { options }
    }

    /// The drawing as a PNG file.
    pub(super) fn png(&self, svg: &str) -> Result<Vec<u8>, PaintError> {
        let tree =
            Tree::from_str(svg, &self.options).map_err(|error| PaintError::Drawing(error.to_string()))?;
        let size = tree.size().to_int_size().scale_by(FINENESS).ok_or(PaintError::Size)?;
        let mut pixels = Pixmap::new(size.width(), size.height()).ok_or(PaintError::Size)?;
        resvg::render(&tree, Transform::from_scale(FINENESS, FINENESS), &mut pixels.as_mut());
        packed(&pixels).map_err(|error| PaintError::Packing(error.to_string()))
    }
}

/// The pixels with a palette: a quarter of the bytes, and half of the time.
fn packed(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let indexed = Indexed::of(pixels);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(indexed.colours);
    encoder.set_trns(indexed.opacities);
    encoder.set_compression(Compression::Balanced);
    // Neighbours in a palette are no neighbours in colour, so there is nothing to filter.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indexed.pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// A picture as places in a palette.
struct Indexed {
    /// Red, green and blue of each colour.
    colours: Vec<u8>,
    /// How opaque each colour is.
    opacities: Vec<u8>,
    /// The place of each pixel's colour.
    pixels: Vec<u8>,
}

impl Indexed {
    fn of(pixels: &Pixmap) -> Self {
        // Edges are blends; where there are too many, those that nobody can tell apart become one.
        let mut kept_bits = 8;
        loop {
            if let Some(indexed) = Self::with(pixels, u8::MAX << (8 - kept_bits)) {
                return indexed;
            }
            kept_bits -= 1;
        }
    }

    /// None where the colours with only the bits of `mask` are too many for a palette.
    fn with(pixels: &Pixmap, mask: u8) -> Option<Self> {
        let mut places: HashMap<[u8; 4], u8> = HashMap::new();
        let mut found = Self {
            colours: Vec::new(),
            opacities: Vec::new(),
            pixels: Vec::with_capacity(pixels.pixels().len()),
        };
        let (mut last, mut place) = (None, 0);
        for pixel in pixels.pixels() {
            // Most pixels look like the one before.
            if last != Some(*pixel) {
                last = Some(*pixel);
                let parts = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()];
                let next = places.len();
                place = *match places.entry(parts.map(|part| part & mask)) {
                    std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                    std::collections::hash_map::Entry::Vacant(new) => {
                        if next == COLOURS {
                            return None;
                        }
                        let colour = pixel.demultiply();
                        found.colours.extend([colour.red(), colour.green(), colour.blue()]);
                        found.opacities.push(colour.alpha());
                        new.insert(u8::try_from(next).ok()?)
                    }
                };
            }
            found.pixels.push(place);
        }
        Some(found)
    }
}
