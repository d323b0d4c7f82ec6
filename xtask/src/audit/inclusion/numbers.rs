//! Inclusion of numbers in one set, or in several ranges together; and samples
//! of a set, near its bounds.

use super::included::{Included, no};
use crate::audit::contract::number::{Bound, Num, Numbers};

/// Whether `wide` accepts every number that `narrow` accepts.
pub(super) fn includes_numbers(wide: &Numbers, narrow: &Numbers) -> Included {
    let bounds = [wide.least, wide.greatest].into_iter().flatten().map(|it| it.at);
    let near: Vec<Num> = bounds.chain(wide.steps.iter().copied()).collect();
    let outside = numbers(narrow, &near).into_iter().find(|it| wide.accepts(*it) == Some(false));
    if let Some(value) = outside.and_then(Num::value) {
        return no(value);
    }
    let steps = wide.steps.iter().all(|step| {
        let whole = narrow.integer && Num::Integer(1).is_multiple_of(*step) == Some(true);
        whole || narrow.steps.iter().any(|it| it.is_multiple_of(*step) == Some(true))
    });
    match wide.bounds_include(narrow) && steps && (!wide.integer || narrow.integer) {
        true => Included::Yes,
        false => Included::Unknown("whether every number is accepted".to_owned()),
    }
}

/// Whether some ranges together contain every number of a set.
pub(super) fn cover(mut ranges: Vec<&Numbers>, narrow: &Numbers) -> bool {
    ranges.retain(|it| it.steps.is_empty() && (!it.integer || narrow.integer));
    // What is not covered yet.
    let mut rest = narrow.clone();
    loop {
        let begins = |it: &&Numbers| {
            it.least.is_none_or(|wide| rest.least.is_some_and(|it| !it.is_below(wide)))
        };
        let Some(range) = ranges.iter().position(begins).map(|it| ranges.swap_remove(it)) else {
            return false;
        };
        let Some(end) = range.greatest else {
            return true;
        };
        if rest.greatest.is_some_and(|it| !it.is_above(end)) {
            return true;
        }
        rest.at_least(Bound { at: end.at, open: !end.open });
        rest.normalise();
    }
}

/// Numbers of a set, near to its bounds and to others of interest.
pub(super) fn numbers(numbers: &Numbers, near: &[Num]) -> Vec<Num> {
    let bounds = [numbers.least, numbers.greatest].into_iter().flatten().map(|it| it.at);
    let mut found: Vec<Num> = vec![Num::Integer(0), Num::Integer(1)];
    for at in near.iter().copied().chain(bounds) {
        found.extend([at, at.plus(1), at.plus(-1), at.rounded(true), at.rounded(false)]);
        // At this size, one more is the same float.
        found.push(Num::real(at.as_f64() * 2.0));
        if !numbers.integer {
            found.push(Num::real(at.as_f64() + 0.5));
            found.push(Num::real(at.as_f64() - 0.5));
        }
        for step in &numbers.steps {
            let count = (at.as_f64() / step.as_f64()).floor();
            for more in 0..3 {
                let product = match (*step, Num::real(count)) {
                    (Num::Integer(step), Num::Integer(count)) => {
                        step.checked_mul(count + more).map(Num::Integer)
                    }
                    #[expect(clippy::cast_precision_loss, reason = "small")]
                    _ => Some(Num::real(step.as_f64() * (count + more as f64))),
                };
                found.extend(product);
            }
        }
    }
    found.push(Num::Integer(-1));
    if !numbers.integer {
        found.extend([0.5, -0.5].map(Num::Real));
    }
    for step in &numbers.steps {
        found.extend([*step, Num::real(step.as_f64() * 2.0), Num::real(step.as_f64() * 3.0)]);
    }
    let is_exact = |it: &Num| it.value().and_then(|it| Some(Num::of(it.as_number()?))) == Some(*it);
    found.retain(|it| numbers.accepts(*it) == Some(true) && is_exact(it));
    let mut unique: Vec<Num> = Vec::new();
    for number in found {
        if !unique.contains(&number) {
            unique.push(number);
        }
    }
    unique
}
