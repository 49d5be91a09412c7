//! The training that the sample letters offer.

use chrono::NaiveTime;

use super::day;
use super::modules::localised;
use crate::domain::training::{Session, Training, TrainingKey, TrainingKind};

fn training(kind: TrainingKind, key: &str, title: (&str, &str), minutes: Option<u32>) -> Training {
    Training {
        key: TrainingKey(key.to_owned()),
        kind,
        modules: vec![],
        audiences: vec![],
        title: localised(title),
        link: format!("https://stod.example.invalid/{key}"),
        minutes,
        sessions: vec![],
    }
}

pub(super) fn film() -> Training {
    let title = ("Kom igång med lärloggen", "Getting started with the learning log");
    training(TrainingKind::Film, "larlogg-film", title, Some(3))
}

pub(super) fn guide() -> Training {
    let title = ("Lathund: ett inlägg på fem minuter", "Cheat sheet: a post in five minutes");
    training(TrainingKind::Guide, "larlogg-lathund", title, Some(5))
}

/// With one session that is over and two to come.
pub(super) fn course() -> Training {
    let session = |month, date, hour, place: &str, link: Option<&str>| Session {
        date: day(month, date),
        time: NaiveTime::from_hms_opt(hour, 0, 0),
        place: Some(place.to_owned()),
        link: link.map(str::to_owned),
    };
    Training {
        sessions: vec![
            session(11, 19, 15, "Stadshuset", None),
            session(12, 10, 8, "Digitalt", None),
            session(12, 3, 15, "Stadshuset, rum 4", Some("https://stod.example.invalid/boka/17")),
        ],
        ..training(
            TrainingKind::Course,
            "bedomning-kurs",
            ("Bedömning steg för steg", "Assessment step by step"),
            Some(90),
        )
    }
}

/// With a session that has no more than a day.
pub(super) fn hands_on() -> Training {
    Training {
        sessions: vec![Session { date: day(11, 30), time: None, place: None, link: None }],
        ..training(
            TrainingKind::HandsOn,
            "planering-hos-er",
            ("Vi planerar en vecka tillsammans", "We plan a week together"),
            Some(60),
        )
    }
}

pub(super) fn demo() -> Training {
    let title = ("Prova planering utan risk", "Try planning without any risk");
    training(TrainingKind::Demo, "demo", title, None)
}

pub(super) fn poster() -> Training {
    let title = ("Affisch till hallen om familjeappen", "Poster for the hall about the family app");
    training(TrainingKind::Poster, "affisch", title, None)
}

/// Somebody to ask, with nothing to open.
pub(super) fn contact() -> Training {
    let title = ("Ring Digitalt stöd", "Call Digital Support");
    Training { link: String::new(), ..training(TrainingKind::Contact, "kontakt", title, None) }
}
