//! What a client can ask for.

/// One command of SMTP.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// EHLO or HELO.
    Hello,
    /// The sender; empty for a bounce.
    Mail(String),
    Rcpt(String),
    Data,
    Rset,
    Noop,
    Quit,
    /// A known command with something wrong in it.
    Malformed,
    Unknown,
}

impl Command {
    pub(super) fn parse(line: &[u8]) -> Self {
        let Ok(line) = std::str::from_utf8(line) else {
            return Self::Malformed;
        };
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" => Self::Hello,
            "MAIL" => path(rest, "FROM:").map_or(Self::Malformed, Self::Mail),
            "RCPT" => match path(rest, "TO:") {
                Some(to) if !to.is_empty() => Self::Rcpt(to),
                _ => Self::Malformed,
            },
            "DATA" => Self::Data,
            "RSET" => Self::Rset,
            "NOOP" => Self::Noop,
            "QUIT" => Self::Quit,
            _ => Self::Unknown,
        }
    }
}

/// The address in `FROM:<address> PARAMETERS`.
fn path(rest: &str, keyword: &str) -> Option<String> {
    let start = rest.get(..keyword.len())?;
    if !start.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let (address, _) = rest[keyword.len()..].trim_start().strip_prefix('<')?.split_once('>')?;
    Some(address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_in_any_case_and_with_parameters() {
        let anna = "anna@example.invalid".to_owned();
        assert_eq!(
            Command::parse(b"mail from:<anna@example.invalid> BODY=8BITMIME"),
            Command::Mail(anna.clone())
        );
        assert_eq!(Command::parse(b"RCPT TO: <anna@example.invalid>"), Command::Rcpt(anna));
        assert_eq!(Command::parse(b"MAIL FROM:<>"), Command::Mail(String::new()));
    }

    #[test]
    fn bad_input_is_a_command_too() {
        for line in [&b"MAIL"[..], b"MAIL FROM:anna", b"RCPT TO:<>", b"RCPT T\xc3\xb6:<a>", b"MAIL FROM\xff"]
        {
            assert_eq!(Command::parse(line), Command::Malformed);
        }
        assert_eq!(Command::parse(b""), Command::Unknown);
        assert_eq!(Command::parse(b"VRFY anna"), Command::Unknown);
    }
}
