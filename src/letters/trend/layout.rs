//! Where everything in a chart lies.

use super::row::{Row, width};
use super::{Chart, HEIGHT, SOFT, STRONG, Slot, WIDTH};
use crate::letters::painter::{Label, Spot, Style};

/// The room at the sides.
const MARGIN: f64 = 18.0;
/// Between the end of the lines and what is written beside it.
const GAP: f64 = 14.0;
/// Between a line of writing and the next one.
const LINE: f64 = 24.0;

const SMALL: Style = Style { size: 18, bold: false, colour: SOFT };
const LARGE: Style = Style { size: 22, bold: true, colour: STRONG };

/// Where everything lies, in pixels of a style sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Where each band begins, and how wide it is.
    pub(super) bands: Vec<(f64, f64)>,
    /// The values of weeks that follow each other.
    pub(super) runs: Vec<Vec<Spot>>,
    /// From the value before a pause to the one after it.
    pub(super) bridges: Vec<[Spot; 2]>,
    /// The target, one line for each row of weeks that have one.
    pub(super) targets: Vec<Vec<Spot>>,
    pub(super) labels: Vec<Label>,
}

impl Layout {
    pub(super) fn of(chart: &Chart) -> Self {
        let beside = width(&chart.value, LARGE).max(width(&chart.target, SMALL));
        let count = f64::from(u32::try_from(chart.slots.len().max(1)).unwrap_or(u32::MAX));
        let named = chart.slots.iter().any(|slot| matches!(slot, Slot::Pause(name) if !name.is_empty()));
        let mut layout = Self {
            left: MARGIN,
            right: f64::from(WIDTH) - MARGIN - beside - GAP,
            top: if named { 38.0 } else { 18.0 },
            bottom: f64::from(HEIGHT) - 40.0,
            bands: Vec::new(),
            runs: Vec::new(),
            bridges: Vec::new(),
            targets: Vec::new(),
            labels: Vec::new(),
        };
        let width = (layout.right - layout.left) / count;
        layout.lines(chart, width);
        layout.write_beside(chart);
        layout.write_weeks(chart, width);
        layout.write_pauses(chart, width);
        layout
    }

    /// Where the newest value lies.
    pub(super) fn newest(&self) -> Option<Spot> {
        self.runs.last().and_then(|run| run.last()).copied()
    }

    fn height_of(&self, value: f64, chart: &Chart) -> f64 {
        let share = if chart.top > 0.0 { (value / chart.top).clamp(0.0, 1.0) } else { 0.0 };
        self.bottom - share * (self.bottom - self.top)
    }

    fn lines(&mut self, chart: &Chart, width: f64) {
        let (mut last, mut before_pause) = (None, None);
        let mut aim: Vec<Spot> = Vec::new();
        let mut start = self.left;
        for slot in &chart.slots {
            let middle = start + width / 2.0;
            match slot {
                Slot::Pause(_) => {
                    self.bands.push((start, width));
                    before_pause = last.take();
                    // The letter after a pause looks at where the path is on the last day of it.
                    if let Some(newest) = aim.last_mut().filter(|_| chart.sloping) {
                        newest.x = middle;
                    }
                }
                Slot::Week { value, target, .. } => {
                    let spot = value.map(|value| Spot { x: middle, y: self.height_of(value, chart) });
                    match (last, spot, self.runs.last_mut()) {
                        (Some(_), Some(spot), Some(run)) => run.push(spot),
                        (_, Some(spot), _) => self.runs.push(vec![spot]),
                        _ => {}
                    }
                    self.bridges.extend(before_pause.take().zip(spot).map(|(from, to)| [from, to]));
                    last = spot;
                    match target.map(|target| self.height_of(target, chart)) {
                        Some(y) if chart.sloping => aim.push(Spot { x: middle, y }),
                        Some(y) => aim.extend([Spot { x: start, y }, Spot { x: start + width, y }]),
                        None => self.targets.push(std::mem::take(&mut aim)),
                    }
                }
            }
            start += width;
        }
        if let Some(newest) = aim.last().copied() {
            aim.push(Spot { x: self.right, ..newest });
        }
        self.targets.push(aim);
        self.targets.retain(|line| !line.is_empty());
    }

    /// The newest value and target, beside where their lines end.
    fn write_beside(&mut self, chart: &Chart) {
        let target = self.targets.last().and_then(|line| line.last()).map(|spot| spot.y);
        let (lowest, highest) = (self.bottom - LINE * 0.3, self.top + LINE * 0.2);
        let value = self.newest().map(|spot| spot.y);
        let (value, target) = match (value, target) {
            (Some(value), Some(target)) if (value - target).abs() < LINE => {
                // Too near for two lines of writing: they part from the middle, in their order.
                let middle = f64::midpoint(value, target).clamp(highest + LINE / 2.0, lowest - LINE / 2.0);
                let (above, below) = (middle - LINE / 2.0, middle + LINE / 2.0);
                if value < target { (Some(above), Some(below)) } else { (Some(below), Some(above)) }
            }
            both => both,
        };
        for (text, y, style) in [(&chart.value, value, LARGE), (&chart.target, target, SMALL)] {
            let Some(y) = y else { continue };
            // Letters stand on their line; this puts their middle there.
            let y = y.clamp(highest, lowest) + f64::from(style.size) * 0.36;
            let text = text.clone();
            self.labels.push(Label { text, x: self.right + GAP, y, centred: false, style });
        }
    }

    /// The first and the last week, and those around a pause.
    fn write_weeks(&mut self, chart: &Chart, width: f64) {
        let is_pause = |index: usize| matches!(chart.slots.get(index), Some(Slot::Pause(_)));
        let last = chart.slots.len().saturating_sub(1);
        let around =
            (0..=last).filter(|index| is_pause(index + 1) || index.checked_sub(1).is_some_and(is_pause));
        let room = (MARGIN / 2.0, f64::from(WIDTH) - MARGIN);
        let mut row = Row::new(self.bottom + 26.0, room, SMALL);
        for index in [0, last].into_iter().chain(around) {
            let Some(Slot::Week { name, .. }) = chart.slots.get(index) else { continue };
            self.labels.extend(row.place(name, self.middle_of(index, width)));
        }
    }

    fn write_pauses(&mut self, chart: &Chart, width: f64) {
        let room = (MARGIN, f64::from(WIDTH) - MARGIN);
        let mut row = Row::new(self.top - 13.0, room, SMALL);
        for (index, slot) in chart.slots.iter().enumerate() {
            let Slot::Pause(name) = slot else { continue };
            self.labels.extend(row.place(name, self.middle_of(index, width)));
        }
    }

    fn middle_of(&self, index: usize, width: f64) -> f64 {
        self.left + (f64::from(u32::try_from(index).unwrap_or(u32::MAX)) + 0.5) * width
    }
}
