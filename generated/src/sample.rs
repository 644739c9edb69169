//! What enters: nothing. What leaves, for unit tests alone: operations, models and their parts as the generator writes
//! them, for the API that the vectors were recorded from.

#![allow(dead_code)]

use ::twilio_iam::{
    Bounds, Date, Field, Integer, Json, Kind, Method, NextPage, Number, Operation, OperationSpec, Page, Paging,
    Pattern, Piece, Policy, Request, Secret, Timestamp, Unknown, Value,
};
use std::collections::BTreeMap;

pub const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub const KEY: &str = "SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const FORM: Option<&str> = Some("application/x-www-form-urlencoded");

pub type AccountSid = ::twilio_iam::TypedSid<kind::AccountSid>;
pub type KeySid = ::twilio_iam::TypedSid<kind::KeySid>;
pub type MessageSid = ::twilio_iam::TypedSid<kind::MessageSid>;

pub mod kind {
    ::twilio_iam::sid! { AccountSid "AC", KeySid "SK", MessageSid "SM" "MM" }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountStatus {
    Active,
    Suspended,
    Closed,
    Other(Unknown),
}
::twilio_iam::choice! {
    AccountStatus else Other { Active = "active", Suspended = "suspended", Closed = "closed" }
}

/// A document that has a value spelt `other` itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kinship {
    Other,
    Unlisted(Unknown),
}
::twilio_iam::choice! { Kinship else Unlisted { Other = "other" } }

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NewKey {
    pub sid: KeySid,
    pub secret: Secret,
    pub friendly_name: Option<String>,
    pub date_created: Option<Timestamp>,
    pub policy: Option<Policy>,
    pub r#type: Option<Kinship>,
}
::twilio_iam::model! {
    NewKey required(sid, secret) optional(friendly_name, date_created, policy, r#type = "type")
}

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Key {
    pub sid: KeySid,
    pub friendly_name: Option<String>,
    pub date_created: Option<Timestamp>,
    pub flags: Option<Vec<String>>,
    pub owner: Option<Box<Owner>>,
}
::twilio_iam::model! { Key required(sid) optional(friendly_name, date_created, flags, owner) }

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Owner {
    pub name: String,
    pub status: Option<AccountStatus>,
    pub since: Option<Date>,
    pub balance: Option<Number>,
    pub keys: Option<Integer>,
    pub active: Option<bool>,
    pub links: Option<BTreeMap<String, String>>,
    pub notes: Option<Json>,
}
::twilio_iam::model! { Owner required(name) optional(status, since, balance, keys, active, links, notes) }

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    pub key: Option<String>,
    pub next_page_url: Option<String>,
}
::twilio_iam::model! { Meta optional(key, next_page_url) }

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct KeyList {
    pub keys: Vec<Key>,
    pub meta: Option<Meta>,
}
::twilio_iam::model! { KeyList required(keys) optional(meta) }

impl Page for KeyList {
    type Item = Key;

    fn next_page(&self) -> Option<NextPage> {
        NextPage::uri(self.meta.as_ref().and_then(|meta| meta.next_page_url.as_deref()))
    }

    fn into_items(self) -> Vec<Key> {
        self.keys
    }
}

/// Nothing declared at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Nothing {}
::twilio_iam::model! { Nothing }

/// Members beside those that are declared; a recursive one among them; a required one that may hold null.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub value: Json,
    pub children: Option<Vec<Tree>>,
    pub extra: BTreeMap<String, Integer>,
}
::twilio_iam::model! { Tree required(value) optional(children) rest(extra) }

#[derive(Clone, Debug, PartialEq)]
pub struct Whatsapp {
    pub message_id: MessageSid,
    pub token: Option<Secret>,
}
::twilio_iam::model! { Whatsapp required(message_id) optional(token) }

#[derive(Clone, Debug, PartialEq)]
pub struct Apple {
    pub channel: Option<String>,
    pub to: String,
}
::twilio_iam::model! { Apple required(to) optional(channel) }

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Indicator {
    Whatsapp(Whatsapp),
    Apple(Box<Apple>),
    Other(Json),
}
::twilio_iam::union! { Indicator else Other tag "channel" { Whatsapp = "WHATSAPP", Apple = "APPLE" } }

#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Either {
    Meta(Meta),
    Owner(Owner),
    Names(Vec<String>),
    Other(Json),
}
::twilio_iam::union! { Either else Other { Meta, Owner, Names } }

/// Create an API key.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an operation does nothing until it is sent"]
pub struct CreateKey(Request);

impl CreateKey {
    pub fn new(account_sid: impl Into<AccountSid>) -> Self {
        Self(Request::of::<Self>().with::<AccountSid>(0, account_sid))
    }

    pub fn friendly_name(self, friendly_name: impl Into<String>) -> Self {
        Self(self.0.with::<String>(1, friendly_name))
    }

    pub(crate) fn policy(self, policy: impl Into<Policy>) -> Self {
        Self(self.0.with::<&str>(2, "restricted").with::<Policy>(3, policy))
    }
}

impl Operation for CreateKey {
    type Output = NewKey;
    const SPEC: OperationSpec = OperationSpec {
        id: "CreateKey",
        item: "iam_v1::keys::CreateKey",
        method: Method::Post,
        server: "https://iam.twilio.com",
        path: "/v1/Keys",
        fields: &[
            Field::form("AccountSid", Kind::Sid(&["AC"])).required(),
            Field::form("FriendlyName", Kind::Text).bound(&Bounds::ANY.max_length(64)),
            Field::form("KeyType", Kind::Choice(&["restricted"])).internal(),
            Field::form("Policy", Kind::Json).internal(),
        ],
        body: FORM,
        replies: &[201],
        summary: "Create an API key.",
        help: &["", "", "", ""],
        ..OperationSpec::EMPTY
    };

