//! The intermediate form: what a document says, as services, modules, operations and models.
//!
//! Plain owned data. `lower` fills it, `name` gives every item its Rust name, and `emit` only reads it: by then
//! each decision (name, type, nullability, media type, paging, server) has been made.

use crate::pointer::Pointer;

/// A whole client: every service of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Api {
    /// `info.title` of the document.
    pub title: String,
    /// `info.version` of the document.
    pub version: String,
    /// `info.description` of the document.
    pub description: String,
    /// The services, in the order of their names.
    pub services: Vec<Service>,
    /// Every model, addressed by [`ModelId`].
    pub models: Vec<Model>,
    /// Every SID type, addressed by [`SidId`].
    pub sids: Vec<SidType>,
}

/// One host and version, for example `api_v2010`.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Module name, for example `accounts_v1`.
    pub name: String,
    /// Scheme and host that the module's documentation shows.
    pub server: String,
    /// The modules that hold operations or models, in the order of their paths; the service itself is the one with an empty path.
    pub modules: Vec<Module>,
}

/// One resource: a module below its service.
#[derive(Clone, Debug, PartialEq)]
pub struct Module {
    /// Module names below the service, for example `["credentials", "aws"]`.
    pub path: Vec<String>,
    /// Operations in the order of the document.
    pub operations: Vec<Operation>,
    /// Models that live here, in the order of their names.
    pub models: Vec<ModelId>,
}

/// Where an item of the client lives.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// Shared by several services: at the root of `api`.
    Root,
    /// In a service, at a module path (empty: the service itself).
    Module(String, Vec<String>),
}

/// One request that a client can send.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Rust name of the struct.
    pub name: String,
    /// `operationId`, as the document spells it.
    pub id: String,
    /// Where the document describes it.
    pub pointer: Pointer,
    /// Markdown.
    pub doc: String,
    /// HTTP method.
    pub method: Method,
    /// Scheme, host and port.
    pub server: String,
    /// Path below the server, with `{Placeholders}`.
    pub path: String,
    /// Parameters and body fields: required ones first, each group in the order of the document.
    pub fields: Vec<Field>,
    /// Media type of the body.
    pub body: Option<String>,
    /// Media types of the answers, as the request asks for them.
    pub accept: String,
    /// Documented answers, one for each status.
    pub replies: Vec<Reply>,
    /// What a caller gets.
    pub output: Output,
    /// How the list goes on.
    pub paging: Option<Paging>,
    /// What the request authenticates with.
    pub security: Security,
    /// The document discourages its use.
    pub deprecated: bool,
}

/// HTTP methods that OpenAPI knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `HEAD`
    Head,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
}

impl Method {
    /// The method as it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
        }
    }
}

/// A parameter or a field of the body.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Rust name of the argument and the setter.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Where the document describes it.
    pub pointer: Pointer,
    /// Markdown.
    pub doc: String,
    /// Where in the request it goes.
    pub place: Place,
    /// What a caller hands over.
    pub ty: Type,
    /// Must be given.
    pub required: bool,
    /// Only hand-written code may set it.
    pub internal: bool,
    /// Defaults to the account of the client.
    pub account: bool,
    /// Never shown.
    pub secret: bool,
    /// The document discourages its use.
    pub deprecated: bool,
    /// Checked before anything is sent.
    pub limits: Limits,
    /// How lists and objects are spelt.
    pub style: Style,
    /// What the service takes when it is absent, as text.
    pub default: Option<String>,
}

/// Where in a request a field goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A field of a form body.
    Form,
    /// The whole body.
    Body,
}

impl Place {
    /// As it is called in code and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Form => "form",
            Self::Body => "body",
        }
    }
}

/// How lists and objects are spelt outside of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Lists repeat the name; objects are JSON text.
    #[default]
    Repeated,
    /// Lists are one value, joined by commas.
    Joined,
    /// Members of an object go out as `prefix.member`.
    Prefixed(String),
    /// Members of an object go out under their own names.
    Spread,
    /// One JSON text, whatever it is.
    Json,
}

