//! What enters: what a user may do on the phone. What leaves: the claim that says so.

use super::grant::{self, Member};
use crate::Json;
use serde_json::{Map, json};

/// Making and taking calls.
///
/// ```
/// use twilio_iam::jwt::VoiceGrant;
///
/// let grant = VoiceGrant::new()
///     .incoming_allow(true)
///     .outgoing_application_sid("AP0123456789abcdef0123456789abcdef")
///     .outgoing_application_params(serde_json::json!({"campaign": "spring"}));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VoiceGrant {
    incoming: bool,
    params: Option<Json>,
    /// Those that are text; the application's SID is moved to its place at the end.
    members: Map<String, Json>,
}

const APPLICATION: &str = "outgoing_application_sid";
const MEMBERS: &[Member] = &[(APPLICATION, &["AP"]), ("push_credential_sid", &["CR"]), ("endpoint_id", &[])];

impl VoiceGrant {
    pub(super) const NAME: &'static str = "voice";

    /// A grant that allows neither incoming nor outgoing calls yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether calls to the identity ring on the user's device.
    #[must_use]
    pub fn incoming_allow(self, allow: bool) -> Self {
        Self { incoming: allow, ..self }
    }

    /// SID of the TwiML application that the user's calls go through.
    #[must_use]
    pub fn outgoing_application_sid(self, sid: impl Into<String>) -> Self {
        self.with(APPLICATION, sid)
    }

    /// A JSON object that the application gets with each call; it needs the application's SID beside it.
    #[must_use]
    pub fn outgoing_application_params(self, params: Json) -> Self {
        Self { params: Some(params), ..self }
    }

    /// SID of the push credential that announces calls to a mobile device.
    #[must_use]
    pub fn push_credential_sid(self, sid: impl Into<String>) -> Self {
        self.with("push_credential_sid", sid)
    }

    /// The device, as the application names it.
    #[must_use]
    pub fn endpoint_id(self, id: impl Into<String>) -> Self {
        self.with("endpoint_id", id)
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.members.insert(name.to_owned(), Json::String(value.into()));
        self
    }

    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = grant::problems(&self.members, MEMBERS);
        match &self.params {
            Some(Json::Object(_)) if self.members.contains_key(APPLICATION) => {}
            Some(Json::Object(_)) => problems.push(format!("it has parameters for no application: set {APPLICATION}")),
            Some(_) => problems.push("outgoing_application_params is no JSON object: give one".to_owned()),
            None => {}
        }
        problems
    }

    pub(super) fn into_claim(self) -> Json {
        let mut claim = self.members;
        if self.incoming {
            claim.insert("incoming".to_owned(), json!({"allow": true}));
        }
        if let Some(sid) = claim.remove(APPLICATION) {
            let params = self.params.map(|params| ("params".to_owned(), params));
            let outgoing = [("application_sid".to_owned(), sid)].into_iter().chain(params);
            claim.insert("outgoing".to_owned(), Json::Object(outgoing.collect()));
        }
        Json::Object(claim)
    }
}
