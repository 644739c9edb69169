//! A version and what has changed in; the version of the next release out.

use semver::{BuildMetadata, Prerelease, Version};

use super::kind::Verdict;

/// Which number of a version goes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// Nothing is to be released.
    None,
    /// What comes after the numbers: a version before a release promises nothing yet.
    Prerelease,
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
    /// Before a release, as in `1.0.0-rc.1`, whatever changes leads to the next such version.
    ///
    /// A change that breaks only the wire has broken the released client already; the release that mends it is one
    /// that everybody should get without asking.
    pub fn of(rust: Option<Verdict>, anything: bool, current: &str) -> Self {
        let version = Version::parse(current).ok();
        let initial = version.as_ref().is_none_or(|version| version.major == 0);
        let before = version.is_some_and(|version| !version.pre.is_empty());
        match (rust, initial) {
            _ if before && anything => Self::Prerelease,
            (Some(Verdict::Breaking), true) => Self::Minor,
            (Some(Verdict::Breaking), false) => Self::Major,
            (Some(Verdict::Compatible), false) => Self::Minor,
            (Some(_), _) => Self::Patch,
            (None, _) if anything => Self::Patch,
            (None, _) => Self::None,
        }
    }

    /// `none`, `prerelease`, `patch`, `minor` or `major`.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Prerelease => "prerelease",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The next version, the same one when nothing is to be released; none when that is no version that can be raised.
    ///
    /// ```
    /// use twilio_iam_codegen::diff::Bump;
    ///
    /// assert_eq!(Bump::Minor.next("0.1.3").as_deref(), Some("0.2.0"));
    /// assert_eq!(Bump::Patch.next("0.1.3").as_deref(), Some("0.1.4"));
    /// assert_eq!(Bump::Prerelease.next("1.0.0-rc.1").as_deref(), Some("1.0.0-rc.2"));
    /// assert_eq!(Bump::Patch.next("of today"), None);
    /// ```
    pub fn next(self, current: &str) -> Option<String> {
        let Version { major, minor, patch, pre, build } = Version::parse(current).ok()?;
        let up = |number: u64| number.checked_add(1);
        let (major, minor, patch, pre, build) = match self {
            Self::None => (major, minor, patch, pre, build),
            Self::Prerelease => (major, minor, patch, raised(&pre)?, BuildMetadata::EMPTY),
            Self::Patch => (major, minor, up(patch)?, Prerelease::EMPTY, BuildMetadata::EMPTY),
            Self::Minor => (major, up(minor)?, 0, Prerelease::EMPTY, BuildMetadata::EMPTY),
            Self::Major => (up(major)?, 0, 0, Prerelease::EMPTY, BuildMetadata::EMPTY),
        };
        Some(Version { major, minor, patch, pre, build }.to_string())
    }
}

/// `rc.1` becomes `rc.2`, and `beta`, which has no number, `beta.1`.
fn raised(before: &Prerelease) -> Option<Prerelease> {
    let (head, last) = before.rsplit_once('.').map_or(("", before.as_str()), |(head, last)| (head, last));
    let raised = match last.parse::<u64>() {
        Ok(number) if head.is_empty() => number.checked_add(1)?.to_string(),
        Ok(number) => format!("{head}.{}", number.checked_add(1)?),
        Err(_) if before.is_empty() => return None,
        Err(_) => format!("{before}.1"),
    };
    Prerelease::new(&raised).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_raised_by_its_own_rule() {
        let breaking = Some(Verdict::Breaking);
        for (current, rust, next) in [
            ("0.1.3", breaking, "0.2.0"),
            ("0.1.3", Some(Verdict::Compatible), "0.1.4"),
            ("1.2.3", breaking, "2.0.0"),
            ("1.2.3", Some(Verdict::Compatible), "1.3.0"),
            ("1.2.3+build.5", Some(Verdict::Docs), "1.2.4"),
            ("1.0.0-rc.1", breaking, "1.0.0-rc.2"),
            ("1.0.0-rc.9", None, "1.0.0-rc.10"),
            ("1.0.0-beta", breaking, "1.0.0-beta.1"),
            ("0.9.0-1", breaking, "0.9.0-2"),
        ] {
            let bump = Bump::of(rust, true, current);
            assert_eq!(bump.next(current).as_deref(), Some(next), "{current}");
            let version = |text: &str| Version::parse(text).unwrap();
            assert!(version(next) > version(current), "{current}");
            assert_eq!(Bump::of(None, false, current).next(current).as_deref(), Some(current));
        }
        for current in ["", "1.0", "1.0.0-", "01.0.0", "18446744073709551616.0.0"] {
            assert_eq!(Bump::of(breaking, true, current).next(current), None, "{current}");
        }
        assert_eq!(Bump::Patch.next("0.0.18446744073709551615"), None);
    }
}
