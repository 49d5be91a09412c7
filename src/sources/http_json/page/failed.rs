//! The names by which pages say that something went wrong, or that an answer is not ready, whatever their
//! status: at the top, beside the list and in the objects that such things stand in.

use serde_json::{Map, Value};

use super::super::more::names::{bare, holds_signs, number, plain};
use super::said::is_nothing;
use super::way::step;

/// How deep within an object for such things another one is looked at.
const DEEPEST: usize = 2;

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// What went wrong; nothing there is well.
    Fault,
    /// A code of what went wrong, with words for nothing of its own.
    Code,
    /// Whether it went well.
    Success,
    /// How it went, in a word or as a status of HTTP.
    Status,
}

const FAULTS: [&str; 19] = [
    "error",
    "errors",
    "exception",
    "exceptions",
    "fault",
    "faults",
    "failure",
    "failures",
    "failed",
    "errormessage",
    "errormessages",
    "errormsg",
    "errordescription",
    "errordetail",
    "partialfailureerror",
    "timedout",
    "fel",
    "felmeddelande",
    "felmeddelanden",
];

const CODES: [&str; 5] = ["errorcode", "errcode", "errno", "faultcode", "felkod"];

const SUCCESSES: [&str; 6] = ["success", "ok", "succeeded", "issuccess", "issuccessful", "successful"];

const STATUSES: [&str; 8] =
    ["status", "state", "statuscode", "httpstatus", "httpcode", "code", "responsestatus", "responsecode"];

/// Words for a status of something that went wrong.
const BAD: [&str; 20] = [
    "error",
    "errors",
    "err",
    "failed",
    "failure",
    "fail",
    "fault",
    "exception",
    "ko",
    "nok",
    "notok",
    "timeout",
    "timedout",
    "aborted",
    "unauthorized",
    "unauthenticated",
    "forbidden",
    "expired",
    "sessionexpired",
    "fel",
];

/// Words for a status of something that is not done.
const UNDONE: [&str; 12] = [
    "processing",
    "pending",
    "running",
    "queued",
    "inprogress",
    "preparing",
    "generating",
    "building",
    "notready",
    "incomplete",
    "partial",
    "partialsuccess",
];

/// Codes of nothing.
const FINE: [&str; 8] = ["ok", "none", "success", "noerror", "null", "false", "no", "ingen"];

/// Objects beside those of [`holds_signs`].
const HOLDERS: [&str; 2] = ["shards", "responsestatus"];

fn of_member(name: &str) -> Option<Meaning> {
    let is_in = |names: &[&str]| names.contains(&name);
    if is_in(&FAULTS) {
        Some(Meaning::Fault)
    } else if is_in(&CODES) {
        Some(Meaning::Code)
    } else if is_in(&SUCCESSES) {
        Some(Meaning::Success)
    } else if is_in(&STATUSES) {
        Some(Meaning::Status)
    } else {
        None
    }
}

/// Whether what stands under a name says that something is wrong.
fn is_bad(meaning: Meaning, value: &Value) -> bool {
    let word = || value.as_str().map(plain);
    let is_one_of = |words: &[&str]| word().is_some_and(|word| words.contains(&word.as_str()));
    match meaning {
        Meaning::Fault => !is_nothing(value) && !is_one_of(&FINE),
        Meaning::Code => {
            let is_zero = number(value) == Some(0);
            !value.is_object() && !is_nothing(value) && !is_zero && !is_one_of(&FINE)
        }
        Meaning::Success => match value {
            Value::Bool(well) => !well,
            Value::Number(_) => number(value) == Some(0),
            _ => is_one_of(&["false", "no", "nej"]),
        },
        Meaning::Status => {
            let is_http = number(value).is_some_and(|status| (400..600).contains(&status));
            is_http || is_one_of(&BAD) || is_one_of(&UNDONE)
        }
    }
}

