//! What a coordinator can do, with the command that does it ready to be copied.

use serde::Serialize;

use crate::domain::account::Step;
use crate::domain::week::Week;
use crate::letters::error::ComposeError;
use crate::letters::words::Words;

/// A step in words.
#[derive(Debug, Clone, Serialize)]
pub(in crate::letters) struct StepView {
    text: String,
    /// The command, where one does it.
    command: Option<String>,
}

impl StepView {
    /// `step` for the letters of `week`.
    pub(in crate::letters) fn of(step: Step, week: Week, words: &Words) -> Result<Self, ComposeError> {
        let decide = |verb: &str, because| -> Result<_, ComposeError> {
            let because = words.text(because)?;
            Ok(Some(format!("nyttja outbox {verb} --week {week} --because \"{because}\"")))
        };
        let rule = |verb: &str, because| -> Result<_, ComposeError> {
            Ok(Some(format!("nyttja bounces {verb} --all --because \"{}\"", words.text(because)?)))
        };
        let run = || Some("nyttja run".to_owned());
        let (text, command) = match step {
            Step::MendAndRun => ("step-mend-and-run", run()),
            Step::Release => ("step-release", decide("release", "step-release-because")?),
            Step::Discard => ("step-discard", decide("discard", "step-discard-because")?),
            Step::TakeBackDoubles => {
                ("step-take-back-doubles", decide("discard", "step-take-back-doubles-because")?)
            }
            Step::ReleaseMissing => {
                ("step-release-missing", decide("release", "step-release-missing-because")?)
            }
            Step::Run => ("step-run", run()),
            Step::MendAddresses => ("step-mend-addresses", run()),
            Step::ClearAddress => {
                let because = words.text("step-clear-address-because")?;
                let command = format!("nyttja bounces forget ADDRESS --because \"{because}\"");
                ("step-clear-address", Some(command))
            }
            Step::AcceptBounces => ("step-accept-bounces", rule("accept", "step-accept-bounces-because")?),
            Step::DismissBounces => ("step-dismiss-bounces", rule("forget", "step-dismiss-bounces-because")?),
            Step::RetryFailed => {
                ("step-retry-failed", decide("retry --failed", "step-retry-failed-because")?)
            }
            Step::RetryLate => ("step-retry-late", decide("retry --failed", "step-retry-late-because")?),
            Step::RetryUnknown => {
                ("step-retry-unknown", decide("retry --unknown", "step-retry-unknown-because")?)
            }
            Step::AnswerWishes => ("step-answer-wishes", Some("nyttja pause list".to_owned())),
            Step::MendRows => ("step-mend-rows", None),
            Step::NamePrincipals => ("step-name-principals", None),
        };
        Ok(Self { text: words.text(text)?, command })
    }

    /// `steps` for the letters of `week`.
    pub(in crate::letters) fn all(
        steps: &[Step],
        week: Week,
        words: &Words,
    ) -> Result<Vec<Self>, ComposeError> {
        steps.iter().map(|step| Self::of(*step, week, words)).collect()
    }
}
