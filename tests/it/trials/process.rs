//! A nyttja that is watched by its log, and killed with the test.

use std::io::{BufRead, BufReader, Read as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::phase::Moment;
use crate::mail_server::PATIENCE;

type Log = Arc<(Mutex<Vec<(Duration, String)>>, Condvar)>;

/// A process.
pub struct Process {
    child: Child,
    log: Log,
    began: Instant,
    /// Whether it has closed its log.
    is_over: Arc<AtomicBool>,
    readers: Option<(JoinHandle<()>, JoinHandle<String>)>,
}

/// What is left of one.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    pub stdout: String,
    /// What it wrote to stderr, each line with the time since the start.
    pub log: Vec<(Duration, String)>,
    /// How long it lived.
    pub took: Duration,
}

impl Ended {
    /// Whether some line of the log holds these words.
    pub fn says(&self, words: &str) -> bool {
        self.log.iter().any(|(_, line)| line.contains(words))
    }

    /// How many lines do.
    pub fn count(&self, words: &str) -> usize {
        self.log.iter().filter(|(_, line)| line.contains(words)).count()
    }

    /// The times of the lines that do.
    pub fn times(&self, words: &str) -> Vec<Duration> {
        self.log.iter().filter(|(_, line)| line.contains(words)).map(|(time, _)| *time).collect()
    }
}

impl Process {
    /// Starts a command; its log is told at the level of information.
    pub fn start(mut command: Command) -> Self {
        command.env("NYTTJA_LOG", "warn,nyttja=info");
        Self::start_as_it_is(command)
    }

    /// Starts a command; its log is told as its environment says.
    pub fn start_as_it_is(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("nyttja starts");
        let began = Instant::now();
        let log: Log = Arc::default();
        let (stderr, mut stdout) = (child.stderr.take().unwrap(), child.stdout.take().unwrap());
        let is_over = Arc::new(AtomicBool::new(false));
        let (written, over) = (Arc::clone(&log), Arc::clone(&is_over));
        let log_reader = std::thread::spawn(move || {
            for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                written.0.lock().unwrap().push((began.elapsed(), line));
                written.1.notify_all();
            }
            let _log = written.0.lock().unwrap();
            over.store(true, Ordering::SeqCst);
            written.1.notify_all();
        });
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = stdout.read_to_string(&mut text);
            text
        });
        Self { child, log, began, is_over, readers: Some((log_reader, reader)) }
    }

    /// Waits until the log holds these words so many times.
    pub fn wait_until_it_says(&self, words: &str, times: usize) {
        let says =
            |log: &[(Duration, String)]| log.iter().filter(|(_, line)| line.contains(words)).count() >= times;
        let log = self.log.0.lock().unwrap();
        let (log, late) = self.log.1.wait_timeout_while(log, PATIENCE, |log| !says(log)).unwrap();
        assert!(!late.timed_out(), "it never says {words} {times} times: {log:#?}");
    }

    /// Waits until the log holds these words so many times, or the process has ended; says whether it is the words.
    pub fn wait_for_words_or_end(&self, words: &str, times: usize) -> bool {
        let says =
            |log: &[(Duration, String)]| log.iter().filter(|(_, line)| line.contains(words)).count() >= times;
        let log = self.log.0.lock().unwrap();
        let over = |log: &[(Duration, String)]| says(log) || self.is_over.load(Ordering::SeqCst);
        let (log, late) = self.log.1.wait_timeout_while(log, PATIENCE, |log| !over(log)).unwrap();
        assert!(!late.timed_out(), "it neither says {words} nor ends: {log:#?}");
        says(&log)
    }

    /// Whether its log holds these words.
    pub fn says(&self, words: &str) -> bool {
        self.log.0.lock().unwrap().iter().any(|(_, line)| line.contains(words))
    }

    /// The first line of its log that holds these words, once it is there.
    pub fn line_with(&self, words: &str) -> String {
        self.wait_until_it_says(words, 1);
        let log = self.log.0.lock().unwrap();
        let found = log.iter().find(|(_, line)| line.contains(words));
        found.map(|(_, line)| line.clone()).unwrap_or_default()
    }

    /// Waits until it is dead.
    pub fn wait(&mut self) {
        self.child.wait().expect("it ends");
    }

    /// Sends it a signal, such as `-STOP`; one that has ended hears nothing.
    pub fn signal(&self, name: &str) {
        let _ =
            Command::new("kill").args([name, &self.child.id().to_string()]).stderr(Stdio::null()).status();
    }

    /// Kills it at once.
    pub fn kill(mut self) -> Ended {
        self.child.kill().expect("a process that is ours");
        self.end()
    }

    /// Kills it at a moment, unless it has ended before.
    pub fn kill_after(self, moment: Moment) -> Ended {
        let since = match moment.after {
            Some((words, times)) => {
                self.wait_for_words_or_end(words, times);
                Instant::now()
            }
            None => self.began,
        };
        // The moment of the kill is what the trial draws.
        std::thread::sleep(moment.delay.saturating_sub(since.elapsed()));
        self.kill()
    }

    /// Waits for its end.
    pub fn end(mut self) -> Ended {
        let (log_reader, reader) = self.readers.take().expect("the readers");
        let status = self.child.wait().expect("it ends");
        let took = self.began.elapsed();
        log_reader.join().unwrap();
        Ended {
            code: status.code(),
            signal: status.signal(),
            stdout: reader.join().unwrap(),
            log: self.log.0.lock().unwrap().clone(),
            took,
        }
    }

    /// Tells it to stop, and waits for that.
    pub fn stop(self) -> Ended {
        self.signal("-TERM");
        self.end()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.readers.is_some() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
