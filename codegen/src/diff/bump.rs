//! A version and what has changed in; the version of the next release out.

use super::kind::Verdict;

/// Which number of a version goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing is to be released.
    None,
    /// The last.
    Patch,
    /// The middle one.
    Minor,
    /// The first.
    Major,
}

impl Bump {
    /// What Cargo's rules ask for. Below 1.0 the middle number stands for the first, and the last for the middle one:
    ///
    /// | worst change of the Rust API | 0.y.z | from 1.0 |
    /// |---|---|---|
    /// | breaking | 0.(y+1).0 | major |
    /// | compatible | 0.y.(z+1) | minor |
    /// | docs, or only the wire | 0.y.(z+1) | patch |
    /// | nothing at all | none | none |
    ///
    /// A change that breaks only the wire has broken the released client already; the release that mends it is one
    /// that everybody should get without asking.
    pub fn of(rust: Option<Verdict>, anything: bool, current: &str) -> Self {
        let initial = numbers(current).is_none_or(|[major, ..]| major == 0);
        match (rust, initial) {
            (Some(Verdict::Breaking), true) => Self::Minor,
            (Some(Verdict::Breaking), false) => Self::Major,
            (Some(Verdict::Compatible), false) => Self::Minor,
            (Some(_), _) => Self::Patch,
            (None, _) if anything => Self::Patch,
            (None, _) => Self::None,
        }
    }

    /// `none`, `patch`, `minor` or `major`.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The next version; the same one when nothing is to be released or it is no version.
    ///
    /// ```
    /// use twilio_iam_codegen::diff::Bump;
    ///
    /// assert_eq!(Bump::Minor.next("0.1.3"), "0.2.0");
    /// assert_eq!(Bump::Patch.next("0.1.3"), "0.1.4");
    /// ```
    pub fn next(self, current: &str) -> String {
        match (self, numbers(current)) {
            (Self::Patch, Some([major, minor, patch])) => format!("{major}.{minor}.{}", patch + 1),
            (Self::Minor, Some([major, minor, _])) => format!("{major}.{}.0", minor + 1),
            (Self::Major, Some([major, ..])) => format!("{}.0.0", major + 1),
            (Self::None, _) | (_, None) => current.to_owned(),
        }
    }
}

fn numbers(version: &str) -> Option<[u64; 3]> {
    let mut numbers = version.splitn(3, '.').map(|number| number.parse().ok());
    Some([numbers.next()??, numbers.next()??, numbers.next()??])
}
