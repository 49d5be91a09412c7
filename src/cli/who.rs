//! Who gives a command, for the record of what was decided.

use std::fs;

/// The name given by `--by`, else the user's name, else the user's number and the machine that
/// knows it: in a container users have numbers, and often no name.
pub(super) fn who(by: Option<&str>) -> String {
    let said = |name: &str| std::env::var(name).ok().filter(|name| !name.trim().is_empty());
    by.map(str::to_owned).or_else(|| said("USER")).or_else(|| said("LOGNAME")).unwrap_or_else(known)
}

/// What the system knows of the user.
fn known() -> String {
    #[cfg(unix)]
    if let Ok(own) = fs::metadata("/proc/self") {
        use std::os::unix::fs::MetadataExt;
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        return described(own.uid(), &users, host.trim());
    }
    "somebody".to_owned()
}

/// The user `uid` by its name in `users`, a text like `/etc/passwd`. The machine is named too, and
/// the word says that it is a user: a container's `nyttja` or `root` may be anybody.
fn described(uid: u32, users: &str, host: &str) -> String {
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid) && !name.is_empty()).then(|| format!("user {name}"))
    });
    let user = name.unwrap_or_else(|| format!("user number {uid}"));
    if host.is_empty() { user } else { format!("{user} on {host}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/sh\nbroken\nnyttja:x:1000:1000::/data:/sbin/nologin\n";

    #[test]
    fn a_user_is_known_by_name_and_machine_or_by_number_and_machine() {
        assert_eq!(described(1000, USERS, "skolan"), "user nyttja on skolan");
        assert_eq!(described(0, USERS, "3f2a9c"), "user root on 3f2a9c");
        assert_eq!(described(7, USERS, "3f2a9c"), "user number 7 on 3f2a9c");
        assert_eq!(described(7, "", ""), "user number 7");
    }
}
