//! Work enters, what came of it leaves, from several threads where the system gives them.

use std::thread;

/// As much stack as a program's first thread has: documents are as deep on every thread.
const STACK: usize = 8 << 20;

/// Does two things at a time: `there` on a thread of its own, or here where there is none to be had.
pub fn beside<A: Send, B>(there: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let other = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &there);
        let own = here();
        // A thread that died is asked again, here, where its panic is the caller's.
        let other = other.ok().and_then(|other| other.join().ok());
        (other.unwrap_or_else(&there), own)
    })
}

/// Has `work` done by so many threads at a time, this one among them, which have to share it out; by fewer where the system
/// has no more. Nothing where one of them died.
pub fn share<A: Send>(workers: usize, work: impl Fn() -> A + Sync) -> Option<Vec<A>> {
    thread::scope(|scope| {
        let spawn = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &work).ok();
        let others: Vec<_> = (1..workers).filter_map(spawn).collect();
        let own = work();
        std::iter::once(Some(own)).chain(others.into_iter().map(|other| other.join().ok())).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn two_things_are_done_once_each() {
        let count = AtomicUsize::new(0);
        let (there, here) = beside(|| count.fetch_add(1, Ordering::Relaxed), || "here");
        assert_eq!((there, here, count.into_inner()), (0, "here", 1));
    }

    #[test]
    fn work_is_shared() {
        let next = AtomicUsize::new(0);
        let work =
            || std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|one| *one < 100)).collect();
        let mut done: Vec<usize> = share(3, work).unwrap().into_iter().flat_map(|part: Vec<usize>| part).collect();
        done.sort_unstable();
        assert_eq!(done, (0..100).collect::<Vec<_>>());
    }
}
