//! What enters: nothing, these are static tables that the generator writes. What leaves: the description of one
//! field of a request, by name, place, kind and bounds, which the encoder, the validator and the command line read.

use crate::Pattern;

/// Where a field goes in a request.
///
/// ```
/// assert_ne!(twilio_iam::Place::Path, twilio_iam::Place::Query);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the path, percent-encoded as (a part of) one segment.
    Path,
    /// In the query string.
    Query,
    /// In a header of that name.
    Header,
    /// In the form body.
    Form,
    /// The whole body, as JSON.
    Body,
}

/// What a field holds; decides how it is checked and written.
///
/// ```
/// use twilio_iam::Kind;
///
/// const SIDS: Kind = Kind::List(&Kind::Sid(&["AC"]));
/// assert!(matches!(SIDS, Kind::List(Kind::Sid(["AC"]))));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Any text.
    Text,
    /// A SID with one of these two-letter prefixes; none named means any prefix.
    Sid(&'static [&'static str]),
    /// A whole number of 64 bits.
    Integer,
    /// A number, perhaps with a fraction.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day: `YYYY-MM-DD`.
    Date,
    /// An instant: `YYYY-MM-DDTHH:MM:SSZ`.
    DateTime,
    /// One of these words, open: the command line lists them, a request may carry another.
    Choice(&'static [&'static str]),
    /// Any JSON, written as JSON text.
    Json,
    /// One of several kinds: a text or a number as it is, several by a repeated key, an object as JSON text.
    Union,
    /// Several of one kind; the key is repeated unless the field is joined.
    List(&'static Kind),
}

/// One field of a request. Built by the constructor of its place and the modifiers after it, all `const`.
///
/// ```
/// use twilio_iam::{Bounds, Field, Kind, Place};
///
/// const NAME: Field = Field::form("FriendlyName", Kind::Text).required().bound(&Bounds::ANY.max_length(64));
/// assert_eq!((NAME.place, NAME.bounds.max_length), (Place::Form, Some(64)));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub place: Place,
    /// What it holds.
    pub kind: Kind,
    /// How more than one value is written.
    pub style: Style,
    /// Whether a request without it is refused.
    pub required: bool,
    /// Whether its value is kept out of `Debug` and errors.
    pub secret: bool,
    /// Whether only hand-written code sets it.
    pub internal: bool,
    /// Whether the client's own account fills it when it is unset.
    pub account: bool,
    /// What its value is held against.
    pub bounds: &'static Bounds,
}

/// How a list or an object goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// The name once for each item; an object is JSON text.
    #[default]
    Plain,
    /// A list as one value, joined by commas.
    Joined,
    /// The members of an object one by one, each under its own name.
    Spread,
    /// The members of an object one by one, under this prefix (`AddOns.name=value`).
    Prefixed(&'static str),
}

/// The bounds that a document sets to the value of a field; behind a reference, because most fields have none.
///
/// ```
/// use twilio_iam::Bounds;
///
/// const PAGE_SIZE: Bounds = Bounds::ANY.min(1).max(1000);
/// assert_eq!((PAGE_SIZE.min, PAGE_SIZE.max, PAGE_SIZE.max_length), (Some(1), Some(1000), None));
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Bounds {
    /// The least number of characters.
    pub min_length: Option<usize>,
    /// The greatest number of characters.
    pub max_length: Option<usize>,
    /// The least number.
    pub min: Option<i64>,
    /// The greatest number.
    pub max: Option<i64>,
    /// The least number of items.
    pub min_items: Option<usize>,
    /// The greatest number of items.
    pub max_items: Option<usize>,
    /// The pattern that a text has to match.
    pub pattern: Option<&'static Pattern>,
}

impl Field {
    const fn at(place: Place, name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            place,
            kind,
            style: Style::Plain,
            required: false,
            secret: false,
            internal: false,
            account: false,
            bounds: &Bounds::ANY,
        }
    }

    /// A placeholder of the path.
    pub const fn path(name: &'static str, kind: Kind) -> Self {
        Self::at(Place::Path, name, kind)
    }

    /// A parameter of the query.
    pub const fn query(name: &'static str, kind: Kind) -> Self {
        Self::at(Place::Query, name, kind)
    }

    /// A header.
    pub const fn header(name: &'static str, kind: Kind) -> Self {
        Self::at(Place::Header, name, kind)
    }

    /// A field of the form body.
    pub const fn form(name: &'static str, kind: Kind) -> Self {
        Self::at(Place::Form, name, kind)
    }

    /// The whole JSON body.
    pub const fn body(name: &'static str, kind: Kind) -> Self {
        Self::at(Place::Body, name, kind)
    }

    /// A request without it is refused.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Its value shows in no `Debug` and no error.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Only hand-written code sets it.
    pub const fn internal(mut self) -> Self {
        self.internal = true;
        self
    }

    /// Filled with the client's account when unset.
    pub const fn account(mut self) -> Self {
        self.account = true;
        self
    }

    /// A list goes out as one value, joined by commas (OpenAPI's `explode: false`).
    pub const fn joined(mut self) -> Self {
        self.style = Style::Joined;
        self
    }

    /// The members of an object go out as `name=value` each, and the field's own name does not (OpenAPI's `explode: true`).
    pub const fn spread(mut self) -> Self {
        self.style = Style::Spread;
        self
    }

    /// The members of an object go out as `prefix.name=value` (Twilio's `prefixed-collapsible-map`).
    pub const fn prefixed(mut self, prefix: &'static str) -> Self {
        self.style = Style::Prefixed(prefix);
        self
    }

    /// Its value is held against these.
    pub const fn bound(mut self, bounds: &'static Bounds) -> Self {
        self.bounds = bounds;
        self
    }
}

impl Bounds {
    /// Anything goes.
    pub const ANY: Self = Self {
        min_length: None,
        max_length: None,
        min: None,
        max: None,
        min_items: None,
        max_items: None,
        pattern: None,
    };

    /// At least so many characters.
    pub const fn min_length(mut self, characters: usize) -> Self {
        self.min_length = Some(characters);
        self
    }

    /// At most so many characters.
    pub const fn max_length(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// No number below this.
    pub const fn min(mut self, least: i64) -> Self {
        self.min = Some(least);
        self
    }

    /// No number above this.
    pub const fn max(mut self, greatest: i64) -> Self {
        self.max = Some(greatest);
        self
    }

    /// At least so many items.
    pub const fn min_items(mut self, items: usize) -> Self {
        self.min_items = Some(items);
        self
    }

    /// At most so many items.
    pub const fn max_items(mut self, items: usize) -> Self {
        self.max_items = Some(items);
        self
    }

    /// A text has to match this pattern.
    pub const fn pattern(mut self, pattern: &'static Pattern) -> Self {
        self.pattern = Some(pattern);
        self
    }
}
