//! What may befall a request, in the words of the table.

use twilio_iam_fake::{Canned, Fault, Rule};

use super::case::Step;

/// One mishap.
pub struct Mishap {
    pub name: &'static str,
    fault: Fault,
    /// How many requests of the step it befalls.
    times: u64,
    /// Whether nothing gets through any more after it.
    then_silence: bool,
}

impl Mishap {
    /// The rules by which a fake lets it happen at a step.
    pub fn rules(&self, step: Step) -> Vec<Rule> {
        let mut rules = vec![Rule::new(step.method, step.path, self.fault.clone()).times(self.times)];
        if self.then_silence {
            rules.push(Rule::any(Fault::DropUnprocessed).skip(step.before + 1));
        }
        rules
    }

    /// Whether the fake does not even record the requests that it befalls.
    pub fn is_unread(&self) -> bool {
        matches!(self.fault, Fault::DropUnread)
    }
}

pub fn nothing() -> Mishap {
    Mishap { name: "nothing", fault: Fault::None, times: u64::MAX, then_silence: false }
}

pub fn all() -> Vec<Mishap> {
    let once = |name, fault| Mishap { name, fault, times: 1, then_silence: false };
    let always = |name, fault| Mishap { name, fault, times: u64::MAX, then_silence: false };
    let outage = |name, fault| Mishap { name, fault, times: 1, then_silence: true };
    let error = || Fault::twilio_error(500, 20500, "Internal Server Error");
    vec![
        once("dropped unread", Fault::DropUnread),
        always("dropped unread, always", Fault::DropUnread),
        once("dropped unprocessed", Fault::DropUnprocessed),
        once("dropped unanswered", Fault::DropUnanswered),
        always("dropped unanswered, always", Fault::DropUnanswered),
        once("cut off in the answer", Fault::CutBody(10)),
        once("500", error()),
        always("500, always", error()),
        once("500 after it was processed", Canned::new(500).after_processing().into()),
        once(
            "200 and nonsense after it was processed",
            Canned::new(200).body("text/html", "<p>Hello</p>").after_processing().into(),
        ),
        once("200 and a page of a gateway", Fault::html(200)),
        once("404 and a page of a gateway", Fault::html(404)),
        once("401", Fault::twilio_error(401, 20003, "Authenticate")),
        once("429", Fault::too_many_requests(Some(1))),
        always("429, always", Fault::too_many_requests(None)),
        outage("dropped unprocessed, then silence", Fault::DropUnprocessed),
        outage("dropped unanswered, then silence", Fault::DropUnanswered),
    ]
}
