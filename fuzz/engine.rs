//! What the engine calls.

use std::slice;

/// Takes an input as the engine hands it over, and gives it to `reader`.
///
/// # Safety
///
/// `size` bytes lie at `data`.
pub unsafe fn take(data: *const u8, size: usize, reader: impl FnOnce(u8, &[u8])) -> i32 {
    if size > 0 {
        // SAFETY: as the caller promises.
        let input = unsafe { slice::from_raw_parts(data, size) };
        reader(input[0], &input[1..]);
    }
    0
}
