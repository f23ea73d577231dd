//! Whether two sets of measurements differ: the Mann-Whitney U test, two-sided, by the normal approximation with
//! corrections for ties and for continuity (Mann and Whitney 1947; Siegel and Castellan 1988, section 6.4).

/// What the test says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ranks {
    /// How often one of the first set is above one of the second, ties counting half.
    pub(crate) u: f64,
    /// How likely sets of one origin differ as much by chance.
    pub(crate) p: f64,
}

/// Compares two sets.
pub(crate) fn compared(first: &[f64], second: &[f64]) -> Ranks {
    let mut all: Vec<(f64, bool)> = Vec::with_capacity(first.len() + second.len());
    all.extend(first.iter().map(|value| (*value, true)));
    all.extend(second.iter().map(|value| (*value, false)));
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut rank_sum, mut ties, mut before) = (0.0, 0.0, 0.0);
    for group in all.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        let size = group.len() as f64;
        let rank = before + f64::midpoint(1.0, size);
        rank_sum += rank * group.iter().filter(|(_, is_first)| *is_first).count() as f64;
        ties += size.powi(3) - size;
        before += size;
    }
    let (n, m) = (first.len() as f64, second.len() as f64);
    let u = rank_sum - n * (n + 1.0) / 2.0;
    Ranks { u, p: chance(u, n, m, ties) }
}

/// The two-sided p of a U of sets of these sizes; `ties` is the sum of t³ − t over groups of t equal values.
fn chance(u: f64, n: f64, m: f64, ties: f64) -> f64 {
    let all = n + m;
    let variance = n * m / 12.0 * ((all + 1.0) - ties / (all * (all - 1.0)));
    if variance.is_nan() || variance <= 0.0 {
        return 1.0;
    }
    let away = ((u - n * m / 2.0).abs() - 0.5).max(0.0);
    both_tails(away / variance.sqrt())
}

/// The area of both tails of the normal distribution beyond z: Abramowitz and Stegun 7.1.26, off by 1.5e-7 at most.
fn both_tails(z: f64) -> f64 {
    let x = z / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let factors = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    let sum = factors.iter().fold(0.0, |sum, factor| (sum + factor) * t);
    (sum * (-x * x).exp()).clamp(0.0, 1.0)
}

/// The value in the middle; of none, zero.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |place: usize| sorted.get(place).copied().unwrap_or(0.0);
    f64::midpoint(at(sorted.len().saturating_sub(1) / 2), at(sorted.len() / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-6
    }

    /// The example of the manual of `SciPy` for `mannwhitneyu`, ages of five men and four women at a diagnosis.
    #[test]
    fn the_example_of_a_manual_comes_out() {
        let men = [19.0, 22.0, 16.0, 29.0, 24.0];
        let women = [20.0, 11.0, 17.0, 12.0];
        let ranks = compared(&men, &women);
        assert!(near(ranks.u, 17.0) && near(ranks.p, 0.111_346_886), "{ranks:?}");
        let other = compared(&women, &men);
        assert!(near(other.u, 3.0) && near(other.p, ranks.p), "{other:?}");
    }

    /// The table of critical values of U, two-sided at 0.05: 127 for 20 and 20, 23 for 10 and 10, 2 for 5 and 5.
    #[test]
    fn the_table_of_critical_values_is_met() {
        for (size, critical) in [(20.0, 127.0), (10.0, 23.0), (5.0, 2.0)] {
            assert!(chance(critical, size, size, 0.0) <= 0.05, "{size}");
            assert!(chance(critical + 1.0, size, size, 0.0) > 0.05, "{size}");
        }
    }

    /// By hand: ranks 1, 2.5 and 2.5, 4.5 and 4.5, 6.5 and 6.5, 8; with those of the first set 1 + 2.5 + 4.5 + 6.5 = 14.5,
    /// U = 4.5; three pairs of ties take 18; the variance is 16/12 · (9 − 18/56) = 11.5714; z = 3/3.40168 = 0.88192.
    #[test]
    fn ties_share_their_rank_and_narrow_the_spread() {
        let ranks = compared(&[1.0, 2.0, 3.0, 4.0], &[2.0, 3.0, 4.0, 5.0]);
        assert!(near(ranks.u, 4.5) && (ranks.p - 0.377_82).abs() < 1e-4, "{ranks:?}");
    }

    #[test]
    fn equal_sets_do_not_differ_and_far_ones_do() {
        let set: Vec<f64> = (0..500).map(f64::from).collect();
        assert!(near(compared(&set, &set).p, 1.0));
        let shifted: Vec<f64> = set.iter().map(|value| value + 200.0).collect();
        assert!(compared(&set, &shifted).p < 1e-6);
        assert!(near(compared(&[1.0; 9], &[1.0; 9]).p, 1.0), "all of one value");
        assert!(near(compared(&[], &[]).p, 1.0));
    }

    #[test]
    fn the_middle_is_between_two_of_an_even_number() {
        assert!(near(median(&[3.0, 1.0, 2.0]), 2.0));
        assert!(near(median(&[4.0, 1.0, 2.0, 3.0]), 2.5));
        assert!(near(median(&[]), 0.0));
    }
}
