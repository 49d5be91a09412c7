//! The sample summaries, from one unit to sixty.

use super::build::{SampleVerdict, people, ratio, silent};
use super::help::course;
use super::modules::{APP, ASSESSMENT, About, BLOG, FORMS, LOG, PLANNING};
use super::{address, day, week};
use crate::domain::agreement::{Exception, Intervention, Terms};
use crate::domain::expectation::module::ModuleKey;
use crate::domain::expectation::{ExpectationKey, Marks, Origin};
use crate::domain::outbox::LetterId;
use crate::domain::recipient::language::Language;
use crate::domain::recipient::{Recipient, Role};
use crate::domain::series::Series;
use crate::domain::summary::{Common, Movement, Running, Summary, UnitSummary, What};
use crate::domain::training::{Training, TrainingKind};
use crate::domain::unit::audience::Audience::{Guardians, Staff, Students};
use crate::domain::unit::{Headcount, SchoolForm, Unit, UnitKey};
use crate::domain::verdict::{Level, NotJudged};

/// Makes a summary in a language.
type Make = fn(Language) -> Summary;

/// Every sample, with its name.
pub(super) const ALL: [(&str, Make); 5] = [
    ("manager-several", several),
    ("manager-all-met", all_met),
    ("manager-one-unit", one_unit),
    ("manager-calm", calm),
    ("manager-sixty-units", sixty_units),
];

/// A summary over `units`, with nothing else to say.
fn summary(language: Language, units: Vec<UnitSummary>) -> Summary {
    let address = address("karin.holm@example.invalid");
    let recipient = Recipient {
        address,
        name: "Karin Holm".to_owned(),
        language,
        role: Role::Manager,
        units: units.iter().map(|unit| unit.unit.key.clone()).collect(),
    };
    Summary {
        id: LetterId {
            series: Series::Summaries,
            recipient: recipient.address.identity(),
            week: week(),
            edition: 1,
        },
        recipient,
        units,
        common: Vec::new(),
        agreements: Vec::new(),
        vacant: Vec::new(),
        closed: Vec::new(),
        paused: Vec::new(),
        data_until: week().cut_off(),
    }
}

/// A unit of a sample, with these verdicts.
fn unit(name: &str, area: &str, form: SchoolForm, verdicts: &[&SampleVerdict]) -> UnitSummary {
    UnitSummary {
        unit: Unit {
            key: UnitKey(name.to_lowercase().into()),
            name: name.to_owned(),
            forms: [form].into(),
            area: area.into(),
            headcount: Headcount::default(),
        },
        matters: verdicts.iter().map(|verdict| verdict.matter()).collect(),
    }
}

/// Every area of attention, movements both ways, and agreements of each kind.
fn several(language: Language) -> Summary {
    let log = |active| people(&LOG, Staff, active, 34, ratio(4, 5));
    let app = |active| people(&APP, Guardians, active, 600, ratio(7, 10));
    let planning = |active| people(&PLANNING, Staff, active, 34, ratio(1, 2));
    let mut units = vec![
        unit(
            "Vikens skola",
            "Norr",
            SchoolForm::Gr,
            &[&log(12), &planning(9).before(ratio(10, 34)), &app(450)],
        ),
        unit("Granbackens skola", "Norr", SchoolForm::Gr, &[&log(30), &planning(20), &app(500)]),
        unit("Kvarnskolan", "Norr", SchoolForm::Gr, &[&log(31), &planning(24), &app(430)]),
        unit(
            "Strandskolan",
            "Söder",
            SchoolForm::Gr,
            &[
                &log(13),
                &people(&LOG, Guardians, 200, 600, ratio(1, 2)),
                &planning(9),
                &people(&ASSESSMENT, Students, 100, 412, ratio(1, 2)),
                &people(&BLOG, Staff, 10, 34, ratio(1, 2)),
                &people(&FORMS, Guardians, 200, 600, ratio(1, 2)),
            ],
        ),
        unit("Lyckåsskolan", "Söder", SchoolForm::Gr, &[&log(25), &planning(18), &app(300)]),
        unit("Videbergsskolan", "Söder", SchoolForm::Gr, &[&log(14), &planning(21), &app(480)]),
        unit("Fyrskolan", "Öster", SchoolForm::Gr, &[&log(32), &app(440)]),
        unit(
            "Gläntans skola",
            "Öster",
            SchoolForm::Gr,
            &[&silent(&LOG, Staff, NotJudged::TooSmall), &silent(&APP, Guardians, NotJudged::StaleData)],
        ),
    ];
    units[0].matters[1].moved = Some(Movement { from: Level::Near, to: Level::Below, notable: true });
    units[1].matters[0].moved = Some(Movement { from: Level::Near, to: Level::Met, notable: true });
    units[2].matters[2].moved = Some(Movement { from: Level::Near, to: Level::Met, notable: false });
    units[3].matters[1].moved = Some(Movement { from: Level::Met, to: Level::Below, notable: true });
    for matter in units.iter_mut().flat_map(|unit| &mut unit.matters) {
        matter.before = matter.moved.map_or(matter.verdict.level(), |moved| Some(moved.from));
    }
    units[5].matters[0].help = Some(help("videbergsskolan", 12, 3));
    units[6].matters[1].exception = Some(exception("fyrskolan", Terms::Exempt));
    units[6].matters[1].verdict = silent(&APP, Guardians, NotJudged::Exempt).matter().verdict;
    units[2].matters[1].exception =
        Some(exception("kvarnskolan", Terms::Marks(Marks { target: ratio(1, 2), near: ratio(2, 5) })));
    let mut summary = summary(language, units);
    summary.recipient.units.extend(["hamngymnasiet", "sjöskolan"].map(|key| UnitKey(key.into())));
    summary.common = vec![
        common(&LOG, 3, 7, Some(course())),
        Common {
            audience: Students,
            ..common(&ASSESSMENT, 4, 6, Some(Training { link: String::new(), ..course() }))
        },
        common(&PLANNING, 3, 9, None),
    ];
    summary.agreements = vec![
        running(
            "Kvarnskolan",
            &PLANNING,
            What::OtherTarget("Byte av planeringsmall under hösten".to_owned()),
            (11, 29),
        ),
        running("Videbergsskolan", &LOG, What::HelpPlanned(TrainingKind::HandsOn), (12, 3)),
        Running {
            until: chrono::NaiveDate::from_ymd_opt(2027, 6, 11).unwrap_or_default(),
            soon: false,
            ..running("Fyrskolan", &APP, What::Exempt("Egen app läsåret ut.".to_owned()), (6, 11))
        },
        Running {
            soon: false,
            ..running("Granbackens skola", &LOG, What::HelpGiven(TrainingKind::Course), (11, 12))
        },
        Running {
            module: None,
            ..running("Hamngymnasiet", &LOG, What::Pause("Flytt till nya lokaler".to_owned()), (12, 18))
        },
    ];
    summary.vacant = vec!["Lyckåsskolan".to_owned()];
    summary.closed = vec!["Sjöskolan".to_owned()];
    summary.paused = vec!["Hamngymnasiet".to_owned()];
    summary
}

