//! What enters: a pattern that the generator took apart into runs of character ranges, and a text. What leaves: whether
//! it matches, in time that grows with their product and never faster, whatever a document says.

/// A pattern without a regex engine: runs of characters, one after the other.
///
/// ```
/// use twilio_iam::{Pattern, Piece};
///
/// const CODE: Pattern = Pattern {
///     text: "^[A-Z]{2}[0-9]+$",
///     start: true,
///     end: true,
///     pieces: &[
///         Piece { ranges: &[('A', 'Z')], min: 2, max: 2 },
///         Piece { ranges: &[('0', '9')], min: 1, max: u32::MAX },
///     ],
/// };
/// assert!(CODE.matches("AB12"));
/// assert!(!CODE.matches("AB"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// The pattern as the document writes it, for messages.
    pub text: &'static str,
    /// Whether it holds from the first character.
    pub start: bool,
    /// Whether it holds to the last character.
    pub end: bool,
    /// The runs, in order.
    pub pieces: &'static [Piece],
}

/// A run of characters out of some ranges.
///
/// ```
/// let digits = twilio_iam::Piece { ranges: &[('0', '9')], min: 1, max: 3 };
/// assert_eq!(digits.max, 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Piece {
    /// First and last character of each range, both included.
    pub ranges: &'static [(char, char)],
    /// The least length of the run.
    pub min: u32,
    /// The greatest length of the run; `u32::MAX` is no limit.
    pub max: u32,
}

impl Pattern {
    /// Whether the text matches. Work and memory are linear in the text for each piece: there is no backtracking.
    pub fn matches(&self, text: &str) -> bool {
        let characters: Vec<char> = text.chars().collect();
        // reached[i]: the pieces so far can end before character i.
        let mut reached = vec![!self.start; characters.len() + 1];
        reached[0] = true;
        for piece in self.pieces {
            reached = piece.advance(&characters, &reached);
        }
        if self.end { reached.last() == Some(&true) } else { reached.contains(&true) }
    }
}

impl Piece {
    /// From the places where this run may begin to those where it may end.
    fn advance(&self, characters: &[char], from: &[bool]) -> Vec<bool> {
        let mut begins = Vec::with_capacity(from.len() + 1);
        begins.push(0_usize);
        let mut count = 0;
        for &begin in from {
            count += usize::from(begin);
            begins.push(count);
        }
        let (min, max) = (self.min as usize, if self.max == u32::MAX { usize::MAX } else { self.max as usize });
        let mut run = 0_usize;
        (0..from.len())
            .map(|end| {
                if end > 0 {
                    run = if self.holds(characters[end - 1]) { run + 1 } else { 0 };
                }
                let longest = run.min(max);
                longest >= min && begins[end - min + 1] > begins[end - longest]
            })
            .collect()
    }

    fn holds(&self, character: char) -> bool {
        self.ranges.iter().any(|&(first, last)| first <= character && character <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: Piece = Piece { ranges: &[('a', 'z')], min: 0, max: u32::MAX };
    const DOT: Piece = Piece { ranges: &[('.', '.')], min: 1, max: 1 };

    #[test]
    fn runs_share_characters_without_backtracking() {
        let pattern = Pattern {
            text: "^[a-z]*[a-z]{2}\\.$",
            start: true,
            end: true,
            pieces: &[WORD, Piece { min: 2, max: 2, ..WORD }, DOT],
        };
        assert!(pattern.matches("ab."));
        assert!(pattern.matches("abcdef."));
        assert!(!pattern.matches("a."));
        assert!(!pattern.matches("ab.."));
        assert!(!pattern.matches(""));
    }

    #[test]
    fn anchors_decide_where_it_may_begin_and_end() {
        let loose = Pattern { text: "[a-z]{2}", start: false, end: false, pieces: &[Piece { min: 2, max: 2, ..WORD }] };
        assert!(loose.matches("12ab34"));
        assert!(!loose.matches("1a2b"));
        assert!(!Pattern { start: true, ..loose }.matches("12ab"));
        assert!(Pattern { start: true, ..loose }.matches("ab12"));
        assert!(!Pattern { end: true, ..loose }.matches("ab12"));
        assert!(Pattern { end: true, ..loose }.matches("12ab"));
    }

    #[test]
    fn nothing_matches_a_pattern_of_no_pieces_only_where_it_is_anchored() {
        let empty = Pattern { text: "^$", start: true, end: true, pieces: &[] };
        assert!(empty.matches(""));
        assert!(!empty.matches("a"));
    }

    #[test]
    fn hostile_patterns_stay_linear() {
        // (a*)(a*)...(a*)b: exponential or at least of the 40th power for a backtracking matcher.
        static MANY: [Piece; 40] = [WORD; 40];
        let hostile = Pattern { text: "hostile", start: true, end: true, pieces: &MANY };
        let long = format!("{}!", "a".repeat(20_000));
        assert!(!hostile.matches(&long));
        assert!(hostile.matches(&long[..20_000]));
    }

    #[test]
    fn characters_count_not_bytes() {
        let two = Pattern {
            text: "^.{2}$",
            start: true,
            end: true,
            pieces: &[Piece { ranges: &[('\0', char::MAX)], min: 2, max: 2 }],
        };
        assert!(two.matches("🎉é"));
        assert!(!two.matches("🎉"));
    }
}
