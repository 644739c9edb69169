//! Two ways to do the same, measured in turns, so that a busy machine slows both alike. What enters: the two. What leaves:
//! how fast the first is against the second.

use std::time::Duration;

/// How the first of two compares with the second.
pub struct Ratio {
    /// Above 1 where the first is the faster one: the median of the ratios of each round, whose two sides ran one right
    /// after the other. A machine that is busy for a while slows both, and one that is busy for a moment is an outlier.
    pub speed: f64,
    /// The fastest round of each: whatever else a machine does only ever adds to it.
    pub first: Duration,
    pub second: Duration,
}

/// Runs both in turns. The order changes with each round.
pub fn in_turns(rounds: usize, mut first: impl FnMut() -> Duration, mut second: impl FnMut() -> Duration) -> Ratio {
    // So that neither meets cold caches or an empty pool.
    first();
    second();
    let pairs: Vec<(Duration, Duration)> = (0..rounds)
        .map(|round| {
            if round % 2 == 0 {
                let first = first();
                (first, second())
            } else {
                let second = second();
                (first(), second)
            }
        })
        .collect();
    let mut speeds: Vec<f64> = pairs.iter().map(|(first, second)| second.as_secs_f64() / first.as_secs_f64()).collect();
    speeds.sort_by(f64::total_cmp);
    let (first, second) = pairs.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.min(b.1))).unwrap();
    Ratio { speed: speeds[speeds.len() / 2], first, second }
}

/// One line of the table in README.
pub fn row(what: &str, measured: &str, target: &str) {
    println!("| {what} | {measured} | {target} |");
}
