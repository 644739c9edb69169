//! OpenAPI's objects as data: which fields each has, of which shape, in which version. No decision is
//! taken here beyond the two standards, 3.0.x and 3.1.x.

use super::hook;
use super::schema;
use super::walk::Walk;
use crate::document::Version;
use serde_json::{Map, Value};

/// One kind of object.
pub(super) struct Object {
    /// What it is called in a sentence: "an operation".
    pub name: &'static str,
    pub fields: &'static [Field],
    /// What the members that are no fields are.
    pub rest: Rest,
    /// The section of `components` that a `$ref` in its place points into.
    pub section: &'static str,
    /// What the table cannot say.
    pub hook: Option<Hook>,
}

type Hook = for<'a> fn(&mut Walk<'a>, &'a Map<String, Value>);

/// One field of an object.
pub(super) struct Field {
    pub name: &'static str,
    pub shape: Shape,
    pub required: Versions,
    pub known: Versions,
}

/// The members of an object that are no fields.
#[derive(Clone, Copy)]
pub(super) enum Rest {
    /// There are none.
    Nothing,
    /// Path items under paths.
    Paths,
    /// Responses under status codes.
    Statuses,
}

/// What a value must be.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Text,
    /// Text for people, which may be left blank.
    Prose,
    Flag,
    Number,
    Count,
    /// Anything: content that is not OpenAPI.
    Data,
    Word(&'static [&'static str]),
    One(&'static Object),
    /// The object or a reference to one.
    OrRef(&'static Object),
    Schema,
    SchemaOrFlag,
    Many(&'static Shape),
    Map(&'static Shape),
    /// A map of media types.
    Content,
    /// Valid, but no code is made for it.
    Unused,
    /// A `$ref` where this generator takes none.
    NoRef,
    /// Checked by the hook of the object.
    Hooked,
}

/// The versions in which something holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Versions {
    Neither,
    Only30,
    Only31,
    Both,
}

impl Versions {
    pub fn has(self, version: Version) -> bool {
        match self {
            Self::Neither => false,
            Self::Both => true,
            Self::Only30 => version == Version::V3_0,
            Self::Only31 => version == Version::V3_1,
        }
    }
}

use Rest::Nothing;
use Shape::{Content, Count, Data, Flag, Hooked, Many, NoRef, Number, One, OrRef, Prose, Text, Unused, Word};
use Versions::{Both, Neither, Only30, Only31};

const fn may(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: Neither, known: Both }
}

const fn must(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: Both, known: Both }
}

const fn since31(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: Neither, known: Only31 }
}

const fn until30(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: Neither, known: Only30 }
}

const fn object(name: &'static str, fields: &'static [Field]) -> Object {
    Object { name, fields, rest: Nothing, section: "", hook: None }
}

const fn component(name: &'static str, section: &'static str, fields: &'static [Field]) -> Object {
    Object { name, fields, rest: Nothing, section, hook: None }
}

const SERVERS: Shape = Many(&One(&SERVER));
const PARAMETERS: Shape = Many(&OrRef(&PARAMETER));
const EXAMPLES: Shape = Shape::Map(&OrRef(&EXAMPLE));
const HEADERS: Shape = Shape::Map(&OrRef(&HEADER));
const SECURITY: Shape = Many(&Shape::Map(&Many(&Text)));
const SCHEMAS: Shape = Many(&Shape::Schema);
const OP: Shape = One(&OPERATION);

pub(super) static OPENAPI: Object = object(
    "the document",
    &[
        must("openapi", Text),
        must("info", One(&INFO)),
        may("servers", SERVERS),
        Field { name: "paths", shape: One(&PATHS), required: Only30, known: Both },
        since31("webhooks", Unused),
        may("components", One(&COMPONENTS)),
        may("security", SECURITY),
        may("tags", Many(&One(&TAG))),
        may("externalDocs", One(&EXTERNAL_DOCS)),
        since31("jsonSchemaDialect", Text),
    ],
);

static INFO: Object = object(
    "`info`",
    &[
        must("title", Text),
        since31("summary", Prose),
        may("description", Prose),
        may("termsOfService", Prose),
        may("contact", One(&CONTACT)),
        may("license", One(&LICENSE)),
        must("version", Text),
    ],
);

static CONTACT: Object = object("a contact", &[may("name", Prose), may("url", Prose), may("email", Prose)]);

static LICENSE: Object = object("a license", &[must("name", Text), since31("identifier", Prose), may("url", Prose)]);

static SERVER: Object = object(
    "a server",
    &[must("url", Text), may("description", Prose), may("variables", Shape::Map(&One(&SERVER_VARIABLE)))],
);

