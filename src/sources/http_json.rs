//! Usage from an interface that answers over HTTP: the questions of a fetch, their pages, and what they hold.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use reqwest::StatusCode;
use secrecy::SecretString;

use super::error::SourceError;
use super::record::Context;
use super::settings::http_json::{Paging, Per};
use super::settings::{HttpJsonSettings, Meaning, Pointer};
use super::trial::{Onward, Trial};
use super::{Asked, Reading, wholly};

mod access;
mod address;
mod alike;
mod answer;
mod checks;
mod client;
mod exchange;
pub(super) mod fault;
mod given;
mod more;
mod page;
mod paging;
mod refused;
mod round;
mod secret;
mod session;
mod template;
mod trying;
mod veil;
mod wait;

pub use fault::HttpFault;
pub use page::fault::{PageFault, Slip};
pub use paging::PagingFault;
pub use refused::{Refused, Why};
pub use wait::Wait;

use alike::{Answers, Told};
use answer::Answer;
use exchange::{Exchange, Request};
use more::{Came, Outlook};
use page::collected::Collected;
use page::mapping::Mapping;
use page::{At, Page};
use paging::{Pages, Seen};
use round::Question;
use session::Door;
use trying::Tried;

/// How many units or days without an answer a note names.
const NAMED: usize = 20;

/// An interface, ready to be asked.
#[derive(Debug)]
pub struct HttpJson {
    settings: HttpJsonSettings,
    /// How its words are compared.
    meaning: Meaning,
    /// Where its answers hold what.
    mapping: Mapping,
    door: Door,
    wait: Wait,
}

/// What a fetch has gathered so far.
struct SoFar {
    reading: Reading,
    collected: Collected,
    /// What the server knows nothing of.
    unknown: Vec<String>,
    /// What it gave no record of.
    without: Vec<String>,
    /// Whether it answers what it is asked.
    answers: Answers,
    /// Where the last page came from.
    last: String,
    /// What is told of the one page that is read, where that is all there is to do.
    tried: Option<Tried>,
}

impl SoFar {
    fn new(collected: Collected) -> Self {
        Self {
            reading: Reading::default(),
            collected,
            unknown: Vec::new(),
            without: Vec::new(),
            answers: Answers::default(),
            last: String::new(),
            tried: None,
        }
    }
}

/// Takes secrets out of what the server wrote and we tell.
fn cover(reading: &mut Reading, exchange: &Exchange<'_>) {
    let reasons = reading.refusals.iter_mut().map(|refusal| &mut refusal.reason);
    for text in reasons.chain(&mut reading.notes).chain(&mut reading.passed_over) {
        *text = exchange.veil().over(text);
    }
}

impl HttpJson {
    pub(super) fn new(settings: &HttpJsonSettings, data_dir: &Path) -> Result<Self, SourceError> {
        let mut mapping = Mapping::new(&settings.body, &settings.meaning)?;
        mapping.looks_within = !matches!(settings.paging(), Some(Paging::None));
        if let Some((what, hint)) = checks::fault(settings) {
            return Err(SourceError::Settings { what, hint });
        }
        let door = Door::new(settings, data_dir)?;
        let meaning = settings.meaning.in_plain_words();
        Ok(Self { settings: settings.clone(), meaning, mapping, door, wait: Wait::default() })
    }

    pub(super) fn wait_by(&mut self, wait: Wait) {
        self.wait = wait;
    }

    pub(super) async fn read(&self, asked: &Asked) -> Result<Reading, SourceError> {
        let secrets = self.door.secrets().await?;
        let exchange = self.door.exchange(&self.settings, &secrets, &self.wait).await?;
        let mut so_far = match self.ask_all(&exchange, &secrets, asked).await {
            // The list changed while it was read: from its beginning it may stay as it is.
            Err(SourceError::Http { page: 2.., fault, .. }) if fault.is_moved() => {
                self.ask_all(&exchange, &secrets, asked).await?
            }
            other => other?,
        };
        let reading = &mut so_far.reading;
        so_far.collected.end(&self.settings.name, &self.settings.meaning, asked, reading)?;
        cover(reading, &exchange);
        let days = round::days(&self.settings, asked);
        if reading.rows == 0 {
            let [from, to] = days;
            reading.notes.push(format!("no records were given for {from} to {to}"));
        }
        reading.days = Some(days);
        Ok(so_far.reading)
    }

