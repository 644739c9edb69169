//! What enters: an operation's static description and the values that its setters hand over. What leaves: the request
//! as a value, to be encoded by any transport.

use crate::{Invalid, Operation, OperationSpec, Value, encode::encode};
use serde::Serialize;
use std::fmt;

/// The values given to an operation, each at the index of its field.
///
/// `Debug` shows names and values as they go out, and `[redacted]` for secrets. See [`Operation`](crate::Operation) for
/// an example.
#[derive(Clone)]
pub struct Request {
    spec: &'static OperationSpec,
    /// By index of the field, ascending; most operations have few of their fields set.
    values: Vec<(usize, Value)>,
}

impl Request {
    /// A request with nothing set.
    ///
    /// ```
    /// fn empty(spec: &'static twilio_iam::OperationSpec) -> bool {
    ///     let request = twilio_iam::Request::new(spec);
    ///     (0..spec.fields.len()).all(|index| request.get(index).is_none())
    /// }
    /// ```
    pub const fn new(spec: &'static OperationSpec) -> Self {
        Self { spec, values: Vec::new() }
    }

    /// A request of an operation, with nothing set.
    ///
    /// ```
    /// use twilio_iam::{Operation, Request};
    ///
    /// fn is_unset<O: Operation>() -> bool {
    ///     (0..O::SPEC.fields.len()).all(|index| Request::of::<O>().get(index).is_none())
    /// }
    /// ```
    pub const fn of<O: Operation>() -> Self {
        Self::new(&O::SPEC)
    }

    /// The same with a field set to a `T`, in place of what it was set to.
    #[must_use]
    pub fn with<T: Into<Value>>(self, index: usize, value: impl Into<T>) -> Self {
        self.set(index, value.into().into())
    }

    /// The same with a field set to a list of `T`.
    #[must_use]
    pub fn list<T: Into<Value>>(self, index: usize, items: impl IntoIterator<Item = impl Into<T>>) -> Self {
        self.set(index, Value::list::<T>(items))
    }

    /// The same with a field set to JSON text.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, index: usize, value: &T) -> Self {
        self.set(index, Value::json(value))
    }

    fn set(mut self, index: usize, value: Value) -> Self {
        match self.values.binary_search_by_key(&index, |(at, _)| *at) {
            Ok(at) => self.values[at].1 = value,
            Err(at) => self.values.insert(at, (index, value)),
        }
        self
    }

    /// The operation's description.
    pub const fn spec(&self) -> &'static OperationSpec {
        self.spec
    }

    /// What a field is set to.
    pub fn get(&self, index: usize) -> Option<&Value> {
        let at = self.values.binary_search_by_key(&index, |(at, _)| *at).ok()?;
        self.values.get(at).map(|(_, value)| value)
    }

    /// The highest index that was set.
    pub(crate) fn last(&self) -> Option<usize> {
        self.values.last().map(|(index, _)| *index)
    }

    /// Checks every field and writes the HTTP request: method, URI, headers and body; no credentials.
    ///
    /// `account` fills the account of the path where the operation leaves it to the client.
    ///
    /// # Errors
    ///
    /// [`Invalid`] when a required field is missing or a value breaks the limits of the document. Nothing was sent.
    pub fn encode(&self, account: Option<&str>) -> Result<http::Request<Vec<u8>>, Invalid> {
        encode(self, account)
    }
}

impl PartialEq for Request {
    fn eq(&self, other: &Self) -> bool {
        self.spec.item == other.spec.item && self.values == other.values
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct(self.spec.name());
        for (index, value) in &self.values {
            match self.spec.fields.get(*index) {
                Some(field) if field.secret => fields.field(field.name, &format_args!("[redacted]")),
                Some(field) => fields.field(field.name, value),
                None => fields.field("?", &format_args!("[redacted]")),
            };
        }
        fields.finish()
    }
}
