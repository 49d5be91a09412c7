//! Draws how a figure came to where it is: a line over the weeks, the target
//! it is measured against, and bands for the weeks without teaching.

mod layout;
mod row;
#[cfg(test)]
mod tests;

use tiny_skia::{LineCap, LineJoin, Stroke, StrokeDash};

use self::layout::Layout;
use super::painter::{Colour, Drawing, Shape, Spot};

/// How wide a chart is shown at most, in pixels of a style sheet. A phone
/// shows it at three fifths of that, so its writing is large.
pub(super) const WIDTH: u32 = 552;
/// How high it is shown then.
pub(super) const HEIGHT: u32 = 184;

// It lies on a light ground of its own: mail programs darken letters in their
// own ways, and none of them changes a picture.
const GROUND: Colour = [0xf1, 0xf6, 0xf4];
const BAND: Colour = [0xdc, 0xe6, 0xe2];
const BASE: Colour = [0xa3, 0xb5, 0xaf];
const LINE: Colour = [0x2f, 0x8f, 0x7d];
const UNDER: Colour = [0xd5, 0xe9, 0xe3];
const TARGET: Colour = [0x20, 0x30, 0x2d];
const STRONG: Colour = [0x17, 0x65, 0x5a];
const SOFT: Colour = [0x4f, 0x5f, 0x5b];

/// What a chart shows, in words and numbers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chart {
    /// Teaching weeks and what lies between them, oldest first.
    pub(super) slots: Vec<Slot>,
    /// The value at the top; the bottom is 0.
    pub(super) top: f64,
    /// Whether the target moves all the time; else it stays until it is changed.
    pub(super) sloping: bool,
    /// The newest value in words.
    pub(super) value: String,
    /// The newest target in words.
    pub(super) target: String,
}

/// A part of the time that a chart goes over.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Slot {
    /// A week with teaching.
    Week {
        /// What it is called, where there is room.
        name: String,
        /// The value, where one is shown.
        value: Option<f64>,
        /// The target, where one is set.
        target: Option<f64>,
    },
    /// Weeks without teaching, by their name, which shows where there is room.
    Pause(String),
}

impl Chart {
    /// The chart, ready to be painted.
    pub(super) fn drawing(&self) -> Drawing {
        let layout = Layout::of(self);
        let Layout { left, right, top, bottom, .. } = layout;
        let spots = |spots: &[(f64, f64)]| spots.iter().map(|&(x, y)| Spot { x, y }).collect::<Vec<_>>();
        let mut shapes = Vec::new();
        for (x, width) in &layout.bands {
            let corners = spots(&[(*x, top), (x + width, top), (x + width, bottom), (*x, bottom)]);
            shapes.push(Shape::Area { corners, colour: BAND });
        }
        for run in &layout.runs {
            let ends = [run.last(), run.first()].into_iter().flatten();
            let corners = run.iter().copied().chain(ends.map(|end| Spot { y: bottom, ..*end })).collect();
            shapes.push(Shape::Area { corners, colour: UNDER });
        }
        let base = spots(&[(left, bottom), (right, bottom)]);
        shapes.push(Shape::Line { spots: base, colour: BASE, stroke: wide(1.5) });
        for line in &layout.targets {
            let stroke = Stroke { dash: StrokeDash::new(vec![7.0, 5.0], 0.0), ..wide(2.0) };
            shapes.push(Shape::Line { spots: line.clone(), colour: TARGET, stroke });
        }
        for bridge in &layout.bridges {
            // Teaching went on after it, but there is nothing to say about the weeks between.
            let stroke = Stroke { dash: StrokeDash::new(vec![0.1, 7.0], 0.0), ..round(3.0) };
            shapes.push(Shape::Line { spots: bridge.to_vec(), colour: LINE, stroke });
        }
        for run in &layout.runs {
            shapes.push(match run.as_slice() {
                [only] => Shape::Dot { middle: *only, radius: 4.5, colour: LINE },
                _ => Shape::Line { spots: run.clone(), colour: LINE, stroke: round(4.0) },
            });
        }
        if let Some(middle) = layout.newest() {
            shapes.push(Shape::Dot { middle, radius: 11.0, colour: GROUND });
            shapes.push(Shape::Dot { middle, radius: 8.0, colour: STRONG });
        }
        Drawing { width: WIDTH, height: HEIGHT, ground: GROUND, shapes, labels: layout.labels }
    }
}

fn wide(width: f32) -> Stroke {
    Stroke { width, ..Stroke::default() }
}

/// With round ends and corners.
fn round(width: f32) -> Stroke {
    Stroke { line_cap: LineCap::Round, line_join: LineJoin::Round, ..wide(width) }
}
