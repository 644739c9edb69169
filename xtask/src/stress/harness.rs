// Holds a generated crate to the example payloads of its document: what is read and written again has every declared
// member with its value, and what is sent carries what the example says.

use serde_json::{Map, Value as Json, json};
use twilio_iam::{Invalid, Kind, Operation, Pattern, Place, Reply, Request, Value, WithSecrets};

struct Harness {
    examples: Vec<Json>,
    failures: Vec<Json>,
    passed: usize,
}

impl Harness {
    fn new() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples.json");
        let examples = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        Self { examples, failures: Vec::new(), passed: 0 }
    }

    fn judge(&mut self, index: usize, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => self.failures.push(json!({"pointer": self.examples[index]["pointer"], "reason": reason})),
        }
    }

    /// An example of what callers hand over: refusing it may be right, which the caller of this program finds out.
    fn sent(&mut self, index: usize, outcome: Result<(), Invalid>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(invalid) => self.failures.push(json!({
                "pointer": self.examples[index]["pointer"], "reason": invalid.to_string(), "refused": invalid.field(),
            })),
        }
    }

    fn reply<T: Reply + serde::Serialize>(&mut self, index: usize, status: u16) {
        let example = &self.examples[index];
        let read = T::read(status, example["value"].to_string().as_bytes()).map_err(|error| error.to_string());
        let outcome = read.and_then(|decoded| same(&WithSecrets(&decoded), &example["declared"]));
        self.judge(index, outcome);
    }

    fn body<O: Operation, T: serde::de::DeserializeOwned + serde::Serialize>(&mut self, index: usize, field: usize) {
        let example = &self.examples[index];
        let outcome = serde_json::from_str::<T>(&example["value"].to_string()).map_err(|error| error.to_string()).and_then(|body| {
            same(&WithSecrets(&body), &example["declared"])?;
            let sent = filled::<O>(&[field]).json(field, &WithSecrets(&body)).encode(Some(ACCOUNT)).map_err(|error| error.to_string())?;
            let sent: Json = serde_json::from_slice(sent.body()).map_err(|error| error.to_string())?;
            equal(&sent, &example["declared"])
        });
        self.judge(index, outcome);
    }

    fn form<O: Operation>(&mut self, index: usize) {
        let example = &self.examples[index];
        let members = example["value"].as_object().cloned().unwrap_or_default();
        let mut given = Vec::new();
        for (name, value) in &members {
            if let Some(field) = O::SPEC.fields.iter().position(|field| field.place == Place::Form && field.name == name) {
                given.push((field, value));
            }
        }
        let set: Vec<usize> = given.iter().map(|(field, _)| *field).collect();
        let request = given.into_iter().fold(filled::<O>(&set), |request, (field, value)| put(request, field, value));
        self.sent(index, request.encode(Some(ACCOUNT)).map(drop));
    }

    fn parameter<O: Operation>(&mut self, index: usize, field: usize) {
        let value = self.examples[index]["value"].clone();
        let request = put(filled::<O>(&[field]), field, &value);
        self.sent(index, request.encode(Some(ACCOUNT)).map(drop));
    }

    fn report(self) {
        println!("{}", json!({"passed": self.passed, "failures": self.failures}));
    }
}

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";

/// A request with everything that must be given, but for the fields that the example gives.
fn filled<O: Operation>(given: &[usize]) -> Request {
    let mut request = Request::of::<O>();
    for (index, field) in O::SPEC.fields.iter().enumerate() {
        if field.required && !given.contains(&index) {
            let sample = field.bounds.pattern.map_or_else(|| sample(&field.kind), |pattern| json!(matching(pattern)));
            request = put(request, index, &sample);
        }
    }
    request
}

/// The shortest text that a pattern matches.
fn matching(pattern: &Pattern) -> String {
    let runs = pattern.pieces.iter().flat_map(|piece| piece.ranges.first().map(|(first, _)| (first, piece.min)));
    runs.map(|(first, count)| first.to_string().repeat(count as usize)).collect()
}

fn sample(kind: &Kind) -> Json {
    match kind {
        Kind::Sid(prefixes) => json!(format!("{}0123456789abcdef0123456789abcdef", prefixes.first().unwrap_or(&"AC"))),
        Kind::Integer | Kind::Number => json!(1),
        Kind::Boolean => json!(true),
        Kind::Date => json!("2026-11-20"),
        Kind::DateTime => json!("2026-11-20T12:00:00Z"),
        Kind::Choice(values) => json!(values.first().unwrap_or(&"x")),
        Kind::List(item) => json!([sample(item)]),
        Kind::Json => json!({}),
        Kind::Text | Kind::Union => json!("example"),
    }
}

fn put(request: Request, index: usize, value: &Json) -> Request {
    let field = &request.spec().fields[index];
    match (&field.kind, value) {
        (Kind::Json, value) => request.json(index, value),
        (Kind::Union, value) => request.with::<Value>(index, Value::bare(value)),
        (Kind::List(_), Json::Array(items)) => request.list::<Value>(index, items.iter().map(text)),
        (Kind::List(_), one) => request.list::<Value>(index, [text(one)]),
        // Authors of examples write booleans as their own language spells them.
        (Kind::Boolean, Json::String(spelt)) => request.with::<Value>(index, Value::from(spelt.to_ascii_lowercase())),
        (_, value) => request.with::<Value>(index, text(value)),
    }
}

fn text(value: &Json) -> Value {
    match value {
        Json::String(text) => Value::from(text.as_str()),
        Json::Object(_) | Json::Array(_) => Value::json(value),
        other => Value::from(other.to_string()),
    }
}

fn same<T: serde::Serialize>(decoded: &T, declared: &Json) -> Result<(), String> {
    let again = serde_json::to_string(decoded).map_err(|error| error.to_string())?;
    equal(&serde_json::from_str(&again).map_err(|error| error.to_string())?, declared)
}

fn equal(actual: &Json, declared: &Json) -> Result<(), String> {
    let (actual, declared) = (without_nulls(actual), without_nulls(declared));
    if actual == declared { Ok(()) } else { Err(difference("", &actual, &declared)) }
}

fn difference(at: &str, actual: &Json, declared: &Json) -> String {
    match (actual, declared) {
        (Json::Object(a), Json::Object(d)) => {
            let names = d.keys().chain(a.keys());
            let differing = names.into_iter().find(|name| a.get(*name) != d.get(*name));
            differing.map_or_else(String::new, |name| {
                difference(&format!("{at}/{name}"), a.get(name).unwrap_or(&Json::Null), d.get(name).unwrap_or(&Json::Null))
            })
        }
        (Json::Array(a), Json::Array(d)) if a.len() == d.len() => {
            let index = a.iter().zip(d).position(|(a, d)| a != d).unwrap_or_default();
            difference(&format!("{at}/{index}"), &a[index], &d[index])
        }
        _ => format!("{at}: {declared} came back as {actual}"),
    }
}

fn without_nulls(value: &Json) -> Json {
    match value {
        Json::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect::<Map<_, _>>()
            .into(),
        Json::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}
