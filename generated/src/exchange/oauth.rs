//! What enters: OAuth client credentials and the answer of the token service. What leaves: the request for a token, and
//! the token with the time until which it is good. Source: <https://www.twilio.com/docs/iam/oauth-apps>.

use super::authorization::bearer;
use super::context::Context;
use crate::decode::Reply;
use crate::{
    Error, Field, Integer, Kind, Method, Operation, OperationSpec, Request, Secret, Security, Sent, TransportError,
    TransportErrorKind,
};
use http::HeaderValue;
use std::time::{Duration, Instant};

/// `POST https://oauth.twilio.com/v2/token`
pub(crate) struct CreateToken(Request);

impl CreateToken {
    pub(crate) fn new(client_id: &str, client_secret: &Secret) -> Self {
        let request = Request::of::<Self>().with::<&str>(0, "client_credentials").with::<&str>(1, client_id);
        Self(request.with::<Secret>(2, client_secret))
    }
}

impl Operation for CreateToken {
    type Output = NewToken;
    const SPEC: OperationSpec = OperationSpec {
        id: "createToken",
        item: "oauth_v2::token::CreateToken",
        method: Method::Post,
        server: "https://oauth.twilio.com",
        path: "/v2/token",
        fields: &[
            Field::form("grant_type", Kind::Text).required(),
            Field::form("client_id", Kind::Text).required(),
            Field::form("client_secret", Kind::Text).required().secret(),
        ],
        body: Some("application/x-www-form-urlencoded"),
        replies: &[200, 201],
        security: Security::None,
        summary: "Exchange client credentials for a token.",
        help: &["", "", ""],
        ..OperationSpec::EMPTY
    };

    fn request(&self) -> &Request {
        &self.0
    }
}

/// The answer of the token service (RFC 6749, section 5.1).
pub(crate) struct NewToken {
    access_token: Secret,
    expires_in: Option<Integer>,
}
crate::model! { NewToken required(access_token) optional(expires_in) }

/// A token, as the header that carries it.
pub(crate) struct Token {
    header: HeaderValue,
    /// From here on another one is got.
    stale: Instant,
}

impl Token {
    /// Reads an answer that came to a request sent at `asked`.
    pub(crate) fn read(status: u16, body: &[u8], asked: Instant) -> Result<Self, Error> {
        let NewToken { access_token, expires_in } = NewToken::read(status, body).map_err(Error::from)?;
        let Some(header) = bearer(access_token.expose_secret()) else {
            let error = TransportError::new(TransportErrorKind::Other, Sent::No);
            return Err(error.with_detail("the token is none that a header can hold").into());
        };
        // A server that does not say how long is asked again after a while (RFC 6749 leaves it open).
        let lifetime =
            expires_in.map_or(HOUR, |seconds| Duration::from_secs(u64::try_from(seconds.get()).unwrap_or(0)));
        let margin = MARGIN.min(lifetime / 10);
        Ok(Self { header, stale: asked + lifetime.min(DAY) - margin })
    }

    /// The header, unless the token is about to expire.
    pub(crate) fn header(&self, now: Instant) -> Option<&HeaderValue> {
        Some(&self.header).filter(|_| now < self.stale)
    }
}

/// The token that all clones of a client share, and why the last attempt to get one failed.
#[derive(Default)]
pub(crate) struct Kept {
    token: Option<Token>,
    failure: Option<Failure>,
}

struct Failure {
    error: Error,
    ended: Instant,
    /// The time that there was for it.
    time: Duration,
}

impl Kept {
    /// What a request that has asked for a token since `asked`, and has this much time left, gets without asking the token
    /// service: the token, or the failure for whose end it has waited. `None` where it has to get a token itself.
    pub(crate) fn get(&self, asked: Instant, left: Duration) -> Option<Result<HeaderValue, Error>> {
        if let Some(header) = self.token.as_ref().and_then(|token| token.header(Instant::now())) {
            return Some(Ok(header.clone()));
        }
        let Failure { error, ended, time } = self.failure.as_ref()?;
        // One that had less time than there still is may have failed for that alone.
        (*ended > asked && *time >= left).then(|| Err(error.clone()))
    }

