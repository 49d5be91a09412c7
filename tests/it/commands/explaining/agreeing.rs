//! The explanation never disagrees with the judge, and names the agreements that both go by.

use std::sync::Arc;

use nyttja::domain::expectation::Goal;
use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::expectation::module::ModuleKey;
use nyttja::domain::explanation::{Fate, Matter, matter};
use nyttja::domain::judge::{Judge, Rules};
use nyttja::domain::number::Exact;
use nyttja::domain::unit::UnitKey;
use nyttja::domain::unit::audience::Audience;
use nyttja::domain::usage::figure::Figure;
use nyttja::domain::usage::reports::Reports;
use nyttja::domain::usage::share::Share;
use nyttja::domain::usage::{Delivered, Figures, Subject, UnitUsage, Usage};
use nyttja::domain::verdict::{Outcome, Verdict};
use proptest::prelude::*;
use serde_json::json;

use super::{explain, matter as the_matter, text};
use crate::builders::{Town, day, items, marks, people, record, week};
use crate::world::{MONDAY, World};

#[test]
fn an_agreement_is_named_with_its_line_its_reason_and_its_end() {
    let world = World::new();
    world.write(
        "config/agreements.toml",
        "# Avtal\n\n[[exception]]\nunit = \"12345678\"\nexpectation = \"larlogg-personal\"\ntarget = \"30 %\"\n\
         reason = \"Ny personalgrupp\"\nagreed_with = \"Anna Ek\"\nuntil = 2027-01-31\n\n\
         [[exception]]\nunit = \"87654321\"\nexpectation = \"larlogg-personal\"\nexempt = true\n\
         reason = \"Ombyggnad\"\nagreed_with = \"Ada Hill\"\nuntil = 2026-11-01\n",
    );
    let page = explain(&world, "12345678", MONDAY);
    let rule = &the_matter(&page)["rule"];
    assert_eq!((&rule["source"], &rule["target"]), (&json!("agreement"), &json!(0.3)));
    assert_eq!(
        rule["agreement"],
        json!({
            "file": "agreements.toml", "line": 3, "exempt": false, "target": 0.3, "reason": "Ny personalgrupp",
            "agreed_with": "Anna Ek", "from": null, "until": "2027-01-31"
        })
    );
    assert_eq!(the_matter(&page)["level"], "met");
    let words = text(&world, "87654321", MONDAY);
    assert!(
        words.contains("not in force: agreement at agreements.toml:11, exempt, until 2026-11-01"),
        "{words}"
    );
}

#[test]
fn an_exemption_keeps_the_unit_from_being_judged() {
    let world = World::new();
    world.write(
        "config/agreements.toml",
        "[[exception]]\nunit = \"12345678\"\nexpectation = \"larlogg-personal\"\nexempt = true\n\
         reason = \"Ombyggnad\"\nagreed_with = \"Anna Ek\"\nuntil = 2027-01-31\n",
    );
    let page = explain(&world, "12345678", MONDAY);
    assert_eq!(the_matter(&page)["reason"], "exempt");
    assert_eq!(the_matter(&page)["asking"]["standing"], "fine");
    assert!(text(&world, "12345678", MONDAY).contains("not judged an agreement exempts the unit"));
}

#[test]
fn help_on_its_way_says_when_and_how_long_the_ask_rests() {
    let world = World::new();
    world.write(
        "config/agreements.toml",
        "[[intervention]]\nunit = \"12345678\"\nmodule = \"larlogg\"\nkind = \"hands_on\"\n\
         agreed = 2026-11-16\ndate = 2026-12-03\n",
    );
    let page = explain(&world, "12345678", MONDAY);
    let asking = &the_matter(&page)["asking"];
    assert_eq!((&asking["standing"], &asking["help"]["date"]), (&json!("resting"), &json!("2026-12-03")));
    assert_eq!((&asking["help"]["line"], &asking["help"]["rests_until"]), (&json!(1), &json!("2026-W52")));
    assert!(text(&world, "12345678", MONDAY).contains("it rests for hands_on on 2026-12-03"));
}

