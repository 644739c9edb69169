//! The command line tool `twilio-iam`. What enters: the arguments of the process. What leaves: its exit code.

fn main() -> std::process::ExitCode {
    twilio_iam::cli::main()
}