    /// Takes what came of an attempt to get a token, for which there was this much time.
    pub(crate) fn put(&mut self, got: Result<Token, Error>, time: Duration) -> Result<HeaderValue, Error> {
        match got {
            Ok(token) => {
                let header = token.header.clone();
                *self = Self { token: Some(token), failure: None };
                Ok(header)
            }
            Err(error) => {
                self.failure = Some(Failure { error: error.clone(), ended: Instant::now(), time });
                Err(error)
            }
        }
    }

    /// Drops the token that this header carried, unless another request has already got a new one.
    pub(crate) fn forget(&mut self, header: Option<&HeaderValue>) {
        if header.is_some_and(|header| self.token.as_ref().is_some_and(|token| token.header == *header)) {
            self.token = None;
        }
    }
}

/// The time of an operation was up while another one was getting the token for both.
pub(crate) fn waited() -> Error {
    let error = TransportError::new(TransportErrorKind::Timeout, Sent::No).with_detail("waiting for a token");
    Error::from(error).about(Context {
        operation: CreateToken::SPEC.item,
        hint: None,
        request_id: None,
        excerpt: None,
        preliminary: true,
        unknown: false,
        unfinished: None,
    })
}

const MARGIN: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_a_form_and_hides_the_secret() {
        let create = CreateToken::new("id&1", &Secret::new("hunter2"));
        let http = create.request().encode(None).unwrap();
        assert_eq!(http.uri(), "https://oauth.twilio.com/v2/token");
        assert_eq!(http.body(), b"grant_type=client_credentials&client_id=id%261&client_secret=hunter2");
        assert!(!format!("{:?}", create.request()).contains("hunter2"));
    }

    #[test]
    fn a_token_is_renewed_before_it_expires() {
        let asked = Instant::now();
        let good_for = |body: &str| {
            let token = Token::read(200, body.as_bytes(), asked).unwrap();
            let seconds = (0..10_000_u32).rev().map(|ten| u64::from(ten) * 10);
            seconds.into_iter().find(|second| token.header(asked + Duration::from_secs(*second)).is_some())
        };
        assert_eq!(good_for(r#"{"access_token": "t", "expires_in": 3600}"#), Some(3530));
        assert_eq!(good_for(r#"{"access_token": "t", "expires_in": 100}"#), Some(80));
        assert_eq!(good_for(r#"{"access_token": "t", "expires_in": "600"}"#), Some(530));
        assert_eq!(good_for(r#"{"access_token": "t"}"#), Some(3530));
        assert_eq!(good_for(r#"{"access_token": "t", "expires_in": 0}"#), None);
        assert_eq!(good_for(r#"{"access_token": "t", "expires_in": -5}"#), None);
    }

    #[test]
    fn a_failure_is_shared_with_those_who_waited_for_it_alone() {
        let (minute, before) = (Duration::from_secs(60), Instant::now());
        let token = || Token::read(200, br#"{"access_token": "t"}"#, before);
        let mut kept = Kept::default();
        assert!(kept.get(before, minute).is_none());
        std::thread::sleep(Duration::from_millis(2));
        kept.put(Err(waited()), minute).unwrap_err();
        assert!(kept.get(before, minute).unwrap().is_err());
        assert!(kept.get(before, 2 * minute).is_none());
        assert!(kept.get(Instant::now(), minute).is_none());
        let header = kept.put(token(), minute).unwrap();
        assert_eq!(kept.get(before, minute).unwrap().unwrap(), header);
        kept.forget(Some(&HeaderValue::from_static("Bearer another")));
        assert!(kept.get(before, minute).is_some());
        kept.forget(Some(&header));
        assert!(kept.get(before, minute).is_none());
    }

    #[test]
    fn an_answer_without_a_token_is_an_error_that_shows_nothing() {
        for body in [r#"{"access_token": 5}"#, "{}", "hunter2", r#"{"access_token": "hunter2\n"}"#] {
            let error = Token::read(200, body.as_bytes(), Instant::now()).err().unwrap().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
