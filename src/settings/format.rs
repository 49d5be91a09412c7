//! The forms of text that settings use, such as shares, schedules and
//! addresses; a field asks for one with `#[schemars(extend("format" = "share"))]`.

use std::error::Error;

use chrono::NaiveDate;
use croner::parser::{CronParser, Seconds, Year};
use serde_json::Value;
use url::{Host, Url};

use crate::domain::number;
use crate::domain::recipient::address::EmailAddress;
use crate::domain::schedule::duration;

/// A form of text.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What schemas call it.
    pub name: &'static str,
    /// Says in a sentence why a text is not of this form; another value is none of its business.
    pub check: fn(&Value) -> Result<(), Box<dyn Error>>,
    /// What to write.
    pub example: &'static str,
}

/// What checks the value of a file with a function that checks a text.
macro_rules! text {
    ($check:ident) => {
        |value| value.as_str().map_or(Ok(()), |text| Ok($check(text)?))
    };
}

/// Every form there is.
///
/// `date` and `email` mean what they mean in JSON schema; the other names are
/// ours, so that editors that know the standard's do not object.
pub static FORMATS: &[Format] = &[
    Format { name: "share", check: text!(share), example: "a share such as \"80 %\" or 0.8" },
    Format {
        name: "cron",
        check: text!(cron),
        example: "minute hour day month weekday, such as \"30 6 * * MON\"; \"\" turns the job off",
    },
    Format { name: "zone", check: text!(zone), example: "a time zone such as \"Europe/Stockholm\"" },
    Format {
        name: "timespan",
        check: text!(timespan),
        example: "a length of time such as \"36 hours\" or \"3 days\"",
    },
    Format { name: "date", check: text!(date), example: "a date such as 2026-08-17" },
    Format { name: "clock", check: text!(clock), example: "a local time such as \"15:00\"" },
    Format {
        name: "link",
        check: text!(link),
        example: "an address that starts with https://, or with mailto: for a person",
    },
    Format { name: "email", check: text!(email), example: "an address such as \"anna.ek@example.invalid\"" },
    Format {
        name: "mailbox",
        check: text!(mailbox),
        example: "a name and an address, such as \"Digitalt stöd <digital@example.invalid>\"",
    },
    Format { name: "url", check: text!(url), example: "an address that starts with https://" },
    Format {
        name: "pointer",
        check: text!(pointer),
        example: "a JSON pointer such as \"/data/items\"; \"\" is the whole",
    },
    Format { name: "strftime", check: text!(strftime), example: "a pattern such as \"%Y-%m-%d\"" },
    Format {
        name: "listen",
        check: text!(listen),
        example: "an address and a port, such as \"127.0.0.1:8080\"",
    },
];

/// The form of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

fn share(text: &str) -> Result<(), String> {
    use number::ShareError::{Number, OutOfRange};
    number::parse_share(text).map(drop).map_err(|error| match error {
        Number(_) => format!("`{text}` is not a share"),
        OutOfRange(_) => error.to_string(),
    })
}

fn timespan(text: &str) -> Result<(), String> {
    duration::parse(text).map(drop).map_err(|error| error.to_string())
}

fn cron(text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    let fields = text.split_whitespace().count();
    if fields != 5 {
        return Err(format!("a schedule has five parts, `{text}` has {fields}"));
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    parser.parse(text).map(drop).map_err(|error| format!("`{text}` is not a schedule: {error}"))
}

fn zone(text: &str) -> Result<(), String> {
    if text.parse::<chrono_tz::Tz>().is_ok() {
        return Ok(());
    }
    let zones = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    let close = super::fault::closest(text, zones).map(|zone| format!("; did you mean `{zone}`?"));
    Err(format!("`{text}` is not a time zone{}", close.unwrap_or_default()))
}

fn date(text: &str) -> Result<(), String> {
    // chrono is lenient about leading zeros; a date in a file is not.
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(day) if text.len() == 10 && day.to_string() == text => Ok(()),
        _ => Err(format!("`{text}` is not a date")),
    }
}

fn clock(text: &str) -> Result<(), String> {
    let time = chrono::NaiveTime::parse_from_str(text, "%H:%M");
    time.map(drop).map_err(|_| format!("`{text}` is not a local time"))
}

/// Where a reader is sent: a web address that is encrypted, or a mail address.
fn link(text: &str) -> Result<(), String> {
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            return Err(format!("`{text}` does not begin with https://"));
        }
        Err(error) => return Err(format!("`{text}` is not a link: {error}")),
    };
    match url.scheme() {
        "https" | "mailto" => Ok(()),
        "http" => Err(format!("`{text}` is not encrypted, so no letter may lead there")),
        _ => Err(format!("`{text}` is not a link that a letter can have")),
    }
}

fn email(text: &str) -> Result<(), String> {
    text.parse::<EmailAddress>().map(drop).map_err(|error| format!("`{text}`: {error}"))
}

fn mailbox(text: &str) -> Result<(), String> {
    let address = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) if !name.contains(['<', '>']) && !name.contains(char::is_control) => address,
        Some(_) => return Err(format!("`{text}` is not a name and an address")),
        None => text.trim(),
    };
    email(address)
}

