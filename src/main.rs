//! Parses, runs, reports and exits.
fn main() {}
