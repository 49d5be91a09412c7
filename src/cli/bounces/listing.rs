//! The addresses to mend, and how the mailbox fares, on the screen and as JSON.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::cli::Failure;
use crate::cli::screen::local_day;
use crate::delivery::{BounceBox, MailSettings};
use crate::domain::bounce::{BadAddress, WhyBad};
use crate::settings::Settings;
use crate::store::{BounceStore, MailboxReading};
use crate::weekly::bad_addresses;

/// What has come back.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct BouncesForm {
    /// How the mailbox fares; none where it is not read, or was not yet.
    mailbox: Option<MailboxReading>,
    /// The addresses to mend, or to look at.
    addresses: Vec<AddressForm>,
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
    let mailbox = match settings.bounces.as_ref().map(|bounces| BounceBox::new(bounces, data_dir)) {
        Some(Ok(mailbox)) => bounces.last_reading(mailbox.name()).await?,
        // What is wrong with the settings is said where they are used.
        Some(Err(_)) | None => None,
    };
    let coordinators = settings.mail.as_ref().map(MailSettings::coordinators).unwrap_or_default();
    let addresses = bad_addresses(bounces, &settings.municipality, &coordinators).await?;
    Ok(BouncesForm { mailbox, addresses: addresses.into_iter().map(Into::into).collect() })
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
