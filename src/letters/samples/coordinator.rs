//! The sample letters to a coordinator: a good week, a bad one, and a held one.

mod notices;

use chrono::{DateTime, TimeZone, Utc};

use super::modules::{About, BLOG, LOG};
use super::{Content, address, day, week};
use crate::domain::account::receipt::Tally;
use crate::domain::account::{
    Account, Cause, Ending, MailboxFault, RunState, SkipReason, Skipped, SourceHealth, Talk, Trouble, Unread,
    Vacant,
};
use crate::domain::bounce::{BadAddress, DoubtedAddress, WhyBad};
use crate::domain::expectation::ExpectationKey;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::gate::Alarm;
use crate::domain::outbox::{Grounds, LetterId, Reason, State};
use crate::domain::pause::WhyPaused;
use crate::domain::recipient::address::UnusableAddress;
use crate::domain::recipient::language::Language;
use crate::domain::recipient::{Recipient, Role, Vacancy};
use crate::domain::series::Series;
use crate::domain::unit::SchoolForm;
use crate::domain::unit::audience::Audience;
use crate::domain::usage::refusal::{Place, Refusal};

/// Makes a sample in a language.
type Make = fn(Language) -> Content;

/// Every sample to a coordinator.
pub(super) const ALL: [(&str, Make); 12] = [
    ("receipt-well", |language| Content::Receipt(Box::new(well(language)))),
    ("receipt-closed", |language| Content::Receipt(Box::new(closed(language)))),
    ("receipt-taken-back", |language| Content::Receipt(Box::new(taken_back(language)))),
    ("receipt-paused", |language| Content::Receipt(Box::new(paused(language)))),
    ("receipt-paused-or-taken-back", |language| Content::Receipt(Box::new(paused_or_taken_back(language)))),
    ("receipt-look", |language| Content::Receipt(Box::new(look(language)))),
    ("receipt-trouble", |language| Content::Receipt(Box::new(trouble(language)))),
    ("receipt-held", |language| Content::Receipt(Box::new(held(language)))),
    ("receipt-not-run", |language| Content::Receipt(Box::new(not_run(language)))),
    ("hold", |language| Content::Hold(notices::hold(language))),
    ("hold-restored", |language| Content::Hold(notices::restored(language))),
    ("doubt", |language| Content::Doubt(notices::doubt(language))),
];

/// Everything as it should be.
fn well(language: Language) -> Account {
    Account {
        id: id(Series::Receipt),
        recipient: reader(language),
        run: RunState::Done,
        tally: Tally { expected: 42, sent: 42, ..Tally::default() },
        causes: vec![],
        is_written: true,
        skipped: vec![],
        troubles: vec![],
        late: vec![],
        addresses: vec![],
        doubted: vec![],
        unread: Unread::default(),
        mailbox: None,
        deferred: vec![],
        vacancies: vec![],
        talks: vec![],
        endings: vec![],
        unreported: vec![],
        sources: vec![fine("export", 1240)],
        mixed_lengths: false,
    }
}

/// A week in which nobody teaches.
fn closed(language: Language) -> Account {
    Account { tally: Tally::default(), ..well(language) }
}

/// A week whose letters somebody took back.
fn taken_back(language: Language) -> Account {
    none_sent(language, vec![wrong_figures(&["Vikens skola", "Strandskolan"])])
}

/// A week in which everybody has a pause.
fn paused(language: Language) -> Account {
    let pause = SkipReason::Paused(agreed_pause());
    none_sent(language, vec![skipped(pause, &["Vikens skola", "Strandskolan"])])
}

/// A week in which somebody has a pause, and somebody took the other letters back.
fn paused_or_taken_back(language: Language) -> Account {
    let pause = skipped(SkipReason::Paused(agreed_pause()), &["Vikens skola"]);
    none_sent(language, vec![pause, wrong_figures(&["Strandskolan"])])
}

/// Letters about these units that somebody took back.
fn wrong_figures(units: &[&str]) -> Skipped {
    let why = Reason::Decided(Grounds { why: "Siffrorna är fel".to_owned(), who: "maria".to_owned() });
    skipped(SkipReason::TakenBack(Some(why)), units)
}

/// A week whose letters are not sent, for these reasons.
fn none_sent(language: Language, skipped: Vec<Skipped>) -> Account {
    let letters = skipped.iter().map(|group| group.letters).sum();
    let tally = Tally { expected: letters, skipped: letters, ..Tally::default() };
    Account { tally, skipped, ..well(language) }
}

