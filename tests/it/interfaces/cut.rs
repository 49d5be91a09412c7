//! However a server cuts its list into pages, and in whatever order: the same figures, or a refusal.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use tokio::runtime::Runtime;

use super::case::{Case, Traffic};
use super::seen;

/// How the server leads from page to page.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Link,
    Address,
    Token,
    TokenInHeader,
    NumberOfPages,
    PagesUntilEmpty,
    OffsetAndTotal,
    OffsetUntilEmpty,
}

const WAYS: [Way; 8] = [
    Way::Link,
    Way::Address,
    Way::Token,
    Way::TokenInHeader,
    Way::NumberOfPages,
    Way::PagesUntilEmpty,
    Way::OffsetAndTotal,
    Way::OffsetUntilEmpty,
];

impl Way {
    fn settings(self) -> &'static str {
        match self {
            Self::Link => "paging = { kind = \"link_header\" }",
            Self::Address => "next = \"/next\"",
            Self::Token => "paging = { kind = \"token\", at = \"/next_token\", parameter = \"t\" }",
            Self::TokenInHeader => {
                "paging = { kind = \"token\", header = \"X-Next-Cursor\", parameter = \"t\" }"
            }
            Self::NumberOfPages => {
                "paging = { kind = \"page\", parameter = \"page\", pages = \"/total_pages\" }"
            }
            Self::PagesUntilEmpty => "paging = { kind = \"page\", parameter = \"page\" }",
            Self::OffsetAndTotal => {
                "paging = { kind = \"offset\", parameter = \"o\", size = 3, total = \"/total\" }"
            }
            Self::OffsetUntilEmpty => "paging = { kind = \"offset\", parameter = \"o\", size = 3 }",
        }
    }

    /// Whether an empty page is the end.
    fn ends_empty(self) -> bool {
        matches!(self, Self::PagesUntilEmpty | Self::OffsetAndTotal | Self::OffsetUntilEmpty)
    }

    /// Whether its pages show that there are more, where nobody asks for them.
    fn shows_more(self) -> bool {
        !matches!(self, Self::PagesUntilEmpty | Self::OffsetUntilEmpty)
    }
}

/// A list as a server gives it.
#[derive(Debug, Clone)]
struct List {
    way: Way,
    /// The numbers of the records on each page.
    pages: Vec<Vec<u32>>,
    /// How many there are by the server's word, where it says so.
    total: Option<usize>,
    /// Whether the settings know that there are pages.
    is_known: bool,
}

impl List {
    fn records(&self) -> usize {
        self.pages.iter().map(Vec::len).sum()
    }

    /// The question for a page.
    fn at(&self, number: usize) -> String {
        let before: usize = self.pages[..number].iter().map(Vec::len).sum();
        match self.way {
            _ if !self.is_known => "/usage".to_owned(),
            Way::NumberOfPages | Way::PagesUntilEmpty => format!("/usage?page={}", number + 1),
            Way::OffsetAndTotal | Way::OffsetUntilEmpty => format!("/usage?o={before}"),
            _ if number == 0 => "/usage".to_owned(),
            Way::Token | Way::TokenInHeader => format!("/usage?t={number}"),
            Way::Link | Way::Address => format!("/usage?p={number}"),
        }
    }

    fn answer(&self, number: usize) -> String {
        let is_last = number + 1 == self.pages.len();
        let next = (!is_last).then_some(number + 1);
        let rows: Vec<String> = self.pages[number].iter().map(|record| format!("{{{record}}}")).collect();
        let mut members = vec![format!("\"data\": [{}]", rows.join(", "))];
        let mut headers = Vec::new();
        match (self.way, next) {
            (Way::Link, Some(next)) => headers.push(format!("'Link: </usage?p={next}>; rel=\"next\"'")),
            (Way::Address, Some(next)) => members.push(format!("\"next\": \"/usage?p={next}\"")),
            (Way::Address, None) => members.push("\"next\": null".to_owned()),
            (Way::Token, Some(next)) => members.push(format!("\"next_token\": \"{next}\"")),
            (Way::TokenInHeader, Some(next)) => headers.push(format!("'X-Next-Cursor: {next}'")),
            (Way::NumberOfPages, _) => {
                members.push(format!("\"page\": {}, \"total_pages\": {}", number + 1, self.pages.len()));
            }
            _ => {}
        }
        if let Some(total) = self.total {
            members.push(format!("\"total\": {total}"));
        }
        let (at, headers, body) = (self.at(number), headers.join(", "), members.join(", "));
        format!("{{ at = \"{at}\", headers = [{headers}], body = '{{{body}}}' }}")
    }

