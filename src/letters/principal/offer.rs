//! The offer to come and help on the spot, with the answer ready to be sent.

use serde::Serialize;

use crate::letters::error::ComposeError;
use crate::letters::frame::LetterFrame;
use crate::letters::mailto::mailto;
use crate::letters::words::Words;

/// An offer of training in the unit.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Offer {
    /// What is offered.
    text: String,
    /// How to take it where a link is of no use.
    answer: String,
    /// What the link says.
    label: String,
    /// A mail with the answer in it, ready to be sent.
    pub(super) link: String,
}

/// Whom an offer is made to, and about what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occasion<'a> {
    /// The recipient's name.
    pub(super) name: &'a str,
    /// The unit's name.
    pub(super) unit: &'a str,
    /// The module's name.
    pub(super) module: &'a str,
}

impl Offer {
    pub(super) fn of(
        occasion: Occasion<'_>,
        frame: &LetterFrame,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let Occasion { name, unit, module } = occasion;
        let subject = words.say("offer-subject", [("module", module.into()), ("unit", unit.into())])?;
        let body = [("module", module.into()), ("unit", unit.into()), ("name", name.into())];
        Ok(Self {
            text: words.text("offer")?,
            answer: words.say("offer-answer", [("module", module.into())])?,
            label: words.text("offer-label")?,
            link: mailto(&frame.reply_to.address, &subject, &words.say("offer-body", body)?),
        })
    }
}
