//! What the sample letters say of each unit.

use super::build::{SampleVerdict, judged, part, people, ratio, silent};
use super::day;
use super::help::{contact, course, demo, film, guide, hands_on, poster};
use super::modules::{APP, ASSESSMENT, ATTENDANCE, BLOG, FORMS, LOG, PLANNING, TIMETABLE};
use super::past::{GAP, past};
use crate::domain::asks::Standing;
use crate::domain::expectation::measure::Measure;
use crate::domain::letter::{Line, Part};
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience::{Guardians, Staff, Students};
use crate::domain::verdict::NotJudged;

/// Three things to lift, one that went well, and something of everything else.
pub(super) fn three_asks() -> Vec<Part> {
    vec![school("Vikens skola")]
}

fn school(name: &str) -> Part {
    let covered = judged(&ASSESSMENT, Students, Measure::CoverageBy, ratio(120, 412), ratio(97, 116));
    let handled = |sample: SampleVerdict, system: Option<&str>| Line {
        handled_in: system.map(str::to_owned),
        ..sample.line(Standing::Fine)
    };
    let log =
        people(&LOG, Staff, 14, 34, ratio(4, 5)).after(past(34, &[7, 7, 8, 7, 9, 10, 10, 11, 11, 13, 12]));
    let covered =
        covered.eligible(412).after(past(412, &[0, 0, 4, 9, 20, 31, 40, 58, 60, 90, 104]).rising_from(5));
    let planning = people(&PLANNING, Staff, 0, 34, ratio(1, 2)).after(past(34, &[5, 4, 4, 2, 1, 0, 0]));
    part(name, SchoolForm::Gr)
        .praising(&people(&APP, Guardians, 540, 690, ratio(7, 10)).before(ratio(430, 690)))
        .asking(&log, vec![film(), guide(), hands_on()])
        .asking(&covered, vec![course(), demo()])
        .coming(&covered, day(12, 11), ratio(1, 1))
        .asking(&planning, vec![hands_on(), demo(), contact()])
        .telling(&people(&BLOG, Staff, 27, 34, ratio(3, 4)), Standing::Fine)
        .telling(&people(&FORMS, Guardians, 470, 690, ratio(7, 10)), Standing::Crowded)
        .telling(&silent(&LOG, Guardians, NotJudged::NoData), Standing::Fine)
        .with(handled(silent(&ATTENDANCE, Students, NotJudged::HandledElsewhere), Some("Skola24")))
        .with(handled(silent(&TIMETABLE, Staff, NotJudged::HandledElsewhere), Some("Skola24")))
}

/// Everything met.
pub(super) fn all_met() -> Vec<Part> {
    vec![
        part("Vikens skola", SchoolForm::Gr)
            .praising(&people(&LOG, Staff, 31, 34, ratio(4, 5)).before(ratio(26, 34)))
            .telling(&people(&APP, Guardians, 640, 690, ratio(9, 10)), Standing::Fine)
            .telling(&people(&PLANNING, Staff, 34, 34, ratio(1, 1)), Standing::Fine),
    ]
}

/// A school and a preschool under one head.
pub(super) fn two_units() -> Vec<Part> {
    let preschool = part("Backens förskola", SchoolForm::Fs)
        .praising(&people(&LOG, Staff, 10, 11, ratio(3, 5)))
        .asking(
            &judged(&BLOG, Students, Measure::ItemsPerPerson, ratio(18, 10), ratio(5, 2))
                .eligible(64)
                .after(past(10, &[21, 20, 24, 27, 22, 19, GAP, GAP, 15, 14, 16]).all_year()),
            vec![guide(), poster()],
        )
        .telling(&silent(&APP, Guardians, NotJudged::StaleData), Standing::Fine);
    let school = part("Vikens skola", SchoolForm::Gr)
        .praising(&people(&APP, Guardians, 540, 690, ratio(7, 10)).before(ratio(430, 690)))
        .asking(&people(&LOG, Staff, 14, 34, ratio(4, 5)), vec![film(), guide()])
        .with(Line {
            help_on: Some(day(12, 3)),
            ..people(&PLANNING, Staff, 12, 34, ratio(1, 2)).line(Standing::Resting)
        });
    vec![school, preschool]
}

/// Four of staff, too few to show, and children and guardians enough to speak of.
pub(super) fn small_preschool() -> Vec<Part> {
    // Some weeks had too few guardians to show.
    let past = past(36, &[18, GAP, 20, GAP, GAP, 25, 24, 27, 25]).all_year();
    let guardians = people(&LOG, Guardians, 26, 36, ratio(4, 5)).after(past);
    vec![preschool().asking(&guardians, vec![film()])]
}

fn preschool() -> Part {
    part("Gläntans förskola", SchoolForm::Fs)
        .telling(&silent(&LOG, Staff, NotJudged::TooSmall), Standing::Fine)
        .telling(&people(&BLOG, Students, 11, 18, ratio(4, 5)).softened(), Standing::SmallNumbers)
        .telling(&people(&APP, Guardians, 31, 36, ratio(4, 5)), Standing::Fine)
}

