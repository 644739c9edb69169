//! What enters: an operation's request, the client's settings and the account it acts for. What leaves: the HTTP request
//! as it goes out, again and again if need be, or the refusal before anything is sent.

use super::answer::Answer;
use super::context::Context;
use super::excerpt::excerpt;
use super::hint::{About, hint};
use super::oauth::CreateToken;
use super::origin::{Origin, Site};
use super::redact::Sent;
use super::settings::Settings;
use super::transport::Body;
use super::unfinished::Unfinished;
use crate::encode::{Encoded, Head, too_long};
use crate::value::Form;
use crate::{AccountSid, ApiError, Error, Invalid, Operation, OperationSpec, Place, Request, Secret, Security, Value};
use bytes::Bytes;
use http::{HeaderValue, Uri, header, uri::PathAndQuery};
use std::sync::Arc;
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
    site: Arc<Site>,
    pub(crate) uri: Uri,
    head: Head,
    user_agent: HeaderValue,
    body: Body,
    unfinished: Option<Unfinished>,
    policy: bool,
    /// The secrets among the fields.
    secrets: Vec<Secret>,
}

impl Plan {
    /// Checks and encodes a request.
    pub(crate) fn new(settings: &Settings, acting: &Acting, request: &Request) -> Result<Self, Invalid> {
        let spec = request.spec();
        admit(request, acting)?;
        authenticates(settings, spec)?;
        settings.signs()?;
        let Encoded { address, head, body } = Encoded::new(request, Some(acting.account_sid.as_str()), "")?;
        let body = if body.is_empty() { Body::new() } else { Body::from_owner(Zeroizing::new(body)) };
        let site = settings.sites.of(spec.server, || site(settings, spec));
        let refused = || Invalid::new(spec, "", "has a server that is no https address; nothing goes there");
        let site = site.filter(|_| spec.path.starts_with('/')).ok_or_else(refused)?;
        let target = PathAndQuery::from_maybe_shared(Bytes::from(address)).map_err(|_| too_long(spec))?;
        let uri = site.address(target).ok_or_else(refused)?;
        Ok(Self {
            spec,
            site,
            uri,
            head,
            user_agent: settings.user_agent.clone(),
            body,
            unfinished: Unfinished::of(request, &acting.account_sid, jiff::Timestamp::now),
            policy: spec
                .fields
                .iter()
                .position(|field| field.name == "Policy")
                .is_some_and(|at| request.get(at).is_some()),
            secrets: secrets(request),
        })
    }

    /// The request, to be sent with this header.
    pub(crate) fn request(&self, authorization: Option<HeaderValue>) -> http::Request<Body> {
        let mut request = http::Request::new(self.body.clone());
        *request.method_mut() = self.spec.method.into();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.head.map();
        request.headers_mut().insert(header::USER_AGENT, self.user_agent.clone());
        if let Some(authorization) = authorization {
            request.headers_mut().insert(header::AUTHORIZATION, authorization);
        }
        request
    }

    /// An error that this request was answered with, without the secrets that went out with it.
    pub(crate) fn hidden(&self, error: ApiError, settings: &Settings, authorization: Option<&HeaderValue>) -> ApiError {
        let mut sent = Sent::default();
        self.secrets.iter().for_each(|secret| sent.add(secret.expose_secret()));
        if let Some((_, proof)) = authorization.and_then(|header| header.to_str().ok()?.split_once(' ')) {
            sent.add(proof);
            sent.add(settings.credentials.means().secret().expose_secret());
        }
        sent.hidden(error)
    }

    /// Where it goes: scheme, host and port.
    pub(crate) fn origin(&self) -> &Origin {
        &self.site.origin
    }