/// The explanation of a town's only expectation, and the verdict on the same records.
fn both(town: &Town, records: &[Usage]) -> (Matter, Verdict) {
    let rules = Rules {
        modules: &[],
        expectations: std::slice::from_ref(&town.expectation),
        agreements: &town.agreements,
        calendar: &town.calendar,
        strictness: town.strictness,
    };
    let delivered: Vec<_> = records
        .iter()
        .map(|usage| Delivered {
            subject: Subject {
                unit: UnitKey("12345678".into()),
                module: ModuleKey("larlogg".to_owned()),
                audience: Audience::Staff,
            },
            usage: *usage,
            source: "export".to_owned(),
            read_at: "2026-11-23T05:00:00Z".parse().unwrap(),
        })
        .collect();
    let (mut reports, mut usage) = (Reports::default(), UnitUsage::default());
    let source = reports.add_source("export", town.absent, None);
    for Delivered { subject, usage: record, .. } in &delivered {
        reports.add(source, &subject.unit, &subject.module, subject.audience, record.period);
        usage.add(subject.module.clone(), subject.audience, *record);
    }
    let mut judge = Judge::new(rules, &Arc::new(reports), week("2026-W47"));
    let found = matter(&mut judge, &town.unit, &town.expectation, &usage, &delivered);
    (found, town.judge("2026-W47", records))
}

#[test]
fn every_record_that_does_not_count_says_why() {
    let figures = people(30, Some(40));
    let nothing = items(3);
    let of = |from, to, figures| record(day(from), day(to), figures);
    let records = [
        of("2026-09-07", "2026-09-13", figures),
        of("2026-09-21", "2026-09-27", figures),
        of("2026-10-01", "2026-11-08", figures),
        of("2026-11-07", "2026-11-07", figures),
        of("2026-11-02", "2026-11-15", figures),
        of("2026-11-09", "2026-11-15", figures),
        of("2026-11-10", "2026-11-15", nothing),
        of("2026-11-16", "2026-11-22", figures),
    ];
    let (found, verdict) = both(&Town::default(), &records);
    let fates: Vec<_> = found.records.iter().map(|record| record.fate.word()).collect();
    assert_eq!(
        fates,
        [
            "outside_window",
            "used_for_trend",
            "no_teaching_day",
            "too_long",
            "used",
            "inside_longer",
            "says_nothing",
            "after_cut_off"
        ]
    );
    assert_eq!(found.verdict, verdict);
}

fn any_record() -> impl Strategy<Value = Usage> {
    let count = || prop::option::of(0u32..=40);
    (0u64..90, 1u64..40, count(), count(), prop::option::of(0i128..=100), count()).prop_map(
        |(start, length, active, more, share, items)| {
            let from = day("2026-09-01") + chrono::Days::new(start);
            let eligible = more.map(|more| active.unwrap_or(0) + more);
            // A share beside people that say another one is refused.
            let share = share.filter(|_| active.is_none() || eligible.is_none());
            let share = share.map(|share| Share::try_from(Exact::new(share, 100)).unwrap());
            // Something must be told.
            let items = if active.is_none() && share.is_none() { items.or(Some(1)) } else { items };
            let [active, eligible, items] = [active, eligible, items].map(|count| count.map(Figure::Known));
            let share = share.map(Figure::Known);
            let figures = Figures { active, eligible, share, items, last_active: None };
            record(from, from + chrono::Days::new(length - 1), figures)
        },
    )
}

proptest! {
    #[test]
    fn what_is_explained_is_what_was_judged(
        mut records in prop::collection::vec(any_record(), 0..14),
        measure in prop::sample::select(Measure::ALL.to_vec()),
        weeks in 1u32..6,
        headcount in prop::option::of(0u32..60),
    ) {
        // The store keeps one record for each period.
        records.sort_by_key(|record| record.period);
        records.dedup_by_key(|record| record.period);
        let mut town = Town::default();
        town.expectation.measure = measure;
        town.expectation.weeks = weeks;
        town.expectation.goal = Goal::Fixed(marks(80, 70));
        town.unit.headcount.staff = headcount;
        let (found, verdict) = both(&town, &records);
        prop_assert_eq!(&found.verdict, &verdict);
        let not_judged = found.stopped_by.map(|hurdle| Outcome::NotJudged(hurdle.not_judged()));
        prop_assert_eq!(not_judged.as_ref(), Some(&verdict.outcome).filter(|_| verdict.level().is_none()));
        if let Some(judgement) = verdict.judgement() {
            prop_assert_eq!(found.formula.and_then(|formula| formula.sum.value()), judgement.value.shown());
            prop_assert_eq!(found.previous.and_then(|formula| formula.sum.value()), judgement.previous);
            prop_assert_eq!(found.denominator.and_then(|denominator| denominator.eligible?.known()), judgement.eligible);
            // Items may all lie in weeks of which not all is known, and there may never have been activity.
            let used = found.records.iter().any(|record| record.fate == Fate::Used);
            prop_assert!(used || !measure.is_share());
            if judgement.softened {
                prop_assert!(found.interval_end.is_some());
            }
        }
        prop_assert_eq!(found.records.len(), records.len());
    }
}