/// Nothing to ask for, and every reason why.
pub(super) fn nothing_new() -> Vec<Part> {
    let resting = |sample: SampleVerdict, help_on| Line { help_on, ..sample.line(Standing::Resting) };
    vec![
        part("Vikens skola", SchoolForm::Gr)
            .telling(&people(&APP, Guardians, 560, 690, ratio(4, 5)), Standing::Fine)
            .with(resting(people(&LOG, Staff, 14, 34, ratio(4, 5)), Some(day(12, 3))))
            .with(resting(people(&LOG, Guardians, 300, 690, ratio(4, 5)), Some(day(12, 3))))
            .with(resting(people(&PLANNING, Staff, 9, 34, ratio(1, 2)), Some(day(11, 12))))
            .with(resting(people(&FORMS, Guardians, 300, 690, ratio(7, 10)), None))
            .telling(&people(&BLOG, Staff, 20, 34, ratio(3, 4)), Standing::HandedOver)
            .telling(&people(&ASSESSMENT, Students, 300, 412, ratio(9, 10)), Standing::AskedRecently)
            .telling(&people(&PLANNING, Students, 300, 412, ratio(9, 10)), Standing::AskedRecently)
            .telling(&silent(&BLOG, Guardians, NotJudged::Exempt), Standing::Fine)
            .telling(&silent(&BLOG, Students, NotJudged::NotApplicable), Standing::Fine)
            .telling(&silent(&ASSESSMENT, Staff, NotJudged::OutOfTerm), Standing::Fine)
            .telling(&silent(&TIMETABLE, Staff, NotJudged::HandledElsewhere), Standing::Fine),
    ]
}

/// A name of sixty characters.
pub(super) fn long_name() -> Vec<Part> {
    vec![school("Sankt Sigfrids anpassade grundskola och fritidshem i Ängsvik")]
}

/// A name that would break out of HTML.
pub(super) fn markup_name() -> Vec<Part> {
    vec![school("<b>\"Å & Ö\"</b>"), preschool()]
}

/// Each way to measure, as a fact of progress and as an ask, in three units.
pub(super) fn every_measure() -> Vec<Part> {
    let days =
        |value, target| judged(&BLOG, Staff, Measure::DaysSinceLast, ratio(value, 1), ratio(target, 1));
    let weekly = |value| judged(&BLOG, Staff, Measure::ItemsPerWeek, value, ratio(5, 1));
    let share = |value| judged(&LOG, Guardians, Measure::ActiveShare, value, ratio(4, 5));
    let early = judged(&ASSESSMENT, Students, Measure::CoverageBy, ratio(1, 5), ratio(1, 4));
    let items = |value| judged(&LOG, Students, Measure::ItemsPerPerson, value, ratio(5, 2));
    vec![
        part("Vikens skola", SchoolForm::Gr)
            .praising(&days(2, 5).before(ratio(9, 1)))
            .asking(&share(ratio(1, 500)).after(past(500, &[0, 0, 0, 0, 0, 1])), vec![]),
        part("Strandskolan", SchoolForm::Gr)
            .praising(&share(ratio(88, 100)).before(ratio(71, 100)))
            .asking(&days(12, 5).after(past(1, &[3, 1, 4, 0, 2, 1, 1, 4, 2, 7])), vec![contact(), poster()]),
        part("Backens förskola", SchoolForm::Fs)
            .praising(&items(ratio(31, 10)).before(ratio(12, 10)))
            .telling(&weekly(ratio(1, 20)), Standing::Crowded)
            .asking(&early, vec![demo()])
            .coming(&early, day(12, 4), ratio(1, 2))
            .coming(&people(&FORMS, Guardians, 60, 120, ratio(1, 2)), day(12, 11), ratio(1, 2))
            .coming(&silent(&APP, Guardians, NotJudged::NoData), day(12, 18), ratio(9, 10))
            .telling(&days(0, 5), Standing::Fine)
            .telling(&weekly(ratio(62, 10)), Standing::Fine),
    ]
}

/// Nothing has come far: three things are asked for, the rest can wait.
pub(super) fn all_below() -> Vec<Part> {
    vec![
        part("Norrskolan", SchoolForm::Gr)
            .asking(&people(&LOG, Staff, 0, 24, ratio(4, 5)), vec![hands_on(), film(), guide()])
            .asking(&people(&APP, Guardians, 40, 410, ratio(9, 10)), vec![poster(), demo()])
            .asking(&people(&PLANNING, Staff, 3, 24, ratio(1, 2)), vec![hands_on(), demo()])
            .coming(&covered_by_nobody(), day(12, 11), ratio(1, 1))
            .telling(&people(&BLOG, Staff, 6, 24, ratio(3, 4)), Standing::Crowded)
            .telling(&covered_by_nobody(), Standing::Crowded)
            .telling(&people(&FORMS, Guardians, 12, 410, ratio(7, 10)), Standing::Crowded),
    ]
}

fn covered_by_nobody() -> SampleVerdict {
    judged(&ASSESSMENT, Students, Measure::CoverageBy, ratio(0, 240), ratio(97, 116)).eligible(240)
}

/// Six units under one head: too many lines for tables.
pub(super) fn many_units() -> Vec<Part> {
    ["Backens", "Gläntans", "Myrans", "Solängens", "Trollets", "Åkerns"]
        .into_iter()
        .map(|name| {
            part(&format!("{name} förskola"), SchoolForm::Fs)
                .praising(&people(&APP, Guardians, 54, 60, ratio(7, 10)).before(ratio(43, 60)))
                .telling(&people(&LOG, Staff, 9, 11, ratio(4, 5)), Standing::Fine)
                .telling(&people(&BLOG, Staff, 8, 11, ratio(4, 5)), Standing::Crowded)
                .telling(&people(&PLANNING, Staff, 2, 11, ratio(1, 2)), Standing::Crowded)
                .telling(&people(&FORMS, Guardians, 50, 60, ratio(7, 10)), Standing::Fine)
                .telling(&people(&LOG, Guardians, 50, 60, ratio(7, 10)), Standing::Fine)
                .telling(&silent(&ASSESSMENT, Students, NotJudged::NoData), Standing::Fine)
        })
        .collect()
}
