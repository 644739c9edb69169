//! What enters: the moment in which two secrets are valid. What leaves: a warning, if that moment is forgotten.

/// Warns when it is dropped before it was closed.
#[derive(Debug)]
pub(super) struct Guard {
    /// What there is two of.
    what: &'static str,
    sid: String,
    open: bool,
}

impl Guard {
    pub(super) fn new(what: &'static str, sid: &str) -> Self {
        Self { what, sid: sid.to_owned(), open: true }
    }

    pub(super) fn close(&mut self) {
        self.open = false;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.open {
            tracing::warn!(sid = %self.sid, "given up on the way: {} valid", self.what);
        }
    }
}
