//! What enters: what a type wanted and what stood there instead. What leaves: the two with the path between the root and
//! the place, and never a value of the document: it may be a secret.

use std::{borrow::Cow, fmt};

/// A value of another shape than its type: where, what was expected, what was found.
///
/// ```
/// let mismatch = twilio_iam::Mismatch::new("a string", "a number").at_index(3).at_member("keys");
/// assert_eq!(mismatch.to_string(), "$.keys[3]: expected a string, found a number");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch(Box<Detail>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Detail {
    /// From the place up to the root.
    steps: Vec<Step>,
    expected: &'static str,
    found: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(Cow<'static, str>),
    Index(usize),
}

impl Mismatch {
    /// A misfit at the value itself.
    #[cold]
    pub fn new(expected: &'static str, found: &'static str) -> Self {
        Self(Box::new(Detail { steps: Vec::new(), expected, found }))
    }

    /// The same, seen from the object that has it under this name.
    ///
    /// A name out of the document itself (the key of a map) is shown only where it looks like a name.
    #[cold]
    pub fn at_member(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.0.steps.push(Step::Member(name.into()));
        self
    }

    /// The same, seen from the array that has it at this index.
    #[cold]
    pub fn at_index(mut self, index: usize) -> Self {
        self.0.steps.push(Step::Index(index));
        self
    }

    /// What the type wanted: `a string`.
    pub fn expected(&self) -> &'static str {
        self.0.expected
    }

    /// What was there: `a number`, `null`, `nothing`.
    pub fn found(&self) -> &'static str {
        self.0.found
    }

    /// The path from the root: `$.keys[3].sid`.
    pub fn path(&self) -> String {
        let mut path = String::from("$");
        for step in self.0.steps.iter().rev() {
            match step {
                Step::Index(index) => path.push_str(&format!("[{index}]")),
                Step::Member(name) if is_plain(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Member(_) => path.push_str("[…]"),
            }
        }
        path
    }
}

/// Short and of the characters of a name: a key that is anything else might be data.
fn is_plain(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.$:".contains(&byte))
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.path(), self.0.expected, self.0.found)
    }
}

impl std::error::Error for Mismatch {}
