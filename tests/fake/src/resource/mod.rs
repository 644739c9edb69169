//! The endpoints, one file for each resource: a decoded request and the state in, a reply or a refusal out.

pub(crate) mod accounts;
pub(crate) mod auth_tokens;
pub(crate) mod credentials;
pub(crate) mod iam_keys;
pub(crate) mod keys;
pub(crate) mod oauth;
pub(crate) mod safe_list;

/// What a handler gives back.
pub(crate) type Outcome = Result<crate::reply::Reply, crate::refusal::Refusal>;

/// A segment of a v2010 path without its `.json`.
fn bare(segment: &str) -> &str {
    segment.strip_suffix(".json").unwrap_or(segment)
}
