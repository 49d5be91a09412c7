//! A JSON pointer that is followed for every record: taken apart once.

use serde_json::Value;

use crate::sources::settings::Pointer;

/// How deep lists are looked for.
const DEEPEST: usize = 3;

/// A way into a value.
#[derive(Debug, Clone)]
pub struct Way {
    /// As the settings write it.
    text: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone)]
struct Step {
    name: String,
    /// The place that the name means in a list.
    index: Option<usize>,
}

impl Step {
    fn of(name: &str) -> Self {
        // RFC 6901: neither a sign nor leading zeros.
        let is_index =
            name == "0" || !name.starts_with('0') && name.bytes().all(|byte| byte.is_ascii_digit());
        Self { name: name.to_owned(), index: name.parse().ok().filter(|_| is_index) }
    }
}

impl Way {
    /// The way that a pointer describes.
    pub fn of(pointer: &Pointer) -> Self {
        let text = pointer.as_str().to_owned();
        let names = text.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"));
        let steps = names.map(|name| Step::of(&name)).collect();
        Self { text, steps }
    }

    /// As the settings write it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The name of its first step; none where it leads nowhere else.
    pub fn first(&self) -> Option<&str> {
        self.steps.first().map(|step| step.name.as_str())
    }

    /// The same in records that are lists, whose first step has this place in them.
    pub fn in_list(&self, place: usize) -> Self {
        let mut way = self.clone();
        if let Some(first) = way.steps.first_mut() {
            first.index = Some(place);
        }
        way
    }

    /// What stands at its end.
    pub fn lead<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(value, |value, step| match value {
            Value::Object(object) => object.get(&step.name),
            Value::Array(list) => list.get(step.index?),
            _ => None,
        })
    }
}

/// A name as a step of a pointer.
pub fn step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Where a page has lists of objects or of lists.
pub fn find_lists(value: &Value, at: String, depth: usize, found: &mut Vec<String>) {
    match value {
        Value::Array(list) if list.first().is_none_or(|first| first.is_object() || first.is_array()) => {
            found.push(at);
        }
        Value::Object(object) if depth < DEEPEST => {
            for (name, value) in object {
                find_lists(value, format!("{at}{}", step(name)), depth + 1, found);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_way_leads_where_its_pointer_points() {
        let value = json!({ "a": [{ "b/c": 1, "~": 2 }, [3]], "": { "0": 4 }, "00": 5 });
        for pointer in
            ["", "/a", "/a/0/b~1c", "/a/0/~0", "/a/1/0", "/", "//0", "/00", "/a/00", "/a/2", "/a/-", "/x/y"]
        {
            let way = Way::of(&Pointer::try_from(pointer.to_owned()).unwrap());
            assert_eq!(way.lead(&value), value.pointer(pointer), "{pointer}");
        }
    }

    #[test]
    fn a_name_becomes_the_step_that_leads_to_it() {
        let value = json!({ "a/b~c": 1 });
        let way = Way::of(&Pointer::try_from(step("a/b~c")).unwrap());
        assert_eq!(way.lead(&value), Some(&json!(1)));
    }
}
