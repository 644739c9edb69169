//! A reference or the thing itself enters, the thing and its pointer leave.

use serde_json::Value;

use super::Document;
use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use openapiv3::{Components, Example, Header, Parameter, ReferenceOr, RequestBody, Response, Schema, SecurityScheme};

/// A kind of component that a `$ref` may point to.
pub trait Component: Sized {
    /// The name of its section of `components`.
    const SECTION: &'static str;

    /// The component `name`.
    fn get<'a>(components: &'a Components, name: &str) -> Option<&'a ReferenceOr<Self>>;
}

macro_rules! component {
    ($($kind:ident $field:ident $section:literal,)*) => {
        $(impl Component for $kind {
            const SECTION: &'static str = $section;

            fn get<'a>(components: &'a Components, name: &str) -> Option<&'a ReferenceOr<Self>> {
                components.$field.get(name)
            }
        })*
    };
}

component! {
    Schema schemas "schemas",
    Parameter parameters "parameters",
    RequestBody request_bodies "requestBodies",
    Response responses "responses",
    Header headers "headers",
    Example examples "examples",
    SecurityScheme security_schemes "securitySchemes",
}

impl Document {
    /// The component schema `name`, as it stands there.
    pub fn schema(&self, name: &str) -> Option<&ReferenceOr<Schema>> {
        self.openapi.components.as_ref()?.schemas.get(name)
    }

    /// What `item`, which stands at `at`, is or refers to, and where that stands.
    pub fn resolve<'a, T: Component>(
        &'a self,
        item: &'a ReferenceOr<T>,
        at: &Pointer,
    ) -> Result<(&'a T, Pointer), Diagnostic> {
        match item {
            ReferenceOr::Item(item) => Ok((item, at.clone())),
            ReferenceOr::Reference { reference } => self.follow(reference, at),
        }
    }

    /// As [`Document::resolve`], for the boxed schemas of properties and items.
    pub fn resolve_boxed<'a>(
        &'a self,
        item: &'a ReferenceOr<Box<Schema>>,
        at: &Pointer,
    ) -> Result<(&'a Schema, Pointer), Diagnostic> {
        match item {
            ReferenceOr::Item(item) => Ok((item, at.clone())),
            ReferenceOr::Reference { reference } => self.follow(reference, at),
        }
    }

    /// The component that the text of a `$ref` at `at` names, through references to references.
    pub fn follow<T: Component>(&self, reference: &str, at: &Pointer) -> Result<(&T, Pointer), Diagnostic> {
        let mut reference = reference;
        // The checks leave no cycle; the bound keeps this function total by itself.
        for _ in 0..64 {
            let Some((name, component)) = self.component::<T>(reference) else {
                break;
            };
            match component {
                ReferenceOr::Item(item) => {
                    return Ok((item, Pointer::root().child("components").child(T::SECTION).child(&name)));
                }
                ReferenceOr::Reference { reference: next } => reference = next,
            }
        }
        Err(Diagnostic::error(
            Code::DanglingRef,
            at,
            format!("`{reference}` leads to none of the {}", T::SECTION),
            format!("point to one of #/components/{}", T::SECTION),
        ))
    }

    /// Where a node is written: the place itself, or what the references at it lead to.
    pub fn written(&self, at: Pointer) -> Pointer {
        let mut at = at;
        // The checks leave no cycle; the bound keeps this function total by itself.
        for _ in 0..64 {
            let Some(target) = self.extension(&at, "$ref").and_then(Value::as_str).and_then(target) else { break };
            at = target;
        }
        at
    }

    fn component<T: Component>(&self, reference: &str) -> Option<(String, &ReferenceOr<T>)> {
        let name = component_name(reference, T::SECTION)?;
        let component = T::get(self.openapi.components.as_ref()?, &name)?;
        Some((name, component))
    }
}

/// The place in the same document that a reference names.
pub fn target(reference: &str) -> Option<Pointer> {
    let fragment = reference.strip_prefix('#')?;
    Some(Pointer::from(percent_decoded(fragment).as_str()))
}

/// The name in `#/components/<section>/<name>`, unescaped.
pub fn component_name(reference: &str, section: &str) -> Option<String> {
    let name = reference.strip_prefix("#/components/")?.strip_prefix(section)?.strip_prefix('/')?;
    if name.contains('/') {
        return None;
    }
    Some(percent_decoded(name).replace("~1", "/").replace("~0", "~"))
}

/// A `$ref` is a URI: its fragment may be percent-encoded.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let hex = |index: usize| tail.get(index).and_then(|digit| char::from(*digit).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, hex(0), hex(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
