//! The shipped municipality, compiled in, and the config folder of the
//! demonstration made from it.

use std::io;
use std::net::SocketAddr;
use std::path::Path;

use super::interface::PATH;

/// The files of `config/`, by name: the reference, and a place to start from.
pub const SHIPPED: [(&str, &str); 6] = [
    (DAEMON, include_str!("../../config/nyttja.toml")),
    ("expectations.toml", include_str!("../../config/expectations.toml")),
    ("trainings.toml", include_str!("../../config/trainings.toml")),
    ("calendar.toml", include_str!("../../config/calendar.toml")),
    ("agreements.toml", include_str!("../../config/agreements.toml")),
    ("units.csv", include_str!("../../config/units.csv")),
];

const DAEMON: &str = "nyttja.toml";

/// The daemon's own file in the demonstration, with the places of its systems left open.
const TEMPLATE: &str = include_str!("files/nyttja.toml");

/// Where the systems of the demonstration are.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The interface that tells usage.
    pub interface: SocketAddr,
    /// The file that holds the interface's token; absolute.
    pub token_file: &'a Path,
    /// The mail server, on this machine.
    pub mail: SocketAddr,
}

/// Writes the config folder of the demonstration, which is made if it is
/// missing: the shipped files, with a daemon's file that names `places`. Its
/// sheets are expected in `inbox` in the data folder.
pub fn write(folder: &Path, places: &Places<'_>) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (name, text) in SHIPPED.iter().filter(|(name, _)| *name != DAEMON) {
        std::fs::write(folder.join(name), text)?;
    }
    std::fs::write(folder.join(DAEMON), daemon(places))
}

fn daemon(places: &Places<'_>) -> String {
    // Written by the library, since a path may hold quotes and backslashes.
    let text = |text: &str| toml::Value::from(text).to_string();
    let url = format!("http://{}{PATH}?from={{from}}&to={{to}}", places.interface);
    TEMPLATE
        .replace("\"INTERFACE\"", &text(&url))
        .replace("\"TOKEN_FILE\"", &text(&places.token_file.to_string_lossy()))
        .replace("\"MAIL_HOST\"", &text(&places.mail.ip().to_string()))
        .replace("\"MAIL_PORT\"", &places.mail.port().to_string())
}
