//! What of a source's settings contradicts itself, so that it is told before anybody is asked.

use reqwest::header::{
    AUTHORIZATION, CONNECTION, CONTENT_LENGTH, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use serde_json::Value;
use url::Url;

use super::super::settings::http_json::asking::Method;
use super::super::settings::http_json::body::Body;
use super::super::settings::http_json::{Asking, Paging, Per};
use super::super::settings::{Auth, HttpJsonSettings};
use super::template::{Slot, Template};
use crate::domain::recipient::address::web_address::holds_a_secret;
use crate::domain::usage::reading::Rows;

mod places;

use places::{Spot, texts};

/// What is wrong, and what to do.
type Fault = (String, String);

/// The first contradiction.
pub fn fault(settings: &HttpJsonSettings) -> Option<Fault> {
    let asking = &settings.asking;
    limits(settings)
        .or_else(|| paging(settings))
        .or_else(|| pointers(settings))
        .or_else(|| places::fault(settings))
        .or_else(|| per(settings))
        .or_else(|| secrets(settings))
        .or_else(|| headers(asking))
        .or_else(|| method(asking))
        .or_else(|| proxy(asking))
}

#[expect(clippy::unnecessary_wraps, reason = "it is what a check returns")]
fn told(what: impl Into<String>, hint: impl Into<String>) -> Option<Fault> {
    Some((what.into(), hint.into()))
}

fn limits(settings: &HttpJsonSettings) -> Option<Fault> {
    let none = [
        ("weeks", settings.weeks == 0, "how many weeks back each fetch asks for, such as weeks = 12"),
        ("page_limit", settings.page_limit == 0, "the most pages of one fetch, such as page_limit = 10000"),
        ("body_limit", settings.body_limit == 0, "the most bytes of a page, such as body_limit = 67108864"),
        (
            "timeout_seconds",
            settings.timeout_seconds == 0,
            "how long a page may take, such as timeout_seconds = 60",
        ),
        (
            "connect_seconds",
            settings.connect_seconds == 0,
            "how long a connection may take, such as connect_seconds = 10",
        ),
        (
            "read_seconds",
            settings.read_seconds == 0,
            "how long a server may be silent, such as read_seconds = 20",
        ),
    ];
    if let Some((key, _, hint)) = none.into_iter().find(|(_, is_none, _)| *is_none) {
        return told(format!("`{key}` is 0: nothing could be read"), format!("write {hint}"));
    }
    let any_day = chrono::NaiveDate::default();
    let asked = chrono::Days::new(7 * u64::from(settings.weeks));
    (settings.meaning.settled_on(any_day) <= any_day - asked).then(|| {
        (
            format!(
                "`settles_after` leaves out every day of the {} `weeks` that are asked for",
                settings.weeks
            ),
            "write a shorter time there, such as settles_after = \"3 days\"; or more `weeks`".to_owned(),
        )
    })
}

/// Places of a page that look at all of it, or of which two are one.
fn pointers(settings: &HttpJsonSettings) -> Option<Fault> {
    let body = &settings.body;
    let said = [
        ("error", &body.error),
        ("warning", &body.warning),
        ("truncated", &body.truncated),
        ("total", &settings.total().cloned()),
    ];
    let said = said.into_iter().filter_map(|(key, pointer)| Some((key, pointer.as_ref()?)));
    let paging = settings.paging();
    let of_paging = paging.iter().flat_map(Paging::pointers);
    let of_paging = of_paging.map(|(key, at)| (if settings.next.is_some() { "next" } else { key }, at));
    let on: Vec<_> = said.chain(of_paging).collect();
    if let Some((key, _)) = on.iter().find(|(_, pointer)| pointer.as_str().is_empty()) {
        return told(
            format!("`{key}` is empty, and would look at the whole page"),
            "write where that stands, as in \"/meta/total\"; or leave it out",
        );
    }
    let all: Vec<_> = body.records.iter().map(|records| ("records", records)).chain(on).collect();
    let twice = all.iter().enumerate().find_map(|(place, (key, pointer))| {
        let (earlier, _) = all[..place].iter().find(|(_, earlier)| earlier == pointer)?;
        Some((earlier, key, pointer))
    });
    let (one, other, pointer) = twice?;
    told(
        format!("`{one}` and `{other}` both look at `{}`", pointer.as_str()),
        "write for each where the page has it, or leave one of them out",
    )
}

fn paging(settings: &HttpJsonSettings) -> Option<Fault> {
    if settings.next.is_some() && settings.paging.is_some() {
        return told(
            "`next` and `paging` both say how one page leads to the next",
            "leave `next` out; paging = { kind = \"next\", at = \"…\" } says the same",
        );
    }
    let paging = settings.paging();
    if let Some(fault) = paging.as_ref().and_then(Paging::fault) {
        return Some(fault);
    }
    if let Some(Paging::Token { header: Some(header), .. }) = &paging
        && header.parse::<HeaderName>().is_err()
    {
        return told(
            format!("`paging`: `{header}` cannot be the name of a header"),
            "write it as the interface does, such as `X-Next-Cursor`",
        );
    }
    let of_paging = paging.iter().flat_map(Paging::pointers);
    let total = settings.total().into_iter().map(|total| ("total", total));
    let body = &settings.body;
    let is_list = body.records.as_ref().is_some_and(|records| records.as_str().is_empty())
        && body.keyed_by.fields().is_empty();
    if let Some((key, pointer)) = of_paging.chain(total).next() {
        if body.body != Body::Json {
            return told(
                format!(
                    "`{key}` looks at `{}`, and the body is no JSON page but {}",
                    pointer.as_str(),
                    body.body.word()
                ),
                "what leads on stands in its headers: paging = { kind = \"link_header\" }, or { kind = \"token\", header = \"…\", parameter = \"…\" }",
            );
        }
        // Nothing stands beside a list that is the whole page.
        if is_list {
            return told(
                format!(
                    "`{key}` looks at `{}`, and `records` says that the page is the list itself",
                    pointer.as_str()
                ),
                "set `records` to where the list stands; where it is the page, its headers lead on: paging = { kind = \"link_header\" }",
            );
        }
    }
    if settings.total().is_some() && paging.as_ref().is_some_and(|paging| paging.total().is_some()) {
        return told("`total` stands there twice, once in `paging`", "leave one of them out");
    }
    if settings.meaning.rows == Rows::Sum
        && settings.total().is_none()
        && matches!(paging, Some(Paging::Next { .. } | Paging::Token { .. }))
    {
        return told(
            "rows of several pages are added up, and nothing tells whether one came twice",
            "set `total` to where a page says how many records there are in all",
        );
    }
    None
}

fn per(settings: &HttpJsonSettings) -> Option<Fault> {
    let asked = |slot: &Slot| {
        let texts = texts(settings);
        let mut asked = texts.iter().filter(|(place, _)| !matches!(place, Spot::Constant(_)));
        asked.any(|(_, text)| Template::parse(text).slots().any(|known| known == slot))
    };
    let anywhere = |slot: &Slot| {
        texts(settings).iter().any(|(_, text)| Template::parse(text).slots().any(|known| known == slot))
    };
    let per = settings.asking.per;
    for (slot, of) in [(Slot::Unit, Per::Unit), (Slot::Day, Per::Day), (Slot::Week, Per::Week)] {
        let word = of.word();
        if anywhere(&slot) && per != Some(of) {
            return told(
                format!(
                    "`{{{word}}}` is to be filled in, and `per` does not say that each {word} is asked about"
                ),
                format!("add per = \"{word}\""),
            );
        }
    }
    let is_told = match per? {
        Per::Unit => asked(&Slot::Unit),
        Per::Day => asked(&Slot::Day) || asked(&Slot::From),
        Per::Week => asked(&Slot::Week) || asked(&Slot::From),
    };
    let word = per?.word();
    if is_told {
        return None;
    }
    told(
        format!("`per` asks about each {word}, and neither `url` nor `post` says which"),
        format!("put {{{word}}} into `url`, as in https://server.example/usage/{{{word}}}"),
    )
}

fn secrets(settings: &HttpJsonSettings) -> Option<Fault> {
    let texts = texts(settings);
    let is_used = |name: &String| {
        texts.iter().any(|(_, text)| {
            Template::parse(text).slots().any(|slot| matches!(slot, Slot::Secret(used) if used == name))
        })
    };
    let unused = settings.asking.secrets.keys().find(|name| !is_used(name))?;
    told(
        format!("nothing uses the secret `{unused}`"),
        format!("put {{secret.{unused}}} into `url`, `headers` or `post`, or take it out of `secrets`"),
    )
}

fn headers(asking: &Asking) -> Option<Fault> {
    for (name, value) in &asking.headers {
        let Ok(header) = name.parse::<HeaderName>() else {
            return told(
                format!("`headers`: `{name}` cannot be the name of a header"),
                "write it as in headers = { \"Accept\" = \"application/json\" }",
            );
        };
        let twice = |other: &&String| *other != name && other.eq_ignore_ascii_case(name);
        if let Some(other) = asking.headers.keys().find(twice) {
            return told(
                format!("`headers`: `{name}` and `{other}` are one header"),
                "leave one of them out",
            );
        }
        if HeaderValue::try_from(value.as_str()).is_err() {
            return told(
                format!("`headers`: the value of `{name}` holds characters that cannot be sent"),
                "write it on one line",
            );
        }
        if [HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION].contains(&header) {
            return told(
                format!("`headers`: `{name}` follows from the address and from what is sent"),
                "leave it out",
            );
        }
        let is_of_auth = match &asking.auth {
            Auth::None => false,
            Auth::ApiKey { header: key, .. } => key.eq_ignore_ascii_case(name),
            Auth::Bearer { .. } | Auth::Basic { .. } | Auth::Oauth2Client(_) => header == AUTHORIZATION,
        };
        if is_of_auth {
            return told(format!("`headers` and `auth` both set `{name}`"), "leave it out of `headers`");
        }
    }
    None
}

fn method(asking: &Asking) -> Option<Fault> {
    if asking.method == Some(Method::Get) && asking.post.is_some() {
        return told(
            "`post` says what a POST holds, and `method` is GET",
            "write method = \"POST\", or leave `post` out",
        );
    }
    let is_empty =
        asking.post.as_ref().is_some_and(|post| Value::Object(post.clone()) == Value::Object(<_>::default()));
    if is_empty {
        return told("`post` is empty", "write post = { from = \"{from}\", to = \"{to}\" }, or leave it out");
    }
    None
}

fn proxy(asking: &Asking) -> Option<Fault> {
    let text = asking.proxy.as_deref()?;
    let hint = "write it as http://proxy.example.invalid:3128";
    let no_address = || told(format!("`proxy`: `{text}` is not the address of a proxy"), hint);
    match Url::parse(text) {
        Ok(url) if holds_a_secret(&url) => told(
            "`proxy` holds a user name or password, which are not sent",
            "write the proxy's address alone",
        ),
        Ok(url) if !matches!(url.scheme(), "http" | "https") || !url.has_host() => no_address(),
        Ok(url) if url.path().len() > 1 || url.query().is_some() => {
            told(format!("`proxy`: `{text}` has more than the address of a proxy"), hint)
        }
        Ok(_) => None,
        Err(_) => no_address(),
    }
}

#[cfg(test)]
mod tests;
