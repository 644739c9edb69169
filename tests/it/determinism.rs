//! The same inputs give the same bytes, on any number of threads, and the names of files on disk do not leak into them.

use twilio_iam_codegen::generate;

use crate::project;

#[test]
fn threads_do_not_show() {
    let mut inputs = project::inputs();
    inputs.options.threads = 1;
    let one = generate(&inputs).unwrap();
    for threads in [2, 3, 8] {
        inputs.options.threads = threads;
        assert_eq!(generate(&inputs).unwrap(), one);
    }
}

#[test]
fn only_the_last_part_of_a_files_name_shows() {
    let inputs = project::inputs();
    let mut moved = inputs.clone();
    moved.document.name = format!("/somewhere/else/{}", moved.document.name);
    assert_eq!(generate(&moved).unwrap().tree, generate(&inputs).unwrap().tree);
}
