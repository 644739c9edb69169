//! Text of the fuzzer enters: of its bytes, what is UTF-8 up to the first that is not. The invariants hold, or it panics.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| invariants::overlay(text));
