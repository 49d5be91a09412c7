//! One module in the document: what is expected of it, and the help there is.

use chrono::NaiveDate;
use serde::Serialize;

use super::{goal, names};
use crate::domain::expectation::document::{Chapter, Document, goal_of};
use crate::domain::expectation::{Expectation, Goal, Path};
use crate::domain::training::{Session, Training};
use crate::domain::unit::Forms;
use crate::letters::error::ComposeError;
use crate::letters::figures;
use crate::letters::people::People;
use crate::letters::plain::{capitalised, link, one_line};
use crate::letters::principal::ask::{about, when};
use crate::letters::principal::phrase;
use crate::letters::words::Words;

/// How many dates of a training are named.
const SESSIONS: usize = 3;

/// What the templates may show of a module.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ChapterView {
    /// Its place in the document, for links.
    id: String,
    name: String,
    expectations: Vec<ExpectationView>,
    trainings: Vec<TrainingView>,
}

/// What the templates may show of an expectation.
#[derive(Debug, Clone, Serialize)]
struct ExpectationView {
    /// Of whom, in which forms.
    heading: String,
    /// What, in a sentence.
    sentence: String,
    /// The targets of single forms, where there are some and they need no path.
    by_form: Vec<FormRow>,
    by_form_caption: String,
    /// The ways to a target.
    paths: Vec<PathView>,
    /// Where `near` begins; with a path it stands there.
    near: Option<String>,
    why: String,
    measured: String,
    validity: String,
    place: String,
}

/// The target of one form, or of the rest.
#[derive(Debug, Clone, Serialize)]
struct FormRow {
    form: String,
    target: String,
    near: String,
}

/// A way to a target, in dated steps.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PathView {
    caption: String,
    rows: Vec<PathRow>,
    /// Where the line is on the last day that this week's letters look at.
    now: String,
    near: String,
}

#[derive(Debug, Clone, Serialize)]
struct PathRow {
    date: String,
    share: String,
}

#[derive(Debug, Clone, Serialize)]
struct TrainingView {
    title: String,
    /// What it is, how long it takes and whom it is for.
    about: String,
    link: Option<String>,
    sessions: Vec<SessionView>,
}

#[derive(Debug, Clone, Serialize)]
struct SessionView {
    when: String,
    link: Option<String>,
}

impl ChapterView {
    pub(super) fn of(
        index: usize,
        chapter: &Chapter<'_>,
        document: &Document<'_>,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let name = names::text(&chapter.module.name, words);
        let expectations = chapter.expectations.iter();
        let trainings = chapter.trainings.iter();
        Ok(Self {
            id: id(index),
            expectations: expectations
                .map(|expectation| ExpectationView::of(expectation, &name, document.cut_off(), words))
                .collect::<Result<_, _>>()?,
            trainings: trainings
                .map(|training| TrainingView::of(training, document.on, words))
                .collect::<Result<_, _>>()?,
            name,
        })
    }
}

/// The place of the module with this index, for links.
pub(super) fn id(index: usize) -> String {
    format!("m{}", index + 1)
}

impl ExpectationView {
    fn of(
        expectation: &Expectation,
        module: &str,
        cut_off: NaiveDate,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let has_path = matches!(expectation.goal, Goal::Path(_));
        let by_form = if has_path || expectation.by_form.is_empty() {
            Vec::new()
        } else {
            form_rows(expectation, words)?
        };
        let near = match (has_path, by_form.is_empty()) {
            (true, _) => None,
            (false, true) => Some(goal::near(expectation, &expectation.goal, words)?),
            (false, false) => Some(words.text("doc-near-table")?),
        };
        Ok(Self {
            heading: heading(expectation, words)?,
            sentence: goal::in_full(expectation, module, words)?,
            by_form,
            by_form_caption: words.text("doc-by-form-caption")?,
            paths: paths(expectation, cut_off, words)?,
            near,
            why: names::text(&expectation.why, words),
            measured: goal::measured(expectation, words)?,
            validity: validity(expectation, words)?,
            place: one_line(&expectation.document),
        })
    }
}

/// Of whom, in which forms: `Pedagoger i förskola och grundskola`.
pub(super) fn heading(expectation: &Expectation, words: &Words) -> Result<String, ComposeError> {
    let who = words.text(People::in_forms(expectation.forms).plural(expectation.audience))?;
    let forms = names::forms(expectation.forms, words)?;
    let heading = words.say("doc-who-in", [("who", who.into()), ("forms", forms.into())])?;
    Ok(capitalised(&heading))
}

