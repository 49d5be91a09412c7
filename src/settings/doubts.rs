//! What the files say that works, but can hardly be meant.

use std::path::Path;

use super::fault::{Fault, Severity};
use crate::domain::municipality::Municipality;

/// Closed days for areas that no unit lies in.
pub(super) fn areas(municipality: &Municipality, file: &Path) -> Vec<Fault> {
    let known = |area: &str| municipality.roster.units.iter().any(|unit| unit.area == area);
    let closures = municipality.calendar.closures.iter();
    closures
        .flat_map(|closure| closure.areas.iter().map(move |area| (closure, area)))
        .filter(|(_, area)| !known(area))
        .map(|(closure, area)| {
            let message = format!("`{}` closes the area `{area}`, and no unit lies there", closure.name);
            let hint = "see the column `area` of units.csv".to_owned();
            Fault::in_file(file, message).hint(hint).severity(Severity::Warning)
        })
        .collect()
}
