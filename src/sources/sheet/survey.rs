//! A first look at a text file from start to end: how it is encoded, and whether it is text at all.

use std::io::Read;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::super::error::FileError;
use super::super::settings::Encoding;
use super::input::Input;

/// One control character in so many is more than text has.
const CONTROLS_ONE_IN: u64 = 100;

#[derive(Debug, Clone, Copy)]
pub struct Survey {
    pub encoding: &'static encoding_rs::Encoding,
    /// Whether neither a mark nor the settings told the encoding, and it is not UTF-8.
    pub guessed: bool,
    /// The line of the first byte that is not UTF-8, where all of the file was to be.
    pub bad_line: Option<u64>,
}

impl Survey {
    fn told(encoding: &'static encoding_rs::Encoding) -> Self {
        Self { encoding, guessed: false, bad_line: None }
    }
}

/// Reads the whole file once, in pieces.
pub fn survey(input: Input<'_>, wanted: Encoding) -> Result<Survey, FileError> {
    let mut file = input.open().map_err(FileError::Io)?;
    let mut start = Vec::new();
    file.by_ref().take(3).read_to_end(&mut start).map_err(FileError::Io)?;
    if start.starts_with(b"\xff\xfe") {
        return Ok(Survey::told(UTF_16LE));
    }
    if start.starts_with(b"\xfe\xff") {
        return Ok(Survey::told(UTF_16BE));
    }
    let bad_line = line_that_is_not_utf8(&mut start.as_slice().chain(file))?;
    match wanted {
        Encoding::Utf8 if bad_line.is_some() => Err(FileError::WrongEncoding("UTF-8")),
        Encoding::Latin1 | Encoding::Windows1252 if start != b"\xef\xbb\xbf" => {
            Ok(Survey::told(WINDOWS_1252))
        }
        _ if bad_line.is_none() => Ok(Survey::told(UTF_8)),
        _ => Ok(Survey { encoding: WINDOWS_1252, guessed: true, bad_line }),
    }
}

/// The line of the first byte that is not UTF-8; none where all of it is. An error when it is not text in any encoding.
fn line_that_is_not_utf8(input: &mut dyn Read) -> Result<Option<u64>, FileError> {
    let mut buffer = vec![0; 64 << 10];
    let breaks = |piece: &[u8]| piece.split(|byte| *byte == b'\n').skip(1).count() as u64;
    let (mut carried, mut bad, mut line, mut bytes, mut controls) = (0, None, 1_u64, 0_u64, 0_u64);
    loop {
        let read = input.read(&mut buffer[carried..]).map_err(FileError::Io)?;
        if read == 0 {
            return Ok(bad.or((carried > 0).then_some(line)));
        }
        let fresh = &buffer[carried..carried + read];
        if fresh.contains(&0) {
            return Err(FileError::NotASheet("holds NUL bytes"));
        }
        bytes += read as u64;
        controls +=
            fresh.iter().filter(|byte| **byte < b' ' && !b"\t\n\r\x0c\x1a".contains(byte)).count() as u64;
        if controls * CONTROLS_ONE_IN > bytes {
            return Err(FileError::NotASheet("holds control characters"));
        }
        if bad.is_none() {
            let piece = &buffer[..carried + read];
            match std::str::from_utf8(piece) {
                Ok(_) => {
                    line += breaks(piece);
                    carried = 0;
                }
                // A letter cut in two by the end of the piece.
                Err(error) if error.error_len().is_none() => {
                    let cut = error.valid_up_to();
                    line += breaks(&piece[..cut]);
                    let end = piece.len();
                    buffer.copy_within(cut..end, 0);
                    carried = end - cut;
                }
                Err(error) => (bad, carried) = (Some(line + breaks(&piece[..error.valid_up_to()])), 0),
            }
        }
    }
}
