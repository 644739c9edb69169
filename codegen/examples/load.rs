//! Documents by name enter; what is wrong with each leaves on standard output.

use twilio_iam_codegen::document::Document;
use twilio_iam_codegen::{Inputs, Options, Source};

fn main() -> std::io::Result<()> {
    for name in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&name)?;
        let inputs = Inputs { document: Source::new(&name, text), overlays: Vec::new(), options: Options::default() };
        match Document::load(&inputs) {
            Ok(document) => {
                println!("{name}: {}", document.openapi.operations().count());
                println!("{}", document.fail(document.notes.clone()));
            }
            Err(problems) => println!("{name}:\n{problems}"),
        }
    }
    Ok(())
}
