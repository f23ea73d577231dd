//! How many looks at a secret the counter may have allowed after so long.

use std::time::Duration;

/// The waits after the last free failure, seconds, as the product promises them: each failure after that brings the next
/// one, and the last one from then on.
const WAITS_SECS: [u64; 6] = [30, 60, 120, 240, 480, 900];

/// The counter reckons in whole seconds, so that a wait may be up to one shorter.
const ROUNDING_SECS: u64 = 1;

/// The looks allowed until then: the free ones, and one for each wait that may have ended.
pub(crate) fn allowed(elapsed: Duration) -> u64 {
    u64::from(identity::FREE_FAILURES) + waits_ended(elapsed)
}

fn waits_ended(elapsed: Duration) -> u64 {
    let last = WAITS_SECS.last().copied().unwrap_or(1);
    let waits = WAITS_SECS.into_iter().chain(std::iter::repeat(last));
    let ends = waits.scan(0, |end, wait| {
        *end += wait - ROUNDING_SECS;
        Some(*end)
    });
    ends.take_while(|end| *end <= elapsed.as_secs()).count() as u64
}

/// The windows that had begun by then: each begins where a wait may have ended.
pub(crate) fn windows(elapsed: Duration) -> Vec<(Duration, Duration)> {
    let mut windows = Vec::new();
    let mut from = 0;
    for wait in WAITS_SECS {
        let to = from + wait - ROUNDING_SECS;
        if from <= elapsed.as_secs() {
            windows.push((Duration::from_secs(from), Duration::from_secs(to)));
        }
        from = to;
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_that_ended_allows_one_more_look() {
        let at = |secs| allowed(Duration::from_secs(secs));
        assert_eq!([0, 28, 29, 60, 87, 88].map(at), [5, 5, 6, 6, 6, 7]);
        // 29 + 59 + 119 + 239 + 479 = 925; 1824 with the first long one, then one every 899.
        assert_eq!([924, 925, 1823, 1824, 2722, 2723].map(at), [9, 10, 10, 11, 11, 12]);
    }

    #[test]
    fn a_minute_has_two_windows() {
        let secs = |span: u64| windows(Duration::from_secs(span)).len();
        assert_eq!([0, 28, 29, 60, 88].map(secs), [1, 1, 2, 2, 3]);
    }
}
