//! Letters on their way: what becomes of each, whatever the mail server does.

mod abilities;
mod conversation;
mod folder;
mod pace;
mod real;
mod security;
mod signing;
mod tags;
mod tokens;
mod trouble;

use std::path::Path;

use nyttja::delivery::{MailSettings, Mailer, Parcel};

/// A mailer for `transport`, a table in TOML, with relative paths below `folder`.
fn mailer_in(folder: &Path, transport: &str) -> Mailer {
    let settings: MailSettings = toml::from_str(&format!(
        "from = \"Digitalt stöd <digital@example.invalid>\"\nper_minute = 0\ntransport = {{ {transport} }}"
    ))
    .expect("readable settings");
    Mailer::new(&settings, folder).expect("usable settings")
}

/// A mailer that speaks in the clear to a server on this machine.
fn mailer_to(port: u16) -> Mailer {
    local_mailer(port, 10.0)
}

/// The same, but it soon tires of a silent server.
fn impatient_mailer_to(port: u16) -> Mailer {
    local_mailer(port, 0.2)
}

fn local_mailer(port: u16, timeout_seconds: f64) -> Mailer {
    let server = format!(r#"kind = "smtp", host = "127.0.0.1", port = {port}, tls = "none""#);
    let rest = format!(r#"hello = "me.invalid", timeout_seconds = {timeout_seconds:?}"#);
    mailer_in(Path::new("."), &format!("{server}, {rest}"))
}

/// The letter with this number, to principal number `number`.
fn letter(number: u32) -> Parcel {
    let message_id = format!("<letters.2026-W47.1.{number}@example.invalid>");
    Parcel {
        tagged: None,
        from: "digital@example.invalid".parse().expect("an address"),
        to: format!("rektor{number}@example.invalid").parse().expect("an address"),
        bytes: format!("Message-ID: {message_id}\r\nSubject: Brev {number}\r\n\r\nHej!\r\n.\r\n")
            .into_bytes(),
        message_id,
    }
}
