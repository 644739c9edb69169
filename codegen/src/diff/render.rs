//! A report in; text for people, Markdown for a pull request or JSON for tools out.

use std::fmt::Write;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, context};
use serde_json::{Map, Value, json};

use super::kind::Verdict;
use super::record::{Change, Spot, quoted};
use super::{Bump, Report};

/// The JSON Schema of [`Report::json`].
pub const SCHEMA: &str = include_str!("report.schema.json");

const GROUPS: [(Verdict, &str); 3] =
    [(Verdict::Breaking, "Breaking"), (Verdict::Compatible, "Compatible"), (Verdict::Docs, "Documentation")];

impl Report {
    /// For people: worst first, each change with its verdicts and its places.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for (verdict, title) in GROUPS {
            let changes: Vec<&Change> = self.group(verdict).collect();
            if changes.is_empty() {
                continue;
            }
            let _ = writeln!(text, "{title} ({}):", changes.len());
            for change in changes {
                let _ = writeln!(text, "  {} [{}]", change.item, change.kind);
                let _ = writeln!(text, "    {}", change.text);
                let _ = writeln!(text, "    rust: {}, wire: {}", shown(change.rust), shown(change.wire));
                let _ = writeln!(text, "    {}", places(change));
            }
            text.push('\n');
        }
        let _ = writeln!(text, "{}", self.sentence());
        text
    }

    /// For a pull request.
    ///
    /// # Errors
    ///
    /// When the project's own template is wrong, which no document can cause.
    pub fn markdown(&self) -> Result<String, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().keep_trailing_newline(true).build()?);
        environment.add_template("report", include_str!("../../../templates/report.md.jinja"))?;
        let groups = GROUPS.into_iter().map(|(verdict, title)| {
            let row = |change: &Change| {
                context! {
                    item => change.item.as_str(),
                    kind => change.kind.name(),
                    text => cell(&change.text),
                    rust => shown(change.rust),
                    wire => shown(change.wire),
                    places => cell(&places(change)),
                }
            };
            let rows: Vec<_> = self.group(verdict).map(row).collect();
            context! { title, folded => verdict == Verdict::Docs, rows }
        });
        environment.get_template("report")?.render(context! {
            old => cell(&self.old.file),
            new => cell(&self.new.file),
            sentence => self.sentence(),
            groups => groups.collect::<Vec<_>>(),
        })
    }

    /// For tools: the shape is [`SCHEMA`].
    pub fn json(&self) -> Value {
        let side = |side: &super::Side| json!({"file": side.file, "title": side.title, "version": side.version});
        json!({
            "format": 1,
            "old": side(&self.old),
            "new": side(&self.new),
            "rust": self.rust().map(Verdict::name),
            "wire": self.wire().map(Verdict::name),
            "release": {
                "current": self.current,
                "bump": self.bump().name(),
                "suggested": self.bump().next(&self.current),
            },
            "changes": self.changes.iter().map(change).collect::<Vec<_>>(),
        })
    }

    fn group(&self, verdict: Verdict) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.worst() == Some(verdict))
    }

    /// What to release.
    fn sentence(&self) -> String {
        let verdicts = format!("Rust: {}, wire: {}.", shown(self.rust()), shown(self.wire()));
        match self.bump() {
            Bump::None => "No change that a user of the client can see.".to_owned(),
            bump => match bump.next(&self.current) {
                Some(next) => format!("{verdicts} Suggested release after {}: {next} ({}).", self.current, bump.name()),
                None => format!("{verdicts} There is no release after {}, which is no version.", quoted(&self.current)),
            },
        }
    }
}

fn change(change: &Change) -> Value {
    let mut all = Map::new();
    all.insert("kind".to_owned(), json!(change.kind.name()));
    all.insert("rust".to_owned(), json!(change.rust.map(Verdict::name)));
    all.insert("wire".to_owned(), json!(change.wire.map(Verdict::name)));
    all.insert("item".to_owned(), json!(change.item));
    all.insert("text".to_owned(), json!(change.text));
    all.insert("old".to_owned(), spot(change.old.as_ref()));
    all.insert("new".to_owned(), spot(change.new.as_ref()));
    Value::Object(all)
}

fn spot(spot: Option<&Spot>) -> Value {
    spot.map_or(Value::Null, |Spot { place, pointer }| {
        json!({"file": place.file, "line": place.line, "col": place.col, "pointer": pointer.as_str()})
    })
}

fn shown(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("same", Verdict::name)
}

fn places(change: &Change) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => format!("{} -> {}", old.place, new.place),
        (Some(old), None) => format!("was at {}", old.place),
        (None, Some(new)) => format!("at {}", new.place),
        (None, None) => String::new(),
    }
}

/// A text inside a table, whose own marks mean nothing there but for code.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut code = false;
    for letter in text.chars() {
        match letter {
            '`' => code = !code,
            '|' => safe.push('\\'),
            '<' | '*' | '_' | '[' | ']' | '#' if !code => safe.push('\\'),
            _ => {}
        }
        safe.push(if letter.is_control() { ' ' } else { letter });
    }
    safe
}
