//! What a fault must not show of the line it stands on.

use std::sync::Arc;

/// The keys whose values no fault may show.
const SECRETS: [&str; 3] = ["password", "secret", "token"];

/// The text with stars for the passwords and tokens in it: a fault shows the
/// whole line it stands on.
pub(super) fn masked(text: &Arc<str>) -> Arc<str> {
    let secret = |line: &str| {
        SECRETS.iter().any(|key| line.split(key).skip(1).any(|rest| rest.trim_start().starts_with('=')))
    };
    if !text.lines().any(|line| secret(line) || line.contains("://")) {
        return Arc::clone(text);
    }
    let lines = text.split_inclusive('\n').map(|line| {
        let line = if secret(line) { mask_values(line) } else { line.to_owned() };
        mask_address(&line).unwrap_or(line)
    });
    lines.collect::<String>().into()
}

/// A message without what it quotes from the files, unless that can be nobody's name: a key, a number, a day.
/// In a list of people, any `value` of it can.
pub(super) fn without_values(message: &str, value: Option<&str>) -> String {
    let is_plain = |quoted: &str| {
        Some(quoted) != value
            && quoted.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-./:".contains(letter))
    };
    let pieces = message.split('`').enumerate();
    let shown = pieces.map(|(place, piece)| if place % 2 == 1 && !is_plain(piece) { "…" } else { piece });
    shown.collect::<Vec<_>>().join("`")
}

/// Stars, one for each byte, for every value of such a key.
fn mask_values(line: &str) -> String {
    let mut masked = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = SECRETS.iter().filter_map(|key| Some(rest.find(key)? + key.len())).min() {
        let (before, after) = rest.split_at(start);
        masked.push_str(before);
        rest = after;
        if !rest.trim_start().starts_with('=') {
            continue;
        }
        let Some(open) = rest.find(['"', '\'']) else { break };
        let quote = &rest[open..=open];
        let value = rest[open + 1..].find(quote).unwrap_or(rest.len() - open - 1);
        masked.push_str(&rest[..=open]);
        masked.push_str(&"*".repeat(value));
        rest = &rest[open + 1 + value..];
    }
    masked.push_str(rest);
    masked
}

/// Stars for the password in an address such as `postgres://user:password@host/name`; none where there is none.
fn mask_address(line: &str) -> Option<String> {
    let user = line.find("://")? + "://".len();
    let end = line[user..].find(['"', '\'', '/', ' ']).map_or(line.len(), |length| user + length);
    let host = user + line[user..end].rfind('@')?;
    let password = user + line[user..host].find(':')? + 1;
    Some(format!("{}{}{}", &line[..password], "*".repeat(host - password), &line[host..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        masked(&line.into()).to_string()
    }

    #[test]
    fn a_log_is_told_no_address_and_no_name() {
        let shown = |message: &str| without_values(message, Some("Anna"));
        assert_eq!(shown("`anna@example.invalid` is paused at line 3 too"), "`…` is paused at line 3 too");
        assert_eq!(
            shown("`Anna` is not a number of people in `staff`"),
            "`…` is not a number of people in `staff`"
        );
        assert_eq!(shown("`Anna Ek`: no address"), "`…`: no address");
        assert_eq!(shown("`colour` is not a key here"), "`colour` is not a key here");
    }

    #[test]
    fn the_password_in_the_address_of_a_database_is_not_shown() {
        let line = "url = \"postgres://nyttja:h:em@ligt@db.example.invalid:port/nyttja\"";
        assert_eq!(shown(line), "url = \"postgres://nyttja:*********@db.example.invalid:port/nyttja\"");
        for harmless in ["url = \"https://example.invalid:443/a@b\"", "url = \"postgres://nyttja@db/nyttja\""]
        {
            assert_eq!(shown(harmless), harmless);
        }
    }
}
