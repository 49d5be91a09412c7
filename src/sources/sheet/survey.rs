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
}

/// Reads the whole file once, in pieces.
pub fn survey(input: Input<'_>, wanted: Encoding) -> Result<Survey, FileError> {
    let mut file = input.open().map_err(FileError::Io)?;
    let mut start = Vec::new();
    file.by_ref().take(3).read_to_end(&mut start).map_err(FileError::Io)?;
    if start.starts_with(b"\xff\xfe") {
        return Ok(Survey { encoding: UTF_16LE, guessed: false });
    }
    if start.starts_with(b"\xfe\xff") {
        return Ok(Survey { encoding: UTF_16BE, guessed: false });
    }
    let valid_utf8 = is_valid_utf8(&mut start.as_slice().chain(file))?;
    match wanted {
        Encoding::Utf8 if !valid_utf8 => Err(FileError::WrongEncoding("UTF-8")),
        Encoding::Latin1 | Encoding::Windows1252 if start != b"\xef\xbb\xbf" => {
            Ok(Survey { encoding: WINDOWS_1252, guessed: false })
        }
        _ if valid_utf8 => Ok(Survey { encoding: UTF_8, guessed: false }),
        _ => Ok(Survey { encoding: WINDOWS_1252, guessed: true }),
    }
}

/// Whether all of it is UTF-8; an error when it is not text in any encoding.
fn is_valid_utf8(input: &mut dyn Read) -> Result<bool, FileError> {
    let mut buffer = vec![0; 64 << 10];
    let (mut carried, mut valid, mut bytes, mut controls) = (0, true, 0_u64, 0_u64);
    loop {
        let read = input.read(&mut buffer[carried..]).map_err(FileError::Io)?;
        if read == 0 {
            return Ok(valid && carried == 0);
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
        if valid {
            let piece = &buffer[..carried + read];
            match std::str::from_utf8(piece) {
                Ok(_) => carried = 0,
                // A letter cut in two by the end of the piece.
                Err(error) if error.error_len().is_none() => {
                    let cut = error.valid_up_to();
                    let end = piece.len();
                    buffer.copy_within(cut..end, 0);
                    carried = end - cut;
                }
                Err(_) => (valid, carried) = (false, 0),
            }
        }
    }
}