/// What stands in a record where it says of itself that it could not be had whole.
pub fn of_record<'v>(record: &'v Value, known: &[&str]) -> Option<(String, &'v Value)> {
    let found = record.as_object()?.iter().map(|(name, value)| (name, step(name), value));
    let is_told = |value: &Value| !matches!(value, Value::Number(_));
    let bad = found.filter(|(name, at, value)| {
        let is_fault = of_member(&bare(name)) == Some(Meaning::Fault);
        is_fault && is_told(value) && !known.contains(&at.as_str()) && is_bad(Meaning::Fault, value)
    });
    bad.map(|(_, at, value)| (at, value)).next()
}

/// Where a page says that something went wrong, and what stands there. `records` is where its list stands, and
/// nothing is looked at within it; the places of `known` mean something else.
pub fn find<'v>(page: &'v Value, records: &str, known: &[&str]) -> Option<(String, &'v Value)> {
    let ends = records.match_indices('/').map(|(at, _)| at).chain([records.len()]);
    for pointer in ends.map(|end| &records[..end]) {
        if pointer == records && !records.is_empty() {
            break;
        }
        let Some(Value::Object(object)) = page.pointer(pointer) else { break };
        if let Some(found) = within(object, pointer, records, known, DEEPEST) {
            return Some(found);
        }
    }
    None
}

/// The same of one object.
pub fn within<'v>(
    object: &'v Map<String, Value>,
    pointer: &str,
    records: &str,
    known: &[&str],
    depth: usize,
) -> Option<(String, &'v Value)> {
    object.iter().find_map(|(name, value)| {
        let at = format!("{pointer}{}", step(name));
        let is_on_the_way = !records.is_empty() && (records == at || records.starts_with(&format!("{at}/")));
        if known.contains(&at.as_str()) || is_on_the_way {
            return None;
        }
        let bare = bare(name);
        if of_member(&bare).is_some_and(|meaning| is_bad(meaning, value)) {
            return Some((at, value));
        }
        match value {
            Value::Object(inner) if depth > 0 && (holds_signs(&bare) || HOLDERS.contains(&bare.as_str())) => {
                within(inner, &at, records, known, depth - 1)
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_says_in_many_ways_that_something_went_wrong() {
        for page in [
            json!({ "success": false, "message": "DB timeout" }),
            json!({ "status": "error" }),
            json!({ "status": 500 }),
            json!({ "code": "503" }),
            json!({ "ok": false }),
            json!({ "exception": "moodle_exception", "errorcode": "invalidtoken" }),
            json!({ "fault": { "faultstring": "quota" } }),
            json!({ "fel": "för många" }),
            json!({ "errorCode": "INVALID_SESSION_ID" }),
            json!({ "meta": { "errors": ["timeout"] } }),
            json!({ "Error": "no" , "partialFailureError": { "code": 3 } }),
            json!({ "status": { "code": 401, "message": "expired" } }),
            json!({ "status": "processing", "progress": 0.6 }),
            json!({ "timed_out": true }),
            json!({ "_shards": { "total": 5, "failed": 2 } }),
        ] {
            assert!(find(&page, "/data", &[]).is_some(), "{page}");
        }
    }

    #[test]
    fn a_page_that_is_well_says_nothing_of_the_kind() {
        for page in [
            json!({ "success": true, "status": "ok", "code": 200, "message": "" }),
            json!({ "status": "success", "error": null, "errors": [], "errorCode": 0 }),
            json!({ "status": "active", "state": "final", "ok": 1 }),
            json!({ "errorCode": "NONE", "code": "E1", "error": "none" }),
            json!({ "timed_out": false, "_shards": { "total": 5, "failed": 0 } }),
            json!({ "data": [{ "status": "error", "success": false }] }),
            json!({ "units": { "error": "x" } }),
            json!({ "status": { "code": 200 }, "code": 42 }),
        ] {
            assert_eq!(find(&page, "/data", &[]), None, "{page}");
        }
        assert_eq!(find(&json!({ "failed": 2 }), "/data", &["/failed"]), None);
        assert_eq!(find(&json!({ "errors": { "data": [] } }), "/errors/data", &[]), None);
    }
}