impl Field {
    /// Whether a caller hands over the value itself, since it becomes JSON and nothing else.
    pub fn is_whole(&self) -> bool {
        self.place == Place::Body || self.style == Style::Json
    }
}

/// Bounds that the document states.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// Least number of characters.
    pub min_length: Option<usize>,
    /// Greatest number of characters.
    pub max_length: Option<usize>,
    /// Least value.
    pub min: Option<i64>,
    /// Greatest value.
    pub max: Option<i64>,
    /// Least number of items.
    pub min_items: Option<usize>,
    /// Greatest number of items.
    pub max_items: Option<usize>,
    /// What the text must look like, unless it is a SID.
    pub pattern: Option<Pattern>,
}

/// A regular expression, taken apart so that no engine is needed to check it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// As the document spells it.
    pub text: String,
    /// Bound to the start of the text.
    pub start: bool,
    /// Bound to the end of the text.
    pub end: bool,
    /// One after the other.
    pub pieces: Vec<Piece>,
}

/// A run of characters out of one class.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Inclusive ranges.
    pub ranges: Vec<(char, char)>,
    /// Least number of characters.
    pub min: u32,
    /// Greatest number of characters; none: unbounded.
    pub max: Option<u32>,
}

/// One documented answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// HTTP status; the first of them for a range.
    pub status: u16,
    /// It stands for every status of that hundred that is not documented by itself.
    pub range: bool,
    /// What its body holds.
    pub ty: ReplyType,
    /// Media type of its body, as the request asks for it.
    pub media: Option<String>,
    /// Where the document describes it.
    pub pointer: Pointer,
}

impl Reply {
    /// The status as a document spells it: `200`, `2XX`.
    pub fn spelt(&self) -> String {
        if self.range { format!("{}XX", self.status / 100) } else { self.status.to_string() }
    }
}

/// What the body of an answer holds.
#[derive(Clone, Debug, PartialEq)]
pub enum ReplyType {
    /// Nothing, or nothing that is described.
    Empty,
    /// JSON of a type.
    Json(Type),
    /// Text that is not JSON.
    Text,
    /// Anything else.
    Bytes,
}

impl ReplyType {
    /// The model that it is, or that it is unless it is null.
    pub fn model(&self) -> Option<ModelId> {
        let Self::Json(ty) = self else { return None };
        match ty.plain() {
            Type::Model(id) => Some(*id),
            _ => None,
        }
    }
}

/// What a caller gets from an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// The same for every status.
    One(ReplyType),
    /// An enum, by status.
    Alternatives {
        /// Rust name of the enum.
        name: String,
        /// Variant names beside the answers; the first stands for a status that is not documented.
        variants: Vec<(String, Reply)>,
    },
}

/// How a list goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// The page's model.
    pub page: ModelId,
    /// Index of the member that holds the records.
    pub items: usize,
    /// Where the way to the next page stands.
    pub next: Next,
    /// Wire name of the parameter that sets the size of a page.
    pub size: Option<String>,
}

/// Where the way to the next page stands: member indices from the page down.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// An absolute or relative address.
    Uri(Vec<usize>),
    /// A token, for the query parameter of that name.
    Token(Vec<usize>, String),
}

/// What a request authenticates with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Account SID or key SID, and its secret.
    Basic,
    /// An OAuth access token.
    Bearer,
    /// Nothing.
    None,
}

/// Index into [`Api::models`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelId(pub usize);

/// Index into [`Api::sids`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SidId(pub usize);

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `String`
    Text,
    /// `Secret`
    Secret,
    /// `bool`
    Boolean,
    /// `Integer`
    Integer,
    /// `Number`
    Number,
    /// `Timestamp`
    Timestamp,
    /// `Date`
    Date,
    /// Any JSON.
    Json,
    /// A SID with known prefixes.
    Sid(SidId),
    /// A SID of any kind.
    AnySid,
    /// A struct, an open enum or a union.
    Model(ModelId),
    /// The same, behind a pointer, because it holds itself.
    Boxed(ModelId),
    /// A hand-written type of the runtime, by name.
    Runtime(String),
    /// `Vec`
    List(Box<Type>),
    /// Map with text keys.
    Map(Box<Type>),
    /// An item that may be null.
    Nullable(Box<Type>),
}

