//! Documents that would cost time or memory out of all proportion: the command itself, held to 2 s and 1 GiB.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::LIMIT;
use crate::project;

/// The command, built once for all tests.
pub fn xtask() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let built = project::cargo(&project::root()).args(["build", "--quiet", "--package", "xtask"]).output().unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        project::target().join("nested/debug/xtask")
    })
}

/// Exit code and output of the command, which may use 1 GiB of addresses and two seconds of the processor: a signal ends it then.
pub fn run(arguments: &[&str]) -> (Option<i32>, String, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let file = std::fs::File::create(&log).unwrap();
    let mut command = Command::new("sh");
    let limited = format!("ulimit -v 1048576; ulimit -t {}; exec \"$0\" \"$@\"", LIMIT.as_secs());
    command.arg("-c").arg(limited).arg(xtask()).args(arguments);
    command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file);
    let start = Instant::now();
    let mut child = command.spawn().unwrap();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status.code();
        }
        // Something that only waits uses no processor.
        if start.elapsed() > 30 * LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let took = start.elapsed();
    (status, String::from_utf8_lossy(&std::fs::read(log).unwrap()).into_owned(), took)
}

/// Documents tried, and what was wrong with some.
#[derive(Default)]
struct Trial(Vec<String>);

impl Trial {
    /// The document is generated or refused with a place, in time.
    fn hold(&mut self, what: &str, text: &str) {
        let folder = tempfile::tempdir().unwrap();
        let (spec, out) = (folder.path().join("hostile.yaml"), folder.path().join("out"));
        std::fs::write(&spec, text).unwrap();
        let (status, log, took) = run(&["codegen", "--spec", spec.to_str().unwrap(), "--out", out.to_str().unwrap()]);
        println!("{what}: {took:?}, {} bytes, exit {status:?}", text.len());
        let blames = log.contains("panicked") || log.contains("[internal]") || log.contains("[unreadable]");
        let wrong = match status {
            Some(0 | 1) if blames => "it blames the generator",
            Some(0) => return,
            Some(1) if !log.contains("hostile.yaml:") => "refused without a place",
            Some(1) if log.len() > 4 << 20 => "too much is said",
            Some(1) => return,
            Some(_) => "crashed, or could not be written",
            None => "out of time or memory",
        };
        let start: String = log.chars().take(600).collect();
        self.0.push(format!("{what}: {wrong} after {took:?}, exit {status:?}\n{start}"));
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.0.is_empty(), "{} wrong\n{}", self.0.len(), self.0.join("\n"));
        }
    }
}

const HEAD: &str = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\nservers: [{url: 'https://a.twilio.com'}]\n";
const REPLY: &str =
    "responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}";
const NOTHING: &str = "responses: {'204': {description: a}}";

/// A document whose operation answers with the schema `A`.
fn with_schemas(schemas: &str) -> String {
    format!("{HEAD}paths: {{/v1/Things: {{get: {{operationId: G, {REPLY}}}}}}}\ncomponents:\n  schemas:\n{schemas}")
}

