//! What many units have in common, with help they can take together.

use serde::Serialize;

use super::audience_name;
use crate::domain::summary::{Common, Summary};
use crate::letters::error::ComposeError;
use crate::letters::people::module_of;
use crate::letters::plain::{link, one_line};
use crate::letters::principal::ask::about;
use crate::letters::words::Words;

/// So many modules are enough for one effort at a time.
pub(super) const LISTED: usize = 3;

/// A module that many units have some way to go with.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CommonView {
    /// How many units.
    text: String,
    /// Help for all of them.
    help: Option<Help>,
}

/// Help that units can take together.
#[derive(Debug, Clone, Serialize)]
struct Help {
    text: String,
    link: Option<String>,
}

impl CommonView {
    pub(super) fn of(common: &Common, summary: &Summary, words: &Words) -> Result<Self, ComposeError> {
        let name = one_line(common.module.in_language(words.language()));
        let module = module_of(name, audience_name(summary, common.audience), words)?;
        let values =
            [("module", module.into()), ("below", common.below.into()), ("judged", common.judged.into())];
        let help = common.training.as_ref().map(|training| -> Result<Help, ComposeError> {
            let title = one_line(training.title.in_language(words.language()));
            let values = [("title", title.into()), ("about", about(training, words)?.into())];
            Ok(Help { text: words.say("common-help", values)?, link: link(&training.link) })
        });
        Ok(Self { text: words.say("common-line", values)?, help: help.transpose()? })
    }
}
