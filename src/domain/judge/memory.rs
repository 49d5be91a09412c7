//! The teaching days and windows of one week, each worked out once: many units
//! and expectations share them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::calendar::{Calendar, TeachingDays};
use crate::domain::judge::known::ToldWeeks;
use crate::domain::judge::window::Window;
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::reports::Reports;
use crate::domain::week::Week;

/// How many weeks back teaching weeks are looked for: two years.
const HORIZON: i64 = 104;

/// What a judge has worked out so far.
#[derive(Debug)]
pub(super) struct Memory<'a> {
    calendar: &'a Calendar,
    week: Week,
    reports: Arc<Reports>,
    /// The areas that closed days name; all others are alike.
    named: HashMap<&'a str, usize>,
    /// What was worked out for each of those, and in front for all others. The
    /// lists are short, and quicker to search than to hash.
    areas: Vec<OfArea>,
}

#[derive(Debug, Clone, Default)]
struct OfArea {
    days: Vec<(SchoolForm, Arc<TeachingDays>)>,
    frames: Vec<((SchoolForm, u32), Frame)>,
    told: Vec<((SchoolForm, Audience), Arc<ToldWeeks>)>,
}

/// An area, looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    area: &'a str,
    index: usize,
}

/// What an expectation looks at: the teaching days of its form, and its window.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    pub(super) days: Arc<TeachingDays>,
    pub(super) window: Arc<Window>,
}

impl<'a> Memory<'a> {
    pub(super) fn new(calendar: &'a Calendar, reports: &Arc<Reports>, week: Week) -> Self {
        let mut named = HashMap::new();
        for area in calendar.closures.iter().flat_map(|closure| &closure.areas) {
            let next = named.len() + 1;
            named.entry(area.as_str()).or_insert(next);
        }
        let areas = vec![OfArea::default(); named.len() + 1];
        Self { calendar, week, reports: Arc::clone(reports), named, areas }
    }

    pub(super) fn place<'u>(&self, area: &'u str) -> Place<'u> {
        Place { area, index: self.named.get(area).copied().unwrap_or(0) }
    }

    pub(super) fn days(&mut self, form: SchoolForm, place: Place<'_>) -> Arc<TeachingDays> {
        let known = &mut self.areas[place.index].days;
        if let Some((_, days)) = known.iter().find(|(of, _)| *of == form) {
            return Arc::clone(days);
        }
        let first = self.week.plus(-HORIZON);
        let days = Arc::new(TeachingDays::of(self.calendar, form, place.area, first, self.week));
        known.push((form, Arc::clone(&days)));
        days
    }

    pub(super) fn frame(&mut self, form: SchoolForm, place: Place<'_>, weeks: u32) -> Frame {
        let known = &self.areas[place.index].frames;
        if let Some((_, frame)) = known.iter().find(|(of, _)| *of == (form, weeks)) {
            return frame.clone();
        }
        let days = self.days(form, place);
        let window = Arc::new(Window::of(&days, self.week, weeks));
        let frame = Frame { days, window };
        self.areas[place.index].frames.push(((form, weeks), frame.clone()));
        frame
    }

    /// What the sources told of the audience, by the teaching days of the form.
    pub(super) fn told(&mut self, form: SchoolForm, place: Place<'_>, audience: Audience) -> Arc<ToldWeeks> {
        let known = &self.areas[place.index].told;
        if let Some((_, told)) = known.iter().find(|(of, _)| *of == (form, audience)) {
            return Arc::clone(told);
        }
        let days = self.days(form, place);
        let told = Arc::new(ToldWeeks::of(&self.reports, audience, &days, self.week.plus(-1)));
        self.areas[place.index].told.push(((form, audience), Arc::clone(&told)));
        told
    }
}
