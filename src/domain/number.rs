//! Exact numbers: shares and targets are compared as ratios of whole numbers,
//! never as rounded decimals.

use std::cmp::Ordering;

use num_rational::Ratio;
use num_traits::ToPrimitive;

/// A ratio of two whole numbers, always in lowest terms.
pub type Exact = Ratio<i128>;

/// Decimals that are kept when a number is read; further ones must be zero.
pub const DECIMALS: u32 = 12;

/// The largest whole number accepted from a file, to keep sums exact.
pub const LARGEST: i128 = 1_000_000_000_000;

/// Why a text is not a number we can keep exactly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not a plain decimal number.
    #[error("`{0}` is not a number")]
    NotANumber(String),
    /// Larger than any count of people or things here can be.
    #[error("`{0}` is larger than 1 000 000 000 000")]
    TooLarge(String),
}

/// Reads a plain decimal number exactly: `12`, `0.85`, `0,85`, `-3`.
///
/// A decimal comma is accepted as the Swedish way to write it. Decimals beyond
/// the twelfth are rounded: they are noise that spreadsheets add.
///
/// # Errors
///
/// [`NumberError`] when the text is not a plain decimal number (`1e5`, `12 st`
/// and the empty text are not), or is too large.
///
/// ```
/// # use nyttja::domain::number::{parse, Exact};
/// assert_eq!(parse("0,85"), Ok(Exact::new(17, 20)));
/// assert!(parse("not sure").is_err());
/// ```
pub fn parse(text: &str) -> Result<Exact, NumberError> {
    let not_a_number = || NumberError::NotANumber(text.to_owned());
    let trimmed = text.trim();
    let (negative, digits) = match trimmed.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, trimmed),
    };
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(not_a_number());
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > 13 {
        return Err(NumberError::TooLarge(text.to_owned()));
    }
    let scale = 10_i128.pow(DECIMALS);
    let mut value =
        if whole.is_empty() { 0 } else { whole.parse::<i128>().map_err(|_| not_a_number())? } * scale;
    let mut place = scale;
    for digit in fraction.bytes().map(|byte| i128::from(byte - b'0')) {
        if place == 1 {
            value += i128::from(digit >= 5);
            break;
        }
        place /= 10;
        value += digit * place;
    }
    if value > LARGEST * scale {
        return Err(NumberError::TooLarge(text.to_owned()));
    }
    Ok(Exact::new(if negative { -value } else { value }, scale))
}

/// Whether `mark` parts the digits of the text as thousands are parted: `1.234.567`.
#[must_use]
pub fn is_grouped(text: &str, mark: char) -> bool {
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let Some((first, others)) = text.split_once(mark) else { return false };
    let is_first = (1..=3).contains(&first.len()) && digits(first) && !first.starts_with('0');
    is_first && others.split(mark).all(|group| group.len() == 3 && digits(group))
}

/// Reads a share: `80 %`, `80%` or `0.8`, from 0 to 1.
///
/// # Errors
///
/// [`ShareError`] when it is no number, or lies outside 0–100 %.
pub fn parse_share(text: &str) -> Result<Exact, ShareError> {
    let share = match text.trim().strip_suffix('%') {
        Some(percent) => parse(percent)? / Exact::from_integer(100),
        None => parse(text)?,
    };
    if share < Exact::from_integer(0) || share > Exact::from_integer(1) {
        return Err(ShareError::OutOfRange(text.trim().to_owned()));
    }
    Ok(share)
}

/// Why a text is not a share.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Not a number at all.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// Below nothing or above everything.
    #[error("`{0}` is not between 0 % and 100 %")]
    OutOfRange(String),
}

/// The nearest floating-point number, for output and statistics.
#[must_use]
pub fn to_f64(exact: Exact) -> f64 {
    quotient(*exact.numer(), *exact.denom()).or_else(|| exact.to_f64()).unwrap_or(f64::NAN)
}

/// Whole numbers up to this are floating-point numbers too, so that dividing two of them rounds once.
const WHOLE_IN_F64: u128 = 1 << 53;

fn quotient(numerator: i128, denominator: i128) -> Option<f64> {
    let fits = |number: i128| number.unsigned_abs() <= WHOLE_IN_F64;
    (fits(numerator) && fits(denominator)).then(|| Some(numerator.to_f64()? / denominator.to_f64()?))?
}

