//! The teaching days and windows of one week, each worked out once: many units
//! and expectations share them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::calendar::{Calendar, TeachingDays};
use crate::domain::judge::window::Window;
use crate::domain::unit::Forms;
use crate::domain::week::Week;

/// How many weeks back teaching weeks are looked for: two years.
const HORIZON: i64 = 104;

/// What a judge has worked out so far.
#[derive(Debug)]
pub(super) struct Memory<'a> {
    calendar: &'a Calendar,
    week: Week,
    stale_weeks: u32,
    /// The areas that closed days name; all others are alike.
    named: HashMap<&'a str, usize>,
    /// What was worked out for each of those, and in front for all others. The
    /// lists are short, and quicker to search than to hash.
    areas: Vec<OfArea>,
}

#[derive(Debug, Clone, Default)]
struct OfArea {
    days: Vec<(Forms, Arc<TeachingDays>)>,
    frames: Vec<((Forms, u32), Frame)>,
}

/// An area, looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    area: &'a str,
    index: usize,
}

/// What an expectation looks at: the teaching days of its forms, and its window.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) days: Arc<TeachingDays>,
    pub(super) window: Arc<Window>,
}

impl<'a> Memory<'a> {
    pub(super) fn new(calendar: &'a Calendar, week: Week, stale_weeks: u32) -> Self {
        let mut named = HashMap::new();
        for area in calendar.closures.iter().flat_map(|closure| &closure.areas) {
            let next = named.len() + 1;
            named.entry(area.as_str()).or_insert(next);
        }
        let areas = vec![OfArea::default(); named.len() + 1];
        Self { calendar, week, stale_weeks, named, areas }
    }

    pub(super) fn place<'u>(&self, area: &'u str) -> Place<'u> {
        Place { area, index: self.named.get(area).copied().unwrap_or(0) }
    }

    pub(super) fn days(&mut self, forms: Forms, place: Place<'_>) -> Arc<TeachingDays> {
        let known = &mut self.areas[place.index].days;
        if let Some((_, days)) = known.iter().find(|(of, _)| *of == forms) {
            return Arc::clone(days);
        }
        let first = self.week.plus(-HORIZON);
        let days = Arc::new(TeachingDays::of(self.calendar, forms, place.area, first, self.week));
        known.push((forms, Arc::clone(&days)));
        days
    }

    pub(super) fn frame(&mut self, forms: Forms, place: Place<'_>, weeks: u32) -> Frame {
        let known = &self.areas[place.index].frames;
        if let Some((_, frame)) = known.iter().find(|(of, _)| *of == (forms, weeks)) {
            return frame.clone();
        }
        let days = self.days(forms, place);
        let window = Arc::new(Window::of(&days, self.week, weeks, self.stale_weeks));
        let frame = Frame { days, window };
        self.areas[place.index].frames.push(((forms, weeks), frame.clone()));
        frame
    }
}
