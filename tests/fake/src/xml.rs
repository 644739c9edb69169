//! The XML that v2010 answers where a path lacks `.json`: the JSON value of a reply in, its XML form out.

use serde_json::{Map, Value};

/// The whole document: an error, a page, or one record, told apart by their members.
pub(crate) fn document(value: &Value) -> String {
    let mut text = String::from("<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>");
    match value {
        Value::Object(members) if members.contains_key("code") => element(&mut text, "RestException", value),
        Value::Object(members) if members.contains_key("next_page_uri") => page(&mut text, members),
        Value::Object(members) => {
            let is_account = members.get("sid").and_then(Value::as_str).is_some_and(|sid| sid.starts_with("AC"));
            element(&mut text, if is_account { "Account" } else { "Key" }, value);
        }
        _ => {}
    }
    text.push_str("</TwilioResponse>\n");
    text
}

/// A page: its records are elements, all its other members attributes.
fn page(text: &mut String, members: &Map<String, Value>) {
    let Some((key, records)) = members.iter().find_map(|(key, value)| Some((key, value.as_array()?))) else { return };
    let name = pascal(key);
    text.push_str(&format!("<{name}"));
    for (key, value) in members.iter().filter(|(_, value)| !value.is_array()) {
        text.push_str(&format!(" {}=\"{}\"", key.replace('_', ""), escape(&scalar(value).replace(".json", ""))));
    }
    text.push('>');
    records.iter().for_each(|record| element(text, name.trim_end_matches('s'), record));
    text.push_str(&format!("</{name}>"));
}

fn element(text: &mut String, name: &str, value: &Value) {
    match value {
        Value::Object(members) => {
            text.push_str(&format!("<{name}>"));
            members.iter().for_each(|(key, member)| element(text, &pascal(key), member));
            text.push_str(&format!("</{name}>"));
        }
        Value::Null => text.push_str(&format!("<{name}/>")),
        value => text.push_str(&format!("<{name}>{}</{name}>", escape(&scalar(value)))),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

fn pascal(name: &str) -> String {
    let capital =
        |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    name.split('_').map(capital).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_an_error_and_a_page_have_their_elements() {
        let key = json!({"friendly_name": "a & b", "policy": null, "sid": "SK1"});
        assert!(document(&key).contains("<Key><FriendlyName>a &amp; b</FriendlyName><Policy/><Sid>SK1</Sid></Key>"));
        let error = json!({"code": 20404, "message": "none", "status": 404});
        assert!(document(&error).contains("<RestException><Code>20404</Code>"));
        let page = json!({"keys": [key], "next_page_uri": null, "page": 0, "uri": "/Keys.json?Page=0"});
        let text = document(&page);
        assert!(text.contains("<Keys nextpageuri=\"\" page=\"0\" uri=\"/Keys?Page=0\"><Key>"), "{text}");
    }
}
