//! Names that say that a file is no export, or not a whole one.

/// What the end of a name says while a program still writes the file.
const UNFINISHED: [&str; 5] = [".part", ".tmp", ".crdownload", ".filepart", ".download"];

/// Files that systems keep in folders for themselves.
const OF_SYSTEMS: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// Why a file of this name is left alone; none where it is read. Hidden files no pattern finds.
pub(super) fn why(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    if name.starts_with("~$") || name.starts_with(".~lock") {
        Some("a spreadsheet program keeps it while a file is open")
    } else if UNFINISHED.iter().any(|end| name.ends_with(end)) {
        Some("its name says that it is not whole yet")
    } else if OF_SYSTEMS.contains(&name.as_str()) || name == ".ds_store" {
        Some("a system keeps it there for itself")
    } else {
        None
    }
}
