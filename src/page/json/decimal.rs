//! Numbers as they are written: compared exactly, however long they are.

use std::cmp::Ordering;
use std::iter::repeat_n;

/// A decimal number: 0.d₁d₂d₃… · 10^`point`, with d₁ > 0 unless it is zero.
#[derive(Clone, Copy, Debug)]
pub(in crate::page) struct Decimal<'a> {
    negative: bool,
    /// From the first digit that is not zero on; a decimal point may stand among them.
    digits: &'a str,
    point: i64,
}

impl<'a> Decimal<'a> {
    /// What `text` says, in the grammar of JSON and a little beyond: `+1`, `.5`, `1.`.
    pub(in crate::page) fn read(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, whole(exponent)?),
            None => (unsigned, 0),
        };
        let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (before.is_empty() && behind.is_empty()) || !is_digits(before) || !is_digits(behind) {
            return None;
        }
        let digits = mantissa.trim_start_matches(['0', '.']);
        let before = before.trim_start_matches('0');
        let zeros = behind.len() - behind.trim_start_matches('0').len();
        let point = match before.len() {
            0 => -(zeros as i64),
            length => length as i64,
        };
        Some(Self {
            negative: text.starts_with('-'),
            digits,
            point: point.saturating_add(exponent),
        })
    }

    /// Which of the two is greater. Exact.
    pub(in crate::page) fn compare(&self, other: &Self) -> Ordering {
        match (self.sign(), other.sign()) {
            (0, 0) => Ordering::Equal,
            (a, b) if a != b => a.cmp(&b),
            (1, _) => self.magnitude(other),
            _ => other.magnitude(self),
        }
    }

    /// About as much, for a drawing.
    pub(in crate::page) fn about(&self) -> f64 {
        let mut mantissa = 0_u64;
        let mut count = 0_i64;
        for digit in self.bytes().take(18) {
            mantissa = mantissa * 10 + u64::from(digit - b'0');
            count += 1;
        }
        let power = self.point.saturating_sub(count).clamp(-400, 400);
        let about = mantissa as f64 * 10_f64.powi(power as i32);
        let bounded = about.min(f64::MAX);
        if self.negative { -bounded } else { bounded }
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        // Where one ends, zeros follow.
        let length = self.digits.len().max(other.digits.len());
        let by_point = self.point.cmp(&other.point);
        by_point.then_with(|| self.first(length).cmp(other.first(length)))
    }

    fn first(&self, length: usize) -> impl Iterator<Item = u8> + use<'a> {
        let digits = self.bytes();
        digits.chain(repeat_n(b'0', length)).take(length)
    }

    fn bytes(&self) -> impl Iterator<Item = u8> + use<'a> {
        self.digits.bytes().filter(u8::is_ascii_digit)
    }
}

/// An exponent; one beyond all reason is as good as any other of its sign.
fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits.bytes().fold(0_i64, |sum, digit| {
        (sum * 10 + i64::from(digit - b'0')).min(1 << 40)
    });
    Some(if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    })
}
