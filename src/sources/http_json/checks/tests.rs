//! Wrong settings, each told with what to type.

use super::*;

fn told(url: &str, more: &str) -> Option<Fault> {
    let settings: HttpJsonSettings = toml::from_str(&format!(
        "name = \"api\"\nurl = \"https://api.example.invalid/{url}\"\nrecords = \"/data\"\n\
         fields = {{ module = \"/module\", audience = \"/audience\", from = \"/from\", active = \"/active\" }}\n{more}"
    ))
    .unwrap();
    fault(&settings)
}

const UNIT: &str = "constants = { unit = \"FSK-07\" }";

#[test]
fn every_contradiction_is_told_with_what_to_type() {
    let of = |url: &str, more: &str| {
        let (what, hint) = told(url, &format!("{UNIT}\n{more}")).unwrap_or_else(|| panic!("{url} {more}"));
        format!("{what}\n  {hint}")
    };
    let faults = [
        of("", "next = \"/next\"\npaging = { kind = \"link_header\" }"),
        of("", "paging = { kind = \"token\", parameter = \"t\" }"),
        of("", "paging = { kind = \"token\", at = \"/t\", header = \"X-T\", parameter = \"t\" }"),
        of("", "paging = { kind = \"token\", header = \"X T\", parameter = \"t\" }"),
        of("", "paging = { kind = \"page\", parameter = \"\" }"),
        of("", "paging = { kind = \"page\", parameter = \"page\", size_parameter = \"n\" }"),
        of("", "paging = { kind = \"offset\", parameter = \"n\", size = 5, size_parameter = \"n\" }"),
        of("", "total = \"/a\"\npaging = { kind = \"offset\", parameter = \"n\", total = \"/b\" }"),
        of("", "rows = \"sum\"\nnext = \"/next\""),
        of("{form}", ""),
        of("{unit}", ""),
        of("", "per = \"day\""),
        of("?key={secret.key}", ""),
        of("", "secrets = { key = \"key\" }"),
        of("", "headers = { \"A B\" = \"x\" }"),
        of("", "headers = { \"Host\" = \"x\" }"),
        of("", "headers = { \"X-Day\" = \"{from}\" }"),
        of("", "headers = { \"authorization\" = \"x\" }\nauth = { kind = \"bearer\", token = \"x\" }"),
        of("", "method = \"GET\"\npost = { a = 1 }"),
        of("", "post = {}"),
        of("", "post = { a = \"{form}\" }"),
        of("", "headers = { \"X-A\" = \"x\", \"x-a\" = \"y\" }"),
        of("{from:%d}", ""),
        of("?from={ from }", ""),
        of("?from={{from}}", ""),
        of("?from=${from}", ""),
        of("?from=<from>", ""),
        of("usage/:unit", ""),
        of("?from=%FROM%", ""),
        of("#from={from}", ""),
        of("", "headers = { \"X-Key\" = \"{secret:key}\" }"),
        of("", "total = \"\""),
        of("", "next = \"\""),
        of("", "error = \"/data\""),
        of("", "error = \"/said\"\nwarning = \"/said\""),
        of("", "paging = { kind = \"page\", parameter = \"?page\" }"),
        of("", "paging = { kind = \"offset\", parameter = \"o\", size = 5, size_parameter = \"limit=\" }"),
        of("", "settles_after = \"20 days\"\nweeks = 2"),
        of("", "proxy = \"http://proxy.example.invalid:3128/out\""),
        of("", "weeks = 0"),
        of("", "page_limit = 0"),
        of("", "proxy = \"proxy.example.invalid:3128\""),
        of("", "proxy = \"http://a:b@proxy.example.invalid\""),
    ];
    insta::assert_snapshot!(faults.join("\n"));
}

#[test]
fn a_list_that_is_the_whole_page_has_nothing_beside_it() {
    let settings = "name = \"api\"\nurl = \"https://api.example.invalid/\"\nrecords = \"\"\nnext = \"/next\"\n\
        fields = { unit = \"/u\", module = \"/m\", audience = \"/a\", from = \"/from\", active = \"/active\" }";
    let (what, _) = fault(&toml::from_str(settings).unwrap()).unwrap();
    assert_eq!(what, "`at` looks at `/next`, and `records` says that the page is the list itself");
}

#[test]
fn what_is_right_is_not_told() {
    for (url, more) in [
        ("{from}/{to}", UNIT),
        ("{unit}", "per = \"unit\"\nconstants = { unit = \"{unit}\" }"),
        ("{from}", "per = \"week\"\nconstants = { unit = \"x\" }"),
        ("?key={secret.key}", "secrets = { key = \"key\" }\nconstants = { unit = \"x\" }"),
        ("", "post = { query = \"query { usage {id} }\" }\nconstants = { unit = \"x\" }"),
        ("?where={\\\"day\\\":{\\\"$gte\\\":\\\"{from}\\\"}}&sort=from&group=week", UNIT),
        (
            "",
            "post = { query = \"query ($from: Date) { usage { from to } }\", a = [1] }\nconstants = { unit = \"x\" }",
        ),
        ("", "settles_after = \"13 days\"\nweeks = 2\nconstants = { unit = \"x\" }"),
        ("", "method = \"POST\"\nconstants = { unit = \"x\" }"),
        ("", "rows = \"sum\"\nnext = \"/next\"\ntotal = \"/total\"\nconstants = { unit = \"x\" }"),
    ] {
        assert_eq!(told(url, more), None, "{url} {more}");
    }
}
