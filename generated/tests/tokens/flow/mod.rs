//! Flows over a Twilio of a few lines, with every fault at every step: what the error says is left, is left.

mod permissions;
mod replacement;
mod rotation;
mod signing;
mod world;

use world::{FAULTS, Fault, State};

/// Sets a world up.
type Plan = Box<dyn FnOnce(&mut State)>;

/// Everything that may go wrong in a flow of so many requests: one fault at any of them and of those that clear up after
/// it, two faults in a row, or nothing that gets through from there on.
fn plans(requests: usize) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    for number in 0..requests + 3 {
        plans.push(Box::new(move |state: &mut State| state.outage = Some(number)));
        for fault in FAULTS {
            plans.push(Box::new(move |state: &mut State| {
                state.faults.insert(number, fault);
            }));
            for next in FAULTS {
                plans.push(Box::new(move |state: &mut State| {
                    state.faults.extend([(number, fault), (number + 1, next)]);
                }));
            }
            plans.push(Box::new(move |state: &mut State| {
                state.faults.insert(number, Fault::After);
                state.outage = Some(number + 1);
            }));
        }
    }
    plans
}
