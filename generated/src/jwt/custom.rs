//! What enters: a grant whose content this crate does not know. What leaves: the claim, as it was given.

use crate::Json;

/// Playing a stream: what Twilio's player resource answered, as it came.
///
/// ```
/// use twilio_iam::jwt::PlaybackGrant;
///
/// let grant = PlaybackGrant::new(serde_json::json!({"playerStreamerSid": "VJ0123456789abcdef0123456789abcdef"}));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PlaybackGrant(Json);

impl PlaybackGrant {
    pub(super) const NAME: &'static str = "player";

    /// The JSON object out of the player's `grant` member.
    pub fn new(grant: Json) -> Self {
        Self(grant)
    }

    pub(super) fn problems(&self) -> Option<String> {
        (!self.0.is_object()).then(|| "it is no JSON object: give the player's `grant` member as it came".to_owned())
    }

    pub(super) fn into_claim(self) -> Json {
        self.0
    }
}

/// A grant for a product that this crate does not know: its name, and what it says.
///
/// ```
/// use twilio_iam::jwt::CustomGrant;
///
/// let grant = CustomGrant::new("orchestration", serde_json::json!({"flow": "intake"}));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CustomGrant {
    name: String,
    content: Json,
}

impl CustomGrant {
    /// A claim of this name under the token's `grants`.
    pub fn new(name: impl Into<String>, content: Json) -> Self {
        Self { name: name.into(), content }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn problems(&self) -> Option<String> {
        match self.name.as_str() {
            "" => Some("it has no name".to_owned()),
            "identity" => Some("its name belongs to the user: set `.identity(..)`".to_owned()),
            _ => None,
        }
    }

    pub(super) fn into_claim(self) -> Json {
        self.content
    }
}