/// A document whose operation takes a body of the schema `A`.
fn with_body(schemas: &str) -> String {
    let body = "requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}";
    format!(
        "{HEAD}paths: {{/v1/Things: {{post: {{operationId: G, {body}, {NOTHING}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

fn object(name: &str, members: &str) -> String {
    format!("    {name}:\n      type: object\n      properties:\n{members}")
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, index| {
        writeln!(text, "{}", line(index)).unwrap();
        text
    })
}

fn described(description: &str) -> String {
    let text = serde_json::to_string(description).unwrap();
    with_schemas(&format!(
        "    A: {{type: object, description: {text}, properties: {{a: {{type: string, description: {text}}}}}}}\n"
    ))
}

#[test]
fn depth() {
    let mut trial = Trial::default();
    let deep = 10_000;
    for (what, text) in [
        ("flow lists", format!("{}{}", "[".repeat(deep), "]".repeat(deep))),
        ("flow mappings", format!("{}1{}", "{a: ".repeat(deep), "}".repeat(deep))),
        ("JSON", format!("{}1{}", "{\"a\": ".repeat(deep), "}".repeat(deep))),
        ("open lists", "[".repeat(deep)),
        ("block lists", format!("a: \n  {}", "- ".repeat(deep))),
        ("complex keys", "? ".repeat(deep)),
        ("block mappings", (0..2_000).fold(String::new(), |text, depth| format!("{text}{}a:\n", " ".repeat(depth)))),
        ("quoted", format!("\"{}", "\\".repeat(1_000_001))),
        ("anchors", (0..50_000).map(|index| format!("&a{index} ")).collect()),
        ("tags", "!!a ".repeat(deep)),
        ("comments", "#\n".repeat(1_000_000)),
        ("documents", "---\n".repeat(deep)),
        ("directives", "%YAML 1.1\n".repeat(deep)),
        ("folded", format!("a: >\n{}", " \n".repeat(500_000))),
        ("plain lines", format!("a: b{}", "\n c".repeat(300_000))),
    ] {
        trial.hold(what, &text);
        trial.hold(&format!("{what} inside"), &format!("{HEAD}x-a: {}\n", text.replace('\n', "\n  ")));
    }
}

#[test]
fn bulk() {
    let mut trial = Trial::default();
    let anchors = (1..40).fold("x0: &x0 [a, a]\n".to_owned(), |text, index| {
        format!("{text}x{index}: &x{index} [*x{0}, *x{0}]\n", index - 1)
    });
    trial.hold("alias bomb", &format!("{HEAD}{anchors}"));
    trial.hold("17 MiB", &format!("{HEAD}x-a: \"{}\"\n", "a".repeat(17 << 20)));
    trial.hold("15 MiB of text", &format!("{HEAD}x-a: \"{}\"\npaths: {{}}\n", "a".repeat(15 << 20)));
    trial.hold("a million nodes", &format!("{HEAD}x-a: [{}]\npaths: {{}}\n", "1,".repeat(1_000_000)));
    trial.hold("the same key", &format!("{HEAD}{}", "x-a: 1\n".repeat(100_000)));
    trial
        .hold("unknown fields", &format!("{HEAD}paths: {{}}\n{}", lines(10_000, |index| format!("opanapi{index}: 1"))));
    let paths = lines(5_000, |index| format!("  /a{index}: {{get: {{operationId: A{index}, {NOTHING}}}}}"));
    trial.hold("no servers", &format!("openapi: 3.0.3\ninfo: {{title: a, version: '1'}}\npaths:\n{paths}"));
    trial.hold("one line", &format!("{{{}", lines(20_000, |index| format!("\"a{index}\": 1,")).replace('\n', " ")));
}

/// As much as a document may have of everything that there may be many of.
#[test]
fn crowds() {
    const NODES: usize = 349_000;
    let mut trial = Trial::default();
    let operation = "paths:\n  /a:\n    get:\n      operationId: A";
    let contents = "responses:\n        '200':\n          description: a\n          content:";
    let schemas = "paths: {}\ncomponents:\n  schemas:";
    let used = with_schemas("    A:\n      type: object\n      properties:");
    let mut many = |what: &str, head: &str, nodes: usize, line: fn(usize) -> String| {
        trial.hold(what, &format!("{HEAD}{head}\n{}", lines(NODES / nodes, line)));
    };
    many("paths", "paths:", 2, |index| format!("  /{index}: {{}}"));
    many("operations", "paths:", 6, |index| format!("  /{index}: {{get: {{responses: {{}}}}}}"));
    many("schemas", schemas, 2, |index| format!("    s{index}: {{}}"));
    many("aliases", schemas, 4, |index| format!("    s{index}: {{$ref: '#/components/schemas/s{}'}}", index + 1));
    many("objects", schemas, 6, |index| format!("    s{index}: {{properties: {{a: {{}}}}}}"));
    many("members", &format!("{schemas}\n    a:\n      properties:"), 2, |index| format!("        p{index}: {{}}"));
    many("used members", used.strip_prefix(HEAD).unwrap(), 2, |index| format!("        p{index}: {{}}"));
    many("parameters", &format!("{operation}\n      {NOTHING}\n      parameters:"), 7, |index| {
        format!("      - {{name: a{index}, in: query, schema: {{}}}}")
    });
    many("contents", &format!("{operation}\n      {contents}"), 2, |index| format!("            a/a{index}: {{}}"));
    many("headers", "paths: {}\ncomponents:\n  headers:", 2, |index| format!("    s{index}: {{}}"));
    many("tags", "paths: {}\ntags:", 3, |index| format!("- name: s{index}"));
    many("more than may be", "paths: {}\nx-a:", 1, |index| format!("- {}", "- ".repeat(index % 2) + "a"));
}

/// Whatever is wrong many times is told some times.
#[test]
fn much_is_wrong() {
    let mut trial = Trial::default();
    let long = "a".repeat(1_000_000);
    let parameters = |count: usize| {
        let parameter = |index| format!("{{\"name\":\"v{index}\",\"in\":\"path\",\"schema\":{{}}}}");
        (0..count).map(parameter).collect::<Vec<_>>().join(",")
    };
    let head = "{\"openapi\":\"3.0.3\",\"info\":{\"title\":\"a\",\"version\":\"1\"},\"servers\":[{\"url\":\"https://a.twilio.com\"}]";
    let operation = |path: &str, parameters: String| {
        let answer = "\"operationId\":\"A\",\"responses\":{\"204\":{\"description\":\"\"}}";
        format!("{head},\"paths\":{{\"/{path}\":{{\"get\":{{\"parameters\":[{parameters}],{answer}}}}}}}}}")
    };
    trial.hold("parameters below a long path", &operation(&long, parameters(800)));
    let places: String = (0..20_000).map(|index| format!("{{v{index}}}/")).collect();
    trial.hold("parameters of a long path", &operation(&places, parameters(20_000)));
    let required = |name: &str, count: usize, end: &str| {
        let names = (0..count).map(|index| format!("\"v{index}\"")).collect::<Vec<_>>().join(",");
        let members = (0..count).map(|index| format!("\"v{index}{end}\":{{}}")).collect::<Vec<_>>().join(",");
        let schema = format!("{{\"required\":[{names}],\"properties\":{{{members}}}}}");
        format!("{head},\"paths\":{{}},\"components\":{{\"schemas\":{{\"{name}\":{schema}}}}}}}")
    };
    trial.hold("members of a long name", &required(&long, 800, "x"));
    trial.hold("misspelt members", &required("A", 3_000, "x"));
    trial.hold("many misspelt members", &required("A", 80_000, "x"));
    let schemas = "paths: {}\ncomponents:\n  schemas:\n";
    let with = |lines: String| format!("{HEAD}{schemas}{lines}");
    trial.hold(
        "dangling",
        &with(lines(85_000, |index| format!("    s{index}: {{$ref: '#/components/schemas/t{index}'}}"))),
    );
    trial.hold("misspelt keywords", &with(lines(85_000, |index| format!("    s{index}: {{typ: string}}"))));
    trial
        .hold("unknown keywords", &with(format!("    A:\n{}", lines(170_000, |index| format!("      typ{index}: 1")))));
    let methods =
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"].map(|method| format!("{method}: {{}}"));
    let paths = lines(9_999, |index| format!("  /a{index}: {{{}}}", methods.join(", ")));
    trial.hold("operations without anything", &format!("{HEAD}paths:\n{paths}"));
}

#[test]
fn references_to_nothing() {
    let schemas = lines(3_000, |index| format!("    A{index}: {{type: string}}"));
    let members = lines(3_000, |index| format!("        a{index}: {{$ref: '#/components/schemas/B{index}'}}"));
    Trial::default().hold("dangling", &with_schemas(&format!("{schemas}{}", object("A", &members))));
}

#[test]
fn width_of_schemas() {
    let mut trial = Trial::default();
    let count = 8_000;
    let members = lines(count, |index| format!("        m{index}: {{type: string}}"));
    trial.hold("members", &with_schemas(&object("A", &members)));
    let names: Vec<String> = (0..count).map(|index| format!("m{index}")).collect();
    let required = format!("      required: [{}]\n", names.join(","));
    trial.hold("required", &with_schemas(&format!("{}{required}", object("A", &members))));
    trial.hold("required of a body", &with_body(&format!("{}{required}", object("A", &members))));
    trial.hold("values", &with_schemas(&format!("    A: {{type: string, enum: [{}]}}\n", names.join(","))));
    let same = lines(900, |index| format!("        'm{}': {{type: string}}", ".".repeat(index)));
    trial.hold("members of one name", &with_schemas(&object("A", &same)));
    let pushed = lines(4_000, |index| format!("        m{}x: {{type: string, x-twilio-name: m{index}x}}", index + 1));
    trial.hold(
        "names that push one another",
        &with_schemas(&object("A", &format!("        m0x: {{type: string}}\n{pushed}"))),
    );
    let branches = lines(2_000, |index| format!("        - {{$ref: '#/components/schemas/B{index}'}}"));
    let targets =
        lines(2_000, |index| format!("    B{index}: {{type: object, properties: {{a{index}: {{type: string}}}}}}"));
    let mapping = lines(2_000, |index| format!("          t{index}: '#/components/schemas/B{index}'"));
    let mapping = format!("      discriminator:\n        propertyName: a\n        mapping:\n{mapping}");
    trial.hold("branches", &with_schemas(&format!("    A:\n      oneOf:\n{branches}{mapping}{targets}")));
    trial.hold("inheritance", &with_schemas(&format!("    A:\n      allOf:\n{branches}{targets}")));
    let sids = lines(4_000, |index| {
        let letter = |n: u32| char::from(b'A' + (index / 26_usize.pow(n) % 26) as u8);
        let (a, b, c) = (letter(0), letter(1), letter(2));
        format!("        m{index}: {{type: string, pattern: '^({a}{b}|{c}{a})[0-9a-fA-F]{{32}}$'}}")
    });
    trial.hold("SIDs", &with_schemas(&object("A", &sids)));
}

#[test]
fn families_of_schemas() {
    let mut trial = Trial::default();
    let base = "    A: {type: object, properties: {k: {type: string}}, discriminator: {propertyName: k";
    let heir = |index: usize, parent: &str| {
        let parent = format!("{{$ref: '#/components/schemas/{parent}'}}");
        format!("    B{index}: {{allOf: [{parent}, {{properties: {{m{index}: {{type: string}}}}}}]}}")
    };
    let wide = lines(5_000, |index| heir(index, "A"));
    trial.hold("subtypes", &with_schemas(&format!("{base}}}}}\n{wide}")));
    let deep = lines(10_000, |index| heir(index, &index.checked_sub(1).map_or("A".to_owned(), |up| format!("B{up}"))));
    trial.hold("subtypes of subtypes", &with_schemas(&format!("{base}}}}}\n{deep}")));
    // Every one in the middle is a base itself.
    let both =
        lines(5_000, |index| format!("{}\n{}", heir(2 * index, "A"), heir(2 * index + 1, &format!("B{}", 2 * index))));
    trial.hold("bases below a base", &with_schemas(&format!("{base}}}}}\n{both}")));
    let texts = (0..60_000).map(|index| format!("t{index}: B0")).collect::<Vec<_>>().join(", ");
    let mapped = format!("{}, mapping: {{{texts}}}}}}}\n{}", base.replace("    A:", "    Base:"), heir(0, "Base"));
    let unions = lines(3_000, |index| {
        let other = format!("{{type: object, properties: {{k: {{type: string, enum: [x{index}]}}}}}}");
        let branches = format!("[{{$ref: '#/components/schemas/Base'}}, {other}]");
        format!("    U{index}: {{oneOf: {branches}, discriminator: {{propertyName: k}}}}")
    });
    let all = lines(3_000, |index| format!("        u{index}: {{$ref: '#/components/schemas/U{index}'}}"));
    let document = with_schemas(&format!("{}{mapped}{unions}", object("A", &all)));
    trial.hold("a mapping that many unions share", &document);
    let members = lines(43_000, |index| format!("        p{index}: {{type: string}}"));
    let branches = "oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}]";
    let told = format!("      {branches}\n      discriminator: {{propertyName: p0}}");
    let both = format!("{}{told}\n{}", object("A", &members), object("B", &members));
    let small = "    C: {type: object, properties: {p0: {type: string}}}";
    trial.hold("members that a branch repeats", &with_schemas(&format!("{both}{small}")));
}

#[test]
fn chains_of_schemas() {
    let mut trial = Trial::default();
    let to = |name: String| format!("{{$ref: '#/components/schemas/{name}'}}");
    let ring = lines(4_000, |index| {
        format!("    A{index}: {{type: object, properties: {{a: {}}}}}", to(format!("A{}", (index + 1) % 4_000)))
    });
    trial.hold("ring", &with_schemas(&format!("    A: {{$ref: '#/components/schemas/A0'}}\n{ring}")));
    let all = lines(1_000, |index| format!("        m{index}: {}", to(format!("A{index}"))));
    let heirs = lines(1_000, |index| {
        format!(
            "    A{index}: {{allOf: [{}, {{properties: {{m{index}: {{type: string}}}}}}]}}",
            to(format!("A{}", index + 1))
        )
    });
    let last = "    A1000: {type: object, properties: {base: {type: string}}}\n";
    trial.hold("heirs of heirs", &with_schemas(&format!("{}{heirs}{last}", object("A", &all))));
    let base = object("Base", &lines(2_000, |index| format!("        m{index}: {{type: string}}")));
    let heirs = lines(1_000, |index| {
        format!("    A{index}: {{allOf: [{}, {{properties: {{own: {{type: string}}}}}}]}}", to("Base".to_owned()))
    });
    trial.hold("heirs of one", &with_schemas(&format!("{}{base}{heirs}", object("A", &all))));
    let names: Vec<String> = (0..200).map(|index| format!("m{index}")).collect();
    let wide = |name: &str, of: &str| {
        let members = lines(200, |index| format!("        m{index}: {of}"));
        format!("{}      required: [{}]\n", object(name, &members), names.join(","))
    };
    let cube = ["A", "B", "C"].map(|name| wide(name, &to(char::from(name.as_bytes()[0] + 1).to_string())));
    trial.hold("examples of examples", &with_body(&format!("{}{}", cube.concat(), wide("D", "{type: string}"))));
    let nested = (0..29).fold("{type: string}".to_owned(), |inner, _| {
        format!("{{type: array, maxItems: 3, enum: [[]], items: {inner}}}")
    });
    let nested = lines(200, |index| format!("        m{index}: {nested}"));
    trial.hold("schemas within schemas", &with_schemas(&object("A", &nested)));
    let long = "word ".repeat(20_000);
    let shared = format!("    Text: {{type: string, description: {long}}}\n");
    let all = lines(2_000, |index| format!("        m{index}: {}", to("Text".to_owned())));
    trial.hold("one long description", &with_schemas(&format!("{shared}{}", object("A", &all))));
}

#[test]
fn width_of_paths() {
    let mut trial = Trial::default();
    let paths = lines(1_000, |index| format!("  /v1/A{index}/B{index}: {{get: {{operationId: A{index}, {NOTHING}}}}}"));
    trial.hold("modules", &format!("{HEAD}paths:\n{paths}"));
    let paths = lines(600, |index| {
        let parameter = "parameters: [{name: d, in: path, required: true, schema: {type: string}}]";
        format!("  /v1/A/B{index}/C/{{d}}: {{get: {{operationId: A{index}, {parameter}, {REPLY}}}}}")
    });
    let schema = "components: {schemas: {A: {type: object, properties: {a: {type: string}}}}}\n";
    trial.hold("users of one schema", &format!("{HEAD}paths:\n{paths}{schema}"));
    let values: Vec<String> = (0..2_000).map(|index| format!("v{index}")).collect();
    let shared = format!(
        "components: {{parameters: {{P: {{name: p, in: query, schema: {{type: string, enum: [{}]}}}}}}}}\n",
        values.join(",")
    );
    let paths = lines(1_000, |index| {
        format!(
            "  /v1/A{index}: {{get: {{operationId: A{index}, parameters: [{{$ref: '#/components/parameters/P'}}], {NOTHING}}}}}"
        )
    });
    trial.hold("users of one parameter", &format!("{HEAD}paths:\n{paths}{shared}"));
    let one = |path: &str, more: &str| format!("{HEAD}paths:\n  {path}: {{get: {{{more}, {NOTHING}}}}}\n");
    let id = "operationId: A";
    trial.hold("segments", &one(&"/a".repeat(10_000), id));
    trial.hold("a long segment", &one(&format!("/{}", "a".repeat(1_000)), id));
    trial.hold("a longer segment", &one(&format!("/{}", "_".repeat(1_000_000)), id));
    trial.hold("module", &one("/a", &format!("{id}, x-twilio-module: '{}a'", "a::".repeat(10_000))));
    trial.hold("long module", &one("/a", &format!("{id}, x-twilio-module: {}", "a".repeat(300))));
    trial.hold("a long id", &one("/a", &format!("operationId: '{}'", "_".repeat(1_000_000))));
    let declared = |place: &'static str| {
        move |index| format!("      - {{name: p{index}, in: {place}, required: true, schema: {{type: string}}}}")
    };
    let with = |path: &str, parameters: String| {
        format!("{HEAD}paths:\n  {path}:\n    get:\n      {id}\n      {NOTHING}\n      parameters:\n{parameters}")
    };
    let path: String = (0..3_000).map(|index| format!("/{{p{index}}}")).collect();
    trial.hold("placeholders", &with(&path, lines(3_000, declared("path"))));
    trial.hold("parameters", &with("/a", lines(3_000, declared("query"))));
}

