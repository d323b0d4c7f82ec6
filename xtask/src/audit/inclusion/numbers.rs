//! Inclusion of what is a number, and numbers that may tell two sets apart.

use super::answer::{Answer, no};
use crate::audit::contract::number::{Num, Numbers};

/// Whether every number that `narrow` lets through, `wide` does too.
pub(super) fn includes_numbers(wide: &Numbers, narrow: &Numbers) -> Answer {
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
        true => Answer::Yes,
        false => Answer::Unknown("whether every number is let through".to_owned()),
    }
}

/// Numbers of a set, near to its bounds and to others of interest.
pub(super) fn numbers(numbers: &Numbers, near: &[Num]) -> Vec<Num> {
    let bounds = [numbers.least, numbers.greatest].into_iter().flatten().map(|it| it.at);
    let mut found: Vec<Num> = vec![Num::Integer(0), Num::Integer(1)];
    for at in near.iter().copied().chain(bounds) {
        found.extend([at, at.plus(1), at.plus(-1), at.rounded(true), at.rounded(false)]);
        if let Num::Real(real) = at {
            found.push(Num::real(real * 2.0));
        }
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
        found.push(Num::Real(0.5));
    }
    for step in &numbers.steps {
        found.extend([*step, Num::real(step.as_f64() * 2.0), Num::real(step.as_f64() * 3.0)]);
    }
    found.retain(|it| numbers.accepts(*it) == Some(true) && it.value().is_some());
    let mut unique: Vec<Num> = Vec::new();
    for number in found {
        if !unique.contains(&number) {
            unique.push(number);
        }
    }
    unique
}
