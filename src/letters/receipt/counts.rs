//! Where the letters of the week are: the rows add up to the first one.

use serde::Serialize;

use crate::domain::account::receipt::Tally;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::words::Words;

/// The width of the numbers in the plain text.
const WIDTH: usize = 6;

/// One row of the sum.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Count {
    what: String,
    number: String,
    /// The number as wide as those above and below it.
    column: String,
    /// Whether it catches the eye: letters that wait for somebody, or are lost.
    strong: bool,
}

/// Every row; none where no letter was due.
pub(super) fn all(tally: &Tally, words: &Words) -> Result<Vec<Count>, ComposeError> {
    let Tally { expected, sent, skipped, held, failed, unknown, waiting, late } = *tally;
    if expected == 0 {
        return Ok(Vec::new());
    }
    [
        ("count-expected", expected, true),
        ("count-sent", sent, false),
        ("count-skipped", skipped, late > 0),
        ("count-held", held, held > 0),
        ("count-failed", failed, failed > 0),
        ("count-unknown", unknown, unknown > 0),
        ("count-waiting", waiting, waiting > 0),
    ]
    .into_iter()
    .map(|(key, count, strong)| {
        let number = figures::whole(words.language(), i64::try_from(count).unwrap_or(i64::MAX));
        Ok(Count { what: words.text(key)?, column: format!("{number:>WIDTH$}"), number, strong })
    })
    .collect()
}
