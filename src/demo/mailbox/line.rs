//! Lines from a client, none longer than it may be.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncBufReadExt};
use tokio::time::timeout;

/// How long a client may be silent.
const SILENCE: Duration = Duration::from_mins(5);
/// The longest line kept, in bytes; RFC 5321 asks for 1,000.
const LONGEST: usize = 16 * 1024;

/// A line without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: Vec<u8>,
    /// Whether it ended with CR and LF, not with LF alone.
    pub(super) proper: bool,
    /// Whether there was more than is kept.
    pub(super) cut: bool,
}

/// Reads the next line; `None` at the end.
pub(super) async fn next<R: AsyncBufRead + Unpin>(reader: &mut R) -> io::Result<Option<Line>> {
    timeout(SILENCE, read(reader)).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

async fn read<R: AsyncBufRead + Unpin>(reader: &mut R) -> io::Result<Option<Line>> {
    let mut line = Line { text: Vec::new(), proper: false, cut: false };
    loop {
        let available = reader.fill_buf().await?;
        if available.is_empty() {
            // A line that never ended was never said.
            return Ok(None);
        }
        let end = available.iter().position(|&byte| byte == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        let room = LONGEST.saturating_sub(line.text.len());
        line.cut |= part.len() > room;
        line.text.extend_from_slice(&part[..part.len().min(room)]);
        let used = end.map_or(available.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            if line.text.last() == Some(&b'\r') {
                line.text.pop();
                line.proper = true;
            }
            return Ok(Some(line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_end_at_lf_and_never_grow_without_limit() {
        let mut input = b"one\r\ntwo\n".to_vec();
        input.extend(vec![b'x'; 3 * LONGEST]);
        input.extend(b"\r\nrest without end");
        let mut reader = &input[..];
        let one = next(&mut reader).await.unwrap().unwrap();
        assert_eq!(one, Line { text: b"one".to_vec(), proper: true, cut: false });
        let two = next(&mut reader).await.unwrap().unwrap();
        assert_eq!(two, Line { text: b"two".to_vec(), proper: false, cut: false });
        let long = next(&mut reader).await.unwrap().unwrap();
        assert_eq!((long.text.len(), long.cut), (LONGEST, true));
        assert_eq!(next(&mut reader).await.unwrap(), None);
    }
}
