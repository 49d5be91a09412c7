//! Signs that a list within a record goes on elsewhere: beside it, or under names that begin with its own.

use serde_json::{Map, Value};

use super::names::{self, Meaning};
use super::{Came, DEEPEST, Outlook, Place, Sign};

/// Objects of a record that tell of a list in it.
const CONTAINERS: [&str; 5] = ["pageinfo", "paging", "pagination", "pager", "paginationinfo"];

/// The first sign of more than the `members` of the list at `each` of a record.
pub fn goes_on(record: &Value, each: &str, members: u64) -> Option<Sign> {
    let mut outlook = Outlook::default();
    let (around, list) = each.rsplit_once('/')?;
    for (end, _) in each.match_indices('/').skip(1) {
        // Objects between the record and the list are there for it.
        outlook.look_into(record.pointer(&each[..end])?, &each[..end], DEEPEST);
    }
    if let Some(Value::Object(object)) = record.pointer(around) {
        outlook.look_beside(object, around, list);
    }
    outlook.settle();
    outlook.more(Came::from(members), 1, false).cloned()
}

impl Outlook {
    /// Looks at what may be told of a list among the other things of a record.
    fn look_beside(&mut self, object: &Map<String, Value>, pointer: &str, list: &str) {
        for (name, value) in object {
            let at = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            let bare = names::bare(name);
            if let Some(rest) = name.strip_prefix(list).filter(|rest| !rest.is_empty()) {
                if let Some(meaning) = names::of_member(&names::bare(rest)) {
                    self.take(meaning, value, Place::Page(at));
                }
            } else if CONTAINERS.contains(&bare.as_str()) {
                self.look_into(value, &at, DEEPEST);
            } else if names::of_member(&bare) == Some(Meaning::More) && *value == Value::Bool(true) {
                self.take(Meaning::More, value, Place::Page(at));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_within_a_record_that_goes_on_elsewhere_is_seen() {
        for record in [
            json!({ "modules": [1, 2], "modules@odata.nextLink": "/u(1)/modules?$skip=2" }),
            json!({ "modules": [1, 2], "modules@odata.count": 3 }),
            json!({ "modules": [1, 2], "modules_total": 3 }),
            json!({ "modules": [1, 2], "has_more": true }),
            json!({ "modules": [1, 2], "pageInfo": { "hasNextPage": true } }),
        ] {
            assert!(goes_on(&record, "/modules", 2).is_some(), "{record}");
        }
        for inner in [
            json!({ "nodes": [1, 2], "pageInfo": { "hasNextPage": true } }),
            json!({ "nodes": [1, 2], "totalCount": 3 }),
            json!({ "nodes": [1, 2], "next": "/more" }),
        ] {
            assert!(goes_on(&json!({ "modules": inner }), "/modules/nodes", 2).is_some(), "{inner}");
        }
    }

    #[test]
    fn what_a_record_says_of_other_things_is_no_sign() {
        for record in [
            json!({ "modules": [1, 2], "total": 44, "next": "99000102", "count": 9, "limited": false }),
            json!({ "modules": [1, 2], "modules_total": 2, "modules@odata.nextLink": null }),
            json!({ "modules": [1, 2], "pageInfo": { "hasNextPage": false, "endCursor": "x" } }),
        ] {
            assert_eq!(goes_on(&record, "/modules", 2), None, "{record}");
        }
    }
}
