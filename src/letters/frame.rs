//! What frames every letter: who sends it, for whom and on which day; masthead, greeting
//! and the week in one line above its content; who sends it, why, and who answers below.

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::error::ComposeError;
use super::figures;
use super::mailto::{ReadyMail, mailto};
use super::plain::one_line;
use super::words::Words;
use crate::domain::recipient::Recipient;
use crate::domain::recipient::address::Mailbox;
use crate::domain::recipient::language::Language;
use crate::domain::week::Week;

/// What letters need to know beside their content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterFrame {
    /// The municipality's name.
    pub municipality: String,
    /// What people call the learning platform that the figures come from, where the settings say so.
    pub platform: Option<String>,
    /// Who sends the letters.
    pub from: Mailbox,
    /// Who gets the answers.
    pub reply_to: Mailbox,
    /// The municipality's zone.
    pub zone: Tz,
    /// The local day of the run: earlier sessions of a training are over.
    pub today: NaiveDate,
    /// Why the letter corrects one that its recipient has had, as the coordinator
    /// says it; none for a letter that corrects no other.
    pub correction: Option<String>,
}

/// What a kind of letter says of itself.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The subject.
    pub subject: String,
    /// What a mail program shows beside the subject.
    pub preview: String,
    /// A line above everything: what this is, and of which week.
    pub masthead: String,
    /// The week in one line.
    pub lead: String,
    /// Why this person gets the letter.
    pub because: String,
    /// The last day whose figures it shows; none for a letter without figures.
    pub data_until: Option<NaiveDate>,
    /// How to ask for a pause, where letters of this kind can be paused.
    pub pause: Option<Pause>,
}

/// The mail that asks for a pause, ready to be sent.
#[derive(Debug, Clone)]
pub struct Pause {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Its text where a mail program sends it at once, with nothing to fill in.
    pub at_once: String,
}

impl Opening {
    /// That of a letter to a coordinator, whose week stands in `lead`.
    pub fn to_coordinator(
        subject: String,
        masthead: String,
        lead: String,
        frame: &LetterFrame,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let municipality = one_line(&frame.municipality);
        Ok(Self {
            subject,
            preview: lead.clone(),
            masthead,
            lead,
            because: words.say("because-coordinator", [("municipality", municipality.into())])?,
            data_until: None,
            pause: None,
        })
    }
}

/// What every template may show.
#[derive(Debug, Clone, Serialize)]
pub struct FrameView {
    /// `sv` or `en`, for the `lang` attribute.
    language: Language,
    subject: String,
    preview: String,
    masthead: String,
    /// The municipality's name.
    municipality: String,
    greeting: String,
    /// That it corrects an earlier letter, and why; none for a letter that corrects no other.
    correction: Option<String>,
    lead: String,
    /// The end of the letter.
    foot: Foot,
    /// What a mail program sends for whoever wants no such letters; not for templates.
    #[serde(skip)]
    unsubscribe: Option<String>,
}

/// The end of a letter.
#[derive(Debug, Clone, Serialize)]
struct Foot {
    /// The words before the sender's name.
    regards: String,
    /// The sender's name.
    sender: String,
    /// Why this person gets the letter.
    because: String,
    /// How often it comes.
    rhythm: String,
    /// Where the figures come from, and until when they go; none for a letter without figures.
    data: Option<String>,
    /// That only sums are shown.
    sums: String,
    /// Whom to answer; none for those who would answer themselves.
    answer: Option<String>,
    /// How to ask for a pause.
    pause: Option<ReadyMail>,
}

impl FrameView {
    /// What stands around the letter that `opening` opens, in the language of `words`.
    pub fn of(
        opening: Opening,
        recipient: &Recipient,
        frame: &LetterFrame,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let foot = Foot::of(&opening, recipient, frame, words)?;
        let unsubscribe = opening.pause.as_ref();
        let subject = match &frame.correction {
            Some(_) => words.say("subject-correction", [("subject", opening.subject.into())])?,
            None => opening.subject,
        };
        Ok(Self {
            unsubscribe: unsubscribe
                .map(|pause| mailto(&frame.reply_to.address, &pause.subject, &pause.at_once)),
            language: words.language(),
            subject,
            preview: opening.preview,
            masthead: opening.masthead,
            municipality: one_line(&frame.municipality),
            greeting: greeting(&recipient.name, words)?,
            correction: frame.correction.as_deref().map(|why| correction(why, words)).transpose()?,
            lead: opening.lead,
            foot,
        })
    }

    /// The link that asks for a pause without a word to add, where such letters can be paused.
    pub fn unsubscribe(&self) -> Option<String> {
        self.unsubscribe.clone()
    }
}

impl Foot {
    fn of(
        opening: &Opening,
        recipient: &Recipient,
        frame: &LetterFrame,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let address = frame.reply_to.address.as_str();
        let who = match &frame.reply_to.name {
            Some(name) => format!("{} ({address})", one_line(name)),
            None => address.to_owned(),
        };
        let pause = opening.pause.as_ref().map(|pause| -> Result<_, ComposeError> {
            Ok(ReadyMail {
                text: words.text("pause")?,
                answer: words.say("pause-answer", [("subject", pause.subject.as_str().into())])?,
                label: words.text("pause-label")?,
                link: mailto(&frame.reply_to.address, &pause.subject, &pause.body),
            })
        });
        let themselves = recipient.address.identity() == frame.reply_to.address.identity();
        let answer = (!themselves).then(|| words.say("answer", [("who", who.into())]));
        Ok(Self {
            regards: words.text("regards")?,
            sender: frame.from.name.as_deref().map_or_else(|| one_line(&frame.municipality), one_line),
            because: opening.because.clone(),
            rhythm: words.text("rhythm")?,
            data: opening.data_until.map(|until| data_until(until, frame, words)).transpose()?,
            sums: words.text("only-sums")?,
            answer: answer.transpose()?,
            pause: pause.transpose()?,
        })
    }
}

/// That the letter corrects an earlier one, and why.
fn correction(why: &str, words: &Words) -> Result<String, ComposeError> {
    // The sentence has a full stop of its own.
    let why = one_line(why);
    words.say("correction", [("why", why.trim_end_matches('.').into())])
}

/// Where the figures come from, and until when they go.
pub fn data_until(until: NaiveDate, frame: &LetterFrame, words: &Words) -> Result<String, ComposeError> {
    let date = figures::full_date(words.language(), until);
    let source = match &frame.platform {
        Some(platform) => one_line(platform),
        None => words.text("platform")?,
    };
    let week = Week::of(until).number();
    words.say("data-until", [("source", source.into()), ("date", date.into()), ("week", week.into())])
}

/// The greeting, by first name where that is clear.
fn greeting(name: &str, words: &Words) -> Result<String, ComposeError> {
    let name = one_line(name);
    // Of two words the first is what a person is called by. With more words, or
    // a comma, nobody but the person knows.
    let called = match name.split_once(' ') {
        Some((first, last)) if !last.contains(' ') && !name.contains(',') => first,
        _ => &name,
    };
    match called {
        "" => words.text("greeting-nobody"),
        called => words.say("greeting", [("name", called.into())]),
    }
}