    fn case(&self) -> Case {
        let paging = if self.is_known { self.way.settings() } else { "" };
        let has_own_total = self.way == Way::OffsetAndTotal && self.is_known;
        let total = if self.total.is_some() && !has_own_total { "total = \"/total\"" } else { "" };
        let mut answers: Vec<String> = (0..self.pages.len()).map(|number| self.answer(number)).collect();
        if self.at(0) == "/usage?o=0" {
            // The first page may be asked for without a word on where it begins.
            answers.push(answers[0].replacen("?o=0", "", 1));
        }
        let answers = answers.join(",\n");
        let text =
            format!("name = \"a list\"\nsource = '''\n{paging}\n{total}\n'''\nanswers = [\n{answers}\n]\n");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
    }

    /// The records that were read, and what was refused.
    fn read(&self) -> (Vec<String>, Vec<String>) {
        let case = [self.case()];
        Runtime::new().unwrap().block_on(async {
            let server = case[0].server();
            let (seen, pauses) = seen(&case, &[server.port()]).await;
            let traffic = Traffic { questions: server.questions(), pauses: pauses[0].clone() };
            assert!(traffic.questions.iter().all(|question| question.is_foreseen), "{traffic:?}");
            let mut records = seen[0].records.clone();
            records.sort();
            (records, seen[0].refused.clone())
        })
    }
}

prop_compose! {
    fn lists()(
        way in select(WAYS.to_vec()),
        records in subsequence((1..=20).collect::<Vec<u32>>(), 0..=20).prop_shuffle(),
        sizes in prop::collection::vec(0_usize..5, 1..8),
        is_counted in any::<bool>(),
        is_known in prop::bool::weighted(0.75),
    ) -> List {
        let mut rest = records.as_slice();
        let mut pages = Vec::new();
        for size in sizes {
            let (page, left) = rest.split_at(size.min(rest.len()));
            pages.push(page.to_vec());
            rest = left;
        }
        pages.push(rest.to_vec());
        if way.ends_empty() {
            pages.retain(|page| !page.is_empty());
            // Whoever reads until a page is empty asks for that page too.
            pages.push(Vec::new());
        }
        let total = (is_counted || way == Way::OffsetAndTotal).then_some(records.len());
        List { way, pages, total, is_known }
    }
}

/// The records of these numbers, as they are seen.
fn as_seen(numbers: &[u32]) -> Vec<String> {
    let week = "larlogg staff 2026-11-16/2026-11-22";
    let record = |number: &u32| format!("990001{number:02} {week}: {} of 44, {number} items", 10 + number);
    let mut records: Vec<String> = numbers.iter().map(record).collect();
    records.sort();
    records
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn however_a_list_is_cut_the_figures_are_the_same_or_refused(list in lists()) {
        let (records, refused) = list.read();
        let numbers: Vec<u32> = list.pages.concat();
        let first_is_all = list.pages[0].len() == numbers.len();
        if list.is_known {
            prop_assert_eq!(&refused, &Vec::<String>::new());
            prop_assert_eq!(records, as_seen(&numbers));
        } else if list.way.shows_more() || list.total.is_some() || first_is_all {
            // A page that has all the records may have shown that another follows.
            prop_assert!(!refused.is_empty() || (first_is_all && records == as_seen(&numbers)), "{:?}", records);
            prop_assert!(refused.is_empty() || records.is_empty());
        }
    }

    #[test]
    fn a_record_that_is_lost_on_the_way_is_never_lost_without_a_word(list in lists(), place in any::<prop::sample::Index>()) {
        let mut list = List { is_known: true, ..list };
        list.total = Some(list.records());
        prop_assume!(list.records() > 0);
        let lost = place.index(list.records());
        let mut before = 0;
        for page in &mut list.pages {
            if (before..before + page.len()).contains(&lost) {
                page.remove(lost - before);
                break;
            }
            before += page.len();
        }
        if list.way.ends_empty() {
            list.pages.retain(|page| !page.is_empty());
            // Where the total says that there is more, an empty page may be one in the middle.
            let empty = if list.way == Way::PagesUntilEmpty { 3 } else { 1 };
            list.pages.extend(vec![Vec::new(); empty]);
        }
        let (records, refused) = list.read();
        prop_assert!(!refused.is_empty() && records.is_empty(), "{:?}", records);
    }

    #[test]
    fn a_record_that_comes_again_on_the_next_page_counts_once(list in lists()) {
        let mut list = List { is_known: true, total: None, ..list };
        prop_assume!(list.way != Way::OffsetAndTotal);
        let numbers = list.pages.concat();
        let mut last = None;
        for page in &mut list.pages {
            let again = last;
            last = page.last().copied().or(last);
            if let (Some(again), false) = (again, page.is_empty()) {
                page.insert(0, again);
            }
        }
        let (records, refused) = list.read();
        if refused.is_empty() {
            prop_assert_eq!(records, as_seen(&numbers));
        } else {
            prop_assert_eq!(records, Vec::<String>::new());
        }
    }
}