/// Since when and until when it is valid.
pub(super) fn validity(expectation: &Expectation, words: &Words) -> Result<String, ComposeError> {
    let date = |date| figures::date(words.language(), date);
    match (expectation.valid_from, expectation.valid_to) {
        (None, None) => words.text("doc-valid-always"),
        (Some(from), None) => words.say("doc-valid-from", [("from", date(from).into())]),
        (None, Some(to)) => words.say("doc-valid-to", [("to", date(to).into())]),
        (Some(from), Some(to)) => {
            words.say("doc-valid-between", [("from", date(from).into()), ("to", date(to).into())])
        }
    }
}

fn form_rows(expectation: &Expectation, words: &Words) -> Result<Vec<FormRow>, ComposeError> {
    let row = |form: String, goal: &Goal, forms: Forms| -> Result<FormRow, ComposeError> {
        let near = goal::short_near(expectation, goal, forms, words)?;
        Ok(FormRow {
            form: capitalised(&form),
            target: goal::short(expectation, goal, forms, words)?,
            near: near.map_or_else(|| words.text("doc-near-same"), Ok)?,
        })
    };
    let mut rows = Vec::new();
    let rest = goal::rest(expectation);
    if !rest.is_empty() {
        rows.push(row(names_of_rest(expectation, words)?, &expectation.goal, rest)?);
    }
    for (form, goal) in &expectation.by_form {
        rows.push(row(names::form(*form, words)?, goal, Forms::from_iter([*form]))?);
    }
    Ok(rows)
}

fn names_of_rest(expectation: &Expectation, words: &Words) -> Result<String, ComposeError> {
    if expectation.forms == Forms::ALL {
        return words.text("doc-other-all");
    }
    names::forms(goal::rest(expectation), words)
}

/// The paths of an expectation: that of most forms first.
pub(super) fn paths(
    expectation: &Expectation,
    cut_off: NaiveDate,
    words: &Words,
) -> Result<Vec<PathView>, ComposeError> {
    let mut paths = Vec::new();
    if let Goal::Path(path) = &expectation.goal
        && !goal::rest(expectation).is_empty()
    {
        let caption = if expectation.by_form.is_empty() {
            words.text("doc-path-caption")?
        } else {
            words.say("doc-path-caption-of", [("forms", names_of_rest(expectation, words)?.into())])?
        };
        paths.push(PathView::of(caption, path, expectation, &expectation.goal, cut_off, words)?);
    }
    for (form, _) in &expectation.by_form {
        let goal = goal_of(expectation, *form);
        let Goal::Path(path) = goal else { continue };
        let caption = words.say("doc-path-caption-of", [("forms", names::form(*form, words)?.into())])?;
        paths.push(PathView::of(caption, path, expectation, goal, cut_off, words)?);
    }
    Ok(paths)
}

impl PathView {
    fn of(
        caption: String,
        path: &Path,
        expectation: &Expectation,
        goal: &Goal,
        cut_off: NaiveDate,
        words: &Words,
    ) -> Result<Self, ComposeError> {
        let share = |share| phrase::target(expectation.measure, share, words);
        let rows = path.points.iter().map(|point| {
            Ok(PathRow { date: figures::date(words.language(), point.date), share: share(point.share)? })
        });
        let target = share(path.marks_on(cut_off).target)?;
        let date = figures::date(words.language(), cut_off);
        Ok(Self {
            caption,
            rows: rows.collect::<Result<_, ComposeError>>()?,
            now: words.say("doc-path-now", [("date", date.into()), ("target", target.into())])?,
            near: goal::near(expectation, goal, words)?,
        })
    }
}

impl TrainingView {
    fn of(training: &Training, on: NaiveDate, words: &Words) -> Result<Self, ComposeError> {
        let mut sessions: Vec<&Session> =
            training.sessions.iter().filter(|session| session.date >= on).collect();
        sessions.sort_by_key(|session| (session.date, session.time));
        sessions.truncate(SESSIONS);
        let view = |session: &&Session| SessionView {
            when: when(figures::full_date(words.language(), session.date), session, words),
            link: session.link.as_deref().and_then(outside),
        };
        Ok(Self {
            title: names::text(&training.title, words),
            about: about(training, words)?,
            link: outside(&training.link),
            sessions: sessions.iter().map(view).collect(),
        })
    }
}

/// A link that a document for everybody may have.
fn outside(text: &str) -> Option<String> {
    let link = link(text)?;
    let lower = link.to_ascii_lowercase();
    let known = ["https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
    // What Markdown takes as the end of a link.
    known.then(|| link.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C"))
}
