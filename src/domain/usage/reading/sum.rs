//! Rows of one key that are to be added up, and sums of them that stand among them.

use super::{Contradiction, Places, Row};
use crate::domain::usage::Figures;
use crate::domain::usage::figure::Figure;

/// A figure of those of a row.
type Count = fn(&Figures) -> Option<Figure<u32>>;

/// What is counted, and can be added up.
const COUNTS: [Count; 3] = [|figures| figures.active, |figures| figures.eligible, |figures| figures.items];

/// The figures added up. One that a row leaves blank is not known of the whole. `are_summed` says that the
/// reading holds sums beside the rows: see [`are_mostly_there`].
pub(super) fn of(rows: &[Row], headcount: Option<u32>, are_summed: bool) -> Result<Figures, Contradiction> {
    let all = || rows.iter().map(|row| row.usage.figures);
    let too_many = || Contradiction::TooMany { places: Places::of(rows) };
    if let Some((sum, figures)) = sum_among(rows)
        && (are_summed || rows.len() > 2 && figures > 1)
    {
        return Err(Contradiction::HoldsTheirSum { sum: sum.place.clone(), places: Places::of(rows) });
    }
    let added = |figure: Count| {
        let Some(figures) = all().map(|row| figure(&row)).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let sum = figures.into_iter().try_fold(Figure::Known(0), Figure::plus);
        sum.map(Some).ok_or_else(too_many)
    };
    let [active, eligible, items] = COUNTS.map(added);
    let share = match rows {
        [only] => only.usage.figures.share,
        _ if all().any(|row| row.share.is_some()) => {
            return Err(Contradiction::SharesCannotBeAdded { places: Places::of(rows) });
        }
        _ => None,
    };
    let (active, items) = (active?, items?);
    // Classes need not be all of the unit.
    let eligible = match (eligible?, headcount) {
        (Some(Figure::Known(sum)), Some(people)) => Some(Figure::Known(sum.max(people))),
        (sum, _) => sum,
    };
    let people = eligible.or(headcount.map(Figure::Known));
    if let (Some(Figure::Known(active)), Some(Figure::Known(people))) = (active, people)
        && active > people
    {
        return Err(too_many());
    }
    let last_active = all().filter_map(|row| row.last_active).max();
    Ok(Figures { active, eligible, share, items, last_active })
}

/// Whether most keys with several rows and use have one row that is the sum of the others. By chance it
/// happens with small numbers, but not at most keys.
pub(super) fn are_mostly_there<'a>(keys: impl Iterator<Item = &'a [Row]>) -> bool {
    let (mut keys_of_several, mut with_sum) = (0_usize, 0_usize);
    for rows in keys.filter(|rows| rows.len() > 2 && has_use(rows)) {
        keys_of_several += 1;
        with_sum += usize::from(sum_among(rows).is_some());
    }
    with_sum * 2 > keys_of_several
}

fn has_use(rows: &[Row]) -> bool {
    COUNTS.into_iter().any(|figure| total(rows, figure).is_some_and(|total| total > 0))
}

/// The row whose every figure is that of the others together, the last one in the file, and how many
/// figures show it.
fn sum_among(rows: &[Row]) -> Option<(&Row, usize)> {
    let totals =
        COUNTS.map(|figure| total(rows, figure).filter(|total| *total > 0).map(|total| (figure, total)));
    let shown = totals.iter().flatten().count();
    let is_sum = |row: &&Row| {
        totals.iter().flatten().all(|(figure, total)| {
            let own = figure(&row.usage.figures).and_then(Figure::known);
            own.is_some_and(|own| u64::from(own) * 2 == *total)
        })
    };
    if rows.len() < 2 || shown == 0 {
        return None;
    }
    rows.iter().rfind(is_sum).map(|row| (row, shown))
}

/// A figure of all rows together; none where one of them does not tell it.
fn total(rows: &[Row], figure: Count) -> Option<u64> {
    rows.iter().map(|row| figure(&row.usage.figures)?.known().map(u64::from)).sum()
}
