//! Letters that the roster calls for, before any of them is written: to whom, and about which units.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;

use super::EDITION;
use crate::domain::bounce::WhyDead;
use crate::domain::explanation::Barred;
use crate::domain::judge::Judge;
use crate::domain::municipality::Municipality;
use crate::domain::outbox::{LetterId, vacant};
use crate::domain::pause::ActivePauses;
use crate::domain::recipient::{Recipient, Role, Vacancy};
use crate::domain::series::Series;
use crate::domain::unit::UnitKey;
use crate::domain::week::Week;
use crate::store::{Store, StoreError};

/// A letter that the roster calls for.
#[derive(Debug, Clone)]
pub(super) enum Expected<'a> {
    /// One to a person, about their units in session.
    ToRecipient(&'a Recipient, Cow<'a, [UnitKey]>),
    /// None to a person, who is left in peace, all of whose units are, or whose address nobody is
    /// at; why.
    Barred(&'a Recipient, Cow<'a, [UnitKey]>, Box<Barred>),
    /// One about a unit in session that nobody can be written to about; why.
    Vacant(&'a UnitKey, &'a Vacancy),
}

impl Expected<'_> {
    /// What makes it the letter of this week.
    pub(super) fn id(&self, series: Series, week: Week) -> LetterId {
        let recipient = match self {
            Self::ToRecipient(recipient, _) | Self::Barred(recipient, ..) => recipient.address.identity(),
            Self::Vacant(unit, _) => vacant(unit),
        };
        LetterId { series, recipient, week, edition: EDITION }
    }

    /// The units it speaks of.
    pub(super) fn units(&self) -> &[UnitKey] {
        match self {
            Self::ToRecipient(_, units) | Self::Barred(_, units, _) => units,
            Self::Vacant(unit, _) => std::slice::from_ref(*unit),
        }
    }

    /// Whether it speaks of `unit`.
    pub(super) fn is_about(&self, unit: &UnitKey) -> bool {
        self.units().contains(unit)
    }
}

/// Every letter of `series` that the roster calls for in `week`, in its order, as far as is known
/// about who is left alone on `day`, and about the addresses that nobody is at.
pub(super) async fn expected_on<'m>(
    day: NaiveDate,
    store: &Store,
    municipality: &'m Municipality,
    (series, week): (Series, Week),
) -> Result<Vec<Expected<'m>>, StoreError> {
    let wishes = store.wishes.unanswered().await?;
    let letters = expected(municipality, series, week, &municipality.pauses(day, &wishes));
    without_dead_addresses(store, municipality, letters).await
}

/// What makes each letter of `series` that the roster calls for in `week` that letter. Who is
/// paused is no matter here: a letter is the same one, written or not.
pub(super) fn called_for(
    municipality: &Municipality,
    series: Series,
    week: Week,
) -> impl Iterator<Item = LetterId> {
    let pauses = municipality.pauses(week.monday(), &[]);
    let letters = expected(municipality, series, week, &pauses);
    letters.into_iter().map(move |letter| letter.id(series, week))
}

/// Every letter of `series` that the roster calls for in `week`, in its order, where `pauses`
/// says who is left alone.
pub(super) fn expected<'m>(
    municipality: &'m Municipality,
    series: Series,
    week: Week,
    pauses: &ActivePauses<'_>,
) -> Vec<Expected<'m>> {
    let open = in_session(municipality, week);
    match series {
        Series::Letters => {
            let people = to_people(municipality, Role::Principal, &open, pauses);
            people.chain(about_vacant_units(municipality, &open)).collect()
        }
        Series::Summaries => to_people(municipality, Role::Manager, &open, pauses).collect(),
        // What coordinators get depends on what became of the others.
        Series::Receipt | Series::Hold | Series::Doubt => Vec::new(),
    }
}

/// The units with a teaching day in `week`.
fn in_session(municipality: &Municipality, week: Week) -> HashSet<&UnitKey> {
    let mut judge = Judge::new(municipality.rules(), &Arc::default(), week);
    let units = municipality.roster.units.iter();
    units.filter(|unit| judge.in_session(unit)).map(|unit| &unit.key).collect()
}

/// One for each unit in `open` that nobody can be written to about.
fn about_vacant_units<'m>(
    municipality: &'m Municipality,
    open: &HashSet<&UnitKey>,
) -> impl Iterator<Item = Expected<'m>> {
    let roster = &municipality.roster;
    roster.units.iter().filter(|unit| open.contains(&unit.key)).filter_map(|unit| {
        let why = roster.vacant.get(&unit.key)?;
        Some(Expected::Vacant(&unit.key, why))
    })
}

/// One for each person in `role` with a unit in `open`, where `pauses` says who is left alone.
fn to_people<'m>(
    municipality: &'m Municipality,
    role: Role,
    open: &HashSet<&UnitKey>,
    pauses: &ActivePauses<'_>,
) -> impl Iterator<Item = Expected<'m>> {
    municipality.roster.in_role(role).filter_map(move |recipient| {
        // As a rule every unit is in session: then nobody needs a list of their own.
        let units = if recipient.units.iter().all(|unit| open.contains(unit)) {
            Cow::Borrowed(recipient.units.as_slice())
        } else {
            recipient.units.iter().filter(|unit| open.contains(unit)).cloned().collect()
        };
        if units.is_empty() {
            return None;
        }
        Some(match pauses.letter(recipient, units.clone()) {
            Ok(units) => Expected::ToRecipient(recipient, units),
            Err(why) => Expected::Barred(recipient, units, Barred::Paused(why).into()),
        })
    })
}

/// The letters of `expected`, where nobody is written to at a dead address.
pub(super) async fn without_dead_addresses<'m>(
    store: &Store,
    municipality: &Municipality,
    expected: Vec<Expected<'m>>,
) -> Result<Vec<Expected<'m>>, StoreError> {
    let dead = store.bounces.dead_addresses().await?.into_iter().map(|dead| {
        let on = municipality.day(dead.since);
        (dead.address, WhyDead { on, words: dead.words })
    });
    let dead: HashMap<_, _> = dead.collect();
    let mark = |letter| match letter {
        Expected::ToRecipient(recipient, units) => match dead.get(&recipient.address.identity()) {
            Some(why) => Expected::Barred(recipient, units, Barred::DeadAddress(why.clone()).into()),
            None => Expected::ToRecipient(recipient, units),
        },
        other => other,
    };
    Ok(expected.into_iter().map(mark).collect())
}
