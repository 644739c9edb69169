//! What enters: records. What leaves: JSON text of them, in which no control character is left that a terminal would obey.

use crate::Json;
use crate::cli::{failure::Failure, text::escape_json};

/// A record over several lines; of a list, as an item of an array that goes on.
pub(super) fn pretty(text: &mut String, record: &Json, is_list: bool, is_first: bool) -> Result<(), Failure> {
    let record = serde_json::to_string_pretty(record).map_err(|error| Failure::other(error.to_string()))?;
    let record = escape_json(&record);
    if !is_list {
        text.push_str(&record);
        text.push('\n');
        return Ok(());
    }
    text.push_str(if is_first { "[" } else { "," });
    for line in record.lines() {
        text.push_str("\n  ");
        text.push_str(line);
    }
    Ok(())
}

/// A record on one line.
pub(super) fn line(text: &mut String, record: &Json) -> Result<(), Failure> {
    let record = serde_json::to_string(record).map_err(|error| Failure::other(error.to_string()))?;
    text.push_str(&escape_json(&record));
    text.push('\n');
    Ok(())
}
