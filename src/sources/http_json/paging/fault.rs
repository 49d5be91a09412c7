//! What can go wrong on the way from page to page.

use super::super::more::Sign;

/// Why the pages of a list cannot be read to their end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PagingFault {
    /// Something else than an address stands where the next page should be named.
    #[error("what the page has at `{pointer}` {what}")]
    BadNext {
        /// Where we looked.
        pointer: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The next page is on another server.
    #[error("the next page is on another server, {host}")]
    NextElsewhere {
        /// That server.
        host: String,
    },
    /// A page that was read already is named as the next.
    #[error("the pages lead round in a circle")]
    Loop,
    /// Page after page, and nothing on them.
    #[error("{0} pages in a row are empty, and still there is a next one")]
    Endless(u32),
    /// The second page is the first once more.
    #[error("the second page is the first once more: the server does not go by `{parameter}`")]
    SamePage {
        /// The parameter of the query.
        parameter: String,
    },
    /// More pages than the settings allow.
    #[error("there are more than {0} pages")]
    TooManyPages(u64),
    /// No number stands where one should.
    #[error("the page has no number at `{pointer}`")]
    NoNumber {
        /// The key of the settings.
        key: &'static str,
        /// Where we looked.
        pointer: String,
    },
    /// The first page that was asked for is not the first.
    #[error("the first page that was asked for is not the first of the list: {why}")]
    NotTheFirst {
        /// How that shows.
        why: String,
    },
    /// A page whose records are those of the page before, all of them.
    #[error("the records of this page are those of the page before, all of them")]
    SameRecords,
    /// The server knows no such page, and nothing says that the list has come to its end.
    #[error("the server does not find this page (404), and nothing says that the one before it was the last")]
    GoneMidway,
    /// The server counted no further than this.
    #[error("the server says that there are {told} records or more, and gave {came}")]
    AtLeast {
        /// The number that it tells.
        told: u64,
        /// Those that came.
        came: u64,
    },
    /// The number of all records changed while they were read.
    #[error("the list changed while it was read: it had {before} records, then {now}")]
    TotalChanged {
        /// On the first page.
        before: u64,
        /// On a later one.
        now: u64,
    },
    /// Another number of records came than there are in all.
    #[error("the server says that there are {told} records, and gave {came}")]
    TotalMissed {
        /// The number that it tells.
        told: u64,
        /// Those that came.
        came: u64,
    },
    /// Records of an earlier page stood on a later one too: others may have been passed over.
    #[error("the list changed while it was read: {again} of its records came once more on a later page")]
    CameAgain {
        /// How many.
        again: u64,
    },
    /// Rows that are added up, over several pages, with nothing to see whether one came twice.
    #[error("the rows of {pages} pages are added up, and nothing says how many there are in all")]
    NoTotal {
        /// How many pages came.
        pages: u64,
    },
    /// The server says that there is more.
    #[error("there is more than this ({came} records so far): {sign}")]
    More {
        /// How many records came.
        came: u64,
        /// How it says so.
        sign: Sign,
        /// Whether the settings say how pages follow each other.
        is_paged: bool,
    },
}

impl PagingFault {
    /// Whether the list was another one at its end than at its beginning: read once more, it may stay the same.
    #[must_use]
    pub fn is_moved(&self) -> bool {
        matches!(self, Self::TotalChanged { .. } | Self::TotalMissed { .. } | Self::CameAgain { .. })
    }

    pub(in crate::sources) fn hint(&self) -> String {
        match self {
            Self::BadNext { what: TOKEN, pointer } => {
                return format!(
                    "write paging = {{ kind = \"token\", at = \"{pointer}\", parameter = \"…\" }}, with the name of the parameter that takes it"
                );
            }
            Self::BadNext { .. } => "set `next` to where the address of the next page stands",
            Self::NextElsewhere { .. } => {
                "if that is the same server behind a proxy, write paging = { kind = \"next\", at = \"…\", keep_host = true }, or keep_host = true with kind = \"link_header\"; if it is another that you trust, name it in `hosts`"
            }
            Self::Loop => "set `next` to the next page, not to this one; or tell whoever runs the interface",
            Self::Endless(_) => "tell whoever runs the interface that its list does not end",
            Self::NotTheFirst { .. } => {
                "set `first` of `paging` to the number of the interface's first page, 0 or 1"
            }
            Self::SameRecords => {
                "tell whoever runs the interface that its pages do not go on; where the next page goes by a POST, its address cannot name it"
            }
            Self::GoneMidway => {
                "the next fetch tries again; where the interface ends its lists so, set `total` or `pages` to where a page says how many there are, or `size` to how many a page holds"
            }
            Self::AtLeast { .. } => {
                "have the server count all of them, such as by `track_total_hits=true` in `url`, or say under `paging` how the rest is asked for"
            }
            Self::SamePage { .. } => "set `parameter` of `paging` to the name that the interface gives it; where its pages begin with 1, write first = 1",
            Self::TooManyPages(_) => "ask for larger pages or fewer `weeks`, or raise `page_limit`",
            Self::NoNumber { key, .. } => {
                return format!("set `{key}` to where that number stands, or leave it out");
            }
            Self::TotalChanged { .. } => {
                "it was read twice; what was read before stays, and the next fetch tries again"
            }
            Self::CameAgain { .. } => {
                "it was read twice; have the interface sort its list if it can, or ask `per` unit or week; what was read before stays, and the next fetch tries again"
            }
            Self::TotalMissed { .. } => {
                "say under `paging` how the rest is asked for; where it is, rows came or went while we read, and the next fetch tries again"
            }
            Self::NoTotal { .. } => "set `total` to where a page says how many records there are in all",
            Self::More { is_paged: false, sign, .. } => return sign.hint(),
            Self::More { is_paged: true, .. } => {
                "check `paging` against the description of the interface: it ended before the list did"
            }
        }
        .to_owned()
    }
}

/// What stands where an address should, and is none.
pub(super) const TOKEN: &str = "is a token, and no address";
