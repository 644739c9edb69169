//! What enters: a request's values and its operation's static description. What leaves: the HTTP request, method, URI,
//! headers and body, of fields that were all checked; no credentials.

use crate::percent::{self, Encoding};
use crate::validate::{Invalid, check};
use crate::value::Form;
use crate::wiped::Wiped;
use crate::{Field, OperationSpec, Place, Request, Style, Value};
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value as Json;

const FORM: &str = "application/x-www-form-urlencoded";

/// Checks and writes a request. `account` fills the fields that leave it to the client.
pub(crate) fn encode(request: &Request, account: Option<&str>) -> Result<http::Request<Vec<u8>>, Invalid> {
    let spec = request.spec();
    let encoded = Encoded::new(request, account, spec.server)?;
    let mut http = http::Request::new(Vec::new());
    *http.method_mut() = spec.method.into();
    *http.uri_mut() = http::Uri::try_from(encoded.address).map_err(|_| too_long(spec))?;
    *http.headers_mut() = encoded.head.map();
    *http.body_mut() = encoded.body;
    Ok(http)
}

pub(crate) fn too_long(spec: &OperationSpec) -> Invalid {
    Invalid::new(spec, "", "the path and query together are too long; shorten the values")
}

/// A request in pieces, for those who know better than the description where it goes.
pub(crate) struct Encoded {
    /// The origin that was given, path and query.
    pub(crate) address: Vec<u8>,
    pub(crate) head: Head,
    pub(crate) body: Vec<u8>,
}

impl Encoded {
    /// Checks and writes a request whose address begins with `origin`, which may be empty.
    pub(crate) fn new(request: &Request, account: Option<&str>, origin: &str) -> Result<Self, Invalid> {
        let spec = request.spec();
        let account = account.filter(|_| spec.fields.iter().any(|field| field.account)).map(Value::text);
        let fields = checked(request, account.as_ref())?;
        let address = address(spec, &fields, origin)?;
        let (media, body) = body(spec, &fields)?;
        Ok(Self { address, head: Head { accept: spec.accept, media, fields: headers(spec, &fields)? }, body })
    }
}

/// The headers of a request: what all have, and what fields make.
#[derive(Clone)]
pub(crate) struct Head {
    accept: &'static str,
    media: Option<&'static str>,
    fields: HeaderMap,
}

impl Head {
    /// Written anew for each attempt: that is quicker than to clone a map.
    pub(crate) fn map(&self) -> HeaderMap {
        // With what a client and HTTP add.
        let mut headers = HeaderMap::with_capacity(self.fields.len() + 6);
        headers.insert(ACCEPT, HeaderValue::from_static(self.accept));
        if let Some(media) = self.media {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
        }
        for (name, value) in &self.fields {
            headers.insert(name, value.clone());
        }
        headers
    }
}

/// The fields that are set, in the order of the description.
type Fields<'a> = Vec<(&'static Field, &'a Value)>;

fn checked<'a>(request: &'a Request, account: Option<&'a Value>) -> Result<Fields<'a>, Invalid> {
    let spec = request.spec();
    if request.last().is_some_and(|last| last >= spec.fields.len()) {
        return Err(Invalid::new(spec, "", "a field was set that the operation does not have"));
    }
    let mut fields = Vec::with_capacity(spec.fields.len());
    for (index, field) in spec.fields.iter().enumerate() {
        let given = request.get(index).or(if field.account { account } else { None });
        match given.filter(|value| !value.is_empty_list()) {
            Some(value) => {
                check(field, value).map_err(|problem| Invalid::new(spec, field.name, problem))?;
                fields.push((field, value));
            }
            None if field.account => {
                return Err(Invalid::new(spec, field.name, "is missing; give the SID of the account to act on"));
            }
            None if field.required || field.place == Place::Path => {
                return Err(Invalid::new(spec, field.name, "is missing; the operation requires it"));
            }
            None => {}
        }
    }
    Ok(fields)
}

fn address(spec: &'static OperationSpec, fields: &Fields<'_>, origin: &str) -> Result<Vec<u8>, Invalid> {
    let mut out = Wiped::default();
    out.push(origin.as_bytes());
    let mut rest = spec.path;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        out.push(before.as_bytes());
        segment(spec, fields, name, &mut out)?;
        rest = after;
    }
    out.push(rest.as_bytes());
    let mut pairs = Pairs { out: Wiped::default(), encoding: percent::uri };
    pairs.all(spec, fields, Place::Query)?;
    if !pairs.out.is_empty() {
        out.push(b"?");
        out.push(&pairs.out.into_bytes());
    }
    Ok(out.into_bytes())
}

/// Writes the value of a placeholder as (a part of) one segment.
fn segment(spec: &OperationSpec, fields: &Fields<'_>, name: &str, out: &mut Wiped) -> Result<(), Invalid> {
    let Some((field, value)) = fields.iter().find(|(field, _)| field.place == Place::Path && field.name == name) else {
        return Err(Invalid::new(spec, "", "the path has a placeholder that is no field"));
    };
    for (index, item) in items(value).iter().enumerate() {
        if index > 0 {
            out.push(b",");
        }
        match item.as_str().unwrap_or_default() {
            "" => return Err(Invalid::new(spec, field.name, "is empty; it is part of the path, so give a value")),
            "." | ".." => {
                return Err(Invalid::new(
                    spec,
                    field.name,
                    "is a dot segment, which would name another path; give a value",
                ));
            }
            text => percent::uri(text, out),
        }
    }
    Ok(())
}

