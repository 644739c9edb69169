//! The requests read so far: each one kept as it comes, and told later what it was answered.

use crate::request::Request;

/// Requests in the order in which they came.
pub(crate) struct Recorder {
    is_on: bool,
    kept: Vec<Request>,
    /// How many were kept before those that still are.
    forgotten: usize,
}

impl Recorder {
    pub(crate) fn new(is_on: bool) -> Self {
        Self { is_on, kept: Vec::new(), forgotten: 0 }
    }

    /// Keeps a request, and gives back its number; none while nothing is recorded.
    pub(crate) fn keep(&mut self, request: &Request) -> Option<usize> {
        self.is_on.then(|| {
            self.kept.push(request.clone());
            self.forgotten + self.kept.len() - 1
        })
    }

    /// Notes what the request of this number was answered, unless it is forgotten.
    pub(crate) fn answered(&mut self, number: Option<usize>, status: u16) {
        let index = number.and_then(|number| number.checked_sub(self.forgotten));
        if let Some(request) = index.and_then(|index| self.kept.get_mut(index)) {
            request.set_status(status);
        }
    }

    pub(crate) fn requests(&self) -> &[Request] {
        &self.kept
    }

    pub(crate) fn take(&mut self) -> Vec<Request> {
        self.forgotten += self.kept.len();
        std::mem::take(&mut self.kept)
    }
}
