//! Messages are stored compressed: each holds a letter as HTML and as text, and they are kept for years.

use std::io::{self, Read};

use flate2::read::ZlibDecoder;
use lz4_flex::block;

/// The largest message that is unpacked, in bytes: far above what any mail server takes.
const LARGEST: usize = 256 * 1024 * 1024;

/// What a packed message begins with. Its CRC-32 follows, its length, and an LZ4 block.
const MARK: [u8; 4] = *b"LZ4\x01";

/// A message as the ledger stores it: compressed, with a checksum by which damage is noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedMessage(Vec<u8>);

impl PackedMessage {
    /// The message `bytes`, packed. Fast rather than small: a letter is packed and
    /// unpacked on its way out, and zlib takes longer over that than all the rest of the ledger.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let sum = crc32fast::hash(bytes).to_le_bytes();
        let block = block::compress_prepend_size(bytes);
        Self([&MARK[..], &sum, &block].concat())
    }

    /// The bytes that are stored.
    pub(super) fn kept(&self) -> &[u8] {
        &self.0
    }

    /// The message byte for byte.
    pub fn unpacked(&self) -> io::Result<Vec<u8>> {
        unpack(&self.0)
    }
}

/// The bytes as they were. What bears no mark was packed by zlib, in earlier times.
pub(super) fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    match packed.strip_prefix(&MARK) {
        Some(marked) => unpack_block(marked),
        None => unpack_zlib(packed),
    }
}

fn unpack_block(marked: &[u8]) -> io::Result<Vec<u8>> {
    let (sum, sized) = marked.split_first_chunk::<4>().ok_or_else(damaged)?;
    let (length, block) = block::uncompressed_size(sized).map_err(|_| damaged())?;
    if length > LARGEST {
        return Err(damaged());
    }
    let bytes = block::decompress(block, length).map_err(|_| damaged())?;
    let is_whole = bytes.len() == length && crc32fast::hash(&bytes).to_le_bytes() == *sum;
    if is_whole { Ok(bytes) } else { Err(damaged()) }
}

fn unpack_zlib(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed).take(u64::try_from(LARGEST).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "they are damaged")
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use proptest::prelude::*;
    use std::io::Write;

    proptest! {
        #[test]
        fn every_message_comes_back_byte_for_byte(bytes in proptest::collection::vec(any::<u8>(), 0..5000)) {
            prop_assert_eq!(PackedMessage::of(&bytes).unpacked().unwrap(), bytes);
        }

        #[test]
        fn bytes_that_are_no_message_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(unpack(&bytes).is_err());
            prop_assert!(unpack(&[&MARK[..], &bytes].concat()).is_err());
        }
    }

    #[test]
    fn a_letter_takes_less_room_and_damage_to_it_is_noticed() {
        let letter = "<tr><td>Lärlogg</td><td>13 av 34</td></tr>\r\n".repeat(400);
        let PackedMessage(mut packed) = PackedMessage::of(letter.as_bytes());
        assert!(packed.len() * 4 < letter.len(), "{} of {}", packed.len(), letter.len());
        assert!(unpack(&packed[..packed.len() / 2]).is_err());
        for place in 0..packed.len() {
            packed[place] ^= 1;
            // Where the same is said several times, it may be read from another place.
            assert!(unpack(&packed).map_or(true, |read| read == letter.as_bytes()), "at {place}");
            packed[place] ^= 1;
        }
    }

    #[test]
    fn what_was_packed_by_zlib_can_still_be_read() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"Hej!").unwrap();
        assert_eq!(unpack(&encoder.finish().unwrap()).unwrap(), b"Hej!");
    }
}
