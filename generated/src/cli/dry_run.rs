//! What enters: a request that is ready to go. What leaves: its text on standard output, without credentials and secrets.

use super::failure::Failure;
use super::secrets::HIDDEN;
use super::text::escape;
use crate::exchange::plan::Plan;
use crate::{OperationSpec, Place};
use std::io::Write;

pub(super) fn show(spec: &OperationSpec, plan: &Plan) -> Result<(), Failure> {
    let request = plan.request(None);
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} {}", request.method(), request.uri())?;
    writeln!(out, "authorization: {HIDDEN}")?;
    for (name, value) in request.headers() {
        writeln!(out, "{name}: {}", escape(&String::from_utf8_lossy(value.as_bytes())))?;
    }
    if request.body().is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    if spec.fields.iter().any(|field| field.place == Place::Body) {
        let is_secret = spec.fields.iter().any(|field| field.place == Place::Body && field.secret);
        let body = String::from_utf8_lossy(request.body());
        return Ok(writeln!(out, "{}", if is_secret { HIDDEN.into() } else { escape(&body) })?);
    }
    for (name, value) in form_urlencoded::parse(request.body()) {
        let field = spec.fields.iter().find(|field| field.name == name);
        let value = if field.is_some_and(|field| field.secret) { HIDDEN.into() } else { escape(&value) };
        writeln!(out, "{name}={value}")?;
    }
    Ok(())
}