    /// The same path and query where this request goes.
    pub(crate) fn place(&self, uri: Uri) -> Option<Uri> {
        self.site.place(uri)
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

/// Where a service answers under these settings; `None` where the description's server is none that anything may go to.
fn site(settings: &Settings, spec: &OperationSpec) -> Option<Site> {
    let server: Uri =
        spec.server.parse().ok().filter(|server: &Uri| server.path() == "/" && server.query().is_none())?;
    let document = Origin::of(&server).filter(Origin::is_https)?;
    Site::new(match (&settings.base, settings.location.host(document.host())) {
        (Some(base), _) => base.clone(),
        (None, Some(host)) => document.at_host(host),
        (None, None) => document,
    })
}

/// The secrets among the fields of a request.
fn secrets(request: &Request) -> Vec<Secret> {
    fn collect(value: &Value, all: bool, secrets: &mut Vec<Secret>) {
        match &value.0 {
            Form::Text { text, secret } | Form::Json { text, secret } if all || *secret => {
                secrets.push(Secret::new(text.as_str()));
            }
            Form::List(items) => items.iter().for_each(|item| collect(item, all, secrets)),
            Form::Text { .. } | Form::Json { .. } | Form::Unfit(_) => {}
        }
    }
    let mut secrets = Vec::new();
    for (index, field) in request.spec().fields.iter().enumerate() {
        if let Some(value) = request.get(index) {
            collect(value, field.secret, &mut secrets);
        }
    }
    secrets
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
    use super::*;
    use crate::Credentials;
    use crate::exchange::Builder;

    const AC: &str = "AC0123456789abcdef0123456789abcdef";

    /// Where a request of this description goes, asked twice.
    fn goes(settings: &Settings, server: &'static str, path: &'static str) -> Option<String> {
        let spec = Box::leak(Box::new(OperationSpec { item: "a::b::C", server, path, ..OperationSpec::EMPTY }));
        let acting = Acting { account_sid: AC.parse().unwrap(), borrowed: false };
        let [first, second] = [(), ()].map(|()| Plan::new(settings, &acting, &Request::new(spec)));
        let address = |plan: Result<Plan, Invalid>| plan.ok().map(|plan| plan.request(None).uri().to_string());
        let (first, second) = (address(first), address(second));
        assert_eq!(first, second);
        first
    }

    #[test]
    fn a_request_goes_to_its_service_and_nowhere_else() {
        let builder = || Builder::<()>::new().credentials(Credentials::auth_token(AC, "hunter2").unwrap());
        let plain = builder().settings().unwrap();
        let region = builder().region("ie1").settings().unwrap();
        let base = builder().base_url("http://127.0.0.1:9").settings().unwrap();
        let cases = [
            ("https://api.twilio.com", "/x", "https://api.twilio.com/x"),
            ("https://api.twilio.com:443/", "/x", "https://api.twilio.com/x"),
            ("https://api.twilio.com:8443", "/x", "https://api.twilio.com:8443/x"),
        ];
        for (server, path, expected) in cases {
            assert_eq!(goes(&plain, server, path).as_deref(), Some(expected));
            assert_eq!(goes(&base, server, path).as_deref(), Some("http://127.0.0.1:9/x"));
        }
        assert_eq!(
            goes(&region, "https://api.twilio.com", "/x").as_deref(),
            Some("https://api.dublin.ie1.twilio.com/x")
        );
        assert_eq!(goes(&region, "https://oauth.twilio.com", "/x").as_deref(), Some("https://oauth.twilio.com/x"));
        for (server, path) in [
            ("http://api.twilio.com", "/x"),
            ("https://user@api.twilio.com", "/x"),
            ("https://api.twilio.com/v1", "/x"),
            ("https://api.twilio.com?a=", "/x"),
            ("api.twilio.com", "/x"),
            ("", "/x"),
            ("https://api.twilio.com", "@example.com/x"),
            ("https://api.twilio.com", ".example.com/x"),
            ("https://api.twilio.com", ""),
        ] {
            for settings in [&plain, &region, &base] {
                assert_eq!(goes(settings, server, path), None, "{server}{path}");
            }
        }
    }

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
