//! The names by which interfaces tell of a next page, compared without case, dashes and the like.

use serde_json::Value;

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The address of the next page or what it is asked for by; nothing there is the end.
    Next { is_vague: bool },
    /// Whether there is more.
    More,
    /// Whether this is the end.
    Last,
    /// A number of records before this page, or, as a text, what the next page is asked for by.
    Offset,
    /// The page before this one; nothing there is the beginning.
    Previous,
    /// Whether this is the first page.
    First,
    /// How many records there are in all.
    Total { is_vague: bool },
    /// How many pages there are; or whether this is the end.
    Pages,
}

const NEXT: [&str; 37] = [
    "next",
    "nextlink",
    "nextpage",
    "nextpagelink",
    "nextpageurl",
    "nextpageuri",
    "nextpagepath",
    "nexturl",
    "nexturi",
    "nexthref",
    "nextrecordsurl",
    "nextresultsurl",
    "nextcursor",
    "cursornext",
    "nextpagetoken",
    "nextpagecursor",
    "nexttoken",
    "nextoffset",
    "nextskip",
    "nextstart",
    "nextindex",
    "nextid",
    "nextkey",
    "nextmarker",
    "nextbookmark",
    "nextbatch",
    "nextcontinuationtoken",
    "continuation",
    "continuationtoken",
    "continuationuri",
    "continue",
    "resumptiontoken",
    "moreurl",
    "nsta",
    "nstasida",
    "nasta",
    "nastasida",
];

/// Also the name of the page that this is.
const NEXT_OR_THIS: [&str; 15] = [
    "cursor",
    "pagetoken",
    "pagecursor",
    "pagingtoken",
    "marker",
    "bookmark",
    "skiptoken",
    "scrolltoken",
    "syncstate",
    "after",
    "paginationtoken",
    "lastevaluatedkey",
    "endcursor",
    "scrollid",
    "searchafter",
];

const MORE: [&str; 43] = [
    "more",
    "hasmore",
    "hasnext",
    "hasnextpage",
    "hasmorepages",
    "hasmoreitems",
    "hasmoreresults",
    "hasmorerecords",
    "hasmorerows",
    "hasmoredata",
    "moreavailable",
    "moreresults",
    "moreresultsavailable",
    "morerecords",
    "morepages",
    "moreitems",
    "moredata",
    "morerows",
    "ismore",
    "incomplete",
    "incompleteresults",
    "isincomplete",
    "truncated",
    "istruncated",
    "resultstruncated",
    "partial",
    "ispartial",
    "limitreached",
    "exceededtransferlimit",
    "moredataavailable",
    "limited",
    "islimited",
    "limitexceeded",
    "partialresult",
    "partialresults",
    "querytruncated",
    "sumotherdoccount",
    "fler",
    "harfler",
    "finnsfler",
    "trunkerad",
    "avkortad",
    "ofullstndig",
];

const LAST: [&str; 9] = [
    "islast",
    "islastpage",
    "done",
    "isdone",
    "complete",
    "iscomplete",
    "completed",
    "endoflist",
    "endofrecords",
];

const TOTAL: [&str; 31] = [
    "total",
    "count",
    "totalcount",
    "counttotal",
    "totalitems",
    "totalitemcount",
    "totalresults",
    "totalrecords",
    "totalrecordcount",
    "totalelements",
    "totalrows",
    "totalrowcount",
    "totalhits",
    "totalentries",
    "totalsize",
    "totalobjects",
    "totalmatched",
    "numfound",
    "nummatched",
    "numbermatched",
    "matched",
    "recordsfiltered",
    "recordcount",
    "recordstotal",
    "itemstotal",
    "odatacount",
    "filtercount",
    "totalt",
    "totaltantal",
    "antaltotalt",
    "resultscount",
];

/// Also the names of other things that can be counted, or of what this page holds.
const TOTAL_OR_OTHER: [&str; 8] =
    ["items", "results", "found", "rowcount", "hits", "antal", "antaltrffar", "antaltraffar"];

const PREVIOUS: [&str; 14] = [
    "previous",
    "prev",
    "previouspage",
    "prevpage",
    "previouslink",
    "prevlink",
    "previousurl",
    "prevurl",
    "previouspageurl",
    "prevpageurl",
    "hasprevious",
    "hasprev",
    "haspreviouspage",
    "hasprevpage",
];

const FIRST: [&str; 3] = ["first", "isfirst", "isfirstpage"];

const PAGES: [&str; 13] = [
    "totalpages",
    "pagetotal",
    "pagestotal",
    "totalpagecount",
    "pagecount",
    "pages",
    "lastpage",
    "last",
    "lastpagenumber",
    "numpages",
    "numberofpages",
    "pagecounttotal",
    "maxpage",
];

/// The objects, or lists of links, that such things stand in.
const CONTAINERS: [&str; 37] = [
    "view",
    "meta",
    "metadata",
    "paging",
    "pagingmetadata",
    "pagination",
    "paginationinfo",
    "paginator",
    "pager",
    "page",
    "pages",
    "pageinfo",
    "pagedata",
    "link",
    "links",
    "next",
    "cursor",
    "resultinfo",
    "resultset",
    "resultsinfo",
    "responsemetadata",
    "response",
    "info",
    "navigation",
    "nav",
    "collection",
    "result",
    "summary",
    "header",
    "headers",
    "status",
    "extensions",
    "context",
    "envelope",
    "listinfo",
    "request",
    "sammanfattning",
];

