//! Chance that repeats: the same seed and names give the same numbers.

/// A small generator of pseudo-random numbers: `SplitMix64`, from G. L. Steele,
/// D. Lea and C. H. Flood, *Fast splittable pseudorandom number generators*,
/// OOPSLA 2014. Good enough to invent a school term, and for nothing else.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// A generator of its own for everything that `names` tell apart, so that
    /// a change at one school leaves all others as they are.
    pub fn of(seed: u64, names: &[&str]) -> Self {
        // FNV-1a, with an end after each name.
        let bytes = names.iter().flat_map(|name| name.bytes().chain([0xff]));
        let state = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |state, byte| {
            (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Self(state ^ Self(seed).next()).next())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, 1.
    pub fn share(&mut self) -> f64 {
        let upper = u32::try_from(self.next() >> 32).unwrap_or(0);
        f64::from(upper) / 4_294_967_296.0
    }

    /// A number from `-reach` to `reach`.
    pub fn around(&mut self, reach: f64) -> f64 {
        (self.share() * 2.0 - 1.0) * reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut chance = Chance(1_234_567);
        let first = [chance.next(), chance.next(), chance.next()];
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn other_names_give_other_numbers() {
        assert_eq!(Chance::of(1, &["a", "b"]).next(), Chance::of(1, &["a", "b"]).next());
        assert_ne!(Chance::of(1, &["a", "b"]).next(), Chance::of(1, &["ab"]).next());
        assert_ne!(Chance::of(1, &["a"]).next(), Chance::of(2, &["a"]).next());
    }

    #[test]
    fn shares_lie_between_nothing_and_everything() {
        let mut chance = Chance::of(7, &[]);
        let shares: Vec<f64> = (0..1000).map(|_| chance.share()).collect();
        assert!(shares.iter().all(|share| (0.0..1.0).contains(share)));
        let mean = shares.iter().sum::<f64>() / 1000.0;
        assert!((0.45..0.55).contains(&mean), "{mean}");
    }
}
