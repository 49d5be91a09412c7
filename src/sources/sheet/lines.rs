//! The lines of a text file, decoded, whichever way they end: LF, CRLF, CR or a mixture.

use std::io::Read;

use encoding_rs::{CoderResult, Decoder};

use super::super::error::FileError;

/// A longer line is no row of a table.
const LONGEST_LINE: usize = 1 << 20;

/// Bytes read at a time.
const PIECE: usize = 64 << 10;

pub struct Lines<R> {
    input: R,
    decoder: Decoder,
    encoding: &'static str,
    raw: Box<[u8]>,
    text: String,
    /// How much of `text` has been given out.
    given: usize,
    after_cr: bool,
    ended: bool,
    cut_off: bool,
}

impl<R: Read> Lines<R> {
    pub fn new(input: R, encoding: &'static encoding_rs::Encoding) -> Self {
        Self {
            input,
            decoder: encoding.new_decoder_with_bom_removal(),
            encoding: encoding.name(),
            raw: vec![0; PIECE].into_boxed_slice(),
            text: String::new(),
            given: 0,
            after_cr: false,
            ended: false,
            cut_off: false,
        }
    }

    /// The next line without its ending; nothing after the last.
    pub fn next_line(&mut self) -> Result<Option<String>, FileError> {
        loop {
            if self.after_cr && self.given < self.text.len() {
                self.given += usize::from(self.text[self.given..].starts_with('\n'));
                self.after_cr = false;
            }
            let rest = &self.text[self.given..];
            if let Some(end) = rest.find(['\n', '\r']) {
                let line = rest[..end].to_owned();
                self.after_cr = rest[end..].starts_with('\r');
                self.given += end + 1;
                return Ok(Some(line));
            }
            if rest.len() > LONGEST_LINE {
                return Err(FileError::TooLarge("a line is longer than 1 MiB".to_owned()));
            }
            if self.ended {
                let last = rest.to_owned();
                self.given = self.text.len();
                self.cut_off |= !last.is_empty();
                return Ok(Some(last).filter(|line| !line.is_empty()));
            }
            self.fill()?;
        }
    }

    /// Whether the last line was given, and no line break ended it.
    pub fn is_cut_off(&self) -> bool {
        self.cut_off
    }

    fn fill(&mut self) -> Result<(), FileError> {
        self.text.drain(..self.given);
        self.given = 0;
        let read = self.input.read(&mut self.raw).map_err(FileError::Io)?;
        self.ended = read == 0;
        let mut piece = &self.raw[..read];
        loop {
            self.text.reserve(self.decoder.max_utf8_buffer_length(piece.len()).unwrap_or(PIECE));
            let (result, used, malformed) = self.decoder.decode_to_string(piece, &mut self.text, self.ended);
            if malformed {
                return Err(FileError::WrongEncoding(self.encoding));
            }
            piece = &piece[used..];
            if result == CoderResult::InputEmpty {
                return Ok(());
            }
        }
    }
}
