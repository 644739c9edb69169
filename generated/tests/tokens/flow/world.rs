//! A Twilio of a few lines: one account, its tokens and keys, and the plan of what goes wrong.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use twilio_iam::{
    Body, BoxFuture, Client, Credentials, Limits, RetryPolicy, Secret, Sent, Transport, TransportError,
    TransportErrorKind, blocking,
};

pub const ACCOUNT: &str = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub const OLD_KEY: &str = "SK00000000000000000000000000000000";
pub const OLD_TOKEN: &str = "the old token";

/// What befalls a request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// It is lost on the way there.
    Before,
    /// It is processed, and the answer lost.
    After,
    /// It is turned away.
    Unavailable,
    /// It is processed, and the answer makes no sense.
    Garbled,
}

pub const FAULTS: [Fault; 4] = [Fault::Before, Fault::After, Fault::Unavailable, Fault::Garbled];

#[derive(Clone, Debug)]
pub struct Key {
    pub secret: String,
    pub name: &'static str,
    pub policy: Json,
}

/// After how many requests somebody else does what.
pub type Meanwhile = (usize, fn(&mut State));

#[derive(Debug, Default)]
pub struct State {
    pub primary: String,
    pub secondary: Option<String>,
    pub keys: BTreeMap<String, Key>,
    pub made: usize,
    /// Every request, as method and path.
    pub log: Vec<String>,
    pub signatures: Vec<Option<String>>,
    /// By the number of the request, from 0.
    pub faults: BTreeMap<usize, Fault>,
    /// From this request on, nothing gets through.
    pub outage: Option<usize>,
    /// What somebody else does before the request of this number.
    pub meanwhile: Option<Meanwhile>,
    /// New secrets are not taken.
    pub rejects_new: bool,
    /// What is answered, whoever answers it, when a token is to be made.
    pub made_reply: Option<Json>,
    /// What a new key's policy is instead of the one asked for.
    pub policy_made: Option<Json>,
}

#[derive(Clone)]
pub struct World(pub Arc<Mutex<State>>);

impl World {
    pub fn new() -> Self {
        let key = Key { secret: "the old secret".to_owned(), name: "worker", policy: Json::Null };
        let keys = BTreeMap::from([(OLD_KEY.to_owned(), key)]);
        let state = State { primary: OLD_TOKEN.to_owned(), keys, ..State::default() };
        Self(Arc::new(Mutex::new(state)))
    }

    pub fn set(self, change: impl FnOnce(&mut State)) -> Self {
        change(&mut self.0.lock().unwrap());
        self
    }

    pub fn get<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.0.lock().unwrap())
    }

    fn credentials() -> Credentials {
        Credentials::auth_token(ACCOUNT, OLD_TOKEN).unwrap()
    }

    pub fn client(&self) -> Client {
        let once = RetryPolicy::new().attempts(1);
        Client::builder()
            .credentials(Self::credentials())
            .retry(once)
            .transport(Arc::new(self.clone()))
            .build()
            .unwrap()
    }

    pub fn blocking(&self) -> blocking::Client {
        let (once, world) = (RetryPolicy::new().attempts(1), Arc::new(self.clone()));
        blocking::Client::builder().credentials(Self::credentials()).retry(once).transport(world).build().unwrap()
    }

    fn answer(&self, request: &http::Request<Body>) -> Result<http::Response<Vec<u8>>, TransportError> {
        let mut state = self.0.lock().unwrap();
        let number = state.log.len();
        state.log.push(format!("{} {}", request.method(), request.uri().path()));
        let signature = request.headers().get("twilio-client-validation");
        state.signatures.push(signature.map(|value| value.to_str().unwrap().to_owned()));
        let lost = || Err(TransportError::new(TransportErrorKind::Closed, Sent::Maybe));
        if let Some((_, act)) = state.meanwhile.filter(|(at, _)| *at == number) {
            act(&mut state);
        }
        let fault = state.faults.get(&number).copied();
        if fault == Some(Fault::Before) || state.outage.is_some_and(|from| number >= from) {
            return lost();
        }
        if fault == Some(Fault::Unavailable) {
            return Ok(response(503, json!({"code": 20503, "message": "later", "status": 503})));
        }
        let (status, body) = state.handle(request);
        match fault {
            Some(Fault::After) => lost(),
            Some(Fault::Garbled) if status < 300 => {
                Ok(http::Response::builder().status(200).body(b"{".to_vec()).unwrap())
            }
            _ => Ok(response(status, body)),
        }
    }
}

fn response(status: u16, body: Json) -> http::Response<Vec<u8>> {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    http::Response::builder().status(status).body(body).unwrap()
}

