//! The addresses to mend, and how the mailbox fares, on the screen and as JSON.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::cli::Failure;
use crate::cli::screen::local_day;
use crate::delivery::{BounceBox, MailSettings};
use crate::domain::bounce::{BadAddress, DoubtedAddress, WhyBad};
use crate::settings::Settings;
use crate::store::{BounceStore, LeftFor, MailboxReading, TagRefusal};
use crate::weekly::bad_addresses;

/// What has come back.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct BouncesForm {
    /// How the mailbox fares; none where it is not read, or was not yet.
    mailbox: Option<MailboxReading>,
    /// The addresses to mend, or to look at.
    addresses: Vec<AddressForm>,
    /// The addresses that were called dead all at once, and wait for a decision.
    doubted: Vec<DoubtedForm>,
    /// How many messages are left for people in the mailbox.
    left: LeftForm,
    /// That the mail server takes no senders with a tag; none where it does, or none is wanted.
    tags_refused: Option<TagRefusal>,
}

#[derive(Debug, Serialize)]
struct DoubtedForm {
    address: String,
    since: DateTime<Utc>,
    words: String,
}

/// Messages that are left for people, by why.
#[derive(Debug, Default, Serialize)]
struct LeftForm {
    /// Of mail systems, not understood.
    system: u64,
    /// Answers that say that somebody has left, or an address has ended.
    leaving: u64,
    /// All others.
    other: u64,
}

#[derive(Debug, Serialize)]
struct AddressForm {
    address: String,
    units: Vec<String>,
    /// Whether nobody is written to there.
    dead: bool,
    since: Option<NaiveDate>,
    weeks: Option<usize>,
    words: String,
}

impl From<BadAddress> for AddressForm {
    fn from(bad: BadAddress) -> Self {
        let (since, weeks) = match bad.why {
            WhyBad::Dead { since } => (Some(since), None),
            WhyBad::Troubled { weeks } => (None, Some(weeks)),
        };
        let dead = bad.is_dead();
        Self { address: bad.address, units: bad.units, dead, since, weeks, words: bad.words }
    }
}

/// Gathers them.
pub(in crate::cli) async fn gather(
    bounces: &BounceStore,
    settings: &Settings,
    data_dir: &Path,
) -> Result<BouncesForm, Failure> {
    let (mailbox, left) = match settings.bounces.as_ref().map(|bounces| BounceBox::new(bounces, data_dir)) {
        Some(Ok(mailbox)) => {
            let left = bounces.count_left(mailbox.name()).await?;
            let of = |why| left.get(&why).copied().unwrap_or_default();
            let (system, leaving) = (of(LeftFor::System), of(LeftFor::Leaving));
            let left = LeftForm { system, leaving, other: of(LeftFor::Other) };
            (bounces.last_reading(mailbox.name()).await?, left)
        }
        // What is wrong with the settings is said where they are used.
        Some(Err(_)) | None => (None, LeftForm::default()),
    };
    let wants_tags = settings.mail.as_ref().is_some_and(|mail| !mail.bounces_tag.is_empty());
    let coordinators = settings.mail.as_ref().map(MailSettings::coordinators).unwrap_or_default();
    let addresses = bad_addresses(bounces, &settings.municipality, &coordinators).await?;
    let doubted = bounces.doubted().await?.into_iter();
    let doubted =
        doubted.map(|DoubtedAddress { address, words, since }| DoubtedForm { address, since, words });
    Ok(BouncesForm {
        mailbox,
        addresses: addresses.into_iter().map(Into::into).collect(),
        doubted: doubted.collect(),
        left,
        tags_refused: if wants_tags { bounces.tag_refusal().await? } else { None },
    })
}

/// The same for people; empty where there is nothing to tell.
pub(in crate::cli) fn render(form: &BouncesForm, zone: chrono_tz::Tz) -> String {
    let local = |at: DateTime<Utc>| local_day(at, zone);
    let mut text = String::new();
    // Writing to a text cannot fail.
    if let Some(mailbox) = &form.mailbox {
        let _ = writeln!(text, "\nThe mailbox for bounces was read {}.", local(mailbox.at));
        if let Some(failure) = &mailbox.failure {
            let last = mailbox.succeeded_at.map_or_else(|| "never".to_owned(), local);
            let _ = writeln!(text, "  that failed: {failure}; it was last read without a failure: {last}");
        }
    }
    let LeftForm { system, leaving, .. } = form.left;
    if leaving > 0 {
        let (answers, say) = if leaving == 1 { ("answer", "says") } else { ("answers", "say") };
        let _ = writeln!(
            text,
            "  {leaving} automatic {answers} in it {say} that somebody has left or an address has ended"
        );
    }
    if system > 0 {
        let said = if system == 1 {
            "message of a mail system in it waits for people: nobody here understands it"
        } else {
            "messages of mail systems in it wait for people: nobody here understands them"
        };
        let _ = writeln!(text, "  {system} {said}");
    }
    if let Some(TagRefusal { at, words }) = &form.tags_refused {
        let _ = writeln!(
            text,
            "\nThe mail server takes no senders with a tag ({}): {words}\n  letters go out without; \
             take bounces_tag out of nyttja.toml, or have the server take them",
            local(*at)
        );
    }
    if !form.doubted.is_empty() {
        text.push_str(
            "\nAddresses that mail servers called dead all at once; none is struck off until you decide:\n",
        );
        for DoubtedForm { address, words, .. } in &form.doubted {
            let _ = writeln!(text, "  {address}: {words}");
        }
        text.push_str("  nobody is there:  nyttja bounces accept --all --because TEXT\n");
        text.push_str("  they are right:   nyttja bounces forget --all --because TEXT\n");
    }
    if !form.addresses.is_empty() {
        text.push_str("\nAddresses to mend in units.csv, because letters come back from them:\n");
    }
    for bad in &form.addresses {
        let AddressForm { address, units, since, weeks, words, .. } = bad;
        let units = if units.is_empty() { "coordinator".to_owned() } else { units.join(", ") };
        let why = match (since, weeks) {
            (Some(since), _) => format!("since {since}, nobody is written to there"),
            (None, Some(weeks)) => format!("{weeks} weeks in a row, letters are still sent"),
            (None, None) => String::new(),
        };
        let _ = writeln!(text, "  {address} ({units}): {why}; {words}");
    }
    if form.addresses.iter().any(|bad| bad.dead) {
        text.push_str("  right after all: nyttja bounces forget ADDRESS --because TEXT\n");
    }
    text
}
