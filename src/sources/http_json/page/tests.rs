//! Pages of any shape give the same records, or a fault; no bytes stop the program.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::expectation::module::ModuleKey;
use crate::domain::unit::{Headcount, UnitKey};
use crate::domain::usage::figure::Figure;
use crate::sources::settings::HttpJsonSettings;
use crate::sources::{Asked, Reading, Source, SourceSettings};

const RECORD: &str = r#"unit = "/unit", module = "/module", audience = "/audience", from = "/from", to = "/to", active = "/active""#;

fn asked() -> Asked {
    let units = (1..=9).map(|unit| (UnitKey(format!("9900010{unit}").into()), Headcount::default()));
    Asked {
        units: Arc::new(units.collect()),
        modules: Arc::new(["larlogg", "veckobrev"].map(|key| ModuleKey(key.into())).into()),
        today: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
        zone: chrono_tz::Europe::Stockholm,
    }
}

fn settings(more: &str) -> Box<HttpJsonSettings> {
    let text = format!("kind = \"http_json\"\nname = \"api\"\nurl = \"https://example.invalid\"\n{more}");
    match toml::from_str(&text).unwrap() {
        SourceSettings::HttpJson(settings) => settings,
        SourceSettings::Sheet(_) => unreachable!(),
    }
}

/// What a page gives: its records and refusals, and what there is to tell; or its fault.
fn read(more: &str, bytes: &[u8]) -> Result<Reading, PageFault> {
    let (settings, asked) = (settings(more), asked());
    let mapping = Mapping::new(&settings.body, &settings.meaning).unwrap();
    let meaning = settings.meaning.in_plain_words();
    let context = Context { meaning: &meaning, asked: &asked, first_read: asked.today };
    let mut collected = Collected::looking(&mapping);
    let page = Page::open(bytes.to_vec(), &mapping)?;
    page.read(&mapping, &At { page: 1, about: None }, context, &mut collected)?;
    let mut reading = Reading::default();
    collected.end("api", &settings.meaning, &asked, &mut reading).unwrap();
    Ok(reading)
}

/// The records of a page, one a line.
fn records(more: &str, page: &Value) -> Vec<String> {
    told(&read(more, page.to_string().as_bytes()).unwrap())
}

fn told(reading: &Reading) -> Vec<String> {
    let record = |(subject, usage): &(crate::domain::usage::Subject, crate::domain::usage::Usage)| {
        let active = usage.figures.active.and_then(Figure::known);
        format!("{} {} {} {active:?}", &subject.unit.0, subject.module, usage.period.from)
    };
    reading.records().into_iter().map(record).collect()
}

fn usage(unit: u32, active: u32) -> Value {
    json!({
        "unit": format!("9900010{unit}"), "module": "larlogg", "audience": "staff",
        "from": "2026-11-16", "to": "2026-11-22", "active": active,
    })
}

