//! What enters: what the client knows of a request that went wrong. What leaves: the same, attached to the error, so that
//! the error can give a hint and say what may have been made.

use super::unfinished::Unfinished;
use std::{fmt, sync::Arc};

/// What the client knows of a request that went wrong.
#[derive(Clone)]
pub(crate) struct Context {
    /// `iam_v1::keys::CreateKey`.
    pub(crate) operation: &'static str,
    pub(crate) hint: Option<String>,
    /// The id of the request, where there was an answer that bore one.
    pub(crate) request_id: Option<String>,
    /// The outline of an answer that could not be read.
    pub(crate) excerpt: Option<String>,
    /// Set where it is not the operation itself but the token for it that failed.
    pub(crate) preliminary: bool,
    /// Set where an attempt before the last may have been processed.
    pub(crate) unknown: bool,
    /// Set where an API key may have been made whose secret nobody got.
    pub(crate) unfinished: Option<Unfinished>,
}

/// A [`Context`] that rides along with an error and takes no part in its equality.
#[derive(Clone, Default)]
pub(crate) struct Attached(Option<Arc<Context>>);

impl Attached {
    pub(crate) fn new(context: Context) -> Self {
        Self(Some(Arc::new(context)))
    }

    pub(crate) fn get(&self) -> Option<&Context> {
        self.0.as_deref()
    }
}

impl PartialEq for Attached {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Attached {}

impl fmt::Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get().map_or("nothing", |context| context.operation))
    }
}
