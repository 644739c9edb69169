//! Holds the README to its word: its examples are this crate's doctests. The tests themselves are the binary `it`.
//!
//! The README lies outside of the published crate, where `cargo package` would not find it to verify.

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
pub struct Readme;
