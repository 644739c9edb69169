//! Every `$ref` of a document enters; those that lead nowhere, elsewhere or in a circle leave.

use super::problems::Problems;
use super::walk::Reference;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::component_name;
use crate::pointer::Pointer;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Checks that each reference leads to a component of the right kind.
pub(super) fn targets(document: &Value, references: &[Reference<'_>], problems: &mut Problems) {
    for reference in references {
        if !problems.takes(Severity::Error) {
            return;
        }
        if let Some(problem) = target(document, reference, problems) {
            problems.push(problem);
        }
    }
}

fn target(document: &Value, reference: &Reference<'_>, problems: &Problems) -> Option<Diagnostic> {
    let Reference { at, target, section, .. } = reference;
    let error = |code, message: String, help: String| Some(Diagnostic::error(code, at, message, help));
    // A discriminator's mapping may also name a schema without pointing to it.
    let is_name = !target.is_empty() && !target.contains(['/', '#', ':']);
    let name = match component_name(target, section) {
        Some(name) => name,
        None if is_name && at.last().is_some_and(|last| last != "$ref") => (*target).to_owned(),
        None => {
            let Some(fragment) = target.strip_prefix('#') else {
                let help = match meant(document, reference, problems) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("copy what it points to into components/{section} and point there"),
                };
                let message = format!("`{target}` points outside of the document, and nothing is ever fetched");
                return error(Code::ExternalRef, message, help);
            };
            return Some(match document.pointer(fragment) {
                Some(_) => misplaced(reference, fragment),
                None => dangling(document, reference, fragment, problems),
            });
        }
    };
    let components = document.get("components").and_then(|components| components.get(section));
    let components = components.and_then(Value::as_object);
    if components.is_some_and(|components| components.contains_key(&name)) {
        return None;
    }
    let known = components.into_iter().flat_map(Map::keys).map(String::as_str);
    let help = match problems.meant(&name, known) {
        Some(meant) => format!("did you mean `#/components/{section}/{meant}`?"),
        None => format!("add `{name}` to components/{section}, or point to another"),
    };
    error(Code::DanglingRef, format!("`{target}` points to nothing"), help)
}

/// A reference to something that is there, where only a component of one kind is followed.
fn misplaced(reference: &Reference<'_>, fragment: &str) -> Diagnostic {
    let Reference { at, target, kind, section } = reference;
    let noun = kind.split_once(' ').map_or(*kind, |(_, noun)| noun);
    let steps: Vec<String> = Pointer::from(fragment).segments().collect();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let (message, help) = match steps[..] {
        ["components", found, name, _, ..] if found == *section => (
            format!("`{target}` points inside of the {noun} `{name}`, and only whole components are followed"),
            format!("move that part to components/{section} under a name of its own, and point there from both places"),
        ),
        ["components", found, _] => (
            format!("`{target}` points into components/{found}, and {kind} is expected here"),
            format!("point to one of #/components/{section}"),
        ),
        _ => (
            format!("`{target}` does not point to one of components/{section}, and nothing else is followed here"),
            format!("put the {noun} that is meant into components/{section}, and point to it there"),
        ),
    };
    Diagnostic::error(Code::MisplacedRef, at, message, help)
}

/// A reference to nothing, which names no component as a whole either.
fn dangling(document: &Value, reference: &Reference<'_>, fragment: &str, problems: &Problems) -> Diagnostic {
    let Reference { at, target, section, .. } = reference;
    let name = fragment.strip_prefix("/components/").and_then(|rest| rest.strip_prefix(section)?.strip_prefix('/'));
    let is_known =
        |name: &&str| document.pointer(&format!("/components/{section}")).is_some_and(|all| all.get(name).is_some());
    let help = match name.filter(is_known) {
        Some(name) => format!("write `#{}`: a slash in a name is spelt `~1`", component(section, name)),
        None => match meant(document, reference, problems) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("point to one of #/components/{section}"),
        },
    };
    Diagnostic::error(Code::DanglingRef, at, format!("`{target}` points to nothing"), help)
}

/// The component that a reference means whose way there is wrong: a slash too few, another section, the place that it had in
/// OpenAPI 2.0. Nothing of what names another file or host.
fn meant(document: &Value, reference: &Reference<'_>, problems: &Problems) -> Option<String> {
    let Reference { target, section, .. } = reference;
    let (file, way) = target.split_once('#').unwrap_or(("", target));
    if !file.is_empty() || way.contains(':') || way.starts_with("//") {
        return None;
    }
    let name = Pointer::from(way).last()?;
    let components = document.get("components")?.get(section)?.as_object()?;
    let found = match components.get_key_value(&name) {
        Some((name, _)) => name,
        None => problems.meant(&name, components.keys().map(String::as_str))?,
    };
    Some(format!("#{}", component(section, found)))
}

