//! A regular expression of a document in; its plain pieces out, or a SID's prefixes, or nothing when it is neither.

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::ir::{Pattern, Piece};

/// A longer pattern is not looked at.
const MAX_TEXT: usize = 500;

/// Nor is one with more groups one in the other.
const MAX_NESTING: u32 = 16;

/// The prefixes of a pattern that describes SIDs: two letters (or a choice of them), then 32 hexadecimal digits.
///
/// A list without any prefix stands for a SID of any kind.
pub fn sid(pattern: &str) -> Option<Vec<String>> {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let pattern = pattern.strip_suffix('$').unwrap_or(pattern);
    let rest = pattern.strip_suffix("{32}")?;
    let (prefixes, digits) = rest.split_at(rest.rfind('[')?);
    if !matches!(digits, "[0-9a-fA-F]" | "[0-9A-Fa-f]" | "[a-fA-F0-9]" | "[0-9a-f]" | "[a-f0-9]") {
        return None;
    }
    if matches!(prefixes, "[A-Z]{2}" | "[a-zA-Z]{2}" | "[A-Za-z]{2}") {
        return Some(Vec::new());
    }
    let prefixes = prefixes.strip_prefix('(').map_or(Some(prefixes), |inner| inner.strip_suffix(')'))?;
    let prefixes: Vec<String> = prefixes.split('|').map(str::to_owned).collect();
    prefixes
        .iter()
        .all(|prefix| prefix.len() == 2 && prefix.bytes().all(|letter| letter.is_ascii_uppercase()))
        .then_some(prefixes)
}

/// The pattern as a sequence of runs, when it is one; alternatives, look-around and nested repeats are not.
pub fn pieces(text: &str) -> Option<Pattern> {
    // Bounded, since a document is data from elsewhere: a counted repeat of a counted repeat grows fast, and so does a class
    // of hundreds of ranges, which would be too many in the end anyway.
    if text.len() > MAX_TEXT || ["\\w", "\\W", "\\p", "\\P", "(?i"].iter().any(|large| text.contains(large)) {
        return None;
    }
    let hir = regex_syntax::ParserBuilder::new().nest_limit(MAX_NESTING).build().parse(text).ok()?;
    let mut pattern = Pattern { text: text.to_owned(), start: false, end: false, pieces: Vec::new() };
    let parts: &[Hir] = match hir.kind() {
        HirKind::Concat(parts) => parts,
        _ => std::slice::from_ref(&hir),
    };
    for (index, part) in parts.iter().enumerate() {
        match part.kind() {
            HirKind::Look(Look::Start) if index == 0 => pattern.start = true,
            HirKind::Look(Look::End) if index + 1 == parts.len() => pattern.end = true,
            HirKind::Literal(literal) => {
                for symbol in std::str::from_utf8(&literal.0).ok()?.chars() {
                    pattern.pieces.push(Piece { ranges: vec![(symbol, symbol)], min: 1, max: Some(1) });
                }
            }
            HirKind::Class(class) => pattern.pieces.push(Piece { ranges: ranges(class)?, min: 1, max: Some(1) }),
            HirKind::Repetition(repeat) => {
                let ranges = match repeat.sub.kind() {
                    HirKind::Class(class) => ranges(class)?,
                    HirKind::Literal(literal) => {
                        let mut symbols = std::str::from_utf8(&literal.0).ok()?.chars();
                        let symbol = symbols.next()?;
                        if symbols.next().is_some() {
                            return None;
                        }
                        vec![(symbol, symbol)]
                    }
                    _ => return None,
                };
                pattern.pieces.push(Piece { ranges, min: repeat.min, max: repeat.max });
            }
            _ => return None,
        }
    }
    let small = pattern.pieces.len() <= 64 && pattern.pieces.iter().all(|piece| piece.ranges.len() <= 64);
    small.then_some(pattern)
}

/// What makes a text no regular expression in any dialect, and the character, counted from 1, at which it does.
///
/// JSON Schema takes its patterns from JavaScript: what only this parser does not know is no fault.
pub fn fault(text: &str) -> Option<(&'static str, usize)> {
    use regex_syntax::ast::ErrorKind;
    if text.len() > MAX_TEXT {
        return None;
    }
    let error = match regex_syntax::ast::parse::ParserBuilder::new().nest_limit(MAX_NESTING).build().parse(text) {
        Ok(_) => return None,
        Err(error) => error,
    };
    let at = error.span().start.offset;
    let what = match error.kind() {
        ErrorKind::GroupUnclosed => "a parenthesis is not closed",
        ErrorKind::GroupUnopened => "a parenthesis closes that was not opened",
        // JavaScript knows an empty class, and no class in a class.
        ErrorKind::ClassUnclosed if !text.get(at..)?.contains(']') => "a bracket is not closed",
        ErrorKind::ClassRangeInvalid => "a range ends before it starts",
        ErrorKind::RepetitionMissing => "there is nothing to repeat",
        ErrorKind::RepetitionCountInvalid => "a repetition has more at least than at most",
        ErrorKind::EscapeUnexpectedEof => "a backslash is followed by nothing",
        _ => return None,
    };
    Some((what, text.get(..at)?.chars().count() + 1))
}

fn ranges(class: &Class) -> Option<Vec<(char, char)>> {
    match class {
        Class::Unicode(class) => Some(class.ranges().iter().map(|range| (range.start(), range.end())).collect()),
        Class::Bytes(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sids_are_known_by_their_pattern() {
        assert_eq!(sid("^AC[0-9a-fA-F]{32}$"), Some(vec!["AC".to_owned()]));
        assert_eq!(sid("OR[0-9a-f]{32}"), Some(vec!["OR".to_owned()]));
        assert_eq!(sid("^(SM|MM)[0-9a-fA-F]{32}$"), Some(vec!["SM".to_owned(), "MM".to_owned()]));
        assert_eq!(sid("^[A-Z]{2}[0-9a-fA-F]{32}$"), Some(vec![]));
        for other in ["^OQ[a-zA-Z0-9]{32}$", "^ac[0-9a-fA-F]{32}$", "^AC[0-9a-fA-F]{31}$", "{32}", "[{32}", ""] {
            assert_eq!(sid(other), None, "{other}");
        }
    }

    #[test]
    fn faults_are_those_of_every_dialect() {
        assert_eq!(fault("^[a-"), Some(("a bracket is not closed", 2)));
        assert_eq!(fault("ü)"), Some(("a parenthesis closes that was not opened", 2)));
        assert_eq!(fault("^[z-a]$"), Some(("a range ends before it starts", 3)));
        assert_eq!(fault("|*"), Some(("there is nothing to repeat", 2)));
        for other in ["^[]$", "[[]", "(?!a)b", r"(a)\1", "a{", r"\cA", r"[\d-x]"] {
            assert_eq!(fault(other), None, "{other}");
        }
    }

    #[test]
    fn plain_patterns_are_taken_apart() {
        let pattern = pieces("^aia_[A-Z0-9]{2,}x?$").unwrap();
        assert!(pattern.start && pattern.end);
        assert_eq!(pattern.pieces.len(), 6);
        assert_eq!(pattern.pieces[4], Piece { ranges: vec![('0', '9'), ('A', 'Z')], min: 2, max: None });
        for other in ["(a|b)+", "a|bc", "(?=x)", "(", "(a{1000}){1000}"] {
            assert!(pieces(other).is_none(), "{other}");
        }
    }
}