#[test]
fn texts() {
    let mut trial = Trial::default();
    for (what, unit) in [
        ("words", "a "),
        ("hashes", "# "),
        ("bullets", "- "),
        ("numbers", "1. "),
        ("quotes", "> "),
        ("brackets", "["),
        ("images", "![a]("),
        ("links", "[a](b)"),
        ("stars", "*"),
        ("emphasis", "*a _b "),
        ("backticks", "`"),
        ("runs of backticks", "`a``b```c"),
        ("angles", "<"),
        ("tags", "<a b='"),
        ("comments", "<!--"),
        ("entities", "&#0;&amp;"),
        ("backslashes", "\\"),
        ("tables", "|"),
        ("lines", "\n"),
        ("headings", "a\n=\n"),
        ("addresses", "https://"),
        ("definitions", "[a]: b\n"),
        ("sentences", "A. "),
        ("dots", "."),
        ("fences", "```\n"),
        ("bold quotes", ">*"),
        ("signs", "\u{202e}"),
    ] {
        trial.hold(what, &described(&unit.repeat(150_000 / unit.len())));
    }
    trial.hold("words below bullets", &described(&format!("{}{}", "- ".repeat(2_000), "word ".repeat(30_000))));
    let nested: String = (0..700).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    trial.hold("bullets below bullets", &described(&nested));
}