    /// Reads one page, and keeps nothing. The page after it is looked at alone, so that it is known to be
    /// another one.
    pub(super) async fn try_out(&self, asked: &Asked) -> Result<Trial, SourceError> {
        let secrets = self.door.secrets().await?;
        let exchange = self.door.exchange(&self.settings, &secrets, &self.wait).await?;
        let collected = Collected::looking(&self.mapping);
        let mut so_far = SoFar { tried: Some(Tried::default()), ..SoFar::new(collected) };
        let questions = round::questions(&self.settings, asked);
        for (place, question) in questions.iter().enumerate() {
            // Where the server knows none of them, the address is wrong.
            let may_be_unknown = place + 1 < questions.len();
            self.ask_one(&exchange, &secrets, (question, may_be_unknown), asked, &mut so_far).await?;
            if so_far.reading.parts > 0 {
                break;
            }
        }
        let SoFar { mut reading, mut collected, unknown, tried, .. } = so_far;
        let unused = collected.unused.take().unwrap_or_default().into_iter().collect();
        collected.end(&self.settings.name, &self.settings.meaning, asked, &mut reading)?;
        cover(&mut reading, &exchange);
        if !unknown.is_empty() {
            reading.notes.push(self.unknown(&unknown, unknown.len()));
        }
        let Tried { address, signs, onward, nowhere } = tried.unwrap_or_default();
        Ok(Trial { reading, from: address, unused, more: signs, onward, nowhere })
    }

    /// Puts every question of a fetch.
    async fn ask_all(
        &self,
        exchange: &Exchange<'_>,
        secrets: &BTreeMap<String, SecretString>,
        asked: &Asked,
    ) -> Result<SoFar, SourceError> {
        let mut so_far = SoFar::new(Collected::new(&self.mapping));
        let questions = round::questions(&self.settings, asked);
        for question in &questions {
            // Where the server knows none of them, the address is wrong.
            let may_be_unknown = so_far.unknown.len() + 1 < questions.len();
            self.ask_one(exchange, secrets, (question, may_be_unknown), asked, &mut so_far).await?;
        }
        if let Some(fault) = self.settings.asking.per.and_then(|per| so_far.answers.fault(per)) {
            let (page, address) = (so_far.reading.parts, so_far.last);
            return Err(SourceError::Http { page, address, fault: Box::new(fault) });
        }
        if !so_far.unknown.is_empty() {
            so_far.reading.notes.push(self.unknown(&so_far.unknown, questions.len()));
        }
        // On many a day nobody is at school; a unit always has its people.
        let is_told = self.settings.asking.per == Some(Per::Unit) && so_far.without.len() < questions.len();
        if is_told && !so_far.without.is_empty() {
            let named = named(&so_far.without);
            let (count, of) = (wholly(so_far.without.len()), questions.len());
            so_far
                .reading
                .notes
                .push(format!("the server gave no records for {count} of {of} units: {named}"));
        }
        Ok(so_far)
    }

