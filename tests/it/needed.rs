//! Programs that some tests need, and that a developer's machine may lack.

use std::io::Write as _;

/// Says on the screen that a test did not run for want of `what`.
///
/// # Panics
///
/// Where the environment says that nothing may be missing: `NYTTJA_TESTS=all`, as `.ci/run` does.
pub fn is_skipped(what: &str) -> bool {
    assert!(
        std::env::var_os("NYTTJA_TESTS").is_none_or(|which| which != "all"),
        "{what}: needed and not there"
    );
    // Written like this, it is seen even where a test passes.
    writeln!(std::io::stderr(), "SKIPPED: a test that needs {what}").expect("a screen");
    true
}
