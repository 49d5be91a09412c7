//! What a reading gives, as a table.

use super::screen::table;
use crate::domain::number::{self, Exact};
use crate::domain::usage::figure::Figure;
use crate::domain::usage::share::Share;
use crate::domain::usage::{Period, Subject, Usage};
use crate::sources::Reading;

/// The first records and refused rows of a reading, at most so many of each.
pub(super) fn shown(title: &str, reading: &Reading, most: usize) -> String {
    let day =
        |Period { from, to }: Period| if from == to { from.to_string() } else { format!("{from} to {to}") };
    let percent = |share: Share| format!("{} %", number::to_f64(share.exact() * Exact::from_integer(100)));
    let rows = reading.records().into_iter().take(most).map(|(subject, usage): &(Subject, Usage)| {
        let figures = &usage.figures;
        [
            subject.unit.0.to_string(),
            subject.module.to_string(),
            subject.audience.to_string(),
            day(usage.period),
            figure(figures.active, |active| active.to_string()),
            figure(figures.eligible, |eligible| eligible.to_string()),
            figure(figures.share, percent),
            figure(figures.items, |items| items.to_string()),
            figures.last_active.map(|day| day.to_string()).unwrap_or_default(),
        ]
    });
    let headings =
        ["Unit", "Module", "Audience", "Days", "Active", "Eligible", "Share", "Items", "Last active"];
    let mut text = format!(
        "{title}: {} rows: {} kept, {} ignored, {} refused",
        reading.rows, reading.kept, reading.ignored, reading.refused
    );
    if reading.kept > 0 {
        text = format!("{text}\n{}", table(headings, rows));
    }
    for refusal in reading.refusals.iter().take(most) {
        text = format!("{text}\n  {}: {}", refusal.place, refusal.reason);
    }
    for note in &reading.notes {
        text = format!("{text}\n{note}");
    }
    text
}

/// A figure as far as the source tells it.
fn figure<T>(figure: Option<Figure<T>>, known: impl Fn(T) -> String) -> String {
    match figure {
        None => String::new(),
        Some(Figure::Known(number)) => known(number),
        Some(Figure::Suppressed { .. }) => "kept back".to_owned(),
    }
}
