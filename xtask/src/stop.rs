//! Signals to stop in; the command that runs ended with all that it started, and whether anybody asked out.

use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::Failure;

/// Whether this process was asked to stop, and what has to stop with it.
#[derive(Clone, Default)]
pub struct Stop(Arc<State>);

#[derive(Default)]
struct State {
    asked: AtomicBool,
    running: Mutex<Option<Group>>,
}

impl Stop {
    /// Takes SIGINT, SIGTERM and SIGHUP from here on: none of them ends this process by itself any more.
    pub fn listen() -> Result<Self, Failure> {
        let stop = Self::default();
        let heard = stop.clone();
        let handler = move || {
            // Who asks twice does not want to wait for what takes its time to end.
            let again = heard.0.asked.swap(true, Ordering::SeqCst);
            if let Some(group) = *heard.running() {
                group.end(again);
            }
        };
        ctrlc::set_handler(handler).map_err(|error| Failure::Usage(format!("cannot take signals: {error}")))?;
        Ok(stop)
    }

    /// Whether anybody asked.
    pub fn asked(&self) -> bool {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Goes no further when somebody asked, and says what was left: "nothing was changed".
    pub fn check(&self, left: &str) -> Result<(), Failure> {
        match self.asked() {
            true => Err(Failure::Refused(format!("error: stopped by a signal; {left}"))),
            false => Ok(()),
        }
    }

    /// Runs a command to its end, or until somebody asks. Nothing that it started is left.
    pub fn run(&self, command: &mut Command) -> std::io::Result<ExitStatus> {
        self.run_with(command, |_| ())
    }

    /// The same, and does something with the command while it runs, such as to read what it says.
    pub fn run_with(&self, command: &mut Command, with: impl FnOnce(&mut Child)) -> std::io::Result<ExitStatus> {
        let mut child = Group::spawn(command)?;
        let group = Group::of(&child);
        *self.running() = Some(group);
        // A signal that came before the line above found nothing to end.
        if self.asked() {
            group.end(false);
        }
        with(&mut child);
        group.wait();
        // From here on the number may be another process's.
        *self.running() = None;
        group.end(true);
        child.wait()
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Option<Group>> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A command together with what it starts. A terminal sends its signals to this process alone, which passes them on, so
/// that there is one way to stop.
#[cfg(unix)]
#[derive(Clone, Copy)]
struct Group(rustix::process::Pid);

#[cfg(unix)]
impl Group {
    fn spawn(command: &mut Command) -> std::io::Result<Child> {
        std::os::unix::process::CommandExt::process_group(command, 0).spawn()
    }

    fn of(child: &Child) -> Self {
        Self(rustix::process::Pid::from_child(child))
    }

    fn end(self, at_once: bool) {
        use rustix::process::Signal;
        let signal = if at_once { Signal::KILL } else { Signal::TERM };
        // A group that has nobody in it any more has ended.
        let _ = rustix::process::kill_process_group(self.0, signal);
    }

    /// Waits for the command and leaves its number to it, so that what it has left can still be ended by that number.
    fn wait(self) {
        use rustix::process::{WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while waitid(WaitId::Pid(self.0), options).is_err_and(|error| error == rustix::io::Errno::INTR) {}
    }
}

/// Where there are no groups, a console tells all that are attached to it.
#[cfg(not(unix))]
#[derive(Clone, Copy)]
struct Group;

#[cfg(not(unix))]
impl Group {
    fn spawn(command: &mut Command) -> std::io::Result<Child> {
        command.spawn()
    }

    fn of(_: &Child) -> Self {
        Self
    }

    fn end(self, _: bool) {}

    fn wait(self) {}
}
