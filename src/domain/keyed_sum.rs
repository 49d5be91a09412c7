//! Sums that only who has the key can make (HMAC-SHA-256, RFC 2104).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The sum of `bytes` by a key, still to be finished or compared. The `purpose` keeps it apart from
/// all others that the same key may make.
pub(super) fn keyed_sum(key: &[u8; 32], purpose: &[u8], bytes: &[u8]) -> Hmac<Sha256> {
    // A key that always has the length of a block cannot be refused; a shorter one ends in zeros.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::<Sha256>::new(&block.into()).chain_update(purpose).chain_update(bytes)
}