/// Everyone was written to, and somebody should look at this and that.
fn look(language: Language) -> Account {
    Account {
        recipient: colleague(language),
        tally: Tally { expected: 42, sent: 36, skipped: 4, waiting: 2, ..Tally::default() },
        skipped: vec![
            skipped(SkipReason::Vacant, &["Tallens förskola", "Åsens förskola"]),
            skipped(SkipReason::Paused(agreed_pause()), &["Lindskolan"]),
            skipped(SkipReason::Paused(WhyPaused::Wished { on: day(11, 17) }), &["Ekskolan"]),
        ],
        deferred: vec![
            Trouble {
                state: State::Retry,
                reason: Some(Reason::Deferred("451 4.7.1 Greylisted, please try again later".to_owned())),
                again_at: Some(at(23, 7, 15)),
                ..failed(&["Strandskolan"], "bo.lind@example.invalid")
            },
            Trouble {
                state: State::Retry,
                reason: Some(Reason::SenderRefused("553 5.7.1 Not owned by this user".to_owned())),
                again_at: Some(at(23, 7, 5)),
                ..failed(&["Bergaskolan"], "li.berg@example.invalid")
            },
        ],
        unread: Unread { system: 3, leaving: 1 },
        mailbox: Some(Box::new(MailboxFault {
            tried_at: at(23, 5, 55),
            succeeded_at: Some(at(22, 5, 55)),
            words: "the mail server does not accept how we sign in".to_owned(),
        })),
        vacancies: vec![
            Vacant { unit: "Tallens förskola".to_owned(), why: Vacancy::NoAddress },
            Vacant { unit: "Åsens förskola".to_owned(), why: UnusableAddress::NoAt.into() },
        ],
        unreported: texts(&["Tallens förskola", "Åsens förskola"]),
        sources: vec![fine("export", 1240), refusing()],
        mixed_lengths: true,
        ..well(language)
    }
}

/// Everything that can go wrong at once.
fn trouble(language: Language) -> Account {
    let many = ["Vikens skola", "Strandskolan", "Bergaskolan", "Lindskolan", "Ekskolan", "Almskolan"];
    let decided = |why: &str| Reason::Decided(Grounds { why: why.to_owned(), who: "maria".to_owned() });
    Account {
        tally: Tally {
            expected: 42,
            sent: 30,
            skipped: 10,
            late: 2,
            failed: 1,
            unknown: 1,
            ..Tally::default()
        },
        skipped: vec![
            skipped(SkipReason::NotJudged, &many),
            skipped(SkipReason::DeadAddress, &["Sjöskolan"]),
            skipped(SkipReason::TakenBack(Some(decided("Ny rektor, vi väntar"))), &["Backens förskola"]),
            skipped(SkipReason::TooLate, &["Hamnskolan", "Bäckskolan"]),
        ],
        troubles: vec![
            failed(&["Vikens skola", "Backens förskola"], "anna.ek@example.invalid"),
            Trouble {
                state: State::Unknown,
                reason: None,
                ..failed(&["Solens förskola"], "eva.ros@example.invalid")
            },
            Trouble { series: Series::Summaries, ..failed(&many, "bo.lind@example.invalid") },
            Trouble { series: Series::Receipt, ..failed(&[], "it@example.invalid") },
        ],
        late: vec![
            Trouble { week: week().plus(-1), ..failed(&["Hamnskolan"], "li.berg@example.invalid") },
            Trouble {
                week: week().plus(-1),
                state: State::Skipped,
                ..failed(&["Bäckskolan"], "siv.alm@example.invalid")
            },
        ],
        doubted: vec![DoubtedAddress {
            address: "eva.ros@example.invalid".to_owned(),
            words: "550 5.1.1 no such user".to_owned(),
            since: at(23, 5, 50),
        }],
        addresses: vec![
            dead(&["Vikens skola", "Backens förskola"], "anna.ek@example.invalid"),
            dead(&[], "it@example.invalid"),
            BadAddress {
                why: WhyBad::Troubled { weeks: 3 },
                words: "552 5.2.2 Mailbox full".to_owned(),
                ..dead(&["Solens förskola"], "eva.ros@example.invalid")
            },
        ],
        talks: (0..12).map(talk).collect(),
        endings: vec![ending(11, 13, true, "Anna Ek"), ending(12, 4, false, "")],
        sources: vec![fine("export", 1240), refusing(), failing(), unread()],
        ..well(language)
    }
}

/// A held week.
fn held(language: Language) -> Account {
    Account {
        tally: Tally { expected: 42, held: 40, skipped: 2, ..Tally::default() },
        causes: vec![few_units(), lost(&LOG, &["Lärlogg 2.0", "Matsedel"])],
        unreported: (1..=13).map(|number| format!("Skola {number}")).collect(),
        skipped: vec![skipped(SkipReason::Vacant, &["Tallens förskola", "Åsens förskola"])],
        sources: vec![failing()],
        ..well(language)
    }
}

