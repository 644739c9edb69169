//! A place inside a document: JSON pointers (RFC 6901) that grow and shrink as a walk descends.

use std::fmt::{self, Display, Write};

use serde_json::Value;

/// A JSON pointer, kept in its RFC 6901 text.
///
/// ```
/// use twilio_iam_codegen::pointer::Pointer;
///
/// let get = Pointer::root().child("paths").child("/Keys").child("get");
/// assert_eq!(get.to_string(), "/paths/~1Keys/get");
/// assert_eq!(get.last().as_deref(), Some("get"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer to the member `name` of this node.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        let mut child = self.clone();
        child.push(name);
        child
    }

    /// The pointer to the item `index` of this node.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        let mut item = self.clone();
        item.push_index(index);
        item
    }

    /// Descends into the member `name`.
    pub fn push(&mut self, name: &str) {
        self.0.push('/');
        for c in name.chars() {
            match c {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                c => self.0.push(c),
            }
        }
    }

    /// Descends into the item `index`.
    pub fn push_index(&mut self, index: usize) {
        // Writing to a String cannot fail.
        let _ = write!(self.0, "/{index}");
    }

    /// Goes back to the parent; the root is its own parent.
    pub fn pop(&mut self) {
        let end = self.0.rfind('/').unwrap_or(0);
        self.0.truncate(end);
    }

    /// The node that holds this one, `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let end = self.0.rfind('/')?;
        self.0.get(..end).map(|parent| Self(parent.to_owned()))
    }

    /// The name or index of this node in its parent, unescaped.
    pub fn last(&self) -> Option<String> {
        self.0.rsplit_once('/').map(|(_, segment)| unescaped(segment))
    }

    /// The names and indices from the root to this node, unescaped.
    pub fn segments(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(unescaped)
    }

    /// The pointer's text, as [`serde_json::Value::pointer`] takes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The node of a value that this pointer is to.
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        // `Value::pointer` makes two texts anew for each name on the way, and few names are escaped.
        self.0.split('/').skip(1).try_fold(value, |node, segment| match node {
            Value::Object(members) if segment.contains('~') => members.get(&unescaped(segment)),
            Value::Object(members) => members.get(segment),
            Value::Array(items) => {
                let is_index = segment == "0" || !segment.starts_with(['0', '+']);
                items.get(segment.parse::<usize>().ok().filter(|_| is_index)?)
            }
            _ => None,
        })
    }

    /// What remains of this pointer below `ancestor` (empty for the node itself), `None` elsewhere.
    pub fn below<'a>(&'a self, ancestor: &Pointer) -> Option<&'a str> {
        let rest = self.0.strip_prefix(&ancestor.0)?;
        (rest.is_empty() || rest.starts_with('/')).then_some(rest)
    }

    /// This pointer continued by `rest`, the text of a relative pointer as [`Pointer::below`] gives it.
    #[must_use]
    pub fn join(&self, rest: &str) -> Self {
        Self(format!("{}{rest}", self.0))
    }
}

fn unescaped(segment: &str) -> String {
    if segment.contains('~') { segment.replace("~1", "/").replace("~0", "~") } else { segment.to_owned() }
}

impl Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Takes the RFC 6901 text of a pointer; a leading slash that is missing is supplied.
impl From<&str> for Pointer {
    fn from(text: &str) -> Self {
        if text.is_empty() || text.starts_with('/') { Self(text.to_owned()) } else { Self(format!("/{text}")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_unescapes() {
        let pointer = Pointer::root().child("a/b~c").item(3);
        assert_eq!(pointer.as_str(), "/a~1b~0c/3");
        assert_eq!(pointer.segments().collect::<Vec<_>>(), ["a/b~c", "3"]);
    }

    #[test]
    fn climbs() {
        let mut pointer = Pointer::from("/a/b");
        assert_eq!(pointer.parent(), Some(Pointer::from("/a")));
        pointer.pop();
        pointer.pop();
        pointer.pop();
        assert_eq!(pointer, Pointer::root());
        assert_eq!(pointer.parent(), None);
    }

    #[test]
    fn finds_what_the_library_finds() {
        let value = serde_json::json!({"a/b~c": [1, {"": [2], "01": 3}], "~1": {"x": null}, "": 4});
        for text in [
            "",
            "/",
            "/a~1b~0c",
            "/a~1b~0c/0",
            "/a~1b~0c/1/",
            "/a~1b~0c/1//0",
            "/a~1b~0c/1/01",
            "/a~1b~0c/01",
            "/a~1b~0c/+1",
            "/a~1b~0c/-",
            "/a~1b~0c/2",
            "/a~1b~0c/0/x",
            "/~01",
            "/~01/x",
            "/~01/x/y",
            "/~1",
            "/x",
        ] {
            let pointer = Pointer::from(text);
            assert_eq!(pointer.find(&value), value.pointer(text), "{text}");
        }
        assert!(Pointer::from("/a~1b~0c/1//0").find(&value).is_some());
    }

    #[test]
    fn below_takes_whole_segments() {
        let schemas = Pointer::from("/components/schemas");
        assert_eq!(Pointer::from("/components/schemas/Key").below(&schemas), Some("/Key"));
        assert_eq!(Pointer::from("/components/schemasX").below(&schemas), None);
    }
}
