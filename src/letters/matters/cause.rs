//! Why letters are held, in words, and where to look.

use super::Item;
use crate::domain::account::Cause;
use crate::domain::gate::Alarm;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::plain::one_line;
use crate::letters::words::Words;

/// A cause, with what the coordinator can check.
pub(in crate::letters) fn item(cause: &Cause, words: &Words) -> Result<Item, ComposeError> {
    let language = words.language();
    let (what, check) = match &cause.alarm {
        Alarm::OldData { newest, expected } => {
            let expected = ("expected", figures::weekday(language, *expected).into());
            let what = match newest {
                None => words.say("cause-no-data", [expected])?,
                Some(newest) => {
                    let newest = ("newest", figures::weekday(language, *newest).into());
                    words.say("cause-old-data", [newest, expected])?
                }
            };
            (what, "cause-old-data-check")
        }
        Alarm::FewUnits { reported, expected, .. } => {
            let values = [("reported", (*reported).into()), ("expected", (*expected).into())];
            (words.say("cause-few-units", values)?, "cause-few-units-check")
        }
        Alarm::LevelsFell { fallen, judged } => {
            let values = [("fallen", (*fallen).into()), ("judged", (*judged).into())];
            (words.say("cause-levels-fell", values)?, "cause-levels-fell-check")
        }
        Alarm::ModuleVanished { module: key } => {
            let name = cause.module.as_ref().map_or(key.0.as_str(), |name| name.in_language(language));
            (words.say("cause-vanished", [("module", one_line(name).into())])?, "cause-vanished-check")
        }
        Alarm::VerdictsLost { module: key, lost, had, passed_over, .. } => {
            let name = cause.module.as_ref().map_or(key.0.as_str(), |name| name.in_language(language));
            let values =
                [("module", one_line(name).into()), ("lost", (*lost).into()), ("had", (*had).into())];
            let what = words.say("cause-verdicts-lost", values)?;
            if let Some(some) = passed_over_words(passed_over) {
                let passed_over = words.say("cause-verdicts-lost-words", [("words", some.into())])?;
                return Ok(Item { what, details: vec![words.text("cause-vanished-check")?, passed_over] });
            }
            (what, "cause-vanished-check")
        }
        Alarm::Restored { copied, restored } => {
            let restored = ("restored", figures::weekday(language, *restored).into());
            let what = match copied {
                None => words.say("cause-restored", [restored])?,
                Some(copied) => {
                    let copied = ("copied", figures::weekday(language, *copied).into());
                    words.say("cause-restored-copied", [restored, copied])?
                }
            };
            (what, "cause-restored-check")
        }
    };
    Ok(Item { what, details: vec![words.text(check)?] })
}

/// How many words of modules are named: more come of a column that is mapped by mistake.
const MOST_WORDS: usize = 30;

/// The sources' words for modules that were passed over; none where there are none.
fn passed_over_words(words: &[String]) -> Option<String> {
    let named: Vec<_> = words.iter().take(MOST_WORDS).map(|word| one_line(word)).collect();
    let more = if words.len() > MOST_WORDS { " …" } else { "" };
    (!named.is_empty()).then(|| format!("{}{more}", named.join(", ")))
}
