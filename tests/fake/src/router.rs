//! The endpoints of four hosts behind one port, told apart by their paths.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Router,
    routing::{get, post},
};

use crate::{
    call::Call,
    model::CredentialKind,
    refusal::Refusal,
    resource::{accounts, auth_tokens, credentials, iam_keys, keys, oauth, safe_list},
    state::State,
};

/// The state, shared by all handlers.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    /// The state. A handler that panicked leaves it usable.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every endpoint. `X` and `X.json` are the same one: the handler looks which form its reply has.
pub(crate) fn router(shared: Shared) -> Router {
    let mut router = Router::new();
    for suffix in ["", ".json"] {
        router = router
            .route(&format!("/2010-04-01/Accounts{suffix}"), get(accounts::list).post(accounts::create))
            .route(&format!("/2010-04-01/Accounts/{{account}}/Keys{suffix}"), get(keys::list).post(keys::create));
    }
    router
        .route("/2010-04-01/Accounts/{account}", get(accounts::fetch).post(accounts::update))
        .route("/2010-04-01/Accounts/{account}/Keys/{key}", get(keys::fetch).post(keys::update).delete(keys::delete))
        .route("/v1/Keys", get(iam_keys::list).post(iam_keys::create))
        .route("/v1/Keys/{key}", get(iam_keys::fetch).post(iam_keys::update).delete(iam_keys::delete))
        .route("/v1/AuthTokens/Promote", post(auth_tokens::promote))
        .route("/v1/AuthTokens/Secondary", post(auth_tokens::create).delete(auth_tokens::delete))
        .merge(credentials::router(CredentialKind::Aws))
        .merge(credentials::router(CredentialKind::PublicKey))
        .route("/v1/SafeList/Numbers", get(safe_list::fetch).post(safe_list::create).delete(safe_list::delete))
        .route("/v2/token", post(oauth::token))
        .fallback(|call: Call| async move { call.not_found() })
        .method_not_allowed_fallback(|| async { Refusal::method_not_allowed() })
        .with_state(shared)
}