    /// Puts one question, and reads every page that it leads to.
    async fn ask_one(
        &self,
        exchange: &Exchange<'_>,
        secrets: &BTreeMap<String, SecretString>,
        (question, may_be_unknown): (&Question, bool),
        asked: &Asked,
        so_far: &mut SoFar,
    ) -> Result<(), SourceError> {
        let filling = question.filling(secrets);
        let (first, own) = self.door.address(&filling)?;
        let post = Door::post(&self.settings, &filling);
        let about = question.about(self.settings.asking.per);
        let meaning = match &about {
            None => Cow::Borrowed(&self.meaning),
            Some(_) => Cow::Owned(question.meaning(&self.meaning)),
        };
        let mut pages = Pages::new(&self.settings, exchange.reach, first, own);
        let mut next = Some(pages.first());
        let mut is_first = true;
        let (mut told, list) = (Told::new(), self.settings.body.records.as_ref().map_or("", Pointer::as_str));
        let per = self.settings.asking.per;
        let units =
            || round::questions(&self.settings, asked).into_iter().filter_map(|question| question.unit);
        let units: BTreeSet<String> =
            if per == Some(Per::Unit) { units().collect() } else { BTreeSet::new() };
        while let Some(url) = next.take() {
            let number = so_far.reading.parts + 1;
            let at = |fault: HttpFault| SourceError::Http {
                page: number,
                address: exchange.veil().over_address(&url),
                fault: Box::new(fault.veiled(&exchange.veil())),
            };
            if number > self.settings.page_limit {
                return Err(at(PagingFault::TooManyPages(self.settings.page_limit).into()));
            }
            let answer = match exchange.ask(&Request { url: url.clone(), post: post.clone() }).await {
                Err(HttpFault::Status(refused))
                    if is_first && may_be_unknown && refused.status == StatusCode::NOT_FOUND =>
                {
                    so_far.unknown.extend(about);
                    return Ok(());
                }
                Err(HttpFault::Status(refused))
                    if pages.is_past_the_end(&refused).map_err(|fault| at(fault.into()))? =>
                {
                    break;
                }
                answer => answer.map_err(at)?,
            };
            if pages.is_repeated(&answer.body).map_err(|fault| at(fault.into()))? {
                break;
            }
            let context = Context { meaning: &meaning, asked, first_read: asked.today };
            let Answer { status, headers, address, body } = answer;
            let unreadable = |fault: PageFault| at(fault.covered(|text| exchange.veil().over(text)).into());
            let place = At { page: number, about: about.as_deref().map(Into::into) };
            let read = self.page(status, body, &place, context, &mut so_far.collected);
            let (page, came) = read.map_err(unreadable)?;
            so_far.reading.parts = number;
            is_first = false;
            let value = page.as_ref().and_then(Page::value);
            told.add(value, list, came.inside);
            if let (Some(per), Some(records)) = (per, value.and_then(|value| value.pointer(list)))
                && let Some(fault) = alike::of_another(records, question, per, &units)
            {
                return Err(at(fault));
            }
            so_far.last = exchange.veil().over_address(&url);
            let seen = Seen { status, headers: &headers, address: &address, value, came };
            if let Some(tried) = &mut so_far.tried {
                let outlook = Outlook::of(status, &headers, value, list);
                let veil = exchange.veil();
                tried.signs = outlook.signs.iter().map(|sign| veil.over(&sign.to_string())).collect();
                tried.address = veil.over_address(&url);
                tried.nowhere = trying::nowhere(&self.settings, value);
                tried.onward = match pages.after(seen) {
                    Ok(Some(url)) => {
                        let second = Request { url, post: post.clone() };
                        self.look_on(exchange, &mut pages, &second, context).await
                    }
                    Ok(None) => Onward::End,
                    Err(fault) => Onward::Refused(at(fault.into())),
                };
                return Ok(());
            }
            next = pages.after(seen).map_err(|fault| at(fault.into()))?;
        }
        if let Some(about) = about {
            so_far.answers.add(&about, &told);
            if told.is_empty() {
                so_far.without.push(about);
            }
        }
        Ok(())
    }

    /// What an answer holds, and how many records that is; no page where there is nothing to read.
    fn page(
        &self,
        status: StatusCode,
        body: Vec<u8>,
        place: &At,
        context: Context<'_>,
        collected: &mut Collected,
    ) -> Result<(Option<Page>, Came), PageFault> {
        if matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT) {
            return Ok((None, Came::default()));
        }
        let page = Page::open(body, &self.mapping)?;
        let came = page.read(&self.mapping, place, context, collected)?;
        Ok((Some(page), came))
    }

    /// What the server knows nothing of, in a sentence.
    fn unknown(&self, unknown: &[String], of: usize) -> String {
        let what = self.settings.asking.per.map_or("question", |per| per.word());
        let (count, named) = (wholly(unknown.len()), named(unknown));
        format!("the server knows nothing of {count} of {of} {what}s (404): {named}")
    }
}

/// Those that were asked about, by their words.
fn named(words: &[String]) -> String {
    let named: Vec<String> = words.iter().take(NAMED).map(|word| format!("`{word}`")).collect();
    let more = match words.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", named.join(", "))
}

#[cfg(test)]
mod tests;