static SERVER_VARIABLE: Object = Object {
    hook: Some(hook::server_variable),
    ..object("a server variable", &[may("enum", Many(&Text)), must("default", Text), may("description", Prose)])
};

static TAG: Object =
    object("a tag", &[must("name", Text), may("description", Prose), may("externalDocs", One(&EXTERNAL_DOCS))]);

static EXTERNAL_DOCS: Object = object("a link to documentation", &[may("description", Prose), must("url", Text)]);

static PATHS: Object = Object { rest: Rest::Paths, ..object("`paths`", &[]) };

pub(super) static PATH_ITEM: Object = object(
    "a path",
    &[
        may("$ref", NoRef),
        may("summary", Prose),
        may("description", Prose),
        may("get", OP),
        may("put", OP),
        may("post", OP),
        may("delete", OP),
        may("options", OP),
        may("head", OP),
        may("patch", OP),
        may("trace", OP),
        may("servers", SERVERS),
        may("parameters", PARAMETERS),
    ],
);

pub(super) static OPERATION: Object = object(
    "an operation",
    &[
        may("tags", Many(&Text)),
        may("summary", Prose),
        may("description", Prose),
        may("externalDocs", One(&EXTERNAL_DOCS)),
        may("operationId", Text),
        may("parameters", PARAMETERS),
        may("requestBody", OrRef(&REQUEST_BODY)),
        Field { name: "responses", shape: One(&RESPONSES), required: Only30, known: Both },
        may("callbacks", Unused),
        may("deprecated", Flag),
        may("security", SECURITY),
        may("servers", SERVERS),
    ],
);

pub(super) static PARAMETER: Object = Object {
    hook: Some(hook::parameter),
    ..component(
        "a parameter",
        "parameters",
        &[
            must("name", Text),
            must("in", Word(&["query", "header", "path", "cookie"])),
            may("description", Prose),
            may("required", Flag),
            may("deprecated", Flag),
            may("allowEmptyValue", Flag),
            may("style", Hooked),
            may("explode", Flag),
            may("allowReserved", Flag),
            may("schema", Shape::Schema),
            may("example", Data),
            may("examples", EXAMPLES),
            may("content", Content),
        ],
    )
};

static HEADER: Object = Object {
    hook: Some(hook::header),
    ..component(
        "a header",
        "headers",
        &[
            may("description", Prose),
            may("required", Flag),
            may("deprecated", Flag),
            may("allowEmptyValue", Flag),
            may("style", Word(&["simple"])),
            may("explode", Flag),
            may("allowReserved", Flag),
            may("schema", Shape::Schema),
            may("example", Data),
            may("examples", EXAMPLES),
            may("content", Content),
        ],
    )
};

static REQUEST_BODY: Object = component(
    "a request body",
    "requestBodies",
    &[may("description", Prose), must("content", Content), may("required", Flag)],
);

pub(super) static MEDIA_TYPE: Object = object(
    "a media type",
    &[
        may("schema", Shape::Schema),
        may("example", Data),
        may("examples", EXAMPLES),
        may("encoding", Shape::Map(&One(&ENCODING))),
    ],
);

static ENCODING: Object = object(
    "an encoding",
    &[
        may("contentType", Text),
        may("headers", HEADERS),
        may("style", Word(&["form", "spaceDelimited", "pipeDelimited", "deepObject"])),
        may("explode", Flag),
        may("allowReserved", Flag),
    ],
);

static RESPONSES: Object = Object {
    rest: Rest::Statuses,
    hook: Some(hook::responses),
    ..object("`responses`", &[may("default", OrRef(&RESPONSE))])
};

pub(super) static RESPONSE: Object = component(
    "a response",
    "responses",
    &[must("description", Text), may("headers", HEADERS), may("content", Content), may("links", Unused)],
);

static EXAMPLE: Object = component(
    "an example",
    "examples",
    &[may("summary", Prose), may("description", Prose), may("value", Data), may("externalValue", Prose)],
);

static COMPONENTS: Object = object(
    "`components`",
    &[
        may("schemas", Shape::Map(&Shape::Schema)),
        may("responses", Shape::Map(&OrRef(&RESPONSE))),
        may("parameters", Shape::Map(&OrRef(&PARAMETER))),
        may("examples", EXAMPLES),
        may("requestBodies", Shape::Map(&OrRef(&REQUEST_BODY))),
        may("headers", HEADERS),
        may("securitySchemes", Shape::Map(&OrRef(&SECURITY_SCHEME))),
        may("links", Unused),
        may("callbacks", Unused),
        since31("pathItems", Unused),
    ],
);