/// Everything met, in preschools.
fn all_met(language: Language) -> Summary {
    let met = || people(&LOG, Students, 31, 34, ratio(4, 5));
    let named =
        |name| unit(name, "Norr", SchoolForm::Fs, &[&met(), &people(&BLOG, Staff, 11, 12, ratio(1, 2))]);
    summary(language, ["Backens förskola", "Blåklintens förskola", "Trollskogens förskola"].map(named).into())
}

/// One unit, on its way, that hardly moved.
fn one_unit(language: Language) -> Summary {
    let near = people(&LOG, Staff, 26, 34, ratio(4, 5));
    let mut only =
        unit("Vikens skola", "", SchoolForm::Gr, &[&near, &people(&APP, Guardians, 500, 600, ratio(7, 10))]);
    only.matters[0].moved = Some(Movement { from: Level::Met, to: Level::Near, notable: false });
    summary(language, vec![only])
}

/// Preschools and schools without anything that calls for support, where nothing moved.
fn calm(language: Language) -> Summary {
    let near = || people(&LOG, Students, 26, 34, ratio(4, 5));
    let forms = [("Vikens skola", SchoolForm::Gr), ("Backens förskola", SchoolForm::Fs)];
    let mut summary =
        summary(language, forms.map(|(name, form)| unit(name, "Norr", form, &[&near()])).into());
    summary.common = vec![Common { audience: Students, ..common(&LOG, 3, 8, None) }];
    summary
}

/// Sixty units with long names that have much before them.
fn sixty_units(language: Language) -> Summary {
    let mut units: Vec<_> = (1..=60)
        .map(|number| {
            let name = format!("Sankt Sigfrids anpassade grundskola och fritidshem nr {number}");
            let short = people(&LOG, Staff, 12 + number % 3, 34, ratio(4, 5)).before(ratio(20, 34));
            let other = people(&PLANNING, Staff, if number % 2 == 0 { 9 } else { 30 }, 34, ratio(1, 2));
            unit(
                &name,
                "Norr",
                SchoolForm::Gran,
                &[&short, &other, &people(&FORMS, Guardians, 300, 690, ratio(2, 5))],
            )
        })
        .collect();
    for unit in units.iter_mut().step_by(4) {
        unit.matters[0].moved = Some(Movement { from: Level::Near, to: Level::Below, notable: true });
        unit.matters[0].before = Some(Level::Near);
    }
    let names: Vec<_> = units.iter().map(|unit| unit.unit.name.clone()).collect();
    let mut summary = summary(language, units);
    summary.common = vec![common(&LOG, 60, 60, Some(course())), common(&PLANNING, 30, 60, None)];
    let planned = |name: &String| running(name, &LOG, What::HelpPlanned(TrainingKind::HandsOn), (12, 3));
    summary.agreements = names.iter().take(15).map(planned).collect();
    summary.vacant = names[..20].to_vec();
    summary
}

fn common(about: &About, below: usize, judged: usize, training: Option<Training>) -> Common {
    Common { module: about.name(), audience: Staff, below, judged, training }
}

fn running(unit: &str, about: &About, what: What, (month, date): (u32, u32)) -> Running {
    Running { unit: unit.to_owned(), module: Some(about.name()), what, until: day(month, date), soon: true }
}

fn help(unit: &str, month: u32, date: u32) -> Intervention {
    Intervention {
        unit: UnitKey(unit.into()),
        module: ModuleKey(LOG.key.to_owned()),
        kind: TrainingKind::HandsOn,
        agreed: day(11, 16),
        date: day(month, date),
        origin: Origin::default(),
    }
}

fn exception(unit: &str, terms: Terms) -> Exception {
    Exception {
        unit: UnitKey(unit.into()),
        expectation: ExpectationKey("sample".to_owned()),
        terms,
        reason: "=Byte av planeringsmall".to_owned(),
        agreed_with: "Sofia Bergström".to_owned(),
        from: None,
        until: day(11, 29),
        origin: Origin::default(),
    }
}
