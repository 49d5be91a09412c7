//! A rule in words, before and after a change.

use std::fmt::Write as _;

use chrono::NaiveDate;

use super::rewriting::Differing;
use crate::domain::expectation::{Expectation, Goal};
use crate::domain::number::{Exact, to_f64};

/// The lines of a rule; where they differ, the old ones with a minus and the
/// new ones with a plus. Paths are told as of `today`.
pub(super) fn difference(old: Option<&Expectation>, new: &Expectation, today: NaiveDate) -> String {
    let mut page = format!("The rule `{}`, at {}:\n", new.key, new.origin);
    let (new, old) = (lines(new, today), old.map(|old| lines(old, today)));
    let old = old.unwrap_or_else(|| new.clone());
    let differ = Differing::of(&old, &new);
    let marked = [(' ', &old[..differ.top]), ('-', differ.old), ('+', differ.new), (' ', differ.bottom)];
    for (mark, line) in marked.iter().flat_map(|(mark, lines)| lines.iter().map(move |line| (mark, line))) {
        let _ = writeln!(page, "  {mark} {line}");
    }
    page
}

fn lines(rule: &Expectation, today: NaiveDate) -> Vec<String> {
    let mut lines = vec![
        format!("{} of {} in {}, over {} weeks", rule.measure, rule.audience, rule.module, rule.weeks),
        format!("{}: {}", rule.forms, goal(rule, &rule.goal, today)),
    ];
    let of_forms = rule.by_form.iter();
    lines.extend(of_forms.map(|(form, own)| format!("only {form}: {}", goal(rule, own, today))));
    let open = |day: Option<NaiveDate>| day.map_or_else(|| "open".to_owned(), |day| day.to_string());
    lines.push(format!("valid from {} to {}", open(rule.valid_from), open(rule.valid_to)));
    lines.push(format!("weight {}, {}", rule.weight, rule.document));
    lines.push(rule.why.sv.clone());
    lines.extend(rule.why.en.clone());
    lines
}

fn goal(rule: &Expectation, goal: &Goal, today: NaiveDate) -> String {
    let marks = goal.marks_on(today);
    let amount = |value: Exact| {
        if rule.measure.is_share() {
            format!("{} %", rounded(to_f64(value) * 100.0))
        } else {
            rounded(to_f64(value))
        }
    };
    let on = if matches!(goal, Goal::Path(_)) { format!(" on {today}") } else { String::new() };
    format!("target {}, near {}{on}", amount(marks.target), amount(marks.near))
}

/// Two decimals at most, and none that say nothing.
fn rounded(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
