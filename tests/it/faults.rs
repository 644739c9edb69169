//! Whatever can go wrong with a reply, for each kind of call: what the caller gets, how many requests went out, where the
//! credentials went, and what was done all the same. `cargo test -p twilio-iam-tests faults -- --nocapture` prints the table.

mod cell;
mod row;

use crate::project;
use crate::turns::in_turns;
use crate::world::Face;
use cell::Call;
use row::Row;

const GOLDEN: &str = "tests/faults.txt";

/// The table, each cell on a fake of its own.
pub fn table(face: Face) -> String {
    let rows = row::all();
    let asked: Vec<(&Row, Call)> = rows.iter().flat_map(|row| row.calls.iter().map(move |call| (row, *call))).collect();
    // Most of the time goes by in waiting.
    let mut cells = in_turns(16, &asked, |(row, call)| cell::run(face, row, *call)).into_iter();
    let mut table = line(["call", "requests", "Authorization", "what is so afterwards", "what the caller gets"]);
    for row in &rows {
        table.push_str(&format!("{}\n", row.name));
        for call in row.calls {
            let cell = cells.next().unwrap();
            let requests = cell.requests.to_string();
            table.push_str(&line([call.name(), &requests, &cell.authorization, &cell.left, &cell.gets]));
        }
    }
    table
}

fn line([call, requests, authorization, left, gets]: [&str; 5]) -> String {
    format!("    {call:<6} | {requests:>8} | {authorization:<13} | {left:<32} | {gets}\n")
}

#[test]
fn every_fault_has_its_outcome_async() {
    let actual = table(Face::Async);
    println!("{actual}");
    let path = project::root().join(GOLDEN);
    if project::accepting() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(actual, expected, "{GOLDEN}: {}", project::ACCEPT);
}

/// Both clients decide in the same rooms, so one table has to do for both.
#[test]
fn every_fault_has_the_same_outcome_blocking() {
    let expected = std::fs::read_to_string(project::root().join(GOLDEN)).unwrap();
    assert_eq!(table(Face::Blocking), expected, "{GOLDEN}");
}
