//! The answers of an operation in; what each holds, and what a caller gets, out.

use std::collections::BTreeMap;

use openapiv3::{MediaType, ReferenceOr, StatusCode};
use serde_json::Value;

use super::media::{self, Media};
use super::operation::Site;
use super::owner::Owner;
use super::schema::Schemas;
use super::shape::{SchemaRef, Shape};
use crate::document::Document;
use crate::ir::{Api, Method, Operation, Output, Reply, ReplyType, Type};
use crate::pointer::Pointer;

/// Every answer that counts as success: documented 3xx, and 2xx, or `default` where there is none of these.
pub fn lower<'d>(document: &'d Document, schemas: &mut Schemas<'d>, site: &Site<'d>, id: &str) -> Vec<Reply> {
    let responses = &site.operation.responses;
    let at = site.at.child("responses");
    // By status, but a range of 2xx first, because it stands for what is not documented, and one of 3xx after its own.
    let mut answers: BTreeMap<(u16, bool), (&'d ReferenceOr<openapiv3::Response>, Pointer)> = BTreeMap::new();
    for (status, response) in &responses.responses {
        let key = match status {
            StatusCode::Code(code) => (*code, false),
            StatusCode::Range(2) => (0, true),
            StatusCode::Range(hundreds) => (hundreds * 100 + 99, true),
        };
        if key.0 == 0 || (200..400).contains(&key.0) {
            answers.insert(key, (response, at.child(spelt(document, &at, &status.to_string()))));
        }
    }
    if let (true, Some(response)) = (answers.keys().all(|(status, _)| *status >= 300), &responses.default) {
        answers.insert((200, false), (response, at.child("default")));
    }
    let several = answers.len() > 1;
    let mut replies = Vec::new();
    for ((key, range), (response, at)) in answers {
        let status = match key {
            0 => 200,
            key if range => key - 99,
            key => key,
        };
        let Some((response, at)) = document.resolve(response, &at).ok() else { continue };
        let bodiless = status == 204 || status == 304 || site.method == Method::Head;
        let content = media::reply(&response.content).filter(|_| !bodiless);
        let name = content.map(|(name, ..)| name);
        let ty = match content {
            None => ReplyType::Empty,
            // Whatever it is then, it is no JSON.
            Some((name, _, content)) if media::is_range(name) && is_binary(schemas, content, &at) => ReplyType::Bytes,
            Some((name, Media::Json, content)) => match &content.schema {
                Some(schema) => {
                    let at = at.child("content").child(name).child("schema");
                    let field = if several { reason(status, range) } else { "Response".to_owned() };
                    let ty = schemas.lower(SchemaRef::new(schema), &at, &Owner::new(id, field));
                    ReplyType::Json(ty.or_null())
                }
                None => ReplyType::Json(Type::Json),
            },
            Some((_, Media::Text | Media::Form, _)) => ReplyType::Text,
            Some((_, Media::Bytes, _)) => ReplyType::Bytes,
        };
        let media = name.map(|name| match ty {
            ReplyType::Json(_) if media::is_range(name) => media::JSON.to_owned(),
            _ => media::essence(name),
        });
        replies.push(Reply { status, range, ty, media, pointer: at });
    }
    replies
}

fn is_binary<'d>(schemas: &mut Schemas<'d>, content: &'d MediaType, at: &Pointer) -> bool {
    let schema = content.schema.as_ref().and_then(|schema| schemas.resolve(SchemaRef::new(schema), at));
    schema.is_some_and(|(schema, ..)| {
        let shape = Shape::new(schema);
        shape.ty == Some("string") && shape.format == "binary"
    })
}

/// What a request asks for: the media types of its answers, as they are read.
pub fn accept(replies: &[Reply]) -> String {
    let mut all: Vec<&str> = Vec::new();
    for media in replies.iter().filter_map(|reply| reply.media.as_deref()) {
        if !all.contains(&media) {
            all.push(media);
        }
    }
    if all.is_empty() { media::JSON.to_owned() } else { all.join(", ") }
}

/// The status as the document spells it: `2xx` is `2XX`.
fn spelt<'a>(document: &'a Document, at: &Pointer, status: &'a str) -> &'a str {
    let keys = document.raw(at).and_then(Value::as_object).into_iter().flat_map(|responses| responses.keys());
    keys.map(String::as_str).find(|key| key.eq_ignore_ascii_case(status)).unwrap_or(status)
}

/// What a caller gets: the same for every status, or an enum by status.
pub fn output(replies: &[Reply]) -> Output {
    match replies {
        [] => Output::One(ReplyType::Empty),
        [first, rest @ ..] if rest.iter().all(|reply| reply.ty == first.ty) => Output::One(first.ty.clone()),
        several => Output::Alternatives {
            name: String::new(),
            variants: several.iter().map(|reply| (reason(reply.status, reply.range), reply.clone())).collect(),
        },
    }
}

/// A range holds 204 too, which never has a body: what is read of it may be nothing, unless it is a page, which is a list.
pub fn settle(api: &mut Api) {
    let modules = api.services.iter_mut().flat_map(|service| &mut service.modules);
    let is_page = |operation: &Operation| operation.paging.is_some() && matches!(operation.output, Output::One(_));
    for operation in modules.flat_map(|module| &mut module.operations).filter(|operation| !is_page(operation)) {
        let whole = |reply: &Reply| reply.range && reply.status == 200;
        let told = operation.replies.iter().any(|reply| !reply.range && reply.status == 204);
        if told || !operation.replies.iter().any(whole) {
            continue;
        }
        // What is one type for all statuses stays one.
        let one = matches!(operation.output, Output::One(_));
        for reply in operation.replies.iter_mut().filter(|reply| one || whole(reply)) {
            if let ReplyType::Json(ty) = &mut reply.ty
                && !matches!(ty, Type::Nullable(_) | Type::Json)
            {
                *ty = Type::Nullable(Box::new(ty.clone()));
            }
        }
        operation.output = output(&operation.replies);
    }
}

/// Name of a status or a range, as RFC 9110 gives it.
fn reason(status: u16, range: bool) -> String {
    match status {
        200 if range => "Successful".to_owned(),
        300 if range => "Redirection".to_owned(),
        200 => "Ok".to_owned(),
        201 => "Created".to_owned(),
        202 => "Accepted".to_owned(),
        204 => "NoContent".to_owned(),
        206 => "PartialContent".to_owned(),
        301 => "MovedPermanently".to_owned(),
        302 => "Found".to_owned(),
        303 => "SeeOther".to_owned(),
        304 => "NotModified".to_owned(),
        307 => "TemporaryRedirect".to_owned(),
        308 => "PermanentRedirect".to_owned(),
        other => format!("Status{other}"),
    }
}