#[test]
fn records_are_the_same_whether_they_stand_in_a_list_in_lines_in_columns_or_under_names() {
    let list = json!({ "data": [usage(1, 11), usage(2, 12)] });
    let right = records(&format!("records = \"/data\"\nfields = {{ {RECORD} }}"), &list);
    assert_eq!(right, ["99000101 larlogg 2026-11-16 Some(11)", "99000102 larlogg 2026-11-16 Some(12)"]);

    let lines = format!("{}\n\n{}\n", usage(1, 11), usage(2, 12));
    let reading = read(&format!("body = \"ndjson\"\nfields = {{ {RECORD} }}"), lines.as_bytes()).unwrap();
    assert_eq!(told(&reading), right);

    let names = ["unit", "module", "audience", "from", "to", "active"];
    let rows: Vec<Vec<Value>> =
        [usage(1, 11), usage(2, 12)].iter().map(|row| names.map(|name| row[name].clone()).into()).collect();
    let columns = format!("records = \"/rows\"\nfields = {{ {RECORD} }}\n");
    assert_eq!(
        records(&format!("{columns}column_names = \"/columns\""), &json!({ "columns": names, "rows": rows })),
        right
    );
    let objects = names.map(|name| json!({ "id": name }));
    assert_eq!(
        records(
            &format!("{columns}column_names = {{ at = \"/columns\", name = \"/id\" }}"),
            &json!({ "columns": objects, "rows": rows })
        ),
        right
    );

    let without = |row: Value, gone: &str| {
        let mut row = row;
        row.as_object_mut().unwrap().remove(gone);
        row
    };
    let fields = RECORD.replace("unit = \"/unit\", ", "");
    let keyed =
        json!({ "99000101": without(usage(1, 11), "unit"), "99000102": [without(usage(2, 12), "unit")] });
    assert_eq!(
        records(&format!("records = \"\"\nkeyed_by = \"unit\"\nfields = {{ {fields} }}"), &keyed),
        right
    );
    let deep = json!({ "99000101": { "larlogg": 11 }, "99000102": { "larlogg": 12 } });
    let deep_fields = "constants = { audience = \"staff\", from = \"2026-11-16\", to = \"2026-11-22\" }\nfields = { active = \"\" }";
    assert_eq!(
        records(&format!("records = \"\"\nkeyed_by = [\"unit\", \"module\"]\n{deep_fields}"), &deep),
        right
    );

    let table = "unit;module;audience;from;to;active\r\n99000101;larlogg;staff;2026-11-16;2026-11-22;11\r\n99000102;larlogg;staff;2026-11-16;2026-11-22;12\r\n";
    let columns = RECORD.replace("\"/", "\"");
    let reading = read(&format!("body = \"csv\"\ncolumns = {{ {columns} }}"), table.as_bytes()).unwrap();
    assert_eq!(told(&reading), right);
}

#[test]
fn each_member_of_a_list_and_each_name_of_a_pivot_is_a_record() {
    let around = "records = \"\"\nfields = { unit = \"/unit\", audience = \"/audience\", from = \"/from\", to = \"/to\" }\n";
    let right = ["99000101 larlogg 2026-11-16 Some(11)", "99000101 veckobrev 2026-11-16 Some(12)"];
    let record = |modules: Value| json!([{ "unit": "99000101", "audience": "staff", "from": "2026-11-16", "to": "2026-11-22", "modules": modules }]);
    let each = format!("{around}each = \"/modules\"\n");
    let listed = format!("{each}each_fields = {{ module = \"/name\", active = \"/active\" }}");
    let list = json!([{ "name": "larlogg", "active": 11 }, { "name": "veckobrev", "active": 12 }]);
    assert_eq!(records(&listed, &record(list)), right);
    let plain = format!("{each}pivot = {{ heading = \"module\", cells = \"active\" }}");
    assert_eq!(records(&plain, &record(json!({ "larlogg": 11, "veckobrev": 12, "other": null }))), right);
    let nested =
        format!("{each}pivot = {{ heading = \"module\" }}\neach_fields = {{ active = \"/active\" }}");
    let objects = json!({ "larlogg": { "active": 11 }, "veckobrev": { "active": 12 } });
    assert_eq!(records(&nested, &record(objects)), right);

    assert!(records(&listed, &record(Value::Null)).is_empty(), "null is none");
    let mut gone = record(Value::Null);
    gone[0].as_object_mut().unwrap().remove("modules");
    let reading = read(&listed, gone.to_string().as_bytes()).unwrap();
    assert!(reading.refusals[0].reason.starts_with("nothing at `/modules`"), "{:?}", reading.refusals);
    assert!(records(&format!("{listed}\nmissing_list = \"none\""), &gone).is_empty());
}

