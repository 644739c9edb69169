//! Who sends a request and whether they may: the `Authorization` header in, an account or a refusal out.

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    call::Call,
    model::{Account, AccountStatus, Key, KeyKind},
    permission::{Action, Resource, allows},
    refusal::Refusal,
    state::State,
};

/// Who sent a request: an account, by its auth token, one of its keys or a bearer token.
pub(crate) struct Caller {
    pub(crate) account_sid: String,
    /// The key, where one was used.
    key: Option<Key>,
}

impl State {
    /// Who sends this request, given that they may do this to that.
    pub(crate) fn admit(&self, call: &Call, resource: Resource, action: Action) -> Result<Caller, Refusal> {
        let caller = self.caller(call)?;
        match caller.key.as_ref().map(|key| (key.kind, &key.allow)) {
            Some((KeyKind::Standard, _)) if resource.managed => Err(Refusal::permission_denied()),
            Some((KeyKind::Restricted, allow)) if !allows(allow, &resource.permission(action)) => {
                Err(Refusal::missing_permission(&resource.permission(action)))
            }
            _ => Ok(caller),
        }
    }

    /// The account named in a v2010 path: the caller's own or a subaccount of it.
    pub(crate) fn reach(&self, caller: &Caller, sid: &str, call: &Call) -> Result<Account, Refusal> {
        let account = self.accounts.get(sid).ok_or_else(|| call.not_found())?;
        if account.sid == caller.account_sid || account.owner_sid == caller.account_sid {
            Ok(account.clone())
        } else {
            Err(Refusal::permission_denied())
        }
    }

    /// The one account that a v1 request may name: the caller's own.
    pub(crate) fn reach_own(&self, caller: &Caller, sid: &str) -> Result<(), Refusal> {
        if sid == caller.account_sid { Ok(()) } else { Err(Refusal::permission_denied()) }
    }

    fn caller(&self, call: &Call) -> Result<Caller, Refusal> {
        let (scheme, value) =
            call.authorization.as_deref().and_then(|header| header.split_once(' ')).unwrap_or_default();
        let caller = match scheme.to_ascii_lowercase().as_str() {
            "basic" => self.by_password(value.trim())?,
            "bearer" => self.by_token(value.trim())?,
            _ => return Err(Refusal::authenticate()),
        };
        match self.accounts.get(&caller.account_sid) {
            Some(account) if account.status == AccountStatus::Active => Ok(caller),
            _ => Err(Refusal::authenticate()),
        }
    }

    fn by_password(&self, encoded: &str) -> Result<Caller, Refusal> {
        let (username, password) = basic(encoded).ok_or_else(Refusal::authenticate)?;
        let test = &self.test_credentials;
        if test.username == username && test.password.expose() == password {
            return Err(Refusal::test_credentials());
        }
        if let Some(account) = self.accounts.get(&username) {
            let tokens = [Some(&account.tokens.primary), account.tokens.secondary.as_ref()];
            if tokens.into_iter().flatten().any(|token| token.expose() == password) {
                return Ok(Caller { account_sid: username, key: None });
            }
        }
        match self.key(&username).filter(|key| key.secret.expose() == password) {
            Some(key) => Ok(Caller { account_sid: key.account_sid.clone(), key: Some(key) }),
            None => Err(Refusal::authenticate()),
        }
    }

    fn by_token(&self, token: &str) -> Result<Caller, Refusal> {
        let now = self.now();
        let mut tokens = self.bearer_tokens.iter();
        match tokens.find(|known| known.token.expose() == token && now < known.expires) {
            Some(known) => Ok(Caller { account_sid: known.account_sid.clone(), key: None }),
            None => Err(Refusal::authenticate()),
        }
    }
}

/// The user name and the password in the value of a Basic `Authorization` header.
pub(crate) fn basic(encoded: &str) -> Option<(String, String)> {
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (username, password) = decoded.split_once(':')?;
    Some((username.to_owned(), password.to_owned()))
}
