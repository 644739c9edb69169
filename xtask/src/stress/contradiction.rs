//! An example of a request, and the field that the client refused, in; what of the field's own schema the example contradicts
//! out. It shares no code with the client's checks, which it is a second opinion on.

use regex::Regex;
use serde_json::Value;
use twilio_iam_codegen::{Example, Side};

/// What of its schema the value of a field contradicts, if anything.
pub fn of(example: &Example, field: &str) -> Option<String> {
    let schema = example.schemas.get(field)?;
    let value = match example.side {
        Side::Form => example.value.get(field)?,
        _ => &example.value,
    };
    against(value, schema)
}

fn against(value: &Value, schema: &Value) -> Option<String> {
    let number = |word: &str| schema.get(word).and_then(Value::as_f64);
    let count = |word: &str| schema.get(word).and_then(Value::as_u64);
    let pattern = || schema.get("pattern").and_then(Value::as_str);
    match (value, schema.get("type").and_then(Value::as_str)) {
        (Value::Array(items), Some("array")) => {
            let length = items.len() as u64;
            let item = schema.get("items").and_then(|schema| items.iter().find_map(|item| against(item, schema)));
            let least = count("minItems").filter(|least| length < *least).map(|least| format!("minItems {least}"));
            let most = count("maxItems").filter(|most| length > *most).map(|most| format!("maxItems {most}"));
            item.or(least).or(most)
        }
        (Value::String(text), Some("string")) => {
            let length = text.chars().count() as u64;
            let unmatched = |pattern: &&str| Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text));
            let pattern = pattern().filter(unmatched).map(|pattern| format!("pattern {pattern}"));
            let least = count("minLength").filter(|least| length < *least).map(|least| format!("minLength {least}"));
            let most = count("maxLength").filter(|most| length > *most).map(|most| format!("maxLength {most}"));
            pattern.or(least).or(most)
        }
        (value, Some(ty @ ("integer" | "number"))) => {
            let Some(given) = value.as_f64().or_else(|| value.as_str()?.parse().ok()) else {
                return Some(format!("type {ty}"));
            };
            let least = number("minimum").filter(|least| given < *least).map(|least| format!("minimum {least}"));
            let most = number("maximum").filter(|most| given > *most).map(|most| format!("maximum {most}"));
            least.or(most)
        }
        (value, Some("boolean")) => {
            let word = value.as_str().map(str::to_ascii_lowercase);
            let fits = value.is_boolean() || matches!(word.as_deref(), Some("true" | "false"));
            (!fits).then(|| "type boolean".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn contradictions_are_told() {
        let told = |value: Value, schema: Value| against(&value, &schema);
        let sid = json!({"type": "string", "minLength": 4, "maxLength": 4, "pattern": "^AC[0-9a-f]{2}$"});
        assert_eq!(told(json!("AC0f"), sid.clone()), None);
        assert_eq!(told(json!("ACxx"), sid.clone()).as_deref(), Some("pattern ^AC[0-9a-f]{2}$"));
        let listed = told(json!(["AC0f", "AC"]), json!({"type": "array", "items": sid}));
        assert_eq!(listed.as_deref(), Some("pattern ^AC[0-9a-f]{2}$"));
        assert_eq!(told(json!("ab"), json!({"type": "string", "maxLength": 1})).as_deref(), Some("maxLength 1"));
        assert_eq!(told(json!("7"), json!({"type": "integer", "maximum": 7})), None);
        assert_eq!(told(json!(8), json!({"type": "integer", "maximum": 7})).as_deref(), Some("maximum 7"));
        assert_eq!(told(json!("many"), json!({"type": "integer"})).as_deref(), Some("type integer"));
        assert_eq!(told(json!("True"), json!({"type": "boolean"})), None);
        assert_eq!(told(json!("maybe"), json!({"type": "boolean"})).as_deref(), Some("type boolean"));
    }

    /// What cannot be judged falls short, so that nothing passes unseen.
    #[test]
    fn what_cannot_be_judged_is_no_contradiction() {
        for schema in [json!({}), json!({"type": "string"}), json!({"type": "string", "pattern": "(?=a)"})] {
            assert_eq!(against(&json!("text"), &schema), None);
        }
    }
}
