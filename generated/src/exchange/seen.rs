//! What enters: the addresses of the pages of a list, in turn. What leaves: whether one came before, in memory that does
//! not grow with the list.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

/// The pages that were asked for.
///
/// Hashes of the last [`RECENT`] pages find a loop of up to that many at its first repetition. Longer loops are found by
/// Brent's algorithm (BIT 20, 1980), which keeps one hash and moves it up at every power of two: at the latest after
/// three times the pages before and in the loop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    hasher: RandomState,
    recent: HashSet<u64>,
    order: VecDeque<u64>,
    anchor: u64,
    count: u64,
}

const RECENT: usize = 4096;

impl Seen {
    /// Takes note of a page; whether it came before.
    pub(crate) fn repeats(&mut self, page: &str) -> bool {
        let hash = self.hasher.hash_one(page);
        let repeats = self.count > 0 && self.anchor == hash || !self.recent.insert(hash);
        self.order.push_back(hash);
        if self.order.len() > RECENT
            && let Some(oldest) = self.order.pop_front()
        {
            self.recent.remove(&oldest);
        }
        self.count += 1;
        if self.count.is_power_of_two() {
            self.anchor = hash;
        }
        repeats
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of the first page that is found to repeat, of a list that goes back by `length` after `before` pages.
    fn found(before: usize, length: usize) -> usize {
        let mut seen = Seen::default();
        (0..)
            .find(|at| {
                let page = if *at < before { *at } else { before + (*at - before) % length };
                seen.repeats(&format!("/Keys?Page={page}"))
            })
            .unwrap()
    }

    #[test]
    fn short_loops_are_found_at_once_and_long_ones_in_the_end() {
        assert_eq!(found(0, 1), 1);
        assert_eq!(found(7, 3), 10);
        assert_eq!(found(0, RECENT), RECENT);
        assert_eq!(found(10_000, 100), 10_100);
        let (before, length) = (1000, 20_000);
        assert!((before + length..=3 * (before + length)).contains(&found(before, length)));
    }

    #[test]
    fn memory_does_not_grow_and_pages_that_differ_are_told_apart() {
        let mut seen = Seen::default();
        assert!((0..100_000).all(|page| !seen.repeats(&format!("/Keys?Page={page}"))));
        assert!(seen.recent.len() <= RECENT && seen.order.len() <= RECENT + 1);
    }
}