pub(super) static SECURITY_SCHEME: Object = Object {
    hook: Some(hook::security_scheme),
    ..component(
        "a security scheme",
        "securitySchemes",
        &[
            must("type", Word(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"])),
            may("description", Prose),
            may("name", Text),
            may("in", Word(&["query", "header", "cookie"])),
            may("scheme", Text),
            may("bearerFormat", Prose),
            may("flows", One(&OAUTH_FLOWS)),
            may("openIdConnectUrl", Text),
        ],
    )
};

static OAUTH_FLOWS: Object = object(
    "`flows`",
    &[
        may("implicit", One(&IMPLICIT_FLOW)),
        may("password", One(&TOKEN_FLOW)),
        may("clientCredentials", One(&TOKEN_FLOW)),
        may("authorizationCode", One(&CODE_FLOW)),
    ],
);

static IMPLICIT_FLOW: Object =
    object("a flow", &[must("authorizationUrl", Text), may("refreshUrl", Prose), must("scopes", Shape::Map(&Text))]);

static TOKEN_FLOW: Object =
    object("a flow", &[must("tokenUrl", Text), may("refreshUrl", Prose), must("scopes", Shape::Map(&Text))]);

static CODE_FLOW: Object = object(
    "a flow",
    &[
        must("authorizationUrl", Text),
        must("tokenUrl", Text),
        may("refreshUrl", Prose),
        must("scopes", Shape::Map(&Text)),
    ],
);

pub(super) static SCHEMA: Object = Object {
    hook: Some(schema::schema),
    ..component(
        "a schema",
        "schemas",
        &[
            may("type", Hooked),
            may("description", Prose),
            may("format", Text),
            until30("nullable", Flag),
            since31("nullable", Hooked),
            may("properties", Shape::Map(&Shape::Schema)),
            may("items", Shape::Schema),
            may("enum", Many(&Data)),
            may("required", Many(&Text)),
            may("default", Data),
            may("example", Data),
            may("additionalProperties", Shape::SchemaOrFlag),
            may("title", Prose),
            may("pattern", Text),
            may("minLength", Count),
            may("maxLength", Count),
            may("minimum", Number),
            may("maximum", Number),
            may("exclusiveMinimum", Hooked),
            may("exclusiveMaximum", Hooked),
            may("multipleOf", Number),
            may("minItems", Count),
            may("maxItems", Count),
            may("uniqueItems", Flag),
            may("minProperties", Count),
            may("maxProperties", Count),
            may("allOf", SCHEMAS),
            may("oneOf", SCHEMAS),
            may("anyOf", SCHEMAS),
            may("not", Shape::Schema),
            may("readOnly", Flag),
            may("writeOnly", Flag),
            may("deprecated", Flag),
            may("discriminator", One(&DISCRIMINATOR)),
            may("xml", Data),
            may("externalDocs", One(&EXTERNAL_DOCS)),
            since31("const", Data),
            // Remarks and hints that change no type are taken in 3.0 too.
            may("examples", Data),
            may("$comment", Data),
            may("$schema", Data),
            may("contentEncoding", Data),
            may("contentMediaType", Data),
            may("contentSchema", Data),
        ],
    )
};

static DISCRIMINATOR: Object = Object {
    hook: Some(hook::discriminator),
    ..object("a discriminator", &[must("propertyName", Text), may("mapping", Shape::Map(&Text))])
};

/// Keywords of JSON Schema that change what is valid in a way no Rust type can say, and what to do.
pub(super) const UNSUPPORTED: [(&str, &str); 20] = [
    ("if", "write the cases as oneOf"),
    ("then", "write the cases as oneOf"),
    ("else", "write the cases as oneOf"),
    ("dependentRequired", "write the cases as oneOf"),
    ("dependentSchemas", "write the cases as oneOf"),
    ("dependencies", "write the cases as oneOf"),
    ("patternProperties", "write additionalProperties"),
    ("propertyNames", "write additionalProperties"),
    ("unevaluatedProperties", "write additionalProperties"),
    ("prefixItems", "write items"),
    ("additionalItems", "write items"),
    ("unevaluatedItems", "write items"),
    ("contains", "write items"),
    ("minContains", "write items"),
    ("maxContains", "write items"),
    ("$defs", "move the schemas to components/schemas"),
    ("definitions", "move the schemas to components/schemas"),
    ("$id", "point with $ref to #/components/schemas"),
    ("$anchor", "point with $ref to #/components/schemas"),
    ("$dynamicRef", "point with $ref to #/components/schemas"),
];
