//! The values of a TOML text, each with the bytes it was read from.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One step on the way to a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Into a table, by key.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// What lies at `path` in a value; an entry of a table may have a number for its key.
pub(in crate::settings) fn value_at<'a>(value: &'a Value, path: &[Step]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Key(key) => value.get(key),
        Step::Index(index) => value.get(index).or_else(|| value.get(index.to_string())),
    })
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::settings) struct Node {
    /// Its key; none for the root and in lists.
    pub key: Option<Range<usize>>,
    /// Its text; for a table under a header, the header.
    pub span: Range<usize>,
    /// What was written.
    pub kind: Kind,
}

/// What was written, as far as JSON cannot tell.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::settings) enum Kind {
    /// A table of values by key.
    Table(BTreeMap<String, Node>),
    /// A list of values.
    List(Vec<Node>),
    /// A date or a time without quotes.
    Moment,
    /// A number with a decimal point or a power of ten.
    Decimal(f64),
    /// Anything else.
    Plain,
}

impl Node {
    /// The value at `path`, or the nearest one around it with the number of
    /// steps that were left.
    pub(in crate::settings) fn find(&self, path: &[Step]) -> (&Self, usize) {
        let mut node = self;
        for (taken, step) in path.iter().enumerate() {
            let Some(next) = node.child(step) else {
                return (node, path.len() - taken);
            };
            node = next;
        }
        (node, 0)
    }

    fn child(&self, step: &Step) -> Option<&Self> {
        match (&self.kind, step) {
            (Kind::Table(table), Step::Key(key)) => table.get(key),
            (Kind::Table(table), Step::Index(index)) => table.get(&index.to_string()),
            (Kind::List(list), Step::Index(index)) => list.get(*index),
            (Kind::List(list), Step::Key(key)) => list.get(key.parse::<usize>().ok()?),
            _ => None,
        }
    }
}

/// A number that JSON does not know, and where it stands.
pub(super) type Unusable = (Range<usize>, String);

/// Turns a table of the `toml` crate into ours and into JSON.
///
/// The parser stops at 80 levels, so this may call itself for each of them.
pub(super) fn build(table: &Spanned<DeTable<'_>>, unusable: &mut Vec<Unusable>) -> (Node, Value) {
    let (kind, value) = build_table(table.get_ref(), unusable);
    (Node { key: None, span: table.span(), kind }, value)
}

fn build_table(table: &DeTable<'_>, unusable: &mut Vec<Unusable>) -> (Kind, Value) {
    let mut nodes = BTreeMap::new();
    let mut values = Map::new();
    for (key, value) in table {
        let (mut node, value) = build_value(value, unusable);
        node.key = Some(key.span());
        nodes.insert(key.get_ref().to_string(), node);
        values.insert(key.get_ref().to_string(), value);
    }
    (Kind::Table(nodes), Value::Object(values))
}

fn build_value(value: &Spanned<DeValue<'_>>, unusable: &mut Vec<Unusable>) -> (Node, Value) {
    let span = value.span();
    let (kind, value) = match value.get_ref() {
        DeValue::Table(table) => build_table(table, unusable),
        DeValue::Array(list) => {
            let (nodes, values) = list.iter().map(|value| build_value(value, unusable)).unzip();
            (Kind::List(nodes), Value::Array(values))
        }
        DeValue::String(text) => (Kind::Plain, Value::String(text.to_string())),
        DeValue::Boolean(truth) => (Kind::Plain, Value::Bool(*truth)),
        DeValue::Datetime(moment) => (Kind::Moment, Value::String(moment.to_string())),
        DeValue::Integer(number) => {
            let whole = i64::from_str_radix(number.as_str(), number.radix()).ok();
            (Kind::Plain, number_or_zero(whole.map(Number::from), number.as_str(), &span, unusable))
        }
        DeValue::Float(number) => {
            let decimal = number.as_str().parse::<f64>().ok();
            let usable = decimal.and_then(Number::from_f64);
            let kind = Kind::Decimal(decimal.unwrap_or_default());
            (kind, number_or_zero(usable, number.as_str(), &span, unusable))
        }
    };
    (Node { key: None, span, kind }, value)
}

fn number_or_zero(
    number: Option<Number>,
    text: &str,
    span: &Range<usize>,
    unusable: &mut Vec<Unusable>,
) -> Value {
    Value::Number(number.unwrap_or_else(|| {
        unusable.push((span.clone(), text.to_owned()));
        Number::from(0)
    }))
}
