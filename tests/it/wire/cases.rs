//! The vectors: what is asked, and the requests that have to go out.

use serde_json::Value;

use crate::project;

/// Pairs of a query or a form, decoded and sorted; JSON text in a canonical spelling.
pub type Pairs = Vec<(String, String)>;

/// What is asked in one case, and the requests that have to go out.
pub struct Case {
    pub name: String,
    pub asks: Value,
    pub requests: Vec<Expected>,
}

pub struct Expected {
    /// Method and address without a query.
    pub line: String,
    pub query: Pairs,
    pub form: Option<Pairs>,
    pub authorization: String,
}

/// The vectors of this project.
pub fn ours() -> Vec<Case> {
    let vectors: Value = serde_yaml::from_str(&project::source("tests/vectors/wire.yaml").text).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let case = |row: &Value| {
        let expected = |line: String, query, form| {
            let authorization = text(&vectors["authorization"]);
            Expected { line, query, form, authorization }
        };
        let line = text(&row["request"]);
        let form = row.get("form").map(|form| listed(Some(form)));
        let mut requests = vec![expected(line.clone(), listed(row.get("query")), form)];
        let later = row.get("later").and_then(Value::as_array).into_iter().flatten();
        requests.extend(later.map(|query| expected(line.clone(), listed(Some(query)), None)));
        Case { name: text(&row["case"]), asks: row["asks"].clone(), requests }
    };
    let cases: Vec<Case> = vectors["cases"].as_array().unwrap().iter().map(case).collect();
    assert!(cases.len() > 40, "the vectors are gone");
    cases
}

/// The recording beside the project, where there is one.
pub fn recorded() -> Vec<Case> {
    let Some(path) = project::shared("vectors/wire.jsonl") else { return Vec::new() };
    let mut cases: Vec<Case> = Vec::new();
    for row in std::fs::read_to_string(path).unwrap().lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        let field = |name: &str| row[name].as_str().unwrap().to_owned();
        let expected = Expected {
            line: format!("{} https://{}{}", field("method"), field("host"), field("path")),
            query: listed(Some(&row["query"])),
            form: row["form"].is_array().then(|| listed(Some(&row["form"]))),
            authorization: field("authorization"),
        };
        if row["seq"] == 0 {
            let mut asks = row["inputs"].clone();
            asks["op"] = row["op"].clone();
            cases.push(Case { name: field("case"), asks, requests: vec![expected] });
        } else {
            cases.iter_mut().find(|case| case.name == field("case")).unwrap().requests.push(expected);
        }
    }
    cases
}

pub fn pairs(encoded: &str) -> Pairs {
    let pairs = form_urlencoded::parse(encoded.as_bytes()).map(|(name, value)| (name.into_owned(), canonical(&value)));
    sorted(pairs.collect())
}

pub fn sorted(mut pairs: Pairs) -> Pairs {
    pairs.sort();
    pairs
}

/// JSON objects inside a field may be spelt in any way.
pub fn canonical(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(json @ Value::Object(_)) => json.to_string(),
        _ => text.to_owned(),
    }
}

fn listed(value: Option<&Value>) -> Pairs {
    let pairs = value.and_then(Value::as_array).into_iter().flatten();
    sorted(pairs.map(|pair| (pair[0].as_str().unwrap().to_owned(), canonical(pair[1].as_str().unwrap()))).collect())
}
