//! The names and labels in an expression of Prometheus: as much of its language as our rules and
//! panels are written in.

/// What an expression speaks of.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// Each series by its name, as it is selected, with the labels that it is selected by.
    pub selected: Vec<Selected>,
    /// The labels that are grouped or matched by.
    pub labels: Vec<String>,
}

/// A selection of series.
#[derive(Debug, PartialEq, Eq)]
pub struct Selected {
    pub name: String,
    pub labels: Vec<String>,
    /// As it stands there, such as `up{job="nyttja"}`.
    pub text: String,
}

/// Words that are followed by labels in brackets.
const GROUPING: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];
/// Words that stand between two expressions.
const BETWEEN: [&str; 5] = ["or", "and", "unless", "bool", "offset"];

/// What `expression` speaks of.
pub fn spoken(expression: &str) -> Spoken {
    let mut spoken = Spoken::default();
    let mut rest = expression;
    while let Some(start) =
        rest.find(|letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '[')
    {
        rest = &rest[start..];
        if let Some(range) = rest.strip_prefix('[') {
            rest = range.split_once(']').expect("a range that ends").1;
            continue;
        }
        let end = rest.find(|letter: char| !is_of_word(letter)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        if word.starts_with(|first: char| first.is_ascii_digit()) || BETWEEN.contains(&word) {
            continue;
        }
        if GROUPING.contains(&word) {
            let (inside, after) = after.trim_start()[1..].split_once(')').expect("labels in brackets");
            spoken.labels.extend(inside.split(',').map(|label| label.trim().to_owned()));
            rest = after;
        } else if let Some(matchers) = after.strip_prefix('{') {
            let (matchers, after) = matchers.split_once('}').expect("matchers in brackets");
            let label = |one: &str| one.split(['=', '!']).next().unwrap().trim().to_owned();
            spoken.selected.push(Selected {
                name: word.to_owned(),
                labels: matchers.split(',').map(label).collect(),
                text: format!("{word}{{{matchers}}}"),
            });
            rest = after;
        } else if !after.trim_start().starts_with('(') && !after.trim_start().starts_with("by ") {
            spoken.selected.push(Selected {
                name: word.to_owned(),
                labels: Vec::new(),
                text: word.to_owned(),
            });
        }
    }
    spoken
}

fn is_of_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == ':'
}

#[test]
fn an_expression_is_taken_apart_into_its_series_and_labels() {
    let spoken =
        spoken("sum by (class) (rate(a_total{x=\"1\",y!~\"2\"}[5m])) * 60 > 8 unless on (job, instance) b");
    let [a, b] = &spoken.selected[..] else { panic!("{spoken:?}") };
    assert_eq!((a.name.as_str(), &a.labels[..]), ("a_total", &["x".to_owned(), "y".to_owned()][..]));
    assert_eq!(a.text, "a_total{x=\"1\",y!~\"2\"}");
    assert_eq!((b.name.as_str(), b.labels.len()), ("b", 0));
    assert_eq!(spoken.labels, ["class", "job", "instance"]);
}
