//! Why a verdict is asked for in the letter or not, and the training that goes with it.

use super::sheet::Sheet;
use crate::cli::explain::phrase::{amount, decimal};
use crate::cli::screen::counted;
use crate::domain::asks::{PastAsk, Standing};
use crate::domain::explanation::{Asking, Explanation, Matter, Offer, Other};
use crate::domain::outbox::State;
use crate::domain::training::ladder::Step;
use crate::domain::verdict::Level;

/// Writes the lines; none where no letter could ask.
pub(super) fn lines(sheet: &mut Sheet, matter: &Matter, explanation: &Explanation) {
    let Some(asking) = &matter.asking else {
        return sheet.line("not asked", "there is no letter that could");
    };
    let label = if matches!(asking.standing, Standing::Asked { .. }) { "asked" } else { "not asked" };
    sheet.line(label, &why(asking, matter));
    if asking.rank.is_some() {
        sheet.line("", &place(asking));
    }
    if asking.rank.is_some() || asking.standing == Standing::HandedOver {
        sheet.line("", &row(asking));
    }
    if let Some(step) = asking.step {
        training(sheet, asking, step);
    }
    written(sheet, asking, matter, explanation);
}

/// Why it is what it is in the letter.
fn why(asking: &Asking, matter: &Matter) -> String {
    match asking.standing {
        Standing::Asked { .. } => "it is among the most urgent".to_owned(),
        Standing::Fine if matter.verdict.level() == Some(Level::Met) => "it is met".to_owned(),
        Standing::Fine => "it is not judged".to_owned(),
        Standing::SmallNumbers => "with so few people it may be chance".to_owned(),
        Standing::Resting => resting(asking),
        Standing::AskedRecently => {
            let week = asking.streak.first().map_or_else(String::new, |week| format!(" of {week}"));
            format!(
                "the letter{week} asked for it and nothing has changed notably; an ask comes back every {}",
                counted(asking.repeat_weeks, "letter")
            )
        }
        Standing::HandedOver => {
            let since = asking.handed_over_since.map_or_else(String::new, |week| format!(" since {week}"));
            format!(
                "it is on the coordinator's conversation list{since}: {} asked and nothing changed notably",
                counted(asking.hand_over_after, "letter")
            )
        }
        Standing::Crowded if asking.max_asks == 0 => "letters ask for nothing: max_asks is 0".to_owned(),
        Standing::Crowded => {
            let before: Vec<_> = asking.ahead.iter().take(asking.max_asks).map(other).collect();
            format!("a letter asks for at most {}; before it come {}", asking.max_asks, before.join(", "))
        }
    }
}

fn other(other: &Other) -> String {
    format!("{} ({})", other.expectation, other.unit)
}

fn resting(asking: &Asking) -> String {
    let Some(help) = &asking.help else { return "help is planned".to_owned() };
    let until = asking
        .rests_until
        .map_or_else(String::new, |week| format!("; it may be asked for again from {week}"));
    format!("it rests for {} on {}, agreed {} ({}){until}", help.kind, help.date, help.agreed, help.origin)
}

/// Its place among what could be asked for.
fn place(asking: &Asking) -> String {
    format!(
        "gap {} × weight {} = {}: number {} of {} that could be asked for, at most {} are",
        decimal(asking.gap),
        decimal(asking.weight),
        decimal(asking.gap * asking.weight),
        asking.rank.unwrap_or(0),
        asking.candidates,
        asking.max_asks
    )
}

/// The letters in a row that asked for it.
fn row(asking: &Asking) -> String {
    match asking.streak.as_slice() {
        [] => "no letter in a row asked for it before".to_owned(),
        [only] => format!("1 letter asked for it before: {only}"),
        [newest, .., oldest] => {
            format!(
                "{} in a row asked for it before, {oldest} to {newest}",
                counted(asking.streak.len(), "letter")
            )
        }
    }
}

fn training(sheet: &mut Sheet, asking: &Asking, step: Step) {
    let words = match step {
        Step::FilmAndGuide => "a film or a guide",
        Step::Course => "a course",
        Step::HandsOn => "training in the unit",
    };
    let why = match (asking.under_half, asking.streak.len()) {
        (true, _) => "the value is under half of the target".to_owned(),
        (false, 0) => "it is the first letter that asks".to_owned(),
        (false, letters) => format!("{} asked before", counted(letters, "letter")),
    };
    sheet.line("training", &format!("{words} comes first, because {why}"));
    if asking.offers.is_empty() {
        sheet.line("", "there is none for this module and audience");
    }
    let fits = |offer: &Offer| step.kinds().contains(&offer.training.kind);
    if !asking.offers.is_empty() && !asking.offers.iter().any(fits) {
        sheet.line("", "there is none of that kind to offer now, so what there is comes instead");
    }
    for offer in &asking.offers {
        sheet.line("", &format!("· {}", offered(offer)));
    }
}

fn offered(offer: &Offer) -> String {
    let training = &offer.training;
    let again = if offer.last_time { "; offered last time, so it comes last" } else { "" };
    format!("{} ({}): {}{again}", training.key, training.kind, training.title.sv)
}

/// Whether the letter says what the page says.
fn is_the_same(past: &PastAsk, asking: &Asking, matter: &Matter) -> bool {
    let offers = asking.offers.iter().map(|offer| &offer.training.key);
    let value = matter.verdict.judgement().map(|judgement| judgement.value.at_best());
    past.handed_over == (asking.standing == Standing::HandedOver)
        && matter.verdict.level() == Some(past.level)
        && (past.handed_over || value == Some(past.value))
        && offers.eq(&past.trainings)
}

/// What the letter says, where it was written; it matters where that differs from today.
fn written(sheet: &mut Sheet, asking: &Asking, matter: &Matter, explanation: &Explanation) {
    let is_out = |state| !matches!(state, State::Skipped | State::Held | State::Cancelled);
    let exists = explanation.letters.iter().any(|letter| is_out(letter.entry.state));
    let asks_now = matches!(asking.standing, Standing::Asked { .. });
    match &asking.written {
        Some(past) if is_the_same(past, asking, matter) => {
            sheet.line("in the letter", "the letter that was written says the same");
        }
        Some(past) => {
            let trainings: Vec<_> = past.trainings.iter().map(ToString::to_string).collect();
            let said = if past.handed_over { "handed it over" } else { "asks for it" };
            let with =
                if trainings.is_empty() { String::new() } else { format!(", with {}", trainings.join(", ")) };
            let value = amount(past.value, matter.expectation.measure);
            sheet.line("in the letter", &format!("the letter {said} at {value} ({}){with}", past.level));
        }
        None if exists && asks_now => {
            sheet.line("in the letter", "it does not ask for this: files or figures have changed since");
        }
        None => {}
    }
}
