//! Operations of two clients in; what is different in their names, where they are sent and how, out.

use super::kind::{BREAKING, COMPATIBLE, ChangeKind, SAME};
use super::pair::{Site, fields, positions};
use super::record::{At, Recorder, Words, quoted};
use super::ty::Sides;
use super::{parameter, reply};
use crate::ir::{Field, Operation, Security};

/// Compares every operation.
pub fn compare(sides: &Sides, recorder: &mut Recorder) {
    for pair in &sides.pairs.operations {
        match pair {
            (Some(old), Some(new)) => both(sides, recorder, old, new),
            (Some(old), None) => {
                let text = format!("{} can no longer be sent", request(old.operation));
                let at = At::Old(&old.operation.pointer);
                recorder.add(ChangeKind::OperationRemoved, (BREAKING, BREAKING), &old.item(), text, at, &[]);
            }
            (None, Some(new)) => {
                let text = format!("{} can be sent now", request(new.operation));
                let at = At::New(&new.operation.pointer);
                recorder.add(ChangeKind::OperationAdded, (COMPATIBLE, COMPATIBLE), &new.item(), text, at, &[]);
            }
            (None, None) => {}
        }
    }
}

fn both(sides: &Sides, recorder: &mut Recorder, before: &Site, after: &Site) {
    let (old, new) = (before.operation, after.operation);
    let at = At::Both(&old.pointer, &new.pointer);
    let item = after.item();
    let mut add = |kind, verdicts, text, nodes: &[&str]| recorder.add(kind, verdicts, &item, text, at, nodes);
    if (before.service, before.module) != (after.service, after.module) {
        let text = format!("{} was `{}`", request(new), before.item());
        add(ChangeKind::OperationMoved, (BREAKING, SAME), text, &["/x-twilio-module"]);
    } else if old.name != new.name {
        let text = format!("{} was called `{}`", request(new), old.name);
        add(ChangeKind::OperationRenamed, (BREAKING, SAME), text, &["/x-twilio-name", "/operationId"]);
    } else if old.id != new.id {
        // Spans and `OperationSpec::id` have it, and code goes on to compile.
        let text = format!("its id is {} instead of {}; it keeps its Rust name", quoted(&new.id), quoted(&old.id));
        add(ChangeKind::OperationRenamed, (COMPATIBLE, SAME), text, &["/operationId"]);
    }
    if old.method != new.method {
        let text = format!("it is sent as {} instead of {}", new.method.as_str(), old.method.as_str());
        add(ChangeKind::MethodChanged, (SAME, BREAKING), text, &[]);
    }
    if old.server != new.server {
        let text = format!("it is sent to {} instead of {}", quoted(&new.server), quoted(&old.server));
        let nodes = [
            "/servers/0/url",
            "/servers",
            "/../servers/0/url",
            "/../servers",
            "/../../../servers/0/url",
            "/../../../servers",
        ];
        add(ChangeKind::ServerChanged, (SAME, BREAKING), text, &nodes);
    }
    if shape(&old.path) != shape(&new.path) {
        let text = format!("its path is {} instead of {}", quoted(&new.path), quoted(&old.path));
        add(ChangeKind::PathChanged, (SAME, BREAKING), text, &[]);
    }
    if old.security != new.security {
        // A service that asks for no credentials takes a request that has some.
        let wire = if new.security == Security::None { COMPATIBLE } else { BREAKING };
        let text = format!("it is sent with {} instead of {}", security(new.security), security(old.security));
        add(
            ChangeKind::SecurityChanged,
            (SAME, wire),
            text,
            &["/security", "/../../../security", "/../../../components/securitySchemes"],
        );
    }
    match (&old.body, &new.body) {
        (old, new) if old == new => {}
        (Some(old), Some(new)) => {
            let text = format!("its body is {} instead of {}", quoted(new), quoted(old));
            add(ChangeKind::BodyMediaTypeChanged, (SAME, BREAKING), text, &["/requestBody/content", "/requestBody"]);
        }
        // Whether such requests are still taken is for the fields of the body to tell.
        (_, Some(new)) => {
            let text = format!("it has a body now: {}", quoted(new));
            add(ChangeKind::BodyMediaTypeChanged, (SAME, COMPATIBLE), text, &["/requestBody/content", "/requestBody"]);
        }
        (_, None) => {
            let text = "it no longer has a body".to_owned();
            add(ChangeKind::BodyMediaTypeChanged, (SAME, COMPATIBLE), text, &["/requestBody/content", "/requestBody"]);
        }
    }
    let pairs = fields(old, new);
    let order = arguments(old, &pairs);
    if !order.is_sorted() {
        let text = format!("`new` takes {} instead of {}", list(new), list(old));
        add(ChangeKind::ArgumentsReordered, (BREAKING, SAME), text, &[]);
    }
    for pair in pairs {
        parameter::compare(sides, recorder, (before, after), pair);
    }
    reply::compare(sides, recorder, (before, after));
    let before = Words { doc: &old.doc, deprecated: old.deprecated };
    recorder.words(&item, before, Words { doc: &new.doc, deprecated: new.deprecated }, at);
}

/// Positions that the arguments of the newer `new` had in the older one.
fn arguments(old: &Operation, pairs: &[(Option<&Field>, Option<&Field>)]) -> Vec<usize> {
    let position = positions(&old.fields);
    let both = pairs.iter().filter_map(|(old, new)| Some(((*old)?, (*new)?)));
    both.filter(|(old, new)| parameter::is_argument(old) && parameter::is_argument(new))
        .filter_map(|(old, _)| position.get(&std::ptr::from_ref(old)).copied())
        .collect()
}

fn list(operation: &Operation) -> String {
    let arguments = operation.fields.iter().filter(|field| parameter::is_argument(field));
    format!("`({})`", arguments.map(|field| field.name.as_str()).collect::<Vec<_>>().join(", "))
}

fn request(operation: &Operation) -> String {
    quoted(&format!("{} {}{}", operation.method.as_str(), operation.server, operation.path))
}

fn security(security: Security) -> &'static str {
    match security {
        Security::Basic => "basic credentials",
        Security::Bearer => "a bearer token",
        Security::None => "no credentials",
    }
}

/// A path as it is sent: the names of its placeholders are the documentation's.
fn shape(path: &str) -> Vec<&str> {
    path.split('{').flat_map(|part| [part.split_once('}').map_or(part, |(_, rest)| rest), "{}"]).collect()
}
