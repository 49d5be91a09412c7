//! Turns a drawing into a small PNG, twice as fine as it is shown. Shapes are
//! drawn as SVG; what is written there is kept, as letters say the same again and again.

mod packing;
mod writing;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use self::writing::Writer;
pub(super) use self::writing::{Label, Style};

/// How many pixels there are to one of a style sheet: phones show at least so many.
const FINENESS: f32 = 2.0;

/// What is to be painted, in pixels of a style sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawing {
    /// The shapes as SVG. They cover everything: a picture has no holes.
    pub(super) svg: String,
    /// What is written over them.
    pub(super) labels: Vec<Label>,
}

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

/// Paints drawings.
#[derive(Debug)]
pub(super) struct Painter {
    writer: Writer,
}

impl Painter {
    pub(super) fn new() -> Self {
        Self { writer: Writer::new() }
    }

    /// The drawing as a PNG file.
    pub(super) fn png(&self, drawing: &Drawing) -> Result<Vec<u8>, PaintError> {
        let mut pixels = painted(&drawing.svg, &Options::default())?;
        for label in &drawing.labels {
            self.writer.write(label, &mut pixels)?;
        }
        packing::packed(&pixels).map_err(|error| PaintError::Packing(error.to_string()))
    }
}

/// The shapes of an SVG, and its texts in the fonts of `options`.
fn painted(svg: &str, options: &Options<'_>) -> Result<Pixmap, PaintError> {
    let tree = Tree::from_str(svg, options).map_err(|error| PaintError::Drawing(error.to_string()))?;
    let size = tree.size().to_int_size().scale_by(FINENESS).ok_or(PaintError::Size)?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or(PaintError::Size)?;
    resvg::render(&tree, Transform::from_scale(FINENESS, FINENESS), &mut pixels.as_mut());
    Ok(pixels)
}
