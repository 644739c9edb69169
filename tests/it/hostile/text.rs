//! Hostile texts in every slot of a document: the code is that of the harmless twin, names and literals aside.

use twilio_iam_codegen::Source;
use twilio_iam_codegen::tree::Tree;

use super::{attempt, inputs, skeleton, template};
use crate::turns::in_turns;

#[rustfmt::skip]
const TEXTS: &[&str] = &[
    "*/ pub struct Evil; /*", "`} pub mod evil { `", "#![feature(evil)]", "#[doc = \"evil\"] pub use std::process;",
    "\"#; pub struct Evil; r#\"", "\"); evil(); (\"", "a\npub struct Evil;\n", "a\n\n```\npanic!();\n```\n",
    "```\npanic!();", "    panic!();", "~~~rust\npanic!();\n~~~", "- ```\n  panic!();\n  ```", "> ```\n> panic!();\n> ```",
    "a\rpub struct Evil;\r\n\r\nb", "a\u{2028}pub struct Evil;\u{2029}b\u{85}c", "\u{0}", "\u{1b}[31mred\u{7}",
    "\u{202e}live\u{2066}", "\u{feff}zero\u{200b}width", "'", "\"", "\\", "\\\"", "a\\", "..", "../../evil", "/",
    "//! evil", "/// evil", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!-- evil", "-->",
    "[evil](javascript:alert(1)) ![evil](file:///etc/passwd)", "[evil]: javascript:x\n\n[evil]", "[std::process]",
    "| a | b |\n|---|---|\n| c | d |", "[^1]\n\n[^1]: evil", "{{ jinja }} {% raw %} {# evil #}", "${HOME} $(evil) `evil`",
    "fn", "type", "self", "Self", "super", "crate", "gen", "async", "union", "r#type", "_", "__", "", " ", "\t", "-",
    "-1", "0", "1e999", "é", "日本語", "💥", "ǅ", "~1~0", "%2e%2e%2f", "%00", "#", "?a=b", "&", "{", "}", "{}", "{a}{b}",
    "a::b", "::", "mod", "lib", "std", "core", "twilio_iam", "sid", "Vec", "Option", "String", "Some", "Ok", "Result",
    "Box", "Request", "Operation", "SPEC", "new", "clone", "default", "request", "value", "Other", "Unknown", "$ref",
    "<<", "x-twilio-name", "body", "required", "rest", "else",
];

/// Slots in which one text may stand for several modules or none, so that the number of items says nothing.
fn divides(slot: &str, text: &str) -> bool {
    match slot {
        "segment" | "prefix" => text.is_empty() || text.contains('/'),
        "module" => text.contains("::"),
        _ => false,
    }
}

/// What the code of a harmless text does, and what it is made of.
struct Twin {
    acts: Vec<String>,
    shapes: Vec<String>,
}

impl Twin {
    fn new(slot: &str, tree: &Tree) -> Self {
        Self { acts: skeleton::actions(tree), shapes: shapes(slot, tree) }
    }
}

fn shapes(slot: &str, tree: &Tree) -> Vec<String> {
    let mut shapes = skeleton::shape(tree, slot != "pattern");
    // Whether a pattern is checked decides what is imported for it.
    shapes.retain(|shape| slot != "pattern" || !shape.starts_with(" use ::"));
    shapes
}

/// What is wrong with the code for a text in a slot, if anything.
fn compare(slot: &str, text: &str, twin: &Twin) -> Result<(), String> {
    let hostile = template::filled(slot, text);
    let outcome = std::panic::catch_unwind(|| attempt(&inputs(hostile))).map_err(|_| "panics".to_owned())?;
    let Ok(output) = outcome else { return Ok(()) };
    let acts = skeleton::actions(&output.tree);
    if acts != twin.acts {
        return Err(format!("{acts:?} instead of {:?}", twin.acts));
    }
    if divides(slot, text) {
        return Ok(());
    }
    let (expected, hostile) = (&twin.shapes, &shapes(slot, &output.tree));
    if hostile == expected {
        return Ok(());
    }
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|shape| !those.contains(shape)).cloned().collect()
    };
    let (more, less) = (only(hostile, expected), only(expected, hostile));
    Err(format!("{} shapes instead of {}\n{more:#?}\n{less:#?}", hostile.len(), expected.len()))
}

#[test]
fn no_text_changes_the_shape_of_the_code() {
    let slots = template::slots();
    let long = "long ".repeat(2_000);
    let texts: Vec<&str> = TEXTS.iter().copied().chain([long.as_str()]).collect();
    let wrong = in_turns(2, &slots, |slot| {
        let twins = ["harmless words", "harmless"];
        let twin = twins.iter().find_map(|twin| attempt(&inputs(template::filled(slot, twin))).ok());
        let twin = Twin::new(slot, &twin.unwrap_or_else(|| panic!("{slot}: the twin is refused")).tree);
        let wrong = texts.iter().filter_map(|text| {
            let error = compare(slot, text, &twin).err()?;
            Some(format!("{slot}: {:?}: {error}", text.chars().take(60).collect::<String>()))
        });
        wrong.collect::<Vec<_>>()
    });
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_file_name_reaches_the_code() {
    for text in TEXTS {
        let mut inputs = inputs(template::filled("title", "harmless words"));
        let overlay = "overlay: 1.0.0\ninfo: {title: a, version: '1'}\nactions: [{target: $.info, description: why, update: {x-a: b}}]\n";
        inputs.document.name = format!("a{text}.yaml");
        inputs.overlays = vec![Source::new(format!("b{text}"), overlay)];
        let hostile = attempt(&inputs).unwrap_or_else(|refused| panic!("{text:?}: {refused}")).tree;
        inputs.document.name = "a.yaml".to_owned();
        inputs.overlays[0].name = "b.yaml".to_owned();
        let twin = attempt(&inputs).unwrap().tree;
        assert_eq!(skeleton::shape(&hostile, true), skeleton::shape(&twin, true), "{text:?}");
        assert_eq!(skeleton::actions(&hostile), skeleton::actions(&twin), "{text:?}");
        let manifest = |tree: &Tree| tree.0["Cargo.toml"].lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(manifest(&hostile), manifest(&twin), "{text:?}");
    }
}
