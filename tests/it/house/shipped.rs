//! The files in `config/`: they work as they are, and they name every key there is.

mod reference;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nyttja::domain::expectation::measure::Measure;
use nyttja::domain::municipality::Municipality;
use nyttja::domain::recipient::Role;
use nyttja::domain::recipient::language::Language;
use nyttja::domain::training::TrainingKind;
use nyttja::domain::unit::SchoolForm;
use nyttja::settings::{self, Severity};
use nyttja::sources::Source;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config")
}

/// Ängsvik, as the shipped files describe it.
fn angsvik() -> Arc<Municipality> {
    settings::load(&folder(), &BTreeMap::new()).settings.expect("the shipped files load").municipality
}

#[test]
fn the_shipped_files_load_and_only_the_vacancy_is_remarked() {
    let loaded = settings::load(&folder(), &BTreeMap::new());
    let said: Vec<_> = loaded.faults.iter().map(|fault| (fault.severity, fault.message.as_str())).collect();
    assert_eq!(said, [(Severity::Warning, "unit `FSK-10` has no principal to write to")]);
    assert_eq!(loaded.files.len(), 6);
}

#[test]
fn the_shipped_settings_mail_nobody() {
    let settings = settings::load(&folder(), &BTreeMap::new()).settings.expect("the shipped files load");
    let transport = settings.mail.expect("a [mail] section").transport;
    assert!(matches!(transport, nyttja::delivery::TransportSettings::Folder(_)), "{transport:?}");
}

#[test]
fn the_shipped_sources_and_mail_section_can_be_used() {
    let settings = settings::load(&folder(), &BTreeMap::new()).settings.expect("the shipped files load");
    for source in &settings.sources {
        Source::new(source, Path::new("data")).expect("settings that do not contradict themselves");
    }
    assert_eq!(settings.mail.expect("a [mail] section").faults(), []);
}

#[test]
fn angsvik_has_every_kind_of_unit() {
    let municipality = angsvik();
    let units = &municipality.roster.units;
    let preschools = units.iter().filter(|unit| *unit.forms == [SchoolForm::Fs]).count();
    assert_eq!((units.len() - preschools, preschools), (24, 20));
    for form in SchoolForm::ALL {
        assert!(units.iter().any(|unit| unit.forms.contains(&form)), "no unit is a {form}");
    }
    for area in ["Norr", "Söder", "Öster", "Väster"] {
        assert!(units.iter().filter(|unit| *unit.area == *area).count() >= 5, "{area} is nearly empty");
    }
    let small: Vec<_> = units.iter().filter(|unit| unit.headcount.staff < Some(5)).collect();
    assert_eq!(small.len(), 1, "one preschool lies under the privacy floor");
}

#[test]
fn angsvik_has_every_kind_of_recipient() {
    let roster = angsvik().roster.clone();
    assert_eq!(roster.vacant.len(), 1);
    assert_eq!(roster.in_role(Role::Manager).count(), 3);
    let two_units = roster.in_role(Role::Principal).filter(|principal| principal.units.len() == 2).count();
    assert!(two_units >= 5, "{two_units} principals have two units");
    let led_by = |unit: &nyttja::domain::unit::Unit| {
        roster.in_role(Role::Principal).filter(|principal| principal.units.contains(&unit.key)).count()
    };
    assert_eq!(roster.units.iter().filter(|unit| led_by(unit) == 2).count(), 1);
    let english: Vec<_> = roster.recipients.iter().filter(|person| person.language == Language::En).collect();
    assert_eq!(english.len(), 1);
    assert_eq!(english[0].role, Role::Principal);
}

#[test]
fn every_measure_is_in_use_and_every_text_is_there_in_two_languages() {
    let municipality = angsvik();
    let expectations = &municipality.expectations;
    for measure in Measure::ALL {
        assert!(expectations.iter().any(|expectation| expectation.measure == measure), "{measure}");
    }
    assert!(expectations.iter().all(|expectation| expectation.why.en.is_some()));
    assert!(municipality.modules.iter().all(|module| module.name.en.is_some()));
    assert!(municipality.trainings.iter().all(|training| training.title.en.is_some()));
    assert_eq!(municipality.modules.iter().filter(|module| module.handled_in.is_some()).count(), 2);
}

#[test]
fn whatever_can_be_asked_for_has_a_first_step_and_a_next_one() {
    let municipality = angsvik();
    let all = &municipality.trainings;
    for kind in TrainingKind::ALL {
        assert!(all.iter().any(|training| training.kind == kind), "no training is a {kind}");
    }
    let judged = |key| municipality.module(key).is_some_and(|module| module.handled_in.is_none());
    for expectation in municipality.expectations.iter().filter(|expectation| judged(&expectation.module)) {
        let helps = |kind| {
            all.iter().any(|training| {
                training.kind == kind && training.helps(&expectation.module, expectation.audience)
            })
        };
        let (first, key) = (helps(TrainingKind::Film) || helps(TrainingKind::Guide), &expectation.key);
        assert!(
            first && helps(TrainingKind::HandsOn),
            "{key} has no film or guide, or no training in the unit"
        );
    }
}

#[test]
fn an_expectation_that_follows_the_term_is_valid_in_that_term_only() {
    let municipality = angsvik();
    for expectation in &municipality.expectations {
        if expectation.measure == Measure::CoverageBy {
            assert!(expectation.valid_to.is_some(), "{} never ends", expectation.key);
        }
    }
}
