//! What the table of objects cannot say of others than schemas: fields that depend on one another.

use super::table::{PARAMETER, SECURITY_SCHEME};
use super::walk::{Reference, Walk, has_of_its_schema};
use crate::diagnostic::Code;
use crate::document::Version;
use serde_json::{Map, Value};

pub(super) type Fields = Map<String, Value>;

/// The default of a server's variable is where requests go.
pub(super) fn server_variable<'a>(walk: &mut Walk<'a>, variable: &'a Fields) {
    if let (Some(Value::Array(values)), Some(default @ Value::String(text))) =
        (variable.get("enum"), variable.get("default"))
        && !values.contains(default)
    {
        let words: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
        let help = match words[..] {
            [] => "list it there, or remove the enum".to_owned(),
            _ => format!("write one of {}, or list it there", words.join(", ")),
        };
        walk.below("default", |walk| {
            walk.error(Code::BadValue, format!("the default `{text}` is not in the enum of the variable"), help);
        });
    }
}

pub(super) fn parameter<'a>(walk: &mut Walk<'a>, parameter: &'a Fields) {
    if let (Some(Value::String(name)), true) = (parameter.get("name"), is_header(parameter))
        && !is_token(name)
    {
        walk.below("name", |walk| {
            walk.error(
                Code::BadValue,
                format!("`{name}` is no name for a header"),
                "write letters, digits and hyphens, as in `X-Twilio-Webhook-Enabled`",
            );
        });
    }
    if parameter.get("name").is_some_and(|name| name == "") && !is_header(parameter) {
        walk.below("name", |walk| walk.error(Code::BadValue, "a parameter has an empty name", "give it a name"));
    }
    if let Some(style) = parameter.get("style") {
        walk.below("style", |walk| self::style(walk, parameter, style));
    }
    match (parameter.get("schema"), parameter.get("content")) {
        // It has been told where what belongs into the schema stands instead.
        (None, None) if has_of_its_schema(&PARAMETER, parameter) || walk.misspells(&PARAMETER, parameter, "schema") => {
        }
        (None, None) => walk.error(Code::MissingField, "a parameter has no `schema`", "add `schema`"),
        (Some(_), Some(_)) => {
            walk.error(Code::UnknownField, "a parameter has both `schema` and `content`", "keep one of the two")
        }
        (None, Some(content)) => one_media_type(walk, content),
        (Some(_), None) => {}
    }
}

fn is_header(parameter: &Fields) -> bool {
    parameter.get("in").is_some_and(|place| place == "header")
}

fn style<'a>(walk: &mut Walk<'a>, parameter: &'a Fields, style: &'a Value) {
    let styles: &[&str] = match parameter.get("in").and_then(Value::as_str) {
        Some("path") => &["simple", "label", "matrix"],
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("header") => &["simple"],
        Some("cookie") => &["form"],
        _ => return,
    };
    match style {
        Value::String(style) if styles.contains(&style.as_str()) => {}
        Value::String(style) => walk.error(
            Code::BadValue,
            format!("the style `{style}` does not exist for a parameter in this place"),
            format!("write one of {}", styles.join(", ")),
        ),
        other => walk.wrong(other, "text"),
    }
}

pub(super) fn responses<'a>(walk: &mut Walk<'a>, responses: &'a Fields) {
    // Hasty documents leave it at that, and whatever comes is read as nothing then.
    if responses.is_empty() {
        walk.note(
            Code::MissingField,
            "`responses` is empty, and an operation has at least one response",
            "add one, such as `'204': {description: Nothing}`",
        );
    }
}

pub(super) fn header<'a>(walk: &mut Walk<'a>, header: &'a Fields) {
    match (header.get("schema"), header.get("content")) {
        (Some(_), Some(_)) => {
            walk.error(Code::UnknownField, "a header has both `schema` and `content`", "keep one of the two")
        }
        (None, Some(content)) => one_media_type(walk, content),
        _ => {}
    }
}

fn one_media_type<'a>(walk: &mut Walk<'a>, content: &'a Value) {
    if content.as_object().is_some_and(|content| content.len() != 1) {
        walk.below("content", |walk| {
            walk.error(Code::BadMediaType, "this content must have exactly one media type", "keep one");
        });
    }
}

/// A name as HTTP has it.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b))
}

pub(super) fn media_type(walk: &mut Walk<'_>, name: &str) {
    let (essence, parameters) = name.split_once(';').unwrap_or((name, "="));
    let valid = essence.trim().split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    // It goes into a header as it is.
    let fits = parameters.bytes().all(|symbol| symbol == b' ' || symbol.is_ascii_graphic());
    if !valid || !fits || !parameters.contains('=') {
        walk.error(
            Code::BadMediaType,
            format!("`{name}` is not a media type"),
            "write a media type such as application/json",
        );
    }
}

/// Whether `name` is a status code or a range of them.
pub(super) fn is_status(name: &str) -> bool {
    match name.as_bytes() {
        [b'1'..=b'5', tens, ones] => {
            (tens.is_ascii_digit() && ones.is_ascii_digit()) || matches!((tens, ones), (b'X' | b'x', b'X' | b'x'))
        }
        _ => false,
    }
}

pub(super) fn security_scheme<'a>(walk: &mut Walk<'a>, scheme: &'a Fields) {
    let needed: &[&str] = match scheme.get("type").and_then(Value::as_str) {
        Some("apiKey") => &["name", "in"],
        Some("http") => &["scheme"],
        Some("oauth2") => &["flows"],
        Some("openIdConnect") => &["openIdConnectUrl"],
        Some("mutualTLS") if walk.version == Version::V3_0 => {
            return walk.below("type", |walk| {
                walk.error(
                    Code::WrongVersionKeyword,
                    "`mutualTLS` belongs to OpenAPI 3.1, and this document is 3.0",
                    "remove the scheme, or change the version of the document",
                );
            });
        }
        _ => &[],
    };
    for name in needed.iter().filter(|name| !scheme.contains_key(**name)) {
        if walk.misspells(&SECURITY_SCHEME, scheme, name) {
            continue;
        }
        walk.error(
            Code::MissingField,
            format!("a security scheme of this type has no `{name}`"),
            format!("add `{name}`"),
        );
    }
}

/// A mapping's values are references, or names of schemas.
pub(super) fn discriminator<'a>(walk: &mut Walk<'a>, discriminator: &'a Fields) {
    let Some(Value::Object(mapping)) = discriminator.get("mapping") else {
        return;
    };
    walk.below("mapping", |walk| {
        for (name, value) in mapping {
            if let Value::String(target) = value {
                walk.below(name, |walk| {
                    let at = walk.pointer();
                    walk.references.push(Reference { at, target, kind: "a schema", section: "schemas" });
                });
            }
        }
    });
}