/// A week whose run never began.
fn not_run(language: Language) -> Account {
    Account {
        run: RunState::NotRun,
        tally: Tally { expected: 42, waiting: 42, ..Tally::default() },
        sources: vec![unread()],
        ..well(language)
    }
}

/// Most units lost their verdicts on a module, and these words were passed over meanwhile.
fn lost(module: &About, passed_over: &[&str]) -> Cause {
    let alarm = Alarm::VerdictsLost {
        module: ModuleKey(module.key.to_owned()),
        expectation: ExpectationKey(format!("{}-personal", module.key)),
        lost: 38,
        had: 40,
        passed_over: texts(passed_over),
    };
    Cause { alarm, module: Some(module.name()) }
}

fn few_units() -> Cause {
    Cause { alarm: Alarm::FewUnits { reported: 29, expected: 42, missing: Vec::new() }, module: None }
}

fn id(series: Series) -> LetterId {
    let recipient = "it-samordnare@example.invalid".to_owned();
    LetterId { series, recipient, week: week(), edition: 1 }
}

/// The one who answers the letters.
fn reader(language: Language) -> Recipient {
    Recipient {
        address: address("it-samordnare@example.invalid"),
        name: String::new(),
        language,
        role: Role::Coordinator,
        units: vec![],
    }
}

/// Another coordinator.
fn colleague(language: Language) -> Recipient {
    Recipient {
        address: address("maria.sten@example.invalid"),
        name: "Maria Sten".to_owned(),
        ..reader(language)
    }
}

fn at(date: u32, hour: u32, minute: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, date, hour, minute, 0).single().unwrap_or_default()
}

fn agreed_pause() -> WhyPaused {
    WhyPaused::Agreed { until: day(12, 18), reason: "Vikarie terminen ut".to_owned() }
}

fn skipped(reason: SkipReason, units: &[&str]) -> Skipped {
    Skipped { reason, letters: units.len(), units: texts(units) }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn failed(units: &[&str], address: &str) -> Trouble {
    Trouble {
        series: Series::Letters,
        week: week(),
        state: State::Failed,
        address: address.to_owned(),
        units: texts(units),
        reason: Some(Reason::Refused("550 5.1.1 User unknown".to_owned())),
        again_at: None,
    }
}

fn dead(units: &[&str], address: &str) -> BadAddress {
    BadAddress {
        address: address.to_owned(),
        units: texts(units),
        why: WhyBad::Dead { since: day(11, 24) },
        words: "550 5.1.1 User unknown".to_owned(),
    }
}

fn talk(number: i64) -> Talk {
    Talk {
        unit: format!("Skola {number}"),
        forms: vec![SchoolForm::Gr],
        module: BLOG.name(),
        audience: Audience::Staff,
        since: week().plus(-number),
    }
}

fn ending(month: u32, date: u32, is_over: bool, agreed_with: &str) -> Ending {
    Ending {
        unit: "Backens förskola".to_owned(),
        forms: vec![SchoolForm::Fs],
        module: LOG.name(),
        audience: Audience::Students,
        until: day(month, date),
        is_over,
        agreed_with: agreed_with.to_owned(),
    }
}

fn fine(name: &str, rows: u64) -> SourceHealth {
    let mut source = SourceHealth::unread(name);
    source.report.rows = rows;
    source.report.kept = rows;
    source.read_at = Some(at(23, 4, 0));
    source.succeeded_at = source.read_at;
    source
}

fn refusing() -> SourceHealth {
    let mut source = fine("förskolorna", 318);
    let refusal = |place, reason: &str| Refusal {
        source: source.report.name.clone(),
        place,
        reason: reason.to_owned(),
    };
    source.first_refused = vec![
        refusal(Place::Line { file: "inbox/v47.csv".into(), line: 8 }, "40 people active of 34 eligible"),
        refusal(Place::Record { page: 2, record: 15 }, "there is no unit `FSK-99`"),
    ];
    source.refused_list = Some("data/refused/förskolorna.csv".to_owned());
    source.report.kept = 312;
    source.report.ignored = 4;
    source.report.refused = 2;
    source.report.notes = texts(&["3 rows tell the same period once more; the last one counts"]);
    source
}

fn failing() -> SourceHealth {
    let mut source = fine("api", 0);
    source.succeeded_at = Some(at(16, 4, 0));
    source.report.failures = texts(&["the interface does not answer (see whether it is up)"]);
    source
}

fn unread() -> SourceHealth {
    SourceHealth::unread("enkäten")
}
