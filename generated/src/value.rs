//! What enters: what a caller hands to a setter. What leaves: one value for a field of a request, as it will be written,
//! in memory that is wiped afterwards.

use crate::decode::Model;
use crate::{Date, Integer, Number, Secret, Timestamp, WithSecrets, secret::noting_secrets, wiped::Wiped};
use serde::Serialize;
use serde_json::Value as Json;
use std::fmt;
use zeroize::Zeroizing;

/// The value of one field of a request.
///
/// Made by `From` of what setters take: text, numbers, booleans, SIDs, choices, timestamps, dates, JSON, secrets, models
/// and lists of these. Its memory is wiped on drop, and its `Debug` shows nothing that came from a [`Secret`].
///
/// ```
/// use twilio_iam::Value;
///
/// assert_eq!(Value::from("a").as_str(), Some("a"));
/// assert_eq!(Value::list::<String>(["a", "b"]), Value::from(vec!["a", "b"]));
/// ```
#[derive(Clone, PartialEq)]
pub struct Value(pub(crate) Form);

#[derive(Clone, PartialEq)]
pub(crate) enum Form {
    /// The text that goes out. `secret` where it came from a [`Secret`].
    Text { text: Zeroizing<String>, secret: bool },
    /// JSON text, not yet written into its place.
    Json { text: Zeroizing<String>, secret: bool },
    /// Several.
    List(Vec<Value>),
    /// What could not be made a value, and why.
    Unfit(String),
}

impl Value {
    /// Anything that serialises, as JSON, with the secrets in it.
    ///
    /// What does not serialise (a map whose keys are no strings) is refused when the request is encoded.
    ///
    /// ```
    /// let value = twilio_iam::Value::json(&[1, 2]);
    /// assert_eq!(value.as_str(), Some("[1,2]"));
    /// ```
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Self {
        let mut text = Wiped::default();
        let (written, secret) = noting_secrets(|| serde_json::to_writer(&mut text, &WithSecrets(value)));
        Self(match written.ok().and_then(|()| text.into_text()) {
            Some(text) => Form::Json { text, secret },
            None => Form::Unfit("cannot be written as JSON".to_owned()),
        })
    }

    /// Anything that serialises, as a parameter has it: a text, a number or a boolean as it is, a list item by item,
    /// nothing for null, and an object as JSON.
    ///
    /// ```
    /// use twilio_iam::Value;
    ///
    /// assert_eq!(Value::bare("all"), Value::from("all"));
    /// assert_eq!(Value::bare(&[1, 2]), Value::from(vec!["1", "2"]));
    /// ```
    pub fn bare<T: Serialize + ?Sized>(value: &T) -> Self {
        match Self::json(value).0 {
            // An object stays the text that it is: a tree of it would not be wiped.
            Form::Json { text, secret } if !text.starts_with('{') => match serde_json::from_str(&text) {
                Ok(json) => Self::part(json, secret),
                Err(_) => Self::unfit("cannot be written as JSON".to_owned()),
            },
            other => Self(other),
        }
    }

    fn part(json: Json, secret: bool) -> Self {
        let text = |text: String| Form::Text { text: Zeroizing::new(text), secret };
        Self(match json {
            Json::Null => Form::List(Vec::new()),
            Json::String(own) => text(own),
            Json::Array(items) => Form::List(items.into_iter().map(|item| Self::part(item, secret)).collect()),
            Json::Object(_) => Form::Json { text: Zeroizing::new(json.to_string()), secret },
            Json::Bool(_) | Json::Number(_) => text(json.to_string()),
        })
    }

    /// A list, of items that become `T` first. An empty one sends nothing.
    pub fn list<T: Into<Value>>(items: impl IntoIterator<Item = impl Into<T>>) -> Self {
        Self(Form::List(items.into_iter().map(|item| item.into().into()).collect()))
    }

    /// The text that goes out, where it is one text; also of a secret.
    pub fn as_str(&self) -> Option<&str> {
        match &self.0 {
            Form::Text { text, .. } | Form::Json { text, .. } => Some(text),
            Form::List(_) | Form::Unfit(_) => None,
        }
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self(Form::Text { text: Zeroizing::new(text.into()), secret: false })
    }

    pub(crate) fn unfit(problem: String) -> Self {
        Self(Form::Unfit(problem))
    }

    pub(crate) fn is_empty_list(&self) -> bool {
        matches!(&self.0, Form::List(items) if items.is_empty())
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Text { secret: true, .. } | Form::Json { secret: true, .. } => f.write_str("[redacted]"),
            Form::Text { text, .. } => text.as_str().fmt(f),
            Form::Json { text, .. } => f.write_str(text),
            Form::List(items) => items.fmt(f),
            Form::Unfit(_) => f.write_str("[unfit]"),
        }
    }
}

macro_rules! from_text {
    ($($type:ty: $value:ident => $text:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                Self::text($text)
            }
        }
    )*};
}

from_text! {
    String: text => text;
    &str: text => text;
    bool: value => if value { "true" } else { "false" };
    i32: value => value.to_string();
    u32: value => value.to_string();
    i64: value => value.to_string();
    f64: value => Number::from(value).as_str();
    Integer: value => value.to_string();
    Number: value => value.as_str();
    Timestamp: value => value.wire();
    Date: value => value.as_str();
}

impl From<Secret> for Value {
    fn from(secret: Secret) -> Self {
        Self(Form::Text { text: secret.into_text(), secret: true })
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        Self::json(&json)
    }
}

impl<T: Model> From<T> for Value {
    fn from(model: T) -> Self {
        Self::json(&model)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self(Form::List(items.into_iter().map(Into::into).collect()))
    }
}
