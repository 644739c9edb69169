//! Made-up SIDs, secrets and tokens: a seed number and a counter in, text that looks random out, the same every time.

/// Makes values that look unguessable and are the same for the same seed number and the same order of calls.
#[derive(Debug)]
pub(crate) struct Mint {
    seed: u64,
    made: u64,
}

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

impl Mint {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, made: 0 }
    }

    /// A SID: two letters and 32 hexadecimal digits.
    pub(crate) fn sid(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", self.hex())
    }

    /// 32 hexadecimal digits, the shape of an auth token.
    pub(crate) fn hex(&mut self) -> String {
        format!("{:016x}{:016x}", self.word(), self.word())
    }

    /// Letters and digits, the shape of a key secret.
    pub(crate) fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(LETTERS[(self.word() % 62) as usize])).collect()
    }

    fn word(&mut self) -> u64 {
        self.made += 1;
        scramble(self.seed ^ scramble(self.made))
    }
}

const FIRST: u64 = 0xbf58_476d_1ce4_e5b9;
const SECOND: u64 = 0x94d0_49bb_1331_11eb;

/// The finaliser of SplitMix64: every number has exactly one image, and neighbours have unlike ones.
pub(crate) fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(FIRST);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(SECOND);
    mixed ^ (mixed >> 31)
}

/// The number that [`scramble`] turns into this one.
pub(crate) fn unscramble(mixed: u64) -> u64 {
    let mut number = unshift(mixed, 31).wrapping_mul(inverse(SECOND));
    number = unshift(number, 27).wrapping_mul(inverse(FIRST));
    unshift(number, 30).wrapping_sub(0x9e37_79b9_7f4a_7c15)
}

/// Undoes `x ^ (x >> shift)`.
fn unshift(mixed: u64, shift: u32) -> u64 {
    let mut number = mixed;
    for _ in 0..64 / shift {
        number = mixed ^ (number >> shift);
    }
    number
}

/// The inverse of an odd number modulo 2^64, by Newton's method.
fn inverse(odd: u64) -> u64 {
    (0..6).fold(odd, |guess, _| guess.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(guess))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_values() {
        let (mut one, mut two, mut other) = (Mint::new(7), Mint::new(7), Mint::new(8));
        let sid = one.sid("AC");
        assert_eq!(sid, two.sid("AC"));
        assert_ne!(sid, other.sid("AC"));
        assert_ne!(one.letters(32), one.letters(32));
        assert_eq!(sid.len(), 34);
    }

    #[test]
    fn scrambling_can_be_undone() {
        for number in [0, 1, 2, 999_999, u64::MAX, 0xdead_beef] {
            assert_eq!(unscramble(scramble(number)), number);
        }
    }
}