/// Where a component stands.
fn component(section: &str, name: &str) -> Pointer {
    Pointer::root().child("components").child(section).child(name)
}

/// Finds components that are made of themselves: by references to references, and for schemas by
/// allOf, oneOf and anyOf. A schema that holds itself in a property or a list is fine.
pub(super) fn cycles(document: &Value, problems: &mut Problems) {
    let sections = document.get("components").and_then(Value::as_object);
    for (section, components) in sections.into_iter().flatten() {
        if let Value::Object(components) = components {
            Cycles::find(section, components, problems);
        }
    }
}

struct Cycles<'a> {
    section: &'a str,
    components: &'a Map<String, Value>,
    state: HashMap<&'a str, State>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Done,
}

/// A `$ref` out of a component: where it stands and which component it names.
struct Edge<'a> {
    at: Pointer,
    to: &'a str,
}

impl<'a> Cycles<'a> {
    fn find(section: &'a str, components: &'a Map<String, Value>, problems: &mut Problems) {
        let mut cycles = Cycles { section, components, state: HashMap::new() };
        for name in components.keys() {
            if !cycles.state.contains_key(name.as_str()) {
                cycles.visit(name, problems);
            }
        }
    }

    /// Follows all edges from `start`, without recursion: chains may be as long as the document.
    fn visit(&mut self, start: &'a str, problems: &mut Problems) {
        self.state.insert(start, State::Open);
        let mut stack = vec![(start, self.edges(start))];
        while let Some((name, edges)) = stack.last_mut() {
            let name = *name;
            let Some(Edge { at, to }) = edges.pop() else {
                self.state.insert(name, State::Done);
                stack.pop();
                continue;
            };
            match self.state.get(to) {
                Some(State::Done) => {}
                Some(State::Open) => {
                    let start = stack.iter().position(|(open, _)| *open == to).unwrap_or_default();
                    let mut circle: Vec<&str> = stack.iter().skip(start).map(|(open, _)| *open).collect();
                    if circle.len() > 8 {
                        circle.drain(4..circle.len() - 3);
                        circle.insert(4, "...");
                    }
                    circle.push(to);
                    problems.push(Diagnostic::error(
                        Code::CyclicRef,
                        at,
                        format!("the reference leads back to itself: `{}`", circle.join("` -> `")),
                        "break the circle: something in it must be written out",
                    ));
                }
                None => {
                    self.state.insert(to, State::Open);
                    let edges = self.edges(to);
                    stack.push((to, edges));
                }
            }
        }
    }

    /// The components that `name` is made of, the last first.
    fn edges(&self, name: &'a str) -> Vec<Edge<'a>> {
        let mut edges = Vec::new();
        if let Some(value) = self.components.get(name) {
            let at = component(self.section, name);
            self.collect(value, &at, &mut edges);
        }
        edges.reverse();
        edges
    }

    /// Whether a branch of a base has the base as a part: it is a subtype, and none of what the base is made of.
    fn is_subtype(&self, branch: &Value, base: &str) -> bool {
        let heir = self.named(branch).and_then(|heir| self.components.get(&heir));
        let parts = heir.and_then(|heir| heir.get("allOf")).and_then(Value::as_array);
        parts.into_iter().flatten().any(|part| self.named(part).as_deref() == Some(base))
    }

    /// Whether a schema has a discriminator, and lists its subtypes by name.
    fn is_base(&self, value: &Value) -> bool {
        let branches = ["oneOf", "anyOf"].iter().filter_map(|keyword| value.get(keyword)?.as_array());
        let is_known = |branch: &Value| self.named(branch).is_some_and(|name| self.components.contains_key(&name));
        value.get("discriminator").is_some() && branches.flatten().all(is_known)
    }

    fn named(&self, schema: &Value) -> Option<String> {
        component_name(schema.get("$ref")?.as_str()?, self.section)
    }

    fn collect(&self, value: &'a Value, at: &Pointer, edges: &mut Vec<Edge<'a>>) {
        if let Some(name) = self.named(value)
            && let Some((to, _)) = self.components.get_key_value(&name)
        {
            edges.push(Edge { at: at.child("$ref"), to });
        }
        if self.section != "schemas" {
            return;
        }
        let base = (at.segments().count() == 3 && self.is_base(value)).then(|| at.last().unwrap_or_default());
        for keyword in ["allOf", "oneOf", "anyOf"] {
            let branches = value.get(keyword).and_then(Value::as_array);
            for (index, branch) in branches.into_iter().flatten().enumerate() {
                if keyword != "allOf" && base.as_ref().is_some_and(|base| self.is_subtype(branch, base)) {
                    continue;
                }
                self.collect(branch, &at.child(keyword).item(index), edges);
            }
        }
    }
}
