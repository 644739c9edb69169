//! The security requirements of an operation in; what the client authenticates with out.

use openapiv3::{Operation as Source, SecurityRequirement, SecurityScheme};

use super::Report;
use crate::diagnostic::Code;
use crate::document::Document;
use crate::ir::Security;
use crate::pointer::Pointer;

/// What the request authenticates with: basic authentication where that is offered, else a bearer token.
///
/// A scheme that this client does not speak is told and gets no credentials at all: they might go where they must not.
pub fn lower(document: &Document, report: &mut Report, source: &Source, at: &Pointer) -> Security {
    let (requirements, at) = match (&source.security, &document.openapi.security) {
        (Some(own), _) => (own, at.child("security")),
        (None, Some(all)) => (all, Pointer::root().child("security")),
        (None, None) => return Security::None,
    };
    let schemes = document.openapi.components.as_ref().map(|components| &components.security_schemes);
    let mut offered = Vec::new();
    for name in requirements.iter().flat_map(SecurityRequirement::keys) {
        let scheme = schemes.and_then(|schemes| schemes.get(name));
        match scheme.and_then(|scheme| document.resolve(scheme, &at).ok()).map(|(scheme, _)| scheme) {
            Some(SecurityScheme::HTTP { scheme, .. }) if scheme.eq_ignore_ascii_case("basic") => {
                offered.push(Security::Basic);
            }
            Some(SecurityScheme::HTTP { scheme, .. }) if scheme.eq_ignore_ascii_case("bearer") => {
                offered.push(Security::Bearer);
            }
            Some(SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. }) => {
                offered.push(Security::Bearer);
            }
            // One that is not declared was refused before.
            _ => report.note(
                Code::UnsupportedSecurity,
                &at,
                format!("`{name}` is no scheme that this client speaks, so no credentials are sent for it"),
                "declare it as `type: http` with `scheme: basic` or `bearer`",
            ),
        }
    }
    match () {
        () if offered.contains(&Security::Basic) => Security::Basic,
        () if offered.contains(&Security::Bearer) => Security::Bearer,
        () => Security::None,
    }
}