#[test]
fn what_nothing_is_read_of_is_told_and_so_is_a_field_that_no_record_has() {
    let more = format!("records = \"\"\nfields = {{ {RECORD}, items = \"/itmes\" }}");
    let mut row = usage(1, 11);
    row["head"] = json!({ "name": "Anna Ek" });
    row["items"] = json!(3);
    let settings = settings(&more);
    let mapping = Mapping::new(&settings.body, &settings.meaning).unwrap();
    let mut unused = std::collections::BTreeSet::new();
    unused::find(&row, &mapping, &mapping.fields, &[], &mut unused);
    assert_eq!(unused.into_iter().collect::<Vec<_>>(), ["/head", "/items"], "and no name is shown");
    let notes = read(&more, json!([row]).to_string().as_bytes()).unwrap().notes;
    assert_eq!(notes, ["no record has anything at `/itmes`, which is read as `items`"]);
}

#[test]
fn settings_of_a_body_that_contradict_themselves_say_what_to_type() {
    let fault = |more: &str| {
        let error = Source::new(&SourceSettings::HttpJson(settings(more)), Path::new(".")).unwrap_err();
        format!("{error} | {}", error.hint())
    };
    let fields = format!("fields = {{ {RECORD} }}\n");
    for (more, words) in [
        (fields.clone(), "`records = \"/data\"`"),
        (format!("{fields}body = \"csv\""), "`columns = { unit"),
        (format!("{fields}records = \"\"\nheader_line = 3"), "`header_line` is for tables"),
        (format!("{fields}records = \"\"\ndelimiter = \";\""), "`delimiter` is for tables"),
        (format!("{fields}records = \"\"\nbody = \"ndjson\""), "take `records` away"),
        (format!("{fields}records = \"\"\nkeyed_by = \"active\""), "unit, module, audience"),
        (format!("{fields}records = \"\"\nkeyed_by = \"unit\""), "say where `unit` stands"),
        (format!("{fields}records = \"\"\neach = \"/x\""), "`each_fields = {"),
        (format!("{fields}records = \"\"\neach_fields = {{ items = \"/items\" }}"), "write `each`"),
        (
            format!("{fields}records = \"\"\npivot = {{ heading = \"module\", cells = \"items\" }}"),
            "`module`",
        ),
        ("records = \"\"\ncolumns = { unit = \"Enhet\" }".to_owned(), "write `fields`"),
    ] {
        assert!(fault(&more).contains(words), "{}\n{more}", fault(&more));
    }
}

proptest! {
    #[test]
    fn no_bytes_stop_the_program(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0_usize..400) {
        let page = json!({ "data": [usage(1, 11), usage(2, 12)] }).to_string();
        let mut mixed = page.as_bytes()[..cut.min(page.len())].to_vec();
        mixed.extend(&bytes);
        for more in [
            format!("records = \"/data\"\nfields = {{ {RECORD} }}"),
            format!("body = \"ndjson\"\nfields = {{ {RECORD} }}"),
            format!("body = \"csv\"\ncolumns = {{ {} }}", RECORD.replace("\"/", "\"")),
        ] {
            for bytes in [&bytes, &mixed] {
                if let Err(fault) = read(&more, bytes) {
                    prop_assert!(!fault.to_string().is_empty() && !fault.hint().is_empty());
                }
            }
        }
    }

    #[test]
    fn lines_and_a_list_of_the_same_records_give_the_same(rows in proptest::collection::vec((1_u32..10, 0_u32..50), 0..20)) {
        let rows: Vec<Value> = rows.into_iter().map(|(unit, active)| usage(unit, active)).collect();
        let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
        let lines = lines.join("\n");
        let of_lines = read(&format!("body = \"ndjson\"\nfields = {{ {RECORD} }}"), lines.as_bytes()).unwrap();
        let of_list = read(
            &format!("records = \"\"\nfields = {{ {RECORD} }}"),
            Value::from(rows).to_string().as_bytes(),
        ).unwrap();
        prop_assert_eq!(told(&of_lines), told(&of_list));
        prop_assert_eq!(of_lines.refusals, of_list.refusals);
    }
}
