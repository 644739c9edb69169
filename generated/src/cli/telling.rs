//! What enters: a request whose reply tells a secret this once. What leaves: the reply, which the operation's own type can
//! read too; and, where it could not be written, what there is now and how to be rid of it.

use super::{failure::Failure, name, untyped::Typed};
use crate::blocking::Client;
use crate::{Error, Json, OPERATIONS, Operation, OperationSpec, Request, accounts_v1, api_v2010, iam_v1};

/// An operation whose reply tells a secret this once.
pub(super) struct Telling {
    item: &'static str,
    /// The member of the reply that nobody can have again.
    pub(super) secret: &'static str,
    pub(super) send: fn(&Client, Request) -> Result<Json, Error>,
}

/// Those operations; a test holds that no other reply is there to tell a secret.
const ALL: [Telling; 4] = [
    Telling::of::<api_v2010::keys::CreateKey>("secret"),
    Telling::of::<iam_v1::keys::CreateKey>("secret"),
    Telling::of::<accounts_v1::auth_tokens::CreateSecondaryAuthToken>("secondary_auth_token"),
    Telling::of::<accounts_v1::auth_tokens::PromoteAuthToken>("auth_token"),
];

impl Telling {
    const fn of<O: Operation + 'static>(secret: &'static str) -> Self {
        Self {
            item: O::SPEC.item,
            secret,
            send: |client, request| client.send(Typed::<O>::new(request)).map(|read| read.0),
        }
    }
}

/// What the reply of an operation tells this once, if anything.
pub(super) fn of(spec: &OperationSpec) -> Option<&'static Telling> {
    ALL.iter().find(|telling| telling.item == spec.item)
}

/// The failure of a command that did its work, and whose reply could not be written.
pub(super) fn unwritten(spec: &OperationSpec, reply: &Json, failure: &Failure) -> Failure {
    let member = |name: &str| reply.get(name).and_then(Json::as_str);
    let thing = name::resource(spec).join(" ");
    let thing = thing.strip_suffix('s').unwrap_or(&thing);
    let sid = member("sid").map(|sid| format!(" {sid}")).unwrap_or_default();
    let done = format!("it was done, and the output could not be written ({failure})");
    if of(spec).is_none() {
        return Failure::other(format!("{done}: {thing}{sid}"));
    }
    let Some(remove) = removal(spec) else {
        return Failure::other(format!(
            "{done}: the secondary auth token, as it was shown when it was made, is the primary one now"
        ));
    };
    let sid = member("sid").map(|sid| format!(" --sid {sid}")).unwrap_or_default();
    let account = member("account_sid").filter(|_| spec.service() == "api_v2010");
    let account = account.map(|account| format!(" --account-sid {account}")).unwrap_or_default();
    Failure::other(format!(
        "{done}: nobody has the secret of what was made: remove it by `twilio-iam api {remove}{sid}{account}`"
    ))
}

/// The words of the command that removes what an operation makes.
fn removal(spec: &OperationSpec) -> Option<String> {
    let mut words = name::words(spec);
    *words.last_mut()? = "remove".to_owned();
    OPERATIONS.iter().any(|other| name::words(other) == words).then(|| words.join(" "))
}
