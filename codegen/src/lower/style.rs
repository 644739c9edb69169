//! What a document says of how a field is spelt, and the type of the field, in; its style out.

use serde_json::Value;

use super::Report;
use super::media::Media;
use super::schema::Schemas;
use crate::diagnostic::Code;
use crate::ir::{ModelKind, Style, Type};
use crate::pointer::Pointer;

/// What a document says of how a field is spelt: its parameter, or the encoding of a form's field.
pub struct Said<'a> {
    /// Where it stands, or would.
    pub at: &'a Pointer,
    /// What stands there.
    pub node: Option<&'a Value>,
}

impl<'a> Said<'a> {
    fn get(&self, key: &str) -> Option<&'a Value> {
        self.node?.get(key)
    }
}

/// The style of a query parameter. An object is JSON text, as Twilio has it, unless its style is stated.
pub fn query(schemas: &Schemas, report: &mut Report, said: &Said, name: &str, ty: &Type, own: Style) -> Style {
    let explode = said.get("explode").and_then(Value::as_bool);
    let stated = explode.is_some() || said.get("style").is_some();
    match (own, explode) {
        (own @ (Style::Prefixed(_) | Style::Json), _) => own,
        (_, Some(false)) if is_object(schemas, ty) => {
            report.refuse(
                Code::UnsupportedParameter,
                &said.at.child("explode"),
                format!("`{name}` is an object to be spelt as one value, in a way that this client does not write"),
                "remove `explode` in an overlay if the service takes JSON text",
            );
            Style::Repeated
        }
        (_, Some(false)) => Style::Joined,
        _ if stated && is_object(schemas, ty) => Style::Spread,
        (own, _) => own,
    }
}

/// The style of a form field, of which an encoding may say more.
pub fn encoded(schemas: &Schemas, report: &mut Report, said: &Said, name: &str, ty: &Type, own: Style) -> Style {
    let text = |key| said.get(key).and_then(Value::as_str);
    let stated = text("style").is_some() || said.get("explode").is_some();
    match (text("style"), text("contentType")) {
        (Some(style), _) if style != "form" && ty.is_several() => {
            report.refuse(
                Code::UnsupportedParameter,
                &said.at.child("style"),
                format!("`{name}` is to be spelt in a style that this client does not write"),
                "remove `style` in an overlay if the service takes the default one",
            );
            Style::Repeated
        }
        (_, Some(media)) if !stated && Media::of(media) == Media::Json && ty.is_several() => json(schemas, ty),
        _ => query(schemas, report, said, name, ty, own),
    }
}

/// The style of what is one JSON text.
pub fn json(schemas: &Schemas, ty: &Type) -> Style {
    // That is what these are anyway.
    if *ty == Type::Json || is_object(schemas, ty) { Style::Repeated } else { Style::Json }
}

/// Whether a value has members.
fn is_object(schemas: &Schemas, ty: &Type) -> bool {
    match ty {
        Type::Map(_) => true,
        Type::Model(id) | Type::Boxed(id) => {
            matches!(schemas.models.get(id.0), Some(model) if matches!(model.kind, ModelKind::Struct { .. }))
        }
        _ => false,
    }
}