fn url(text: &str) -> Result<(), String> {
    let url = Url::parse(text).map_err(|error| format!("`{text}` is not a web address: {error}"))?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(()),
        "http" if loopback => Ok(()),
        "http" => Err(format!("`{text}` is not encrypted")),
        _ => Err(format!("`{text}` is not a web address")),
    }
}

fn pointer(text: &str) -> Result<(), String> {
    if !text.is_empty() && !text.starts_with('/') {
        return Err(format!("`{text}` does not start with a slash"));
    }
    let bad_escape = text.split('~').skip(1).any(|rest| !rest.starts_with(['0', '1']));
    if bad_escape { Err(format!("`{text}` has a `~` that is neither `~0` nor `~1`")) } else { Ok(()) }
}

fn strftime(text: &str) -> Result<(), String> {
    use chrono::format::{Item, StrftimeItems};
    if text.is_empty() {
        return Err("the pattern is empty".to_owned());
    }
    if StrftimeItems::new(text).any(|item| matches!(item, Item::Error)) {
        return Err(format!("`{text}` has a `%` sign that stands for nothing"));
    }
    Ok(())
}

fn listen(text: &str) -> Result<(), String> {
    let address = text.parse::<std::net::SocketAddr>();
    address.map(drop).map_err(|_| format!("`{text}` is not an address and a port"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn accepts(name: &str, good: &[&str], bad: &[&str]) {
        let check = named(name).unwrap().check;
        for text in good {
            assert!(check(&Value::from(*text)).is_ok(), "{name}: {text}");
        }
        for text in bad {
            assert!(check(&Value::from(*text)).is_err(), "{name}: {text}");
        }
    }

    #[test]
    fn each_form_takes_what_is_written_so_and_refuses_the_rest() {
        accepts("share", &["80 %", "0.8", "12,5%"], &["", "80", "8O %"]);
        accepts(
            "cron",
            &["", "30 6 * * MON", "0 5 1,15 * *"],
            &["0 30 6 * * MON", "61 * * * *", "hello", "* * * * MÅN"],
        );
        accepts("zone", &["Europe/Stockholm", "UTC"], &["", "Europe/Stokholm", "+02:00"]);
        accepts("timespan", &["3 days"], &["P3D", "3"]);
        accepts(
            "date",
            &["2026-08-17"],
            &["2026-8-17", "2026-02-30", "2026-08-17T10:00:00", "17/8 2026", "+2026-08-1"],
        );
        accepts(
            "email",
            &["anna.ek@example.invalid"],
            &["", "anna", "anna@", "@x.y", "a b@x.y", "a@x..y", "a@b@c.d"],
        );
        accepts(
            "mailbox",
            &["Anna Ek <a@example.invalid>", "a@example.invalid"],
            &["Anna", "Anna <a>", "A <b <c@d.e>"],
        );
        accepts(
            "url",
            &["https://x.example/a?b={c}", "http://127.0.0.1:8080/", "http://[::1]/", "http://localhost"],
            &["http://x.example", "x.example", "file:///etc", "https://"],
        );
        accepts("pointer", &["", "/", "/a/0/~0~1"], &["a", "/a~2", "/~"]);
        accepts("strftime", &["%Y-%m-%d", "%d.%m.%y"], &["", "%Q", "%"]);
        accepts("listen", &["127.0.0.1:8080", "[::]:80"], &["8080", "localhost:80"]);
    }

    #[test]
    fn a_zone_with_a_slip_names_the_one_that_was_meant() {
        let message = zone("Europe/Stokholm").unwrap_err();
        assert_eq!(message, "`Europe/Stokholm` is not a time zone; did you mean `Europe/Stockholm`?");
    }

    #[test]
    fn every_example_in_quotes_is_of_its_own_form() {
        for format in FORMATS {
            for example in format.example.split('"').skip(1).step_by(2) {
                assert!((format.check)(&Value::from(example)).is_ok(), "{}", format.name);
            }
        }
    }

    /// How a settings struct asks for a form, and reads it into a type of its own.
    #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Municipality {
        /// The local time of every schedule.
        zone: Zone,
    }

    #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
    #[serde(try_from = "String")]
    #[schemars(with = "String", extend("format" = "zone"))]
    struct Zone(chrono_tz::Tz);

    impl TryFrom<String> for Zone {
        type Error = chrono_tz::ParseError;

        fn try_from(text: String) -> Result<Self, Self::Error> {
            text.parse().map(Self)
        }
    }

    #[test]
    fn a_type_of_its_own_can_carry_its_form() {
        use crate::settings::TomlFile;
        let read = |text| TomlFile::parse("a.toml".as_ref(), text).0.unwrap().read::<Municipality>();
        assert_eq!(read("zone = \"Europe/Stockholm\"").unwrap().zone.0, chrono_tz::Europe::Stockholm);
        let faults = read("zone = \"Stockholm\"").unwrap_err();
        assert_eq!(faults.iter().next().unwrap().message, "`zone`: `Stockholm` is not a time zone");
    }
}
