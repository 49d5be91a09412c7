//! Draws how a figure came to where it is: a line over the weeks, the target
//! it is measured against, and bands for the weeks without teaching.

mod layout;
mod row;
#[cfg(test)]
mod tests;

use std::fmt::{Arguments, Write as _};

use self::layout::{Layout, Spot};
use super::painter::Drawing;

/// How wide a chart is shown at most, in pixels of a style sheet. A phone
/// shows it at three fifths of that, so its writing is large.
pub(super) const WIDTH: u32 = 552;
/// How high it is shown then.
pub(super) const HEIGHT: u32 = 184;

// It lies on a light ground of its own: mail programs darken letters in their
// own ways, and none of them changes a picture.
const GROUND: &str = "#f1f6f4";
const BAND: &str = "#dce6e2";
const BASE: &str = "#a3b5af";
const LINE: &str = "#2f8f7d";
const UNDER: &str = "#d5e9e3";
const TARGET: &str = "#20302d";
const STRONG: &str = "#17655a";
const SOFT: &str = "#4f5f5b";

/// For shapes whose edges are upright or covered: edges need no softening there, which takes long.
const BLUNT: &str = "shape-rendering=\"crispEdges\"";

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
        let mut svg = Svg(format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{GROUND}\" {BLUNT}/>"
        ));
        let Layout { left, right, top, bottom, .. } = layout;
        for (x, width) in &layout.bands {
            let height = bottom - top;
            svg.add(format_args!(
                "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{BAND}\" {BLUNT}/>"
            ));
        }
        for run in &layout.runs {
            svg.ground(run, bottom);
        }
        svg.line(&format!("M{left:.1} {bottom:.1}H{right:.1}"), BASE, "stroke-width=\"1.5\"");
        for line in &layout.targets {
            svg.line(&path(line), TARGET, "stroke-width=\"2\" stroke-dasharray=\"7 5\"");
        }
        for bridge in &layout.bridges {
            // Teaching went on after it, but there is nothing to say about the weeks between.
            svg.line(
                &path(bridge),
                LINE,
                "stroke-width=\"3\" stroke-dasharray=\"0.1 7\" stroke-linecap=\"round\"",
            );
        }
        for run in &layout.runs {
            svg.line(
                &path(run),
                LINE,
                "stroke-width=\"4\" stroke-linecap=\"round\" stroke-linejoin=\"round\"",
            );
            if let [only] = run.as_slice() {
                svg.dot(*only, "4.5", LINE);
            }
        }
        if let Some(newest) = layout.newest() {
            svg.dot(newest, "11", GROUND);
            svg.dot(newest, "8", STRONG);
        }
        svg.0.push_str("</svg>");
        Drawing { svg: svg.0, labels: layout.labels }
    }
}

/// A drawing in the making.
struct Svg(String);

impl Svg {
    fn add(&mut self, part: Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = self.0.write_fmt(part);
    }

    fn line(&mut self, path: &str, colour: &str, look: &str) {
        self.add(format_args!("<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" {look}/>"));
    }

    fn dot(&mut self, Spot { x, y }: Spot, radius: &str, colour: &str) {
        self.add(format_args!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\" fill=\"{colour}\"/>"));
    }

    /// What lies under a row of weeks.
    fn ground(&mut self, run: &[Spot], bottom: f64) {
        let Some(first) = run.first() else { return };
        let (path, from) = (path(run), first.x);
        self.add(format_args!("<path d=\"{path}V{bottom:.1}H{from:.1}Z\" fill=\"{UNDER}\" {BLUNT}/>"));
    }
}

/// From spot to spot.
fn path(spots: &[Spot]) -> String {
    let mut path = String::new();
    for (index, Spot { x, y }) in spots.iter().enumerate() {
        let step = if index == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{step}{x:.1} {y:.1}");
    }
    path
}
