//! Messages are kept packed: they are HTML in two dresses, and a year of them is a public record.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// The largest message that is unpacked, in bytes: far above what any mail server takes.
const LARGEST: u64 = 256 * 1024 * 1024;

/// The bytes, packed. Fast rather than small: the last tenth would cost three times the work.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The bytes as they were; packed ones carry a sum by which damage is noticed.
pub(super) fn unpack(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(packed.len() * 4);
    ZlibDecoder::new(packed).take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
