//! The flows of several requests, with a mishap at each of their steps: what the caller is told, held against what the fake
//! then holds, and what comes of taking back what is left. `cargo test -p twilio-iam-tests flows -- --nocapture` prints the
//! table.

mod case;
mod keys;
mod mishap;
mod policy;
mod tokens;
mod told;

use crate::project;
use crate::turns::in_turns;
use crate::world::{self, Face};
use case::{Case, Cell, Flow, Step};
use mishap::Mishap;

const GOLDEN: &str = "tests/flows.txt";

/// The table, each line on a fake of its own.
fn table(face: Face) -> String {
    let mishaps = mishap::all();
    let nothing = [mishap::nothing()];
    let mut asked: Vec<(Flow, Step, &Mishap)> = Vec::new();
    for flow in Flow::ALL {
        asked.push((flow, flow.steps()[0], &nothing[0]));
        for step in flow.steps() {
            asked.extend(mishaps.iter().map(|mishap| (flow, *step, mishap)));
        }
    }
    // Most of the time goes by in waiting.
    let cells = in_turns(16, &asked, |(flow, step, mishap)| run(face, *flow, *step, mishap));
    let mut table =
        line(["what befalls the step", "requests", "what is so then", "what the caller gets", "taken back"]);
    let mut above = None;
    for ((flow, step, mishap), cell) in asked.iter().zip(cells) {
        if above.is_none_or(|(before, _)| before != *flow) {
            table.push_str(&format!("{}\n", flow.name()));
            table.push_str(&line([mishap.name, &cell.requests, &cell.left, &cell.gets, &cell.taken_back]));
            above = Some((*flow, ""));
            continue;
        }
        if above != Some((*flow, step.name)) {
            table.push_str(&format!("  {}: {} {}\n", step.name, step.method, step.path));
            above = Some((*flow, step.name));
        }
        table.push_str(&line([mishap.name, &cell.requests, &cell.left, &cell.gets, &cell.taken_back]));
    }
    table
}

fn run(face: Face, flow: Flow, step: Step, mishap: &Mishap) -> Cell {
    let case = Case::new(face, flow, step, mishap);
    let cell = world::run(async {
        match flow {
            Flow::Rotation => tokens::rotate(&case).await,
            Flow::Standard | Flow::Restricted | Flow::Itself => keys::replace(&case).await,
            Flow::Grant | Flow::Revoke => policy::change(&case).await,
        }
    });
    case.learn();
    cell
}

fn line([mishap, requests, left, gets, taken_back]: [&str; 5]) -> String {
    let line = format!("    {mishap:<42} | {requests:>8} | {left:<30} | {gets:<62} | {taken_back}");
    format!("{}\n", line.trim_end())
}

#[test]
fn every_mishap_of_a_flow_has_its_outcome_async() {
    let actual = table(Face::Async);
    println!("{actual}");
    let path = project::root().join(GOLDEN);
    if project::accepting() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(actual, expected, "{GOLDEN}: {}", project::ACCEPT);
}

/// Both clients walk the same steps, so one table has to do for both.
#[test]
fn every_mishap_of_a_flow_has_the_same_outcome_blocking() {
    let expected = std::fs::read_to_string(project::root().join(GOLDEN)).unwrap();
    assert_eq!(table(Face::Blocking), expected, "{GOLDEN}");
}