#[test]
fn names_and_values() {
    let mut trial = Trial::default();
    let dots = "a.".repeat(50_000);
    let schemas = format!(
        "    A: {{$ref: '#/components/schemas/{dots}a'}}\n    ? {dots}a\n    : {{type: object, properties: {{a: {{type: string}}}}}}\n"
    );
    trial.hold("dots in a schema's name", &with_schemas(&schemas));
    let parameter = |index: usize, pattern: &str| {
        let pattern = serde_json::to_string(pattern).unwrap();
        format!("      - {{name: p{index}, in: query, schema: {{type: string, pattern: {pattern}}}}}")
    };
    let with = |parameters: String| {
        format!("{HEAD}paths:\n  /a:\n    get:\n      operationId: A\n      {NOTHING}\n      parameters:\n{parameters}")
    };
    for unit in ["\\w", "[^a]", "(", "(a|", "(?i)k", "a{1000}", "[a-z]{2}", "\\p{L}", "\\d+", "(?:a*)*", "[[", "."] {
        trial.hold(&format!("pattern {unit}"), &with(parameter(0, &unit.repeat(100_000))));
        trial.hold(&format!("patterns {unit}"), &with(lines(500, |index| parameter(index, &unit.repeat(70)))));
    }
    let server = |server: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: a, version: '1'}}\nservers: [{server}]\npaths: {{/a: {{get: {{operationId: A, {NOTHING}}}}}}}\n"
        )
    };
    let double = |index| format!("v{index:02}: {{default: '{{v{0:02}}}{{v{0:02}}}'}}", index + 1);
    let variables: Vec<String> = (0..60).map(double).collect();
    trial.hold(
        "server variables",
        &server(&format!("{{url: 'https://{{v00}}.twilio.com', variables: {{{}}}}}", variables.join(","))),
    );
    let (many, long) = ("{v}".repeat(100_000), "a".repeat(100_000));
    trial.hold(
        "a long server",
        &server(&format!("{{url: 'https://{many}.twilio.com', variables: {{v: {{default: {long}}}}}}}")),
    );
}