fn body(spec: &'static OperationSpec, fields: &Fields<'_>) -> Result<(Option<&'static str>, Vec<u8>), Invalid> {
    if let Some((_, value)) = fields.iter().find(|(field, _)| field.place == Place::Body) {
        let text = value.as_str().unwrap_or_default();
        return Ok((spec.body.or(Some("application/json")), text.as_bytes().to_vec()));
    }
    match spec.body {
        // Also with no field set: Twilio's libraries send the type with an empty body.
        Some(media) if media == FORM => {
            let mut pairs = Pairs { out: Wiped::default(), encoding: percent::form };
            pairs.all(spec, fields, Place::Form)?;
            Ok((Some(media), pairs.out.into_bytes()))
        }
        _ => Ok((None, Vec::new())),
    }
}

fn headers(spec: &OperationSpec, fields: &Fields<'_>) -> Result<HeaderMap, Invalid> {
    let mut headers = HeaderMap::new();
    for (field, value) in fields.iter().filter(|(field, _)| field.place == Place::Header) {
        let text = items(value).iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",");
        let refused =
            || Invalid::new(spec, field.name, "has a line break or control character; a header cannot hold it");
        if text.chars().any(|character| character.is_control() && character != '\t') {
            return Err(refused());
        }
        let name = HeaderName::from_bytes(field.name.as_bytes())
            .map_err(|_| Invalid::new(spec, field.name, "is no name for a header"))?;
        let mut value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| refused())?;
        value.set_sensitive(field.secret);
        headers.insert(name, value);
    }
    Ok(headers)
}

fn items(value: &Value) -> &[Value] {
    match &value.0 {
        Form::List(items) => items,
        _ => std::slice::from_ref(value),
    }
}

/// `name=value` pairs, joined by `&`.
struct Pairs {
    out: Wiped,
    encoding: Encoding,
}

impl Pairs {
    fn all(&mut self, spec: &OperationSpec, fields: &Fields<'_>, place: Place) -> Result<(), Invalid> {
        for (field, value) in fields.iter().filter(|(field, _)| field.place == place) {
            match field.style {
                Style::Prefixed(prefix) => {
                    self.members(prefix, value).map_err(|problem| Invalid::new(spec, field.name, problem))?
                }
                Style::Spread => {
                    self.spread(value).map_err(|problem| Invalid::new(spec, field.name, problem))?;
                }
                Style::Joined => {
                    self.name(field.name);
                    for (index, item) in items(value).iter().enumerate() {
                        self.out.push(if index > 0 { b"," } else { b"" });
                        (self.encoding)(item.as_str().unwrap_or_default(), &mut self.out);
                    }
                }
                Style::Plain => {
                    for item in items(value) {
                        self.pair(field.name, item.as_str().unwrap_or_default());
                    }
                }
            }
        }
        Ok(())
    }

    fn pair(&mut self, name: &str, value: &str) {
        self.name(name);
        (self.encoding)(value, &mut self.out);
    }

    fn name(&mut self, name: &str) {
        if !self.out.is_empty() {
            self.out.push(b"&");
        }
        (self.encoding)(name, &mut self.out);
        self.out.push(b"=");
    }

    /// The members of an object, each under its own name: a list repeats it, and an object is JSON text.
    fn spread(&mut self, value: &Value) -> Result<(), &'static str> {
        let Some(Json::Object(members)) = parsed(value) else { return Err(NO_OBJECT) };
        for (name, member) in &members {
            for item in items(&Value::bare(member)) {
                match &item.0 {
                    Form::List(_) => return Err("holds a list of lists, which cannot be sent"),
                    _ => self.pair(name, item.as_str().unwrap_or_default()),
                }
            }
        }
        Ok(())
    }

    /// The members of an object, each under its path: `AddOns.whitepages.kind=caller`.
    fn members(&mut self, prefix: &str, value: &Value) -> Result<(), &'static str> {
        match parsed(value) {
            Some(json @ Json::Object(_)) => {
                self.collapse(prefix, &json);
                Ok(())
            }
            _ => Err(NO_OBJECT),
        }
    }

    fn collapse(&mut self, path: &str, json: &Json) {
        match json {
            Json::Object(members) => {
                for (name, value) in members {
                    self.collapse(&format!("{path}.{name}"), value);
                }
            }
            Json::String(text) => self.pair(path, text),
            Json::Null => {}
            other => self.pair(path, &other.to_string()),
        }
    }
}

const NO_OBJECT: &str = "is not a JSON object; give one";

fn parsed(value: &Value) -> Option<Json> {
    serde_json::from_str(value.as_str()?).ok()
}

#[cfg(test)]
mod tests;
