//! The rules that hold for every expectation, in words: how few things a letter
//! asks for, when nothing is judged, and what protects people.

use serde::Serialize;

use crate::domain::agreement::REST_WEEKS;
use crate::domain::municipality::Municipality;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::words::Words;

/// A rule with its name.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RuleView {
    name: String,
    text: String,
    /// How it is done exactly, for those who want to know.
    detail: Option<String>,
    /// The cases it names.
    cases: Vec<String>,
}

/// Every rule.
pub(super) fn all(municipality: &Municipality, words: &Words) -> Result<Vec<RuleView>, ComposeError> {
    let (asks, strictness) = (&municipality.ask_rules, &municipality.strictness);
    let notable = figures::percent_target(words.language(), asks.notable);
    let rule = |name, text| {
        Ok::<_, ComposeError>(RuleView { name: words.text(name)?, text, detail: None, cases: Vec::new() })
    };
    Ok(vec![
        rule("doc-rule-levels", words.text("doc-rule-levels-text")?)?,
        rule("doc-rule-known", words.text("doc-rule-known-text")?)?,
        rule("doc-rule-few", words.say("doc-rule-few-text", [("asks", asks.max_asks.into())])?)?,
        rule(
            "doc-rule-repeat",
            words.say(
                "doc-rule-repeat-text",
                [("letters", asks.repeat_weeks.max(1).into()), ("notable", notable.into())],
            )?,
        )?,
        rule(
            "doc-rule-handover",
            words.say("doc-rule-handover-text", [("letters", asks.hand_over_after.into())])?,
        )?,
        rule("doc-rule-help", words.say("doc-rule-help-text", [("weeks", REST_WEEKS.into())])?)?,
        RuleView {
            detail: method(municipality, words)?,
            ..rule("doc-rule-small", words.text("doc-rule-small-text")?)?
        },
        rule("doc-rule-floor", words.say("doc-rule-floor-text", [("floor", strictness.floor.into())])?)?,
        RuleView { cases: silences(municipality, words)?, ..rule("doc-rule-silent", String::new())? },
    ])
}

/// The method behind the rule of small groups, where its confidence is one of the usual ones.
fn method(municipality: &Municipality, words: &Words) -> Result<Option<String>, ComposeError> {
    let Some(confidence) = municipality.strictness.confidence() else { return Ok(None) };
    let confidence = words.say("percent", [("number", confidence.to_string().into())])?;
    words.say("doc-rule-small-method", [("confidence", confidence.into())]).map(Some)
}

/// When nothing is judged, in the order of the judge's reasons.
fn silences(municipality: &Municipality, words: &Words) -> Result<Vec<String>, ComposeError> {
    let stale = municipality.strictness.stale_weeks;
    let mut cases = vec![
        words.text("doc-silent-handled")?,
        words.text("doc-silent-applies")?,
        words.text("doc-silent-exempt")?,
        words.text("doc-silent-term")?,
        words.text("doc-silent-path")?,
        words.say("doc-silent-stale", [("weeks", stale.into())])?,
        words.text("doc-silent-incomplete")?,
    ];
    if municipality.strictness.floor > 1 {
        cases.push(words.text("doc-silent-small")?);
    }
    cases.push(words.text("doc-silent-kept-back")?);
    Ok(cases)
}
