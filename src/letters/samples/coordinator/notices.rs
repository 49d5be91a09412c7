//! The sample notices to a coordinator: of letters that are held, and of addresses that are called dead.

use super::super::day;
use super::super::modules::{APP, BLOG, LOG};
use super::{colleague, failing, few_units, fine, id, lost, refusing};
use crate::domain::account::{Cause, Doubt, Hold};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::gate::Alarm;
use crate::domain::recipient::language::Language;
use crate::domain::series::Series;

/// The notice of a hold for every reason there is.
pub(super) fn hold(language: Language) -> Hold {
    let cause = |alarm| Cause { alarm, module: None };
    let vanished = Alarm::ModuleVanished { module: ModuleKey(APP.key.to_owned()) };
    Hold {
        id: id(Series::Hold),
        recipient: colleague(language),
        letters: 40,
        unwritten: 6,
        causes: vec![
            cause(Alarm::OldData { newest: Some(day(11, 15)), expected: day(11, 20) }),
            cause(Alarm::OldData { newest: None, expected: day(11, 20) }),
            few_units(),
            cause(Alarm::LevelsFell { fallen: 61, judged: 120 }),
            cause(Alarm::Restored { copied: None, restored: day(11, 23) }),
            Cause { alarm: vanished, module: Some(APP.name()) },
            lost(&BLOG, &[]),
            lost(&LOG, &["Lärlogg 2.0", "Matsedel"]),
        ],
        unreported: (1..=13).map(|number| format!("Skola {number}")).collect(),
        sources: vec![refusing(), failing()],
        mixed_lengths: true,
    }
}

/// The notice that many addresses are called dead.
pub(super) fn doubt(language: Language) -> Doubt {
    let words = [("550 5.1.1 <…>: Recipient address rejected", 31), ("550 5.1.2 unknown host", 1)];
    Doubt {
        id: id(Series::Doubt),
        recipient: colleague(language),
        addresses: 32,
        words: words.map(|(words, addresses)| (words.to_owned(), addresses)).into(),
    }
}

/// The notice of a hold after a backup was put in place.
pub(super) fn restored(language: Language) -> Hold {
    let alarm = Alarm::Restored { copied: Some(day(11, 20)), restored: day(11, 23) };
    Hold {
        causes: vec![Cause { alarm, module: None }],
        unwritten: 0,
        unreported: vec![],
        sources: vec![fine("export", 1240)],
        mixed_lengths: false,
        ..hold(language)
    }
}
