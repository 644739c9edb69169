//! prof
#![allow(missing_docs, clippy::unwrap_used)]
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let src = |p: &str| twilio_iam_codegen::Source::new("x", std::fs::read_to_string(p).unwrap());
    let inputs = twilio_iam_codegen::Inputs {
        document: src(&path),
        overlays: std::env::args().skip(3).map(|p| src(&p)).collect(),
        options: twilio_iam_codegen::Options { threads: 1, ..Default::default() },
    };
    for _ in 0..n {
        std::hint::black_box(twilio_iam_codegen::generate(&inputs).unwrap());
    }
}
