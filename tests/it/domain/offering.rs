//! The ladder of training, and help that lets an ask rest.

use nyttja::domain::agreement::{Agreements, Intervention};
use nyttja::domain::asks::AskRules;
use nyttja::domain::calendar::{Calendar, Closure, TeachingDays};
use nyttja::domain::expectation::Origin;
use nyttja::domain::expectation::module::ModuleKey;
use nyttja::domain::letter::progress::{Progress, best};
use nyttja::domain::training::ladder::offers;
use nyttja::domain::training::{Training, TrainingKey, TrainingKind};
use nyttja::domain::unit::audience::Audience;
use nyttja::domain::unit::{Forms, SchoolForm};
use nyttja::domain::verdict::Verdict;

use crate::builders::{Town, day, school, text, week, weekly};

fn training(kind: TrainingKind) -> Training {
    Training {
        key: TrainingKey(kind.to_string()),
        kind,
        modules: vec![ModuleKey("larlogg".to_owned())],
        audiences: vec![],
        title: text(&kind.to_string()),
        link: "https://stod.example.invalid/".to_owned(),
        minutes: None,
        sessions: vec![],
    }
}

fn verdict(active: u32) -> Verdict {
    let records = ["2026-W45", "2026-W46"].map(|week| weekly(week, active, Some(40)));
    Town::default().judge("2026-W47", &records)
}

fn offered(active: u32, streak: usize, last: &[TrainingKind]) -> Vec<String> {
    let trainings = TrainingKind::ALL.map(training);
    let last: Vec<_> = last.iter().map(|kind| TrainingKey(kind.to_string())).collect();
    offers(&trainings, &verdict(active), streak, &last)
        .iter()
        .map(|training| training.kind.to_string())
        .collect()
}

#[test]
fn the_ladder_goes_from_film_and_guide_over_a_course_to_training_in_the_unit() {
    assert_eq!(offered(20, 0, &[])[..2], ["film", "guide"]);
    assert_eq!(offered(20, 1, &[])[0], "course");
    assert_eq!(offered(20, 2, &[])[0], "hands_on");
    assert_eq!(offered(20, 7, &[])[0], "hands_on");
}

#[test]
fn under_half_the_target_training_in_the_unit_leads_at_once() {
    assert_eq!(offered(16, 0, &[])[0], "film", "16 of 40 is exactly half of 80 %");
    assert_eq!(offered(15, 0, &[])[0], "hands_on");
}

#[test]
fn nothing_is_offered_twice_in_a_row_if_there_is_another() {
    assert_eq!(offered(15, 3, &[TrainingKind::HandsOn])[0], "course");
    let only = [training(TrainingKind::Film)];
    let again = offers(&only, &verdict(20), 1, &[TrainingKey("film".to_owned())]);
    assert_eq!(again.len(), 1, "it is offered again where there is nothing else");
}

#[test]
fn training_for_others_or_for_another_module_is_not_offered() {
    let mut for_guardians = training(TrainingKind::Poster);
    for_guardians.audiences = vec![Audience::Guardians];
    let mut other = training(TrainingKind::Film);
    other.modules = vec![ModuleKey("planering".to_owned())];
    assert!(offers(&[for_guardians, other], &verdict(20), 0, &[]).is_empty());
}

#[test]
fn an_ask_rests_from_the_agreement_until_two_teaching_weeks_after_the_help() {
    let closure = Closure {
        name: "Lov".to_owned(),
        from: day("2026-12-14"),
        to: day("2026-12-18"),
        forms: Forms::ALL,
        areas: vec![],
    };
    let calendar = Calendar { terms: vec![], closures: vec![closure] };
    let help = Intervention {
        unit: school().key,
        module: ModuleKey("larlogg".to_owned()),
        kind: TrainingKind::HandsOn,
        agreed: day("2026-11-17"),
        date: day("2026-12-03"),
        origin: Origin::default(),
    };
    let agreements = Agreements { interventions: vec![help], ..Agreements::default() };
    let rests = |week_text: &str| {
        let run = week(week_text);
        let days = TeachingDays::of(&calendar, SchoolForm::Gr, "Norr", run.plus(-20), run);
        agreements.resting(&school().key, &ModuleKey("larlogg".to_owned()), run, &days).is_some()
    };
    assert!(!rests("2026-W47"), "it was agreed on Tuesday of that week");
    assert!(rests("2026-W48") && rests("2026-W49") && rests("2026-W50"));
    assert!(rests("2026-W51") && rests("2026-W52"), "the closed week 51 does not count");
    assert!(!rests("2026-W53"));
}

#[test]
fn a_notable_rise_is_told_before_a_target_that_was_met_all_along() {
    let mut town = Town::default();
    town.expectation.weeks = 1;
    let rose = town.judge("2026-W47", &[weekly("2026-W45", 10, Some(40)), weekly("2026-W46", 20, Some(40))]);
    town.expectation.key.0 = "another".to_owned();
    let met = town.judge("2026-W47", &[weekly("2026-W45", 40, Some(40)), weekly("2026-W46", 40, Some(40))]);
    let rules = AskRules::default();
    assert_eq!(best(&[&met, &rose], &rules), Some(Progress::Rose(&rose)));
    assert_eq!(best(&[&met], &rules), Some(Progress::Met(&met)));
    let fell = town.judge("2026-W47", &[weekly("2026-W45", 20, Some(40)), weekly("2026-W46", 10, Some(40))]);
    assert_eq!(best(&[&fell], &rules), None);
}