/// How two numbers compare: what [`Ord`] says, without its divisions where the
/// cross products fit.
#[must_use]
pub fn compare(one: Exact, other: Exact) -> Ordering {
    match difference(one, other) {
        Some((difference, _)) => difference.cmp(&0),
        None => one.cmp(&other),
    }
}

/// Whether two numbers lie at least `distance`, and not nothing, apart.
#[must_use]
pub fn lie_apart(one: Exact, other: Exact, distance: Exact) -> bool {
    match difference(one, other) {
        Some((0, _)) => false,
        Some((difference, scale)) => {
            compare(Exact::new_raw(difference.abs(), scale), distance) != Ordering::Less
        }
        None => one != other && (if one > other { one - other } else { other - one }) >= distance,
    }
}

/// How much of `whole` lies between `part` and it, as a floating-point number:
/// (whole − part) ÷ whole. `whole` must not be 0.
#[must_use]
pub fn missing_part(part: Exact, whole: Exact) -> f64 {
    difference(whole, part)
        .and_then(|(difference, _)| quotient(difference, part.denom().checked_mul(*whole.numer())?))
        .unwrap_or_else(|| to_f64((whole - part) / whole))
}

/// `one` − `other` over the product of the two denominators, not in lowest
/// terms; none where the products do not fit.
fn difference(one: Exact, other: Exact) -> Option<(i128, i128)> {
    let left = one.numer().checked_mul(*other.denom())?;
    let right = other.numer().checked_mul(*one.denom())?;
    Some((left.checked_sub(right)?, one.denom().checked_mul(*other.denom())?))
}

/// A floating-point number from a settings file, read as its shortest decimal.
#[must_use]
pub fn from_f64(value: f64) -> Option<Exact> {
    parse(&format!("{value}")).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn exact() -> impl Strategy<Value = Exact> {
        let small = (-5000_i128..5000, 1_i128..5000);
        let large = (-(1_i128 << 100)..1 << 100, 1_i128..1 << 30);
        prop_oneof![small, large].prop_map(|(numerator, denominator)| Exact::new(numerator, denominator))
    }

    proptest! {
        #[test]
        fn the_short_ways_come_to_the_same_as_the_long_ones(one in exact(), other in exact()) {
            prop_assert_eq!(compare(one, other), one.cmp(&other));
            prop_assert_eq!(to_f64(one).to_bits(), one.to_f64().unwrap().to_bits());
        }

        #[test]
        fn a_distance_and_a_missing_part_are_exact(one in 1_u32..9000, other in 1_u32..9000, scale in 1_u32..900) {
            let number = |numerator: u32| Exact::new(i128::from(numerator), i128::from(scale));
            let (one, other) = (number(one), number(other));
            let apart = if one > other { one - other } else { other - one };
            let zero = Exact::from_integer(0);
            for distance in [zero, apart, apart + number(1)] {
                prop_assert_eq!(lie_apart(one, other, distance), apart > zero && apart >= distance);
            }
            prop_assert_eq!(missing_part(one, other).to_bits(), to_f64((other - one) / other).to_bits());
        }
    }

    #[test]
    fn decimals_are_read_exactly_and_noise_beyond_the_twelfth_is_rounded_away() {
        assert_eq!(parse("0.30000000000000004"), Ok(Exact::new(3, 10)));
        assert_eq!(parse(" 2,5 "), Ok(Exact::new(5, 2)));
        assert_eq!(parse("-1"), Ok(Exact::from_integer(-1)));
        assert_eq!(parse(".09"), Ok(Exact::new(9, 100)));
    }

    #[test]
    fn words_powers_and_empty_texts_are_not_numbers() {
        for text in ["", " ", "not sure", "1e5", "12 st", "1.2.3", "--1", "NaN", "-"] {
            assert!(matches!(parse(text), Err(NumberError::NotANumber(_))), "{text}");
        }
        assert!(matches!(parse("99999999999999"), Err(NumberError::TooLarge(_))));
    }

    #[test]
    fn a_share_is_a_per_cent_or_a_fraction_between_nothing_and_all() {
        assert_eq!(parse_share("80 %"), Ok(Exact::new(4, 5)));
        assert_eq!(parse_share("0.8"), Ok(Exact::new(4, 5)));
        assert_eq!(parse_share("100%"), Ok(Exact::from_integer(1)));
        assert!(matches!(parse_share("80"), Err(ShareError::OutOfRange(_))));
        assert!(matches!(parse_share("101 %"), Err(ShareError::OutOfRange(_))));
        assert!(matches!(parse_share("8O %"), Err(ShareError::Number(_))));
    }
}
