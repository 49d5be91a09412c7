//! The week's receipt: everything its templates may show, and how that follows
//! from the account.

mod counts;
mod opening;
mod people;
mod troubles;

use serde::Serialize;

use self::counts::Count;
use super::error::ComposeError;
use super::frame::{FrameView, LetterFrame};
use super::matters::{Item, Section, StepView, cause, source};
use super::words::{Headings, Words};
use crate::domain::account::{Account, MailboxFault};

/// What the templates of a receipt may show.
#[derive(Debug, Clone, Serialize)]
pub struct ReceiptView {
    /// What stands around the content.
    #[serde(flatten)]
    frame: FrameView,
    /// Where the letters are; empty where none were due.
    counts: Vec<Count>,
    /// What can be done.
    steps: Vec<StepView>,
    /// What happens to held letters if nobody does anything.
    steps_text: Option<String>,
    /// What there is to know.
    sections: Vec<Section>,
    /// Headings.
    words: Headings,
}

impl ReceiptView {
    /// What a receipt shows in the language of `words`.
    pub fn of(account: &Account, frame: &LetterFrame, words: &Words) -> Result<Self, ComposeError> {
        let opening = opening::opening(account, frame, words)?;
        Ok(Self {
            frame: FrameView::of(opening, &account.recipient, frame, words)?,
            counts: counts::all(&account.tally, words)?,
            steps: StepView::all(&account.steps(), account.week(), words)?,
            steps_text: (account.tally.held > 0 && account.is_written)
                .then(|| words.text("hold-text"))
                .transpose()?,
            sections: sections(account, frame, words)?,
            words: words.headings([
                ("counts", "count-heading"),
                ("sum", "count-caption"),
                ("what", "count-what"),
                ("number", "count-number"),
                ("steps", "step-heading"),
            ])?,
        })
    }
}

/// What there is to know, the most urgent first.
fn sections(account: &Account, frame: &LetterFrame, words: &Words) -> Result<Vec<Section>, ComposeError> {
    let held = |cause: &_| cause::item(cause, words);
    let this_week = |trouble: &_| troubles::item(trouble, frame, words);
    let late = |trouble: &_| troubles::earlier(trouble, frame, words);
    let address = |bad: &_| people::address(bad, words);
    let failed: Vec<&MailboxFault> = account.mailbox.as_deref().into_iter().collect();
    let doubted = |doubted: &_| people::doubted(doubted, words);
    let as_is = |line: &String| Ok(Item::bare(line.clone()));
    let mailbox = |fault: &&MailboxFault| people::mailbox(fault, frame.zone, words);
    let skipped = |group: &_| troubles::skipped(group, words);
    let vacant = |vacant: &_| people::vacant(vacant, words);
    let talk = |talk: &_| people::talk(talk, words);
    let ending = |ending: &_| people::ending(ending, words);
    let sections = [
        Section::of("cause-heading", None, &account.causes, held, words)?,
        Section::unreported(&account.unreported, words)?,
        Section::of("trouble-heading", None, &account.troubles, this_week, words)?,
        Section::of("late-heading", None, &account.late, late, words)?,
        Section::of("address-heading", None, &account.addresses, address, words)?,
        Section::of("doubt-heading", Some("doubt-text"), &account.doubted, doubted, words)?,
        Section::of("unread-heading", None, &people::unread(account.unread, words)?, as_is, words)?,
        Section::of("mailbox-heading", None, &failed, mailbox, words)?,
        Section::of("deferred-heading", None, &account.deferred, this_week, words)?,
        Section::of("skipped-heading", None, &account.skipped, skipped, words)?,
        Section::of("vacant-heading", None, &account.vacancies, vacant, words)?,
        Section::of("talk-heading", Some("talk-text"), &account.talks, talk, words)?,
        Section::of("ending-heading", None, &account.endings, ending, words)?,
        source::section(&account.sources, account.mixed_lengths, frame.zone, words)?,
    ];
    Ok(sections.into_iter().flatten().collect())
}
