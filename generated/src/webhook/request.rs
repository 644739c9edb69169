//! What enters: a request as a server sees it. What leaves: the checks of the validator, after URL, parameters and
//! signature were found in it.

use super::{Refused, Validator, url};
use http::header::CONTENT_TYPE;

const SIGNATURE: &str = "x-twilio-signature";
const FORM: &str = "application/x-www-form-urlencoded";

impl Validator {
    /// Checks a request whose whole body was read.
    ///
    /// The URL is the validator's [`origin`](Self::origin) and the request's path and query. A router that takes part of
    /// the path away, such as one nested in another, has to put it into the origin or back into the request.
    ///
    /// # Errors
    ///
    /// [`Refused`]. Answer with status 403, and do nothing that the request asks for.
    pub fn validate_request<B: AsRef<[u8]>>(&self, request: &http::Request<B>) -> Result<(), Refused> {
        let mut signatures = request.headers().get_all(SIGNATURE).iter();
        let (Some(signature), None) = (signatures.next(), signatures.next()) else { return Err(Refused::Unsigned) };
        let signature = signature.to_str().map_err(|_| Refused::Signature)?;
        let url = self.url(request.uri()).ok_or(Refused::NoOrigin)?;
        let body = request.body().as_ref();
        if url::body_hash(&url).is_some() {
            self.validate_body(&url, body, signature)
        } else if is_form(request) {
            self.validate(
                &url,
                form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned())),
                signature,
            )
        } else if body.is_empty() {
            self.validate::<&str, &str>(&url, [], signature)
        } else {
            // Nothing that is signed would cover the body.
            Err(Refused::NoBodyHash)
        }
    }

    fn url(&self, uri: &http::Uri) -> Option<String> {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        match &self.origin {
            Some(origin) => Some(format!("{}{path}", origin.trim_end_matches('/'))),
            None => uri.scheme().map(|_| uri.to_string()),
        }
    }
}

fn is_form<B>(request: &http::Request<B>) -> bool {
    let media = request.headers().get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    media.split(';').next().is_some_and(|media| media.trim().eq_ignore_ascii_case(FORM))
}
