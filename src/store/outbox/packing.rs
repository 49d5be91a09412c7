//! Messages are kept packed: they are HTML in two dresses, and a year of them is a public record.

use std::io::{self, Read, Write};

use flate2::read::ZlibDecoder;
use lz4_flex::frame::{FrameDecoder, FrameEncoder, FrameInfo};

/// The largest message that is unpacked, in bytes: far above what any mail server takes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What an LZ4 frame begins with.
const FRAME: [u8; 4] = [0x04, 0x22, 0x4d, 0x18];

/// The bytes, packed as an LZ4 frame with a sum by which damage is noticed. Fast
/// rather than small: a letter is packed and unpacked on its way out, and zlib
/// takes longer over that than all the rest of the ledger.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let info = FrameInfo::new().content_checksum(true);
    let mut encoder = FrameEncoder::with_frame_info(info, Vec::with_capacity(bytes.len() / 2));
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The bytes as they were. What is no LZ4 frame was packed by zlib, in earlier times.
pub(super) fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(packed.len() * 4);
    if packed.starts_with(&FRAME) {
        FrameDecoder::new(packed).take(LARGEST).read_to_end(&mut bytes)?;
    } else {
        ZlibDecoder::new(packed).take(LARGEST).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_message_comes_back_byte_for_byte(bytes in proptest::collection::vec(any::<u8>(), 0..5000)) {
            prop_assert_eq!(unpack(&pack(&bytes)).unwrap(), bytes);
        }
    }

    #[test]
    fn a_letter_takes_less_room_and_damage_to_it_is_noticed() {
        let letter = "<tr><td>Lärlogg</td><td>13 av 34</td></tr>\r\n".repeat(400);
        let mut packed = pack(letter.as_bytes());
        assert!(packed.len() * 4 < letter.len(), "{} of {}", packed.len(), letter.len());
        let middle = packed.len() / 2;
        packed[middle] ^= 1;
        assert!(unpack(&packed).is_err());
        assert!(unpack(&packed[..middle]).is_err());
    }

    #[test]
    fn what_was_packed_by_zlib_can_still_be_read() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(b"Hej!").unwrap();
        assert_eq!(unpack(&encoder.finish().unwrap()).unwrap(), b"Hej!");
    }
}
