//! Turns a drawing into a small PNG, twice as fine as it is shown.

mod packing;
mod writing;

use num_traits::ToPrimitive;
use tiny_skia::{Color, FillRule, Paint, Path, PathBuilder, Pixmap, Shader, Stroke, Transform};

pub(super) use self::writing::{Label, Style};

/// How many pixels there are to one of a style sheet: phones show at least so many.
const FINENESS: u8 = 2;

/// How far outside a drawing something may still lie, in pixels of a style sheet: the rasteriser
/// counts in small numbers.
const FARTHEST: f64 = 4_096.0;

/// Red, green and blue.
pub(super) type Colour = [u8; 3];

/// What is to be painted, in pixels of a style sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawing {
    pub(super) width: u32,
    pub(super) height: u32,
    /// What everything lies on: a picture has no holes.
    pub(super) ground: Colour,
    /// What lies on it, each over the ones before.
    pub(super) shapes: Vec<Shape>,
    /// What is written over them.
    pub(super) labels: Vec<Label>,
}

/// A place in a drawing, counted from its left upper corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// A part of a drawing in one colour.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// What lies between corners. Its edges are upright, level or covered: they
    /// are not softened, which takes long.
    Area { corners: Vec<Spot>, colour: Colour },
    /// A line from spot to spot.
    Line { spots: Vec<Spot>, colour: Colour, stroke: Stroke },
    /// A full circle.
    Dot { middle: Spot, radius: f32, colour: Colour },
}

/// Why a drawing could not be made a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaintError {
    /// It has no size, or too large a one.
    #[error("the drawing has no usable size")]
    Size,
    /// The font that is compiled in cannot be used.
    #[error("the font cannot be read: {0}")]
    Font(#[from] ttf_parser::FaceParsingError),
    /// The picture could not be packed.
    #[error("the picture cannot be packed: {0}")]
    Packing(String),
}

impl Drawing {
    /// The drawing as a PNG file.
    pub(super) fn png(&self) -> Result<Vec<u8>, PaintError> {
        let [width, height] = [self.width, self.height].map(|length| length.saturating_mul(FINENESS.into()));
        let mut pixels = Pixmap::new(width, height).ok_or(PaintError::Size)?;
        let [red, green, blue] = self.ground;
        pixels.fill(Color::from_rgba8(red, green, blue, u8::MAX));
        for shape in &self.shapes {
            shape.draw(&mut pixels);
        }
        writing::write(&self.labels, &mut pixels)?;
        packing::packed(&pixels).map_err(|error| PaintError::Packing(error.to_string()))
    }
}

impl Shape {
    /// Draws it where it has a place and an extent, which numbers that are none do not give it.
    fn draw(&self, pixels: &mut Pixmap) -> Option<()> {
        let fine = Transform::from_scale(FINENESS.into(), FINENESS.into());
        match self {
            Self::Area { corners, colour } => {
                let paint = Paint { anti_alias: false, ..plain(*colour) };
                pixels.fill_path(&joined(corners)?, &paint, FillRule::Winding, fine, None);
            }
            Self::Line { spots, colour, stroke } => {
                pixels.stroke_path(&joined(spots)?, &plain(*colour), stroke, fine, None);
            }
            Self::Dot { middle, radius, colour } => {
                let circle = PathBuilder::from_circle(coordinate(middle.x)?, coordinate(middle.y)?, *radius)?;
                pixels.fill_path(&circle, &plain(*colour), FillRule::Winding, fine, None);
            }
        }
        Some(())
    }
}

/// A length as the rasteriser takes it; none where it is no number.
fn coordinate(length: f64) -> Option<f32> {
    if length.is_nan() { None } else { length.clamp(-FARTHEST, FARTHEST).to_f32() }
}

fn joined(spots: &[Spot]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (index, Spot { x, y }) in spots.iter().enumerate() {
        let (x, y) = (coordinate(*x)?, coordinate(*y)?);
        if index == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
    path.finish()
}

fn plain([red, green, blue]: Colour) -> Paint<'static> {
    Paint { shader: Shader::SolidColor(Color::from_rgba8(red, green, blue, u8::MAX)), ..Paint::default() }
}
