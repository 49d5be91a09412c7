//! The page for people, 80 columns wide.

mod asking;
mod letters;
mod matter;
mod sheet;

use crate::domain::explanation::Explanation;
use crate::domain::municipality::Municipality;
use sheet::Sheet;

/// The whole page.
pub(super) fn page(explanation: &Explanation, municipality: &Municipality) -> String {
    let Explanation { unit, week, .. } = explanation;
    let mut sheet = Sheet::default();
    sheet.heading(&format!("{} ({}), {week}", unit.name, unit.key));
    let forms: Vec<_> = unit.forms.iter().map(ToString::to_string).collect();
    let area = if unit.area.is_empty() { String::new() } else { format!(" · {}", unit.area) };
    sheet.plain(&format!("{}{area} · figures up to {}", forms.join(", "), week.cut_off()));
    letters::section(&mut sheet, explanation, municipality.zone);
    for matter in &explanation.matters {
        matter::section(&mut sheet, matter, explanation, municipality);
    }
    if explanation.matters.is_empty() {
        sheet.gap();
        sheet.plain("No such expectation is in force in this week.");
    }
    sheet.finish()
}
