//! Who gives a command, for the record of what was decided.

/// The name given by `--by`, else that of the user, else the user's number.
pub(super) fn who(by: Option<&str>) -> String {
    let said = |name: &str| std::env::var(name).ok().filter(|name| !name.trim().is_empty());
    by.map(str::to_owned).or_else(|| said("USER")).or_else(|| said("LOGNAME")).unwrap_or_else(numbered)
}

/// In a container users have numbers, and often no name.
fn numbered() -> String {
    #[cfg(unix)]
    if let Ok(own) = std::fs::metadata("/proc/self") {
        use std::os::unix::fs::MetadataExt;
        return format!("user {}", own.uid());
    }
    "somebody".to_owned()
}
