//! Reads whatever comes as a message that mail systems, programs or people send back. Nothing crashes, takes long or goes
//! deep; the same message means the same every time, and nobody is accused whom it does not name.
//!
//! The first byte of an input says how the rest is read: one bit each for [`OTHER_LINE_ENDS`] and [`OVER_AND_OVER`].
#![no_main]

use nyttja::delivery::understand;
use nyttja::domain::bounce::{Incoming, Meaning, SentLetter};

mod engine;

/// Over the network lines end otherwise, and say the same.
const OTHER_LINE_ENDS: u8 = 0x40;

/// The message goes on with itself: what takes too long then, takes too long in a large one.
const OVER_AND_OVER: u8 = 0x80;

/// How often.
const TIMES: usize = 64;

/// The address that the seeds are about.
const ANNA: &str = "anna.ek@skola.example";

/// An address that no message names.
const NOBODY: &str = "q7x.w2k@zj4.example";

/// How many characters of a server's words are told at most.
const LONGEST: usize = 420;

fn read(how: u8, text: &[u8]) {
    if how & OVER_AND_OVER != 0 {
        let all = text.repeat(TIMES);
        look_at(&understand(&all).meaning());
        return;
    }
    let message = understand(text);
    tell_lines(&message);
    let meaning = message.meaning();
    assert_eq!(meaning, understand(text).meaning());
    look_at(&meaning);
    if how & OTHER_LINE_ENDS != 0 && !text.contains(&b'\r') {
        let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
        assert_eq!(meaning, understand(&lines.join(&b"\r\n"[..])).meaning());
    }
}

/// What is told of a message stands on one line.
fn tell_lines(message: &Incoming) {
    for line in [&message.subject, &message.sender] {
        assert!(!line.contains(char::is_control) && line.chars().count() <= LONGEST, "{line:?}");
    }
}

fn look_at(meaning: &Meaning) {
    let Meaning::Report(report) = meaning else { return };
    let about = |recipient| report.about(SentLetter { recipient, from: "kommun.example" });
    if let Some(verdict) = about(ANNA) {
        let words = &verdict.words;
        assert!(!words.contains(char::is_control) && words.chars().count() <= LONGEST, "{words:?}");
    }
    assert_eq!(about(NOBODY), None);
}

/// One input of the engine.
#[unsafe(no_mangle)]
pub extern "C" fn LLVMFuzzerTestOneInput(data: *const u8, size: usize) -> i32 {
    // SAFETY: the engine says how many bytes lie there.
    unsafe { engine::take(data, size, read) }
}
