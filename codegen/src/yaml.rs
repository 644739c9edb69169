//! A value enters; YAML leaves, with quotes around the texts that readers of YAML 1.1 would take for something else.
//!
//! The writer leaves them plain, since to YAML 1.2 they are texts: `2010-04-01`, `off`, `1_000`, `1:30`, `=`.

use serde_json::{Map, Value};

/// What stands for a text while the document is written. No escape of YAML has its first letter, so that it can come
/// from no other text than one that holds it.
const TOKEN: &str = "written";

/// What fills a token up to the length of its text, so that a long key stays one to the writer.
const FILLER: char = 'w';

const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// The value as YAML.
pub(crate) fn text(value: &Value) -> Result<String, serde_yaml::Error> {
    let mut token = TOKEN.to_owned();
    let all = value.to_string();
    while all.contains(&token) {
        token.push_str("-on");
    }
    let mut plain = Plain { token, texts: Vec::new() };
    let replaced = plain.replaced(value)?;
    Ok(plain.put_back(&serde_yaml::to_string(&replaced)?))
}

/// The texts that have to be quoted, by the numbers of their tokens.
struct Plain {
    token: String,
    texts: Vec<String>,
}

impl Plain {
    fn replaced(&mut self, value: &Value) -> Result<Value, serde_yaml::Error> {
        Ok(match value {
            Value::String(text) => Value::String(self.token_of(text)?),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.replaced(item)).collect::<Result<_, _>>()?)
            }
            Value::Object(members) => {
                let mut replaced = Map::with_capacity(members.len());
                for (name, member) in members {
                    replaced.insert(self.token_of(name)?, self.replaced(member)?);
                }
                Value::Object(replaced)
            }
            other => other.clone(),
        })
    }

    fn token_of(&mut self, text: &str) -> Result<String, serde_yaml::Error> {
        // What the writer quotes is good as it is.
        if !is_doubtful(text) || serde_yaml::to_string(text)?.starts_with(['\'', '"']) {
            return Ok(text.to_owned());
        }
        let filler = FILLER.to_string().repeat(text.len().max(1));
        let token = format!("{}{}{filler}", self.token, self.texts.len());
        self.texts.push(text.to_owned());
        Ok(token)
    }

    fn put_back(&self, written: &str) -> String {
        let mut parts = written.split(self.token.as_str());
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let digits = part.find(FILLER).unwrap_or_default();
            let text = part[..digits].parse().ok().and_then(|index: usize| self.texts.get(index));
            if let Some(text) = text {
                whole.push_str(&Value::from(text.as_str()).to_string());
                whole.push_str(part[digits..].trim_start_matches(FILLER));
            }
        }
        whole
    }
}

/// Whether a reader of YAML 1.1 may take the text, without quotes, for a date, a number, a boolean, nothing or a merge.
fn is_doubtful(text: &str) -> bool {
    let begins = text.starts_with(|first: char| first.is_ascii_digit() || "+-.=<~".contains(first));
    !text.contains('\n') && (begins || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::text;

    #[track_caller]
    fn written(value: &Value) -> String {
        let yaml = text(value).unwrap();
        assert_eq!(serde_yaml::from_str::<Value>(&yaml).unwrap(), *value, "{yaml}");
        yaml
    }

    #[test]
    fn texts_that_yaml_1_1_takes_for_something_else_are_quoted() {
        for doubtful in [
            "2010-04-01",
            "2001-12-14 21:59:43.10 -5",
            "yes",
            "No",
            "off",
            "ON",
            "y",
            "N",
            "=",
            "<<",
            "1_000",
            "+1_0",
            "1e999",
            "-1e999",
            "1:30",
            "0b1_0",
            ".5_0",
            "1.5:3",
        ] {
            let yaml = written(&json!({"value": doubtful, doubtful: ["a", doubtful, {doubtful: doubtful}]}));
            assert_eq!(yaml.matches(&format!("\"{doubtful}\"")).count(), 5, "{yaml}");
        }
    }

    #[test]
    fn what_was_quoted_or_needs_no_quotes_stays() {
        let value = json!({
            "200": "OK",
            "a": ["true", "~", "null", "12", "", "- b", "word", "yes and no", "a\n2010-04-01\n", "#", "w"],
            "b": [true, null, 12, -1.5, {}, []],
        });
        assert_eq!(written(&value), serde_yaml::to_string(&value).unwrap());
    }

    #[test]
    fn hostile_texts_come_back() {
        let long = "1".to_owned() + &" a".repeat(300);
        let key = format!("2{}", "k".repeat(2000));
        for value in [
            json!({"written": "yes", "written0w": "off", "written-on": ["1_0", "written-on-on1w"]}),
            json!({"a": [long, "-\u{e9}\"\\'", "=\t\u{1f600}", "1\u{85}", "1\u{2028}\u{feff}", "<\u{7f}", "1\r2", "- ", " off"]}),
            json!({key: long, "no": {"no": {"no": "no"}}}),
            json!("off"),
            json!(["on", ["on", ["1wwwwwritten0w", "on"]]]),
        ] {
            written(&value);
        }
    }
}
