//! The units by what they need, in the order of the roster: how many there are
//! of each, which they are, and with what; and the one step to take.

use serde::Serialize;

use super::module_name;
use crate::domain::summary::{Attention, Summary, UnitSummary};
use crate::domain::verdict::{Level, Outcome};
use crate::letters::distinct;
use crate::letters::error::ComposeError;
use crate::letters::frame::LetterFrame;
use crate::letters::mailto::{ReadyMail, mailto};
use crate::letters::plain::{capitalised, one_line};
use crate::letters::principal::table::reason;
use crate::letters::words::Words;

/// Up to so many units of an area stand one by one; of more, the names are enough.
const ONE_BY_ONE: usize = 12;
/// Those to look at first stand one by one up to a larger number.
const TO_SUPPORT: usize = 24;

/// Up to so many modules of a unit are named; of more, the number is enough.
const NAMED: usize = 5;

/// Mail programs cut off long links; whoever has more units strikes out and adds.
const IN_MAIL: usize = 8;

/// How many units are in an area, and how large a part of all that is.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Portion {
    /// What the area is called in colours: `support`, `helped`, `way`, `done` or `unseen`.
    tone: &'static str,
    /// A colour for those who see no dark mode, as `#rrggbb`.
    colour: &'static str,
    /// The sign that says the same without a colour.
    symbol: &'static str,
    /// Its width in a bar of all units, in per cent.
    width: usize,
    /// What it is.
    title: String,
    /// How many units.
    count: String,
}

/// The units of one area.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Area {
    symbol: &'static str,
    title: String,
    /// The units one by one, where there are few.
    units: Vec<UnitView>,
    /// All their names, where there is no more to say of each, or too many to say it.
    names: Option<String>,
}

/// One unit.
#[derive(Debug, Clone, Serialize)]
struct UnitView {
    name: String,
    /// What is short of its target, or why nothing is shown.
    detail: String,
}

/// How an area looks, and what it is called.
struct Look {
    tone: &'static str,
    colour: &'static str,
    symbol: &'static str,
    title: &'static str,
}

fn look(attention: Attention) -> Look {
    let (tone, colour, symbol, title) = match attention {
        Attention::Support => ("support", "#e2a33d", "○", "area-support"),
        Attention::Helped => ("helped", "#8fb8d9", "+", "area-helped"),
        Attention::OnTheWay => ("way", "#a9d3c8", "≈", "area-way"),
        Attention::Met => ("done", "#2f8f7d", "✓", "area-met"),
        Attention::Unseen => ("unseen", "#d5dad8", "–", "area-unseen"),
    };
    Look { tone, colour, symbol, title }
}

/// How many units are in which area; areas without units are left out.
pub(super) fn portions(summary: &Summary, words: &Words) -> Result<Vec<Portion>, ComposeError> {
    let all = summary.units.len().max(1);
    let mut portions = Vec::new();
    for attention in Attention::ALL {
        let count = summary.in_need_of(attention).count();
        if count == 0 {
            continue;
        }
        let Look { tone, colour, symbol, title } = look(attention);
        portions.push(Portion {
            tone,
            colour,
            symbol,
            width: (count * 100 / all).max(1),
            title: words.text(title)?,
            count: words.say("area-count", [("count", count.into())])?,
        });
    }
    Ok(portions)
}

impl Area {
    /// The units of an area; nothing where there are none.
    pub(super) fn of(
        summary: &Summary,
        attention: Attention,
        words: &Words,
    ) -> Result<Option<Self>, ComposeError> {
        let units: Vec<_> = summary.in_need_of(attention).collect();
        if units.is_empty() {
            return Ok(None);
        }
        let few = units.len() <= if attention == Attention::Support { TO_SUPPORT } else { ONE_BY_ONE };
        let mut area = Self {
            symbol: look(attention).symbol,
            title: words.text(look(attention).title)?,
            units: Vec::new(),
            names: None,
        };
        if few && attention != Attention::Met {
            let view = |unit: &&UnitSummary| {
                Ok(UnitView { name: one_line(&unit.unit.name), detail: detail(unit, words)? })
            };
            area.units = units.iter().map(view).collect::<Result<_, ComposeError>>()?;
        } else {
            let names: Vec<_> = units.iter().map(|unit| one_line(&unit.unit.name)).collect();
            area.names = Some(words.list(&names)?);
        }
        Ok(Some(area))
    }
}

/// What is short of its target; for a unit without a verdict, why that is.
fn detail(unit: &UnitSummary, words: &Words) -> Result<String, ComposeError> {
    let mut details = Vec::new();
    for (level, key) in [(Level::Below, "unit-below"), (Level::Near, "unit-near")] {
        let mut modules = modules_at(unit, level, words)?;
        if modules.is_empty() {
            continue;
        }
        if modules.len() > NAMED {
            let more = modules.split_off(NAMED - 1).len();
            modules.push(words.say("unit-more", [("count", more.into())])?);
        }
        details.push(words.say(key, [("modules", words.list(&modules)?.into())])?);
    }
    if details.is_empty() {
        let reasons = unit.matters.iter().filter_map(|matter| match matter.verdict.outcome {
            Outcome::NotJudged(not_judged) => Some(words.text(reason(not_judged))),
            Outcome::Judged(_) => None,
        });
        details = distinct(reasons.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(capitalised(&details.join(" · ")))
}

/// The names of the modules at a level, each once.
fn modules_at(unit: &UnitSummary, level: Level, words: &Words) -> Result<Vec<String>, ComposeError> {
    let short = unit.short().filter(|matter| matter.verdict.level() == Some(level));
    let modules = short.map(|matter| module_name(unit, matter, words)).collect::<Result<Vec<_>, _>>()?;
    Ok(distinct(modules))
}

/// The one step to take for the units to look at first: a mail that asks for help on site.
pub(super) fn step(summary: &Summary, frame: &LetterFrame, words: &Words) -> Result<ReadyMail, ComposeError> {
    let unit = |unit: &UnitSummary| {
        let modules = words.list(&modules_at(unit, Level::Below, words)?)?;
        let name = one_line(&unit.unit.name);
        words.say("support-step-unit", [("unit", name.into()), ("modules", modules.into())])
    };
    let units = summary.in_need_of(Attention::Support).take(IN_MAIL).map(unit);
    let units = units.collect::<Result<Vec<_>, _>>()?.join("\n");
    let subject = words.say("support-step-subject", [("week", summary.id.week.number().into())])?;
    let name = one_line(&summary.recipient.name);
    let body = words.say("support-step-body", [("units", units.into()), ("name", name.into())])?;
    Ok(ReadyMail {
        text: words.text("support-step")?,
        answer: words.text("support-step-answer")?,
        label: words.text("support-step-label")?,
        link: mailto(&frame.reply_to.address, &subject, &body),
    })
}
