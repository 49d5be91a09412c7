//! What the process takes of the machine, as the system counts it.

use super::figures::{Sample, Value};

/// What is known of this process; nothing where the system does not say.
#[cfg(target_os = "linux")]
pub(super) fn samples() -> Vec<Sample> {
    read().unwrap_or_default()
}

/// Nothing: only Linux tells it in this way.
#[cfg(not(target_os = "linux"))]
pub(super) fn samples() -> Vec<Sample> {
    Vec::new()
}

#[cfg(target_os = "linux")]
fn read() -> procfs::ProcResult<Vec<Sample>> {
    use super::figures::number;
    use super::table::{CPU, MOST_FILES, OPEN_FILES, RESIDENT, STARTED, VIRTUAL};
    use procfs::process::{LimitValue, Process};
    use procfs::{CurrentSI, WithCurrentSystemInfo};

    let process = Process::myself()?;
    let stat = process.stat()?;
    // A few hundredths of a second more or less are lost in a float after centuries.
    #[expect(clippy::cast_precision_loss, reason = "as above")]
    let seconds = (stat.utime + stat.stime) as f64 / procfs::ticks_per_second() as f64;
    let boot = procfs::KernelStats::current()?.btime;
    let mut samples = vec![
        Sample::of(&CPU, Value::Real(seconds)),
        Sample::of(&RESIDENT, Value::Whole(number(stat.rss_bytes().get()))),
        Sample::of(&VIRTUAL, Value::Whole(number(stat.vsize))),
        Sample::of(&OPEN_FILES, Value::Whole(number(process.fd_count()?))),
        Sample::of(&STARTED, Value::Whole(number(boot + stat.starttime / procfs::ticks_per_second()))),
    ];
    if let LimitValue::Value(most) = process.limits()?.max_open_files.soft_limit {
        samples.push(Sample::of(&MOST_FILES, Value::Whole(number(most))));
    }
    Ok(samples)
}
