//! Every metric there is: its name, its labels, and what it means.

/// How a metric moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It stands as things are, and may fall.
    Gauge,
    /// It only grows, whatever is forgotten; its name ends in `_total`.
    Counter,
}

/// A metric. Moments are seconds since 1970; one that there is not is not told of.
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: &'static str,
    /// How it moves.
    pub kind: Kind,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// What it means.
    pub help: &'static str,
}

const fn gauge(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Gauge, labels, help }
}

const fn counter(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Counter, labels, help }
}

/// Declares the metrics, and lists them all in this order.
macro_rules! table {
    ($($key:ident = $metric:expr;)*) => {
        $(pub(super) static $key: Metric = $metric;)*
        /// Every metric.
        pub static METRICS: &[&Metric] = &[$(&$key),*];
    };
}

// `job` says the same as `series`, for one more version: Prometheus has a label of that name already, and
// keeps ours as `exported_job`.
table! {
    BUILD = gauge("nyttja_build_info", &["version"], "The version that runs; always 1.");
    INSTALLED = gauge("nyttja_installed_timestamp_seconds", &[], "When the database was first used.");
    HEARTBEAT = gauge("nyttja_heartbeat_timestamp_seconds", &[], "When the daemon was last known to live.");
    SETTINGS = gauge("nyttja_settings_timestamp_seconds", &[], "Since when the files are in use that are.");
    SETTINGS_REFUSED = gauge("nyttja_settings_refused", &[], "1 while newer files are not in use, because something is wrong in them; else 0.");

    NEXT_RUN = gauge("nyttja_next_run_timestamp_seconds", &["series", "job"], "When a job is due next.");
    JOB_DONE = gauge("nyttja_job_done_timestamp_seconds", &["series"], "When the daemon last did a job.");
    JOB_FAILED = gauge("nyttja_job_failed_timestamp_seconds", &["series"], "When a job of the daemon last failed.");
    RUN = gauge("nyttja_run_timestamp_seconds", &["series", "job"], "When the last run ended.");
    COMPLETE_RUN = gauge("nyttja_complete_run_timestamp_seconds", &["series", "job"], "When the last run ended of which nothing is left to do.");
    RUN_ENDING = gauge("nyttja_run_ending", &["series", "job", "ending"], "How the last run ended: 1 at its ending, 0 at the others.");
    RUN_LETTERS = gauge("nyttja_run_letters", &["series", "job", "state"], "The letters of the last run, as on its receipt: expected is the sum of the others.");
    RUNS = counter("nyttja_runs_total", &["series", "ending"], "Runs by their ending; one that became complete later counts for both.");

    OUTBOX = gauge("nyttja_outbox_letters", &["state"], "All letters that are kept, by state.");
    CORRECTIONS = gauge("nyttja_outbox_corrections", &[], "Those of all letters that are kept that correct another; they are in its states too.");
    OLDEST_WAITING = gauge("nyttja_oldest_waiting_letter_timestamp_seconds", &[], "Since when the oldest letter waits to be sent; missing where none waits.");
    LETTERS = counter("nyttja_letters_total", &["series", "outcome"], "Letters by how they ended; one that was sent and came back counts for both.");

    MAIL_TRIED = gauge("nyttja_mail_tried_timestamp_seconds", &[], "When somebody last tried to hand a letter to the mail server.");
    MAIL_ANSWERED = gauge("nyttja_mail_answered_timestamp_seconds", &[], "When the mail server last answered to a letter.");
    MAIL_BARRED = gauge("nyttja_mail_barred", &["barrier"], "1 at what is in the way of every letter, 0 at what is not.");
    REPLIES = counter("nyttja_smtp_replies_total", &["class"], "Answers of the mail server to letters and sign-ins, by class; none where it gave none.");

    DEAD = gauge("nyttja_dead_addresses", &[], "Addresses that no letter goes to, because one came back from there.");
    DOUBTED = gauge("nyttja_doubted_addresses", &[], "Addresses that were called dead all at once, and wait for somebody's decision.");
    LEFT_FOR_PEOPLE = gauge("nyttja_bounces_left_for_people", &["why"], "Messages in the mailbox for bounces that people are to read, by why.");

    SOURCE_TRIED = gauge("nyttja_source_tried_timestamp_seconds", &["source"], "When a source was last read, with or without a failure.");
    SOURCE_READ = gauge("nyttja_source_read_timestamp_seconds", &["source"], "When a source was last read whole.");
    SOURCE_FAILING = gauge("nyttja_source_failing", &["source"], "1 where the last reading of a source failed, else 0.");
    SOURCE_ROWS = gauge("nyttja_source_rows", &["source", "outcome"], "What became of the rows of a source when it was last read.");
    ROWS = counter("nyttja_source_rows_total", &["source", "outcome"], "What became of all rows that a source ever gave.");

    CPU = counter("process_cpu_seconds_total", &[], "Seconds of the processor that the daemon took.");
    RESIDENT = gauge("process_resident_memory_bytes", &[], "Memory that the daemon has.");
    VIRTUAL = gauge("process_virtual_memory_bytes", &[], "Memory that the daemon has reserved.");
    OPEN_FILES = gauge("process_open_fds", &[], "Files and connections that the daemon has open.");
    MOST_FILES = gauge("process_max_fds", &[], "How many it may have open.");
    STARTED = gauge("process_start_time_seconds", &[], "When the daemon was started.");
}
