//! What enters: an operation's request, the client's settings and the account it acts for. What leaves: the HTTP request
//! as it goes out, again and again if need be, or the refusal before anything is sent.

use super::answer::Answer;
use super::context::Context;
use super::excerpt::excerpt;
use super::hint::{About, hint};
use super::oauth::CreateToken;
use super::origin::Origin;
use super::settings::Settings;
use super::transport::Body;
use super::unfinished::Unfinished;
use crate::{AccountSid, Error, Invalid, Operation, OperationSpec, Place, Request, Security};
use http::{HeaderMap, HeaderValue, Uri, header};
use zeroize::Zeroizing;

/// The account that a client acts for.
#[derive(Clone, Debug)]
pub(crate) struct Acting {
    pub(crate) account_sid: AccountSid,
    /// Set where it is another account than that of the credentials.
    pub(crate) borrowed: bool,
}

/// One request, ready to go.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) spec: &'static OperationSpec,
    pub(crate) origin: Origin,
    pub(crate) uri: Uri,
    headers: HeaderMap,
    body: Body,
    unfinished: Option<Unfinished>,
    policy: bool,
}

impl Plan {
    /// Checks and encodes a request.
    pub(crate) fn new(settings: &Settings, acting: &Acting, request: &Request) -> Result<Self, Invalid> {
        let spec = request.spec();
        admit(request, acting)?;
        authenticates(settings, spec)?;
        let (mut parts, body) = request.encode(Some(acting.account_sid.as_str()))?.into_parts();
        let refused = || Invalid::new(spec, "", "has a server that is no https address; nothing goes there");
        let document = Origin::of(&parts.uri).filter(Origin::is_https).ok_or_else(refused)?;
        let origin = effective(settings, &document);
        if origin != document {
            parts.uri = origin.place(&parts.uri).ok_or_else(refused)?;
        }
        parts.headers.insert(header::USER_AGENT, settings.user_agent.clone());
        Ok(Self {
            spec,
            origin,
            uri: parts.uri,
            headers: parts.headers,
            body: if body.is_empty() { Body::new() } else { Body::from_owner(Zeroizing::new(body)) },
            unfinished: Unfinished::of(request, &acting.account_sid, jiff::Timestamp::now()),
            policy: spec
                .fields
                .iter()
                .position(|field| field.name == "Policy")
                .is_some_and(|at| request.get(at).is_some()),
        })
    }

    /// The request, to be sent with this header.
    pub(crate) fn request(&self, authorization: Option<HeaderValue>) -> http::Request<Body> {
        let mut request = http::Request::new(self.body.clone());
        *request.method_mut() = self.spec.method.into();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        if let Some(authorization) = authorization {
            request.headers_mut().insert(header::AUTHORIZATION, authorization);
        }
        request
    }

    /// The same for another page of the list.
    pub(crate) fn at(&self, uri: Uri) -> Self {
        Self { uri, ..self.clone() }
    }

    /// Whether the statuses of the document, or common sense, make it an answer and not an error.
    pub(crate) fn expects(&self, status: u16) -> bool {
        counts(self.spec.replies, status)
    }

    /// What is known of the request, for its error. `unknown` when an attempt before the last may have been processed;
    /// `answer` where there was one.
    pub(crate) fn context(
        &self,
        settings: &Settings,
        error: &Error,
        unknown: bool,
        answer: Option<&Answer>,
    ) -> Context {
        let told = match error {
            Error::Api(api) => hint(
                api,
                &About {
                    spec: self.spec,
                    means: settings.credentials.means(),
                    region: settings.location.region(),
                    policy: self.policy,
                },
            ),
            _ => None,
        };
        let unfinished = self.unfinished.clone().filter(|_| unknown || error.may_have_been_processed());
        Context {
            operation: self.spec.item,
            request_id: answer.and_then(Answer::request_id),
            excerpt: answer.filter(|_| matches!(error, Error::Decode(_))).map(|answer| excerpt(&answer.body)),
            hint: told.or_else(|| unfinished.is_some().then(|| UNFINISHED.to_owned())),
            preliminary: self.spec.item == CreateToken::SPEC.item,
            unknown,
            unfinished,
        }
    }
}

const UNFINISHED: &str = "a key may have been made whose secret nobody has: it is not made again by itself; ask the error \
     for the candidates";

/// Where a service answers under these settings.
pub(super) fn effective(settings: &Settings, document: &Origin) -> Origin {
    if let Some(base) = &settings.base {
        return base.clone();
    }
    match settings.location.host(document.host()) {
        Some(host) => document.at_host(host),
        None => document.clone(),
    }
}

/// Refuses what would act on the account of the credentials when the client acts for another one.
fn admit(request: &Request, acting: &Acting) -> Result<(), Invalid> {
    if !acting.borrowed {
        return Ok(());
    }
    let spec = request.spec();
    let account = &acting.account_sid;
    let Some((name, _)) = spec.path.strip_prefix("/2010-04-01/Accounts/{").and_then(|rest| rest.split_once('}')) else {
        let problem = format!(
            "would act on the account of the credentials, not on {account}: parent credentials reach another account \
             only below /2010-04-01/Accounts/{{AccountSid}}; use credentials of that account"
        );
        return Err(Invalid::new(spec, "", problem));
    };
    let index = spec.fields.iter().position(|field| field.place == Place::Path && field.name == name);
    let named = index.and_then(|index| request.get(index)).and_then(|value| value.as_str());
    match (index.and_then(|index| spec.fields.get(index)), named) {
        (Some(field), Some(named)) if named != account.as_str() => {
            let problem = format!("is another account than {account}, which this client acts for");
            Err(Invalid::new(spec, field.name, problem))
        }
        _ => Ok(()),
    }
}

/// Refuses an operation that takes a token where the credentials are none.
fn authenticates(settings: &Settings, spec: &'static OperationSpec) -> Result<(), Invalid> {
    if spec.security == Security::Bearer && settings.basic.is_some() {
        return Err(Invalid::new(spec, "", "takes a bearer token: make the client with OAuth credentials"));
    }
    Ok(())
}

/// Whether a status is an answer where the document has these.
fn counts(replies: &[u16], status: u16) -> bool {
    (200..300).contains(&status) || replies.contains(&status) || replies.contains(&(status / 100))
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn ranges_and_statuses_count() {
        for (replies, status, expected) in [
            (&[200][..], 299, true),
            (&[2][..], 204, true),
            (&[201, 303][..], 303, true),
            (&[201, 303][..], 302, false),
            (&[3][..], 302, true),
            (&[2][..], 302, false),
            (&[][..], 404, false),
        ] {
            assert_eq!(counts(replies, status), expected, "{replies:?} {status}");
        }
    }
}