impl State {
    fn handle(&mut self, request: &http::Request<Body>) -> (u16, Json) {
        let refused = (401, json!({"code": 20003, "message": "Authenticate", "status": 401}));
        let missing = (404, json!({"code": 20404, "message": "not found", "status": 404}));
        let Some(key) = self.authenticate(request) else { return refused };
        let path = request.uri().path().to_owned();
        let sid = path.strip_prefix("/v1/Keys/").unwrap_or_default();
        match (request.method().as_str(), path.as_str()) {
            ("GET", "/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json") => (200, json!({"sid": ACCOUNT})),
            ("GET", "/v1/Credentials/PublicKeys") if key.is_some_and(|policy| !policy.is_null()) => {
                (403, json!({"code": 70051, "message": "lacks a permission", "status": 403}))
            }
            ("GET", "/v1/Credentials/PublicKeys") => {
                (200, json!({"credentials": [], "meta": {"key": "credentials", "page": 0, "page_size": 1}}))
            }
            ("POST", "/v1/AuthTokens/Secondary") if self.made_reply.is_some() => {
                (200, self.made_reply.clone().unwrap_or_default())
            }
            ("POST", "/v1/AuthTokens/Secondary") if self.secondary.is_some() => {
                (400, json!({"code": 20001, "message": "there is one", "status": 400}))
            }
            ("POST", "/v1/AuthTokens/Secondary") => {
                self.made += 1;
                let token = format!("the new token {}", self.made);
                self.secondary = Some(token.clone());
                (201, json!({"secondary_auth_token": token}))
            }
            ("DELETE", "/v1/AuthTokens/Secondary") if self.secondary.take().is_some() => (204, Json::Null),
            ("POST", "/v1/AuthTokens/Promote") => match self.secondary.take() {
                Some(token) => {
                    self.primary.clone_from(&token);
                    (200, json!({"auth_token": token}))
                }
                None => missing,
            },
            ("POST", "/v1/Keys") => self.create(request),
            (method, _) => match (method, self.keys.get_mut(sid)) {
                ("GET", Some(key)) => (200, json!({"sid": sid, "friendly_name": key.name, "policy": key.policy})),
                ("POST", Some(key)) => {
                    key.policy = policy(request);
                    (200, json!({"sid": sid, "friendly_name": key.name, "policy": key.policy}))
                }
                ("DELETE", Some(_)) => {
                    self.keys.remove(sid);
                    (204, Json::Null)
                }
                _ => missing,
            },
        }
    }

    fn create(&mut self, request: &http::Request<Body>) -> (u16, Json) {
        self.made += 1;
        let sid = format!("SK{:032}", self.made);
        let policy = self.policy_made.clone().unwrap_or_else(|| policy(request));
        let key = Key { secret: format!("the new secret {}", self.made), name: "worker", policy: policy.clone() };
        let reply = json!({"sid": sid, "secret": key.secret, "friendly_name": key.name, "policy": policy});
        self.keys.insert(sid, key);
        (201, reply)
    }

    /// The policy of the key that authenticates; `None` inside for the auth token.
    fn authenticate(&self, request: &http::Request<Body>) -> Option<Option<Json>> {
        let header = request.headers()["authorization"].to_str().unwrap().strip_prefix("Basic ").unwrap().to_owned();
        let pair = String::from_utf8(STANDARD.decode(header).unwrap()).unwrap();
        let (user, password) = pair.split_once(':').unwrap();
        if user == ACCOUNT {
            let secondary = self.secondary.as_deref().filter(|_| !self.rejects_new);
            return (password == self.primary || Some(password) == secondary).then_some(None);
        }
        let key = self.keys.get(user).filter(|key| key.secret == password)?;
        (user == OLD_KEY || !self.rejects_new).then(|| Some(key.policy.clone()))
    }
}

fn policy(request: &http::Request<Body>) -> Json {
    let mut pairs = form_urlencoded::parse(request.body());
    pairs.find(|(name, _)| name == "Policy").map_or(Json::Null, |(_, policy)| serde_json::from_str(&policy).unwrap())
}

impl Transport for World {
    fn send(
        &self,
        request: http::Request<Body>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Vec<u8>>, TransportError>> {
        Box::pin(async move { self.answer(&request) })
    }
}

impl blocking::Transport for World {
    fn send(&self, request: http::Request<Body>, _: Limits) -> Result<http::Response<Vec<u8>>, TransportError> {
        self.answer(&request)
    }
}

/// Where a callback keeps what it is given.
#[derive(Clone, Default)]
pub struct Vault(Arc<Mutex<Option<String>>>);

impl Vault {
    pub fn store(&self, secret: &Secret) -> Result<(), std::io::Error> {
        *self.0.lock().unwrap() = Some(secret.expose_secret().to_owned());
        Ok(())
    }

    pub fn stored(&self) -> Option<String> {
        self.0.lock().unwrap().clone()
    }
}