/// The name in small letters and digits alone.
pub fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The name of a member without what a standard puts before it, as [`plain`] writes it: `next` of
/// `hydra:next`, `nextlink` of `@odata.nextLink`.
pub fn bare(name: &str) -> String {
    plain(name.rsplit([':', '.', '@']).next().unwrap_or(name))
}

/// What stands under this name of a page's object, as [`bare`] writes it.
pub fn of_member(name: &str) -> Option<Meaning> {
    let is_in = |names: &[&str]| names.contains(&name);
    if is_in(&NEXT) {
        Some(Meaning::Next { is_vague: false })
    } else if is_in(&NEXT_OR_THIS) {
        Some(Meaning::Next { is_vague: true })
    } else if is_in(&MORE) {
        Some(Meaning::More)
    } else if is_in(&PAGES) {
        Some(Meaning::Pages)
    } else if is_in(&LAST) {
        Some(Meaning::Last)
    } else if is_in(&PREVIOUS) {
        Some(Meaning::Previous)
    } else if is_in(&FIRST) {
        Some(Meaning::First)
    } else if name == "offset" {
        Some(Meaning::Offset)
    } else if is_in(&TOTAL) {
        Some(Meaning::Total { is_vague: false })
    } else if is_in(&TOTAL_OR_OTHER) {
        Some(Meaning::Total { is_vague: true })
    } else {
        None
    }
}

/// What a header may be called before a single word that means something: `X-WP-Total`.
const PREFIXES: [&str; 9] = ["x", "ms", "wp", "pagination", "paging", "page", "collection", "result", "list"];

/// What stands in this header, whatever its maker puts before the name: `opc-next-page`.
pub fn of_header(name: &str) -> Option<Meaning> {
    let parts: Vec<String> = name.split(['-', '_']).map(plain).collect();
    // How often one may ask has totals and resets of its own.
    if parts.iter().any(|part| part.starts_with("rate") || part == "ratelimit") {
        return None;
    }
    (0..parts.len()).find_map(|start| {
        let (before, name) = parts.split_at(start);
        let is_plain = before.iter().all(|part| PREFIXES.contains(&part.as_str()));
        of_header_words(&name.concat()).filter(|_| is_plain || name.len() > 1)
    })
}

fn of_header_words(name: &str) -> Option<Meaning> {
    let told = |names: &[&str]| names.contains(&name);
    if told(&NEXT) {
        return Some(Meaning::Next { is_vague: false });
    }
    if told(&["cursor", "pagetoken", "skiptoken", "marker", "bookmark"]) {
        return Some(Meaning::Next { is_vague: true });
    }
    if told(&MORE) {
        return Some(Meaning::More);
    }
    if told(&TOTAL) {
        return Some(Meaning::Total { is_vague: false });
    }
    // `last` is what other headers are called too, of which some hold an address.
    (told(&PAGES) && name != "last").then_some(Meaning::Pages)
}

/// Whether a header of this name holds an object of such things.
pub fn holds_an_object(name: &str) -> bool {
    matches!(
        plain(name).trim_start_matches('x'),
        "pagination" | "paging" | "paginationinfo" | "page" | "pageinfo"
    )
}

/// Whether an object of this name, as [`bare`] writes it, holds such things.
pub fn holds_signs(name: &str) -> bool {
    CONTAINERS.contains(&name)
}

/// The value that a text of a header stands for.
pub fn word(text: &str) -> Value {
    match plain(text).as_str() {
        "true" | "yes" => Value::Bool(true),
        "false" | "no" => Value::Bool(false),
        "null" | "none" | "" => Value::Null,
        _ => Value::String(text.to_owned()),
    }
}

/// A whole number, also where it is written as a text.
pub fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
        // Some part thousands by spaces, as people read them.
        Value::String(text) => text.split_whitespace().collect::<String>().parse().ok(),
        _ => None,
    }
}

/// A number with a point and nothing behind it.
fn whole(number: f64) -> Option<u64> {
    let text = format!("{number:.0}");
    text.parse().ok().filter(|_| number.fract() == 0.0)
}

/// The address in a list of links, each with what it is (rel) and where it leads (href).
pub fn next_link(links: &[Value]) -> Option<&str> {
    let next = links.iter().find(|link| {
        let relation = ["rel", "relation", "name", "type"].iter().find_map(|name| link.get(name)?.as_str());
        relation
            .is_some_and(|relation| relation.split_whitespace().any(|word| word.eq_ignore_ascii_case("next")))
    })?;
    address(next)
}

/// The address of a link that is an object.
pub fn address(link: &Value) -> Option<&str> {
    ["href", "url", "uri", "link", "$ref", "@id"]
        .iter()
        .find_map(|name| link.get(name)?.as_str())
        .filter(|text| !text.is_empty())
}
