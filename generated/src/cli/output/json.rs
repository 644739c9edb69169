//! What enters: records. What leaves: JSON text of them, in which no control character is left that a terminal would obey.

use crate::Json;
use crate::cli::{failure::Failure, text::escape_json};
use crate::wiped::Wiped;
use serde::Serialize;
use std::borrow::Cow;
use zeroize::Zeroizing;

/// A record over several lines; of a list, as an item of an array that goes on.
pub(super) fn pretty(text: &mut Wiped, record: &Json, is_list: bool, is_first: bool) -> Result<(), Failure> {
    let mut written = Wiped::default();
    let record = escaped(record.serialize(&mut serde_json::Serializer::pretty(&mut written)), written)?;
    if !is_list {
        text.push(record.as_bytes());
        text.push(b"\n");
        return Ok(());
    }
    text.push(if is_first { b"[" } else { b"," });
    for line in record.lines() {
        text.push(b"\n  ");
        text.push(line.as_bytes());
    }
    Ok(())
}

/// A record on one line.
pub(super) fn line(text: &mut Wiped, record: &Json) -> Result<(), Failure> {
    let mut written = Wiped::default();
    let record = escaped(record.serialize(&mut serde_json::Serializer::new(&mut written)), written)?;
    text.push(record.as_bytes());
    text.push(b"\n");
    Ok(())
}

fn escaped(result: serde_json::Result<()>, written: Wiped) -> Result<Zeroizing<String>, Failure> {
    result.map_err(|error| Failure::other(error.to_string()))?;
    let written = written.into_text().unwrap_or_default();
    Ok(match escape_json(&written) {
        Cow::Borrowed(_) => written,
        Cow::Owned(escaped) => Zeroizing::new(escaped),
    })
}
