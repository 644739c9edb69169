//! The fake held to what Twilio documents: each endpoint, each rule of authentication, each page, each fault.

mod accounts;
mod auth;
mod auth_tokens;
mod credentials;
mod faults;
mod iam_keys;
mod keys;
mod oauth;
mod paging;
mod process;
mod recording;
mod safe_list;
mod support;
