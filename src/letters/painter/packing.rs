//! Packs a picture as a PNG with a palette: a quarter of the bytes, and half of the time.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use tiny_skia::Pixmap;

/// A palette has no more colours.
const COLOURS: usize = 256;

/// Measured: more takes up to three times as long for a tenth of the bytes.
const COMPRESSION: DeflateCompression = DeflateCompression::Level(2);

/// The picture as a PNG file. It is taken as opaque.
pub(super) fn packed(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let indexed = Indexed::of(pixels);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_palette(indexed.colours);
    encoder.set_deflate_compression(COMPRESSION);
    // Neighbours in a palette are no neighbours in colour, so there is nothing to filter.
    encoder.set_filter(Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&indexed.pixels)?;
    writer.finish()?;
    Ok(bytes)
}

/// A picture as places in a palette.
struct Indexed {
    /// Red, green and blue of each colour.
    colours: Vec<u8>,
    /// The place of each pixel's colour.
    pixels: Vec<u8>,
}

impl Indexed {
    fn of(pixels: &Pixmap) -> Self {
        // Edges are blends; where there are too many, those that nobody can tell apart become one.
        let mut kept_bits = 8;
        loop {
            if let Some(indexed) = Self::with(pixels, u8::MAX << (8 - kept_bits)) {
                return indexed;
            }
            kept_bits -= 1;
        }
    }

    /// None where the colours with only the bits of `mask` are too many for a palette.
    fn with(pixels: &Pixmap, mask: u8) -> Option<Self> {
        let pixels = pixels.pixels();
        let mut places: HashMap<u32, u8, BuildHasherDefault<Spread>> = HashMap::default();
        let mut found = Self { colours: Vec::new(), pixels: Vec::with_capacity(pixels.len()) };
        for run in pixels.chunk_by(|one, next| one == next) {
            let parts = [run[0].red(), run[0].green(), run[0].blue()];
            let [red, green, blue] = parts.map(|part| part & mask);
            let colour = u32::from_be_bytes([0, red, green, blue]);
            let place = match places.get(&colour) {
                Some(place) => *place,
                None if places.len() == COLOURS => return None,
                None => {
                    let place = u8::try_from(places.len()).ok()?;
                    found.colours.extend(parts);
                    places.insert(colour, place);
                    place
                }
            };
            found.pixels.resize(found.pixels.len() + run.len(), place);
        }
        Some(found)
    }
}

/// Spreads colours over a table. Nobody chooses them to do harm, so it need not be slow.
#[derive(Debug, Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32((*byte).into());
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 ^ u64::from(number)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
