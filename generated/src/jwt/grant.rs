//! What enters: what a user may do with one product. What leaves: the claim that says so.

use super::{CustomGrant, PlaybackGrant, VoiceGrant};
use crate::{Json, sid_type};
use serde_json::Map;

/// What a user may do with one product. Each kind of grant becomes one by `From`.
///
/// ```
/// use twilio_iam::jwt::{Grant, SyncGrant};
///
/// let grants: Vec<Grant> = vec![SyncGrant::new().service_sid("default").into()];
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Grant {
    /// Programmable Voice.
    Voice(VoiceGrant),
    /// Video rooms.
    Video(VideoGrant),
    /// Conversations, and Programmable Chat before it.
    Chat(ChatGrant),
    /// Sync.
    Sync(SyncGrant),
    /// TaskRouter.
    TaskRouter(TaskRouterGrant),
    /// A player's stream.
    Playback(PlaybackGrant),
    /// Anything else.
    Custom(CustomGrant),
}

impl Grant {
    /// The claim's name, as in `data_sync`.
    pub fn name(&self) -> &str {
        match self {
            Self::Voice(_) => VoiceGrant::NAME,
            Self::Video(_) => VideoGrant::NAME,
            Self::Chat(_) => ChatGrant::NAME,
            Self::Sync(_) => SyncGrant::NAME,
            Self::TaskRouter(_) => TaskRouterGrant::NAME,
            Self::Playback(_) => PlaybackGrant::NAME,
            Self::Custom(grant) => grant.name(),
        }
    }

    /// Whether it says nothing without the name of a user.
    pub(super) fn needs_identity(&self) -> bool {
        !matches!(self, Self::Playback(_) | Self::Custom(_))
    }

    pub(super) fn problems(&self) -> Vec<String> {
        match self {
            Self::Voice(grant) => grant.problems(),
            Self::Video(grant) => problems(&grant.0, VideoGrant::MEMBERS),
            Self::Chat(grant) => problems(&grant.0, ChatGrant::MEMBERS),
            Self::Sync(grant) => problems(&grant.0, SyncGrant::MEMBERS),
            Self::TaskRouter(grant) => problems(&grant.0, TaskRouterGrant::MEMBERS),
            Self::Playback(grant) => grant.problems().into_iter().collect(),
            Self::Custom(grant) => grant.problems().into_iter().collect(),
        }
    }

    pub(super) fn into_claim(self) -> (String, Json) {
        let name = self.name().to_owned();
        let claim = match self {
            Self::Voice(grant) => grant.into_claim(),
            Self::Video(VideoGrant(members))
            | Self::Chat(ChatGrant(members))
            | Self::Sync(SyncGrant(members))
            | Self::TaskRouter(TaskRouterGrant(members)) => Json::Object(members),
            Self::Playback(grant) => grant.into_claim(),
            Self::Custom(grant) => grant.into_claim(),
        };
        (name, claim)
    }
}

macro_rules! from {
    ($($variant:ident($grant:ident)),+) => {$(
        impl From<$grant> for Grant {
            fn from(grant: $grant) -> Self {
                Self::$variant(grant)
            }
        }
    )+};
}

from! {
    Voice(VoiceGrant), Video(VideoGrant), Chat(ChatGrant), Sync(SyncGrant), TaskRouter(TaskRouterGrant),
    Playback(PlaybackGrant), Custom(CustomGrant)
}

/// A member that is text: its name, and the prefixes of the SID that it has to be; none for any text.
pub(super) type Member = (&'static str, &'static [&'static str]);

/// What is wrong with the members that are text.
pub(super) fn problems(members: &Map<String, Json>, rules: &[Member]) -> Vec<String> {
    let set = rules.iter().filter_map(|(name, prefixes)| Some((name, *prefixes, members.get(*name)?.as_str()?)));
    set.filter_map(|(name, prefixes, text)| match prefixes {
        [] => text.is_empty().then(|| format!("{name} is empty: give a value, or leave it out")),
        prefixes => sid_type::check(text, prefixes).err().map(|error| format!("{name} is not right: {error}")),
    })
    .collect()
}

macro_rules! grant {
    ($(#[$docs:meta])* $grant:ident $name:literal { $($(#[$member_docs:meta])* $member:ident $($prefix:literal)?;)+ }) => {
        $(#[$docs])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $grant(Map<String, Json>);

        impl $grant {
            const NAME: &'static str = $name;
            const MEMBERS: &'static [Member] = &[$((stringify!($member), &[$($prefix)?])),+];

            /// A grant of nothing in particular, to be narrowed down.
            pub fn new() -> Self {
                Self::default()
            }

            $(
                $(#[$member_docs])*
                #[must_use]
                pub fn $member(mut self, value: impl Into<String>) -> Self {
                    self.0.insert(stringify!($member).to_owned(), Json::String(value.into()));
                    self
                }
            )+
        }
    };
}

grant! {
    /// Entering video rooms: all of them, or one.
    ///
    /// ```
    /// let grant = twilio_iam::jwt::VideoGrant::new().room("DailyStandup");
    /// ```
    VideoGrant "video" {
        /// SID or unique name of the only room that the user may enter.
        room;
    }
}

grant! {
    /// Taking part in conversations.
    ///
    /// ```
    /// let grant = twilio_iam::jwt::ChatGrant::new().service_sid("IS0123456789abcdef0123456789abcdef");
    /// ```
    ChatGrant "chat" {
        /// SID of the Conversations or Chat service.
        service_sid "IS";
        /// The device or browser session, as the application names it.
        endpoint_id;
        /// SID of the role that the user has on each device.
        deployment_role_sid "RL";
        /// SID of the push credential that notifications go out with.
        push_credential_sid "CR";
    }
}

grant! {
    /// Reading and writing the objects of a Sync service.
    ///
    /// ```
    /// let grant = twilio_iam::jwt::SyncGrant::new().service_sid("IS0123456789abcdef0123456789abcdef");
    /// ```
    SyncGrant "data_sync" {
        /// SID of the Sync service, or `default`.
        service_sid;
        /// The device or browser session, as the application names it.
        endpoint_id;
    }
}

grant! {
    /// Acting as a TaskRouter worker or supervisor.
    ///
    /// ```
    /// let grant = twilio_iam::jwt::TaskRouterGrant::new()
    ///     .workspace_sid("WS0123456789abcdef0123456789abcdef")
    ///     .worker_sid("WK0123456789abcdef0123456789abcdef")
    ///     .role("worker");
    /// ```
    TaskRouterGrant "task_router" {
        /// SID of the workspace.
        workspace_sid "WS";
        /// SID of the worker.
        worker_sid "WK";
        /// What the user is there, such as `worker` or `supervisor`.
        role;
    }
}