    fn request(&self) -> &Request {
        &self.0
    }
}

/// List the keys of an account.
#[derive(Clone, Debug, PartialEq)]
pub struct ListKeys(Request);

impl ListKeys {
    pub fn new() -> Self {
        Self(Request::of::<Self>())
    }

    pub fn account_sid(self, account_sid: impl Into<AccountSid>) -> Self {
        Self(self.0.with::<AccountSid>(0, account_sid))
    }

    pub fn page_size(self, page_size: impl Into<Integer>) -> Self {
        Self(self.0.with::<Integer>(1, page_size))
    }
}

impl Operation for ListKeys {
    type Output = KeyList;
    const SPEC: OperationSpec = OperationSpec {
        id: "ListKey",
        item: "api_v2010::keys::ListKeys",
        method: Method::Get,
        server: "https://api.twilio.com",
        path: "/2010-04-01/Accounts/{AccountSid}/Keys.json",
        fields: &[
            Field::path("AccountSid", Kind::Sid(&["AC"])).required().account(),
            Field::query("PageSize", Kind::Integer).bound(&Bounds::ANY.min(1).max(1000)),
        ],
        body: None,
        replies: &[200],
        paging: Some(Paging { items: "keys", size: Some("PageSize"), token: None }),
        help: &["", ""],
        ..CreateKey::SPEC
    };

    fn request(&self) -> &Request {
        &self.0
    }
}

const COUNTRY: Pattern =
    Pattern { text: "^[A-Z]{2}$", start: true, end: true, pieces: &[Piece { ranges: &[('A', 'Z')], min: 2, max: 2 }] };

/// Every kind in every place.
pub const ZOO: &OperationSpec = &OperationSpec {
    id: "Zoo",
    item: "iam_v1::animals::all::Zoo",
    method: Method::Put,
    server: "https://zoo.twilio.com:8443",
    path: "/v1/Zoo/{Name}/Cages/{Cage}.json",
    fields: &[
        Field::path("Name", Kind::Text).required(),
        Field::path("Cage", Kind::List(&Kind::Text)).required(),
        Field::query("StartTime<", Kind::DateTime),
        Field::query("Day", Kind::Date),
        Field::query("Tags", Kind::List(&Kind::Text)).bound(&Bounds::ANY.max_items(3)),
        Field::query("Codes", Kind::List(&Kind::Text)).joined().bound(&Bounds::ANY.pattern(&COUNTRY)),
        Field::header("X-Twilio-Note", Kind::Text),
        Field::header("X-Twilio-Token", Kind::Text).secret(),
        Field::form("Secret", Kind::Text).secret().bound(&Bounds::ANY.min_length(3).max_length(20)),
        Field::form("Price", Kind::Number).bound(&Bounds::ANY.min(0).max(100)),
        Field::form("Open", Kind::Boolean),
        Field::form("Any", Kind::Json),
        Field::form("AddOns", Kind::Json).prefixed("AddOns"),
        Field::form("Callbacks", Kind::List(&Kind::Sid(&["SM", "MM"]))).bound(&Bounds::ANY.min_items(2)),
        Field::form("Anything", Kind::Sid(&[])),
        Field::form("Status", Kind::Choice(AccountStatus::VALUES)),
        Field::form("Pin", Kind::Integer).secret().bound(&Bounds::ANY.min(1000).max(9999)),
        Field::query("Limit", Kind::Union),
        Field::query("Filter", Kind::Json).spread(),
    ],
    body: FORM,
    help: &[],
    ..CreateKey::SPEC
};

/// The index of a field of the zoo.
pub fn at(name: &str) -> usize {
    ZOO.fields.iter().position(|field| field.name == name).unwrap()
}

/// A zoo with this field set, and what is required.
pub fn zoo(name: &str, value: impl Into<Value>) -> Request {
    Request::new(ZOO).with::<Value>(0, "n").with::<Value>(1, "c").with::<Value>(at(name), value)
}

/// A whole body of JSON.
pub const INDICATE: &OperationSpec = &OperationSpec {
    id: "Indicate",
    item: "iam_v1::keys::Indicate",
    fields: &[Field::body("body", Kind::Json).required()],
    body: Some("application/json"),
    ..CreateKey::SPEC
};

/// A document may call its schemas as it likes, also as the prelude calls its types.
pub mod prelude {
    #[derive(Clone, Debug, PartialEq)]
    pub struct Result {
        pub members: Box<Option>,
        pub filled: std::option::Option<From>,
    }
    ::twilio_iam::model! { Result required(members) optional(filled) }

    #[derive(Clone, Debug, PartialEq)]
    pub enum Option {
        Some(bool),
        Other(::twilio_iam::Json),
    }
    ::twilio_iam::union! { Option else Other { Some } }

    #[derive(Clone, Debug, PartialEq)]
    pub enum From {
        String,
        Unknown(::twilio_iam::Unknown),
    }
    ::twilio_iam::choice! { From else Unknown { String = "string" } }

    pub type AsRef = ::twilio_iam::TypedSid<String>;
    ::twilio_iam::sid! { String "ST" }

    pub struct Into {}
    ::twilio_iam::model! { Into }
    pub struct TryFrom {}
    pub struct Serialize {}
    pub struct Decode {}
}
