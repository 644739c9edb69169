//! What enters: a body that has not the promised shape. What leaves: its outline, names and kinds without a single value,
//! because any value may be a secret.

use serde_json::Value;

/// The outline of a body, such as `{"keys": [{"sid": number}, and 49 more], "page": string}`.
pub(crate) fn excerpt(body: &[u8]) -> String {
    if let Ok(value) = serde_json::from_slice(body) {
        let mut outline = Outline { text: String::new(), full: false };
        outline.value(&value, 0);
        return outline.text;
    }
    let length = body.len();
    match body.trim_ascii().first() {
        None => "nothing".to_owned(),
        Some(b'<') => format!("{length} bytes that look like a web page"),
        Some(b'{' | b'[') => format!("{length} bytes that start as JSON and do not end so"),
        Some(_) => format!("{length} bytes that are no JSON"),
    }
}

/// No longer than fits in a line of a log.
const LONGEST: usize = 240;
const DEEPEST: usize = 4;

struct Outline {
    text: String,
    full: bool,
}

impl Outline {
    fn push(&mut self, text: &str) {
        if self.full {
            return;
        }
        self.full = self.text.len() + text.len() > LONGEST;
        self.text.push_str(if self.full { "…" } else { text });
    }

    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            _ if self.full => {}
            Value::Null => self.push("null"),
            Value::Bool(_) => self.push("boolean"),
            Value::Number(_) => self.push("number"),
            Value::String(_) => self.push("string"),
            Value::Array(_) | Value::Object(_) if depth == DEEPEST => self.push("…"),
            Value::Array(items) => {
                self.push("[");
                if let Some(first) = items.first() {
                    self.value(first, depth + 1);
                }
                match items.len() {
                    0 | 1 => {}
                    length => self.push(&format!(", and {} more", length - 1)),
                }
                self.push("]");
            }
            Value::Object(members) => {
                self.push("{");
                for (index, (name, value)) in members.iter().enumerate() {
                    self.push(if index == 0 { "" } else { ", " });
                    self.push(&format!("{:?}: ", if is_name(name) { name } else { "…" }));
                    self.value(value, depth + 1);
                }
                self.push("}");
            }
        }
    }
}

/// A key that does not look like a name may be data.
fn is_name(key: &str) -> bool {
    (1..=32).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_kinds_are_shown_and_no_value() {
        let cases = [
            (r#"{"secret": "hunter2", "sid": 5}"#, r#"{"secret": string, "sid": number}"#),
            (r#"{"keys": [{"sid": null}, 1, 2]}"#, r#"{"keys": [{"sid": null}, and 2 more]}"#),
            (r#"{"[1]": [], "hunter2": true}"#, r#"{"…": [], "…": boolean}"#),
            (r#"[[[[[1]]]]]"#, "[[[[…]]]]"),
            (r#""hunter2""#, "string"),
            ("", "nothing"),
            ("<html>hunter2", "13 bytes that look like a web page"),
            (r#"{"secret": "hunter2"#, "19 bytes that start as JSON and do not end so"),
            ("hunter2", "7 bytes that are no JSON"),
        ];
        for (body, expected) in cases {
            assert_eq!(excerpt(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn it_fits_in_a_line() {
        let members: Vec<String> = (0..26_u8).map(|at| format!(r#""name_{}": 1"#, char::from(b'a' + at))).collect();
        let outline = excerpt(format!("{{{}}}", members.join(",")).as_bytes());
        assert!(outline.len() <= LONGEST + "…".len() && outline.ends_with('…'), "{outline}");
    }
}