impl Type {
    /// Whether an item of this type is no single value: such lists are handed over, and sent, as they are.
    pub fn is_compound(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::Nullable(_) | Self::Boxed(_))
    }

    /// Whether a value can be more than one text, so that it has a style.
    pub fn is_several(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::Json | Self::Model(_) | Self::Boxed(_))
    }

    /// How many lists, maps and options lie one in the other.
    pub fn depth(&self) -> usize {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => 1 + inner.depth(),
            _ => 0,
        }
    }

    /// What it is when it is not null.
    pub fn plain(&self) -> &Self {
        if let Self::Nullable(inner) = self { inner.plain() } else { self }
    }
}

/// A type that a document describes: a struct, an open enum or a union.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Rust name.
    pub name: String,
    /// Names to try, best first; the last is the most telling.
    pub candidates: Vec<String>,
    /// Name of the member or parameter that it was described in place for.
    pub field: Option<String>,
    /// Where it lives.
    pub home: Home,
    /// Where the document describes it.
    pub pointer: Pointer,
    /// Markdown.
    pub doc: String,
    /// What it is made of.
    pub kind: ModelKind,
    /// Callers make values of it.
    pub request: bool,
    /// Rust name of the field that keeps which members go out as null, where any can.
    pub nulls: Option<String>,
    /// The document discourages its use.
    pub deprecated: bool,
}

/// What a model is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum ModelKind {
    /// Named members.
    Struct {
        /// In the order of the document.
        members: Vec<Member>,
        /// Type of the members that are not declared, where they are allowed for.
        rest: Option<Rest>,
    },
    /// One of several texts.
    Choice {
        /// In the order of the document.
        values: Vec<ChoiceValue>,
        /// Name of the variant that keeps any other.
        other: String,
    },
    /// One of several types.
    Union {
        /// In the order of the document.
        variants: Vec<Variant>,
        /// Member that tells which.
        tag: Option<String>,
        /// Name of the variant that keeps anything else.
        other: String,
    },
}

/// A member of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Rust name.
    pub name: String,
    /// Name in JSON.
    pub wire: String,
    /// Where the document describes it.
    pub pointer: Pointer,
    /// Markdown.
    pub doc: String,
    /// Its type when present.
    pub ty: Type,
    /// Always there and never null.
    pub required: bool,
    /// A request must carry it, be it null.
    pub nullable: bool,
    /// A request may carry it as null or not at all: Rust name of the setter for null.
    pub null: Option<String>,
    /// A request must carry it, and no reply does.
    pub write_only: bool,
    /// Only replies carry it.
    pub read_only: bool,
    /// The records of a page: they may be missing, but a value of another shape spoils the whole.
    pub records: bool,
    /// The document discourages its use.
    pub deprecated: bool,
}

impl Member {
    /// Whether `new` asks for it, where callers make values of the model.
    pub fn is_argument(&self) -> bool {
        self.required || self.nullable || self.write_only
    }
}

/// The members that a struct does not declare.
#[derive(Clone, Debug, PartialEq)]
pub struct Rest {
    /// Rust name of the field that holds them.
    pub name: String,
    /// Type of each.
    pub ty: Type,
    /// Where the document describes it.
    pub pointer: Pointer,
}

/// A value of an open enum.
#[derive(Clone, Debug, PartialEq)]
pub struct ChoiceValue {
    /// Rust name of the variant.
    pub name: String,
    /// Text on the wire.
    pub wire: String,
}

/// A type that a union can be.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Rust name of the variant.
    pub name: String,
    /// Names to try, best first.
    pub candidates: Vec<String>,
    /// What it holds.
    pub ty: Type,
    /// Value of the union's tag.
    pub tag: Option<String>,
    /// Where the document describes it.
    pub pointer: Pointer,
}

/// A SID newtype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidType {
    /// Rust name.
    pub name: String,
    /// Two letters each.
    pub prefixes: Vec<String>,
}
